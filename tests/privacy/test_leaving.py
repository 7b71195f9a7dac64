"""Taking away what is held, and leaving: nothing that tells of the person stays unsaid."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.acting import acting_as
from accounts.models import AccessEvent, User
from priorities.models import Question
from privacy.services import mark_of, write_down
from researchers.models import Output, Researcher
from tests.factories import (
    AccessNeedsFactory,
    DecisionFactory,
    InterestFactory,
    InvitationFactory,
    MailFactory,
    OutputFactory,
    QuestionFactory,
    ReplyFactory,
    ResearcherFactory,
    SignUpFactory,
    SuggestionFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db
CANARY = "zanzibarian"


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "kept" / "erasures.txt"
    return settings.ERASURE_LEDGER


@pytest.fixture
def person():
    """A researcher in all of whose words the canary sings."""
    researcher = ResearcherFactory(
        user__name=f"Ada {CANARY}",
        user__email=f"ada.{CANARY}@university.example",
        title="Dr",
        post=f"Reader in {CANARY} studies",
        statement=f"I study {CANARY} shops.",
        topics=CANARY,
        availability_note=CANARY,
    )
    OutputFactory(researcher=researcher, title=f"On {CANARY} shops", abstract=CANARY, venue=CANARY)
    AccessNeedsFactory(person=researcher.user, access=CANARY)
    InterestFactory(person=researcher.user, note=CANARY, other_name=CANARY)
    address = researcher.user.email
    SignUpFactory(used_by=researcher.user, email=address, name=CANARY, post=CANARY)
    InvitationFactory(email=address, name=CANARY)
    MailFactory(to_address=address)
    suggestion = SuggestionFactory(researcher=researcher)
    DecisionFactory(suggestion=suggestion, answer="declined", reason=f"Too {CANARY}")
    ReplyFactory(offer__suggestion=suggestion, words=f"Thank you, {CANARY}")
    # Changed once, so that the history holds what stood before.
    researcher.statement += " Still."
    researcher.save()
    return researcher


def places_of(word):
    """The tables in which a word stands, in any column, as their owner reads them."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def leave(client):
    return client.post("/account/leave", {"sure": "on"})


def test_whoever_leaves_leaves_no_word_behind(person, sign_in, django_capture_on_commit_callbacks):
    assert len(places_of(CANARY)) > 8

    with django_capture_on_commit_callbacks(execute=True):
        answer = leave(sign_in(person.user))

    assert answer.url == "/left"
    assert places_of(CANARY) == []


def test_a_tombstone_stays_and_nobody_signs_in_with_it(person, sign_in):
    client = sign_in(person.user)

    leave(client)

    gone = User.objects.get(pk=person.user_id)
    assert (gone.name, gone.is_active, gone.has_usable_password()) == (
        "Former member",
        False,
        False,
    )
    assert client.get("/home").status_code == 302
    entry = Researcher.objects.get(pk=person.pk)
    assert (entry.name, entry.is_draft, entry.is_matchable) == ("Former member", True, False)
    assert not Output.objects.filter(researcher=person).exists()


def test_other_people_are_left_as_they_are(person, sign_in):
    other = OutputFactory(title="Another's")

    leave(sign_in(person.user))

    other.refresh_from_db()
    assert (other.title, other.researcher.statement[:7]) == ("Another's", "I study")


def test_a_lead_with_open_questions_hands_them_over_first(lead, lead_client):
    QuestionFactory(posted_by=lead)

    answer = leave(lead_client)

    assert answer.status_code == 422
    assert "Hand your open questions to a colleague first" in answer.content.decode()
    assert User.objects.get(pk=lead.pk).is_active
    Question.objects.update(closed_at="2025-01-01T12:00Z")
    assert leave(lead_client).status_code == 302


def test_without_the_tick_nobody_leaves(person, sign_in):
    answer = sign_in(person.user).post("/account/leave", {"sure": ""})

    assert answer.status_code == 422
    assert_well_made(answer)
    assert User.objects.get(pk=person.user_id).is_active


def test_the_product_erases_nobody_but_whoever_acts(person, lead):
    with acting_as(lead.pk), connection.cursor() as cursor, transaction.atomic():
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT empac_erase(%s)", [person.user_id])
        with (
            pytest.raises(DatabaseError, match=r"permission denied|append-only"),
            transaction.atomic(),
        ):
            cursor.execute("SELECT set_config('empac.erasing', 'on', true)")
            cursor.execute("UPDATE accounts_userevent SET name = ''")


def test_a_restored_person_is_erased_again(person, ledger):
    write_down(person.user_id)
    assert ledger.read_text().split() == [mark_of(person.user_id)]

    call_command("replay_erasures")

    assert places_of(CANARY) == []


def test_a_ledger_that_cannot_be_written_stops_nobody(
    person, settings, tmp_path, sign_in, caplog, django_capture_on_commit_callbacks
):
    (tmp_path / "file").write_text("")
    settings.ERASURE_LEDGER = tmp_path / "file" / "erasures.txt"

    with django_capture_on_commit_callbacks(execute=True):
        answer = leave(sign_in(person.user))

    assert answer.status_code == 302
    assert mark_of(person.user_id) in caplog.text


def taken(client):
    answer = client.get("/account/data.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return answer, {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_person_takes_away_all_that_is_theirs(person, sign_in):
    client = sign_in(person.user)

    answer, files = taken(client)

    data = json.loads(files["data.json"])
    assert "OFFICIAL" in answer["Content-Disposition"]
    assert [row["statement"] for row in data["researchers.Researcher"]] == [person.statement]
    assert [row["title"] for row in data["researchers.Output"]] == [f"On {CANARY} shops"]
    assert [row["access"] for row in data["researchers.AccessNeeds"]] == [CANARY]
    assert "password" not in data["accounts.User"][0]
    assert person.statement in files["data.html"]
    assert AccessEvent.objects.filter(actor=person.user_id, verb="export").count() == 1


def test_nobody_takes_away_what_is_anothers(person, sign_in):
    other = ResearcherFactory()
    OutputFactory(researcher=other)
    QuestionFactory(words="What nobody else may read?")

    _, files = taken(sign_in(other.user))

    assert CANARY not in files["data.json"] + files["data.html"]
    assert "What nobody else may read?" not in files["data.json"]


def test_the_pages_are_well_made(person, sign_in):
    client = sign_in(person.user)

    for path in ("/account/data", "/account/leave", "/account", "/left"):
        assert_well_made(client.get(path))
