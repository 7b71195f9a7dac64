from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from researchers.models import Capacity, LensReading, Researcher
from tests.answers import errors_of, page_of, ticked
from tests.factories import (
    AcademicFactory,
    ApproachFactory,
    DisciplineFactory,
    OutputFactory,
    ResearcherFactory,
)
from tests.html_rules import assert_well_made, get, text, title

pytestmark = pytest.mark.django_db

REGISTER, ABOUT, EXPERTISE, AVAILABILITY, CHECK = (
    reverse(f"researchers:register{step}")
    for step in ("", "-about", "-expertise", "-availability", "-check")
)
PAGES = [REGISTER, ABOUT, EXPERTISE, AVAILABILITY, CHECK, reverse("researchers:visibility")]

SAID = {
    ABOUT: {"name": "Nia New", "title": "Dr", "kind": "analyst", "post": "Analyst", "orcid": ""},
    EXPERTISE: {"statement": "I count tills.", "topics": "tills", "discipline": ""},
    AVAILABILITY: {
        "availability": "limited",
        "available_from": "1/2/2099",
        "availability_note": "After the marking",
        "engagements_per_term": "2",
        "hours_per_month": "6",
        "formats": ["workshop", "bid"],
        "half_days": "Mondays, Wed afternoon, not Fridays",
        "travel": "near",
        "travel_note": "By train",
    },
}


@pytest.fixture
def newcomer():
    return AcademicFactory(name="Nia New")


@pytest.fixture
def client(newcomer, sign_in):
    return sign_in(newcomer)


def states(response):
    page = page_of(response)
    return [text(e) for e in page.elements if (get(e, "id") or "").startswith("state-")]


def test_looking_at_the_steps_begins_nothing(client):
    for address in PAGES:
        assert_well_made(client.get(address))

    assert not Researcher.objects.exists()


def test_steps_are_saved_as_they_are_left_and_sent_at_the_end(client, newcomer):
    law = DisciplineFactory(slug="law")
    assert states(client.get(REGISTER)) == ["Now", *["Not started"] * 4]

    leads_to = [client.post(ABOUT, SAID[ABOUT]).url]
    assert states(client.get(REGISTER)) == ["Completed", "Now", *["Not started"] * 3]
    leads_to.append(client.post(EXPERTISE, SAID[EXPERTISE] | {"discipline": "law"}).url)
    leads_to.append(client.post(AVAILABILITY, SAID[AVAILABILITY]).url)
    draft = Researcher.objects.get()
    leads_to.append(client.post(CHECK).url)

    assert leads_to == [EXPERTISE, REGISTER, CHECK, REGISTER]
    entry = Researcher.objects.get(user=newcomer)
    assert (draft.is_draft, entry.is_draft) == (True, False)
    assert (str(entry), entry.kind, entry.primary_discipline) == ("Dr Nia New", "analyst", law)
    assert states(client.get(REGISTER)) == [
        "Completed",
        "Completed",
        "Now",
        "Completed",
        "Completed",
    ]


@pytest.mark.parametrize("address", [ABOUT, EXPERTISE, AVAILABILITY])
def test_come_back_later_saves_and_leads_to_the_list(client, address):
    response = client.post(address, SAID[address] | {"later": "1"}, follow=True)

    assert response.redirect_chain == [(REGISTER, 302)]
    assert "Saved as a draft." in response.content.decode()
    assert Researcher.objects.get().is_draft


@pytest.mark.parametrize("address", [ABOUT, EXPERTISE, AVAILABILITY])
def test_a_second_click_changes_nothing_more(client, address):
    for _ in range(2):
        assert client.post(address, SAID[address]).status_code == 302

    assert Researcher.objects.count() == 1
    assert Capacity.objects.count() == (address == AVAILABILITY)


def test_a_page_says_when_it_was_saved_in_uk_time(client, newcomer):
    entry = ResearcherFactory(user=newcomer, sent_at=None)
    today = timezone.localtime().replace(hour=14, minute=6)
    old = today.replace(year=2024, month=7, day=1)
    said = []
    for moment in (today, old):
        Researcher.objects.filter(pk=entry.pk).update(updated_at=moment)
        said.append(client.get(ABOUT).content.decode())

    assert "Saved at 14:06</p>" in said[0]
    assert "Saved at 14:06 on 1 July 2024</p>" in said[1]
    assert all(">Draft<" in words for words in said)


def test_an_entry_that_was_sent_is_changed_at_once_and_confirmed(academic, academic_client):
    long_ago = timezone.now() - timedelta(days=300)
    Researcher.objects.update(confirmed_at=long_ago)

    response = academic_client.post(EXPERTISE, SAID[EXPERTISE], follow=True)

    entry = Researcher.objects.get(user=academic)
    assert (entry.statement, entry.is_stale, entry.is_draft) == ("I count tills.", False, False)
    assert "Saved, and on the register." in response.content.decode()


def test_forms_change_nothing_that_they_do_not_show(academic, academic_client):
    other = ResearcherFactory()
    mischief = {"user": "", "sent_at": "", "is_matchable": "", "shows_contact": "2"}

    for address, said in SAID.items():
        academic_client.post(address, said | mischief | {"id": str(other.pk)})

    entry = Researcher.objects.get(user=academic)
    assert (entry.is_matchable, entry.shows_contact, entry.is_draft) == (True, 0, False)
    assert Researcher.objects.get(pk=other.pk).statement == other.statement


def test_forms_show_what_stands(client):
    DisciplineFactory(slug="law"), DisciplineFactory(slug="art")
    ApproachFactory(slug="looking")
    client.post(
        EXPERTISE,
        SAID[EXPERTISE] | {"discipline": "law", "disciplines": "art", "approaches": "looking"},
    )
    client.post(AVAILABILITY, SAID[AVAILABILITY])

    expertise, availability = client.get(EXPERTISE), client.get(AVAILABILITY)

    assert_well_made(expertise)
    assert_well_made(availability)
    assert ticked(expertise) == ["law", "art", "looking"]
    assert ticked(availability) == ["limited", "workshop", "bid", "near"]
    shown = availability.content.decode()
    assert 'value="Monday, Wednesday afternoon"' in shown
    assert 'value="01/02/2099"' in shown


LISTED = "must be one of those on the list"
WRONG = [
    (ABOUT, {"name": ""}, {"name": "Enter name"}),
    (ABOUT, {"kind": ""}, {"kind": "Select what describes your work best"}),
    (ABOUT, {"kind": "wizard"}, {"kind": f"What describes your work best {LISTED}"}),
    (ABOUT, {"orcid": "0000"}, {"orcid": "Enter an ORCID iD like 0000-0002-1825-0097"}),
    (
        EXPERTISE,
        {"statement": "x" * 3001},
        {"statement": "What you can help with must be 3,000 characters or fewer"},
    ),
    (EXPERTISE, {"discipline": "alchemy"}, {"discipline": f"Main discipline {LISTED}"}),
    (EXPERTISE, {"disciplines": "alchemy"}, {"disciplines": f"Other disciplines {LISTED}"}),
    (EXPERTISE, {"approaches": "alchemy"}, {"approaches": f"Approaches {LISTED}"}),
    (EXPERTISE, {"approaches": "nul\0"}, {"approaches": "Null characters are not allowed."}),
    (AVAILABILITY, {"availability": ""}, {"availability": "Select whether you have time now"}),
    (
        AVAILABILITY,
        {"availability": "available"},
        {"available_from": "Enter a date only if your time is limited now"},
    ),
    (
        AVAILABILITY,
        {"available_from": "1/2/2020"},
        {"available_from": "The day from which you have more time must be to come"},
    ),
    (
        AVAILABILITY,
        {"available_from": "soon"},
        {"available_from": "The day from which you have more time must be a date, like 1/2/2027"},
    ),
    (
        AVAILABILITY,
        {"half_days": "Mondays and Fryday"},
        {
            "half_days": "“Fryday” was not understood as weekdays. Understood so far: Monday."
            " Write them like “Mondays, Wed afternoon, not Fridays”"
        },
    ),
    (
        AVAILABILITY,
        {"engagements_per_term": "21"},
        {"engagements_per_term": "Engagements a term must be 20 or fewer"},
    ),
    (
        AVAILABILITY,
        {"engagements_per_term": "two"},
        {"engagements_per_term": "Engagements a term must be a whole number, like 2"},
    ),
    (
        AVAILABILITY,
        {"hours_per_month": "-1"},
        {"hours_per_month": "Hours a month must be 0 or more"},
    ),
    (AVAILABILITY, {"formats": "dance"}, {"formats": f"What are you willing to do {LISTED}"}),
    (AVAILABILITY, {"travel": "moon"}, {"travel": f"How far do you travel {LISTED}"}),
]


@pytest.mark.parametrize(("address", "wrong", "errors"), WRONG)
def test_a_wrong_answer_is_explained_beside_its_field_and_nothing_is_lost(
    academic, academic_client, address, wrong, errors
):
    before = Researcher.objects.get(user=academic)

    response = academic_client.post(address, SAID[address] | wrong)

    assert response.status_code == 422
    assert_well_made(response)
    assert title(response.content.decode()).startswith("Error: ")
    assert errors_of(response) == {name: [error] for name, error in errors.items()}
    typed = SAID[address] | wrong
    shown = {name: response.context["form"][name].value() for name in typed}
    assert [name for name in typed if shown[name] not in (typed[name], [typed[name]])] == []
    assert Researcher.objects.get(user=academic).updated_at == before.updated_at


def test_what_is_not_ready_is_not_sent_and_says_what_is_needed(client):
    client.post(ABOUT, SAID[ABOUT])

    shown, refused = client.get(CHECK), client.post(CHECK)

    assert (shown.status_code, refused.status_code) == (200, 422)
    for response in (shown, refused):
        assert_well_made(response)
        assert "Give a main discipline and a line or two" in response.content.decode()
        assert ">Send<" not in response.content.decode()
    assert Researcher.objects.get().is_draft


def test_sending_twice_is_sending_once(academic, academic_client):
    Researcher.objects.update(sent_at=None)
    Researcher.objects.get().approaches.add(ApproachFactory())

    answers = [academic_client.post(CHECK).status_code for _ in range(2)]

    assert answers == [302, 302]
    shown = academic_client.get(CHECK)
    assert_well_made(shown)
    assert "Sent on " in shown.content.decode()


# Suggested approaches


@pytest.fixture
def networks():
    return ApproachFactory(slug="networks", name="Network analysis", cues="networks of firms")


def test_what_the_text_suggests_is_shown_before_one_goes_on(client, networks):
    said = SAID[EXPERTISE] | {"statement": "I map Networks of firms."}

    response = client.post(EXPERTISE, said, follow=True)

    assert response.redirect_chain == [(EXPERTISE, 302)]
    assert_well_made(response)
    words = "Network analysis, because you wrote “Networks of firms”"
    assert words in response.content.decode()
    assert ticked(response) == ["networks", ""]  # and no main discipline


@pytest.mark.parametrize(("kept", "answer"), [(["networks"], "kept"), ([], "removed")])
def test_a_tick_keeps_a_suggestion_and_no_tick_takes_it_away(client, networks, kept, answer):
    said = SAID[EXPERTISE] | {"statement": "I map networks of firms."}
    client.post(EXPERTISE, said)

    response = client.post(EXPERTISE, said | {"looked_at": ["networks"], "kept": kept})

    assert response.url == REGISTER
    assert LensReading.objects.get().answer == answer
    assert [a.slug for a in Researcher.objects.get().approaches.all()] == kept
    assert "because you wrote" not in client.get(EXPERTISE).content.decode()


def test_an_unticked_suggestion_stays_unticked_on_a_page_with_an_error(client, networks):
    said = SAID[EXPERTISE] | {"statement": "I map networks of firms."}
    client.post(EXPERTISE, said)

    response = client.post(EXPERTISE, said | {"looked_at": ["networks"], "topics": "x" * 1001})

    assert response.status_code == 422
    assert_well_made(response)
    assert ticked(response) == [""]


def test_nobody_answers_a_suggestion_that_was_never_made(client, networks):
    client.post(EXPERTISE, SAID[EXPERTISE] | {"looked_at": ["networks"], "kept": ["networks"]})

    assert not LensReading.objects.exists()
    assert not Researcher.objects.get().approaches.exists()


def test_suggestions_that_wait_are_told_of_on_the_list(client, networks):
    client.post(EXPERTISE, SAID[EXPERTISE] | {"topics": "networks of firms", "later": "1"})

    response = client.get(REGISTER)

    assert_well_made(response)
    assert "1 approach suggested from what you wrote" in response.content.decode()


def test_approaches_stand_under_the_wide_one_that_they_are_a_part_of(client):
    wide = ApproachFactory(name="Networks")
    part = ApproachFactory(name="Key nodes", parent=wide)
    ApproachFactory(name="Gone", ends_on="2024-01-01")

    (group,) = client.get(EXPERTISE).context["form"].groups()

    assert group.wide.approach == wide
    assert [tick.approach for tick in group.parts] == [part]


def test_an_ended_approach_stays_with_who_has_it_and_nobody_else_can_choose_it(
    academic, academic_client, client
):
    ended = ApproachFactory(slug="ended", ends_on="2024-01-01")
    academic.researcher.approaches.add(ended)

    shown = academic_client.get(EXPERTISE)
    saved = academic_client.post(EXPERTISE, SAID[EXPERTISE] | {"approaches": "ended"})

    assert "(ended)" in shown.content.decode()
    assert saved.status_code == 302
    assert list(academic.researcher.approaches.all()) == [ended]
    assert client.post(EXPERTISE, SAID[EXPERTISE] | {"approaches": "ended"}).status_code == 422


def test_topics_are_kept_one_to_a_line_without_empty_ones(client):
    client.post(EXPERTISE, SAID[EXPERTISE] | {"topics": " tills \r\n\r\n  shop   fronts"})

    assert Researcher.objects.get().topics == "tills\nshop fronts"


# The panel, the words on metrics, the addresses


def test_the_own_entry_says_what_is_missing_and_that_no_metric_counts(academic_client):
    words = academic_client.get(REGISTER).content.decode()

    assert "One project with a few lines about it would give the matching something" in words
    assert "No citation metric is used anywhere" in words
    assert reverse("how-matching-works") in words


def test_the_short_address_leads_to_the_entry(academic_client):
    assert academic_client.get(reverse("researchers:profile")).url == REGISTER


@pytest.mark.parametrize("address", [*PAGES, reverse("researchers:own-history")])
def test_who_is_no_researcher_registers_nothing(lead_client, address):
    assert lead_client.get(address).status_code == 403
    # A page that only shows takes no form, whoever sends it.
    assert lead_client.post(address, {}).status_code in {403, 405}


def test_the_list_of_steps_asks_no_more_with_more_evidence(academic, academic_client):
    counts = []
    for outputs in (1, 2):
        OutputFactory.create_batch(outputs, researcher=academic.researcher)
        with CaptureQueriesContext(connection) as asked:
            academic_client.get(REGISTER)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_check_page_shows_every_answer(client):
    DisciplineFactory(slug="law", name="Law")
    for address, said in SAID.items():
        client.post(address, said | ({"discipline": "law"} if address == EXPERTISE else {}))

    response = client.get(CHECK)

    assert_well_made(response)
    words = " ".join(response.content.decode().split())
    shown = (
        "Dr Nia New",
        "Analyst",
        "I count tills.",
        "Law (main)",
        "Limited time",
        "1 February 2099",
        "Take part in a workshop, Write a bid together",
        "Monday, Wednesday afternoon",
        "Only near where I work. By train",
    )
    assert [one for one in shown if one not in words] == []
    assert Researcher.objects.get().available_from == date(2099, 2, 1)


def test_pages_that_only_show_take_no_form(academic_client):
    for name in ("register", "profile", "own-history", "approaches"):
        assert academic_client.post(reverse(f"researchers:{name}")).status_code == 405
