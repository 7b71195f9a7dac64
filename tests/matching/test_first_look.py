"""What a person who registers sees first: the questions that they are closest to."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from accounts.acting import acting_as
from accounts.models import AccessEvent, AuditEvent
from matching import jobs
from matching.advice import advice
from matching.engine import Document, Person
from matching.models import Embedding, FirstLook, Glimpse
from matching.services.looks import look
from researchers.models import Researcher
from researchers.services.register import save_expertise
from researchers.signals import expertise_saved
from tests.answers import page_of
from tests.factories import (
    AcademicFactory,
    ExclusionFactory,
    FirstLookFactory,
    GlimpseFactory,
    OutputFactory,
    QuestionFactory,
    ResearcherFactory,
)
from tests.matching import scenes
from tests.matching.reading import well_made, words

ADDRESS = "/register/matches"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hashing")]


@pytest.fixture
def draft():
    """Somebody who has written a statement and sent nothing yet."""
    return ResearcherFactory(
        sent_at=None, statement="Vans stop at night where shops bank cash without customers."
    )


def looked(person):
    """Look for somebody and do at once what a worker would."""
    begun = look(researcher=person, by=person.user)
    jobs.execute_look(begun.pk)
    begun.refresh_from_db()
    return begun


def seen(person):
    with acting_as(person.user_id), transaction.atomic():
        return [glimpse.question_id for glimpse in Glimpse.objects.visible_to(person.user)]


def lose_lease(job):
    long_ago = timezone.now() - timedelta(hours=1)
    FirstLook.objects.filter(pk=job.pk).update(lease_until=long_ago, rung_at=long_ago)


def test_a_draft_is_compared_with_everybody_for_each_released_question(draft):
    scenes.register()
    near = scenes.question()
    scenes.question(shared=False)
    QuestionFactory(shared=True, closed_at=timezone.now())

    found = looked(draft)

    assert (found.state, found.people_compared, found.questions_compared) == ("done", 5, 1)
    (glimpse,) = found.glimpses.all()
    assert (glimpse.question, glimpse.place, glimpse.share) == (near, 1, 1.0)
    assert glimpse.score == pytest.approx(glimpse.meaning + glimpse.words, abs=1e-5)
    assert {item["sentence"] for item in glimpse.evidence} == {draft.statement}


def test_a_draft_that_is_looked_at_is_still_suggested_to_nobody(draft):
    scenes.register()
    looked(draft)

    run = scenes.search(scenes.question())

    assert draft not in [suggestion.researcher for suggestion in run.suggestions.all()]


def test_who_is_on_the_register_is_compared_once():
    person, *_ = scenes.register()
    scenes.question()

    assert looked(person).people_compared == 4


def test_the_five_closest_are_kept_best_first(draft, settings):
    scenes.register()
    for n in range(7):
        scenes.question(words=f"{scenes.WORDS} Number {n}?")

    shares = [glimpse.share for glimpse in looked(draft).glimpses.all()]

    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)


def test_where_one_is_not_among_the_closest_nothing_is_shown_and_the_page_says_so(
    sign_in, settings
):
    settings.MATCHING_SHOWN = 1
    scenes.register()
    scenes.question(words="Whose vans stop at night on routes between warehouses?")
    person = ResearcherFactory(sent_at=None, statement="I know the barley of the Trent valley.")

    found = looked(person)

    assert not found.glimpses.exists()
    said = words(well_made(sign_in(person.user).get(ADDRESS)))
    assert "No question is close enough yet" in said
    assert "1 question and 5 people compared" in said


def test_where_nothing_was_released_the_page_says_that(draft, sign_in):
    looked(draft)

    said = words(well_made(sign_in(draft.user).get(ADDRESS)))

    assert "There was no released question" in said


def test_what_one_asked_not_to_be_suggested_for_is_left_out(draft):
    scenes.register()
    asked, other = scenes.question(), scenes.question(words=f"{scenes.WORDS} Where?")
    ExclusionFactory(researcher=draft, organisation=asked.organisation)

    found = looked(draft)

    assert [glimpse.question for glimpse in found.glimpses.all()] == [other]
    assert found.questions_compared == 1


def test_a_question_without_a_word_is_passed_over(draft):
    QuestionFactory(shared=True, words="?!… — ???")
    scenes.question()

    assert looked(draft).state == "done"


def test_no_vector_of_a_question_is_kept(draft):
    scenes.question(words="Eleven tills stood open. Nobody had bought anything.")

    looked(draft)

    assert Embedding.objects.count() == 1  # of the statement


def test_a_look_that_is_done_is_not_done_again(draft):
    scenes.question()
    found = looked(draft)
    before = list(found.glimpses.values())

    jobs.execute_look(found.pk)

    assert list(found.glimpses.values()) == before
    found.refresh_from_db()
    assert found.attempts == 1


def test_a_worker_that_was_taken_for_lost_stores_nothing(draft, while_reading):
    scenes.question()
    begun = look(researcher=draft, by=draft.user)

    def another_takes_over():
        lose_lease(begun)
        jobs.execute_look(begun.pk)

    while_reading(another_takes_over)
    jobs.execute_look(begun.pk)

    begun.refresh_from_db()
    assert (begun.state, begun.attempts, begun.glimpses.count()) == ("done", 2, 1)


def test_the_sweeper_rings_for_looks_that_wait_and_gives_up_the_worn_out():
    waits, lost = FirstLookFactory(queued=True), FirstLookFactory(running=True)
    worn_out = FirstLookFactory(running=True, attempts=5)
    lose_lease(lost)
    lose_lease(worn_out)

    assert jobs.due_for_ringing(FirstLook) == [waits.pk, lost.pk]
    worn_out.refresh_from_db()
    assert (worn_out.state, worn_out.note) == ("failed", "Its worker was lost 5 times.")
    assert jobs.due_for_ringing() == []


def test_a_fault_stops_a_look_with_plain_words(draft, while_reading, sign_in):
    scenes.question()
    begun = look(researcher=draft, by=draft.user)

    def fault():
        message = "vectors of the wrong length"
        raise ValueError(message)

    while_reading(fault)
    jobs.execute_look(begun.pk)

    said = words(well_made(sign_in(draft.user).get(ADDRESS)))
    assert "The last look stopped. A fault stopped it." in said
    assert not Glimpse.objects.exists()


def test_a_question_that_is_withdrawn_while_it_is_read_is_not_kept(draft, while_reading):
    kept, gone = scenes.question(), scenes.question(words=f"{scenes.WORDS} Where?")
    begun = look(researcher=draft, by=draft.user)

    def withdraw():
        gone.released_at = None
        gone.save(update_fields=["released_at"])

    while_reading(withdraw)
    jobs.execute_look(begun.pk)

    assert [glimpse.question for glimpse in begun.glimpses.all()] == [kept]


@pytest.mark.parametrize(
    "change",
    [
        {"released_at": None},
        {"released_at": timezone.now() + timedelta(days=1)},
        {"is_for_recipients_only": True},
        {"closed_at": timezone.now()},
    ],
    ids=["withdrawn", "replaced", "for recipients only", "closed"],
)
def test_what_one_may_not_know_of_any_more_is_not_shown(draft, sign_in, change):
    glimpse = GlimpseFactory(look__researcher=draft)
    assert seen(draft) == [glimpse.question_id]
    type(glimpse.question).objects.filter(pk=glimpse.question_id).update(**change)

    said = words(well_made(sign_in(draft.user).get(ADDRESS)))

    assert glimpse.question.words not in said
    assert seen(draft) == []


def test_glimpses_are_ones_own_to_the_database_too(draft, coordinator):
    glimpse = GlimpseFactory(look__researcher=draft)

    for somebody in (ResearcherFactory().user, coordinator, glimpse.question.lead):
        assert not Glimpse.objects.visible_to(somebody).exists()
        with acting_as(somebody.pk), transaction.atomic():
            assert not Glimpse.objects.exists()


def test_nobody_writes_a_glimpse_into_anothers_look(draft):
    begun, question = FirstLookFactory(researcher=draft), scenes.question()
    numbers = {"place": 1, "share": 1, "score": 1, "meaning": 1, "words": 0}

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_as(ResearcherFactory().user_id),
        transaction.atomic(),
    ):
        Glimpse.objects.create(look=begun, question=question, **numbers)


def test_asked_for_twice_it_is_one_look(draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings:
        first, second = (look(researcher=draft, by=draft.user) for _ in range(2))

    assert first == second
    assert len(rings) == 1
    assert AuditEvent.objects.filter(action="first-look.requested").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_begins_it(draft):
    answers = scenes.at_once(*[lambda: look(researcher=draft, by=draft.user)] * 2)

    assert answers[0] == answers[1] == FirstLook.objects.get()


def test_when_the_statement_changes_a_look_under_way_makes_place_for_another(draft):
    first = look(researcher=draft, by=draft.user)
    Researcher.objects.filter(pk=draft.pk).update(statement="I know barley.")

    second = look(researcher=draft, by=draft.user)

    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "queued")


def test_a_new_look_takes_the_place_of_the_old_one_with_what_it_found(draft):
    asked = scenes.question()
    looked(draft)
    asked.released_at = None  # so that row-level security hides the old glimpse
    asked.save(update_fields=["released_at"])
    Researcher.objects.filter(pk=draft.pk).update(statement="I know barley.")

    second = looked(draft)

    assert FirstLook.objects.get() == second
    assert not Glimpse.objects.exists()


def test_it_is_ones_own_entry_or_none(draft):
    with pytest.raises(PermissionDenied):
        look(researcher=draft, by=ResearcherFactory().user)


def test_an_entry_that_says_nothing_is_told_so(sign_in):
    person = ResearcherFactory(sent_at=None, statement="")
    with pytest.raises(ValidationError, match="Say first what you know"):
        look(researcher=person, by=person.user)

    client = sign_in(person.user)

    assert "Nothing to compare yet" in words(well_made(client.get(ADDRESS)))
    said = words(well_made(client.post(ADDRESS, follow=True)))
    assert "Say first what you know" in said


def test_who_has_no_entry_yet_is_led_to_it(sign_in):
    client = sign_in(AcademicFactory())

    assert "Nothing to compare yet" in words(well_made(client.get(ADDRESS)))
    assert client.post(ADDRESS).status_code == 302


def test_the_page_leads_from_the_button_to_the_sentences_that_say_why(draft, sign_in):
    scenes.register()
    asked, client = scenes.question(), sign_in(draft.user)
    assert "See which questions you are closest to" in words(well_made(client.get(ADDRESS)))
    assert not FirstLook.objects.exists()

    waiting = well_made(client.post(ADDRESS, follow=True))
    assert "Waiting for" in words(waiting)
    assert "progress-refresh" in page_of(waiting).ids()
    fragment = client.get(ADDRESS, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in fragment
    jobs.execute_look(FirstLook.objects.get().pk)
    assert client.get(ADDRESS, headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    said = words(well_made(client.get(ADDRESS)))
    assert asked.words in said
    assert "you are number 1 of 5 people compared" in said
    assert f"“{draft.statement}”" in said
    assert "What more would change" in said
    assert "Look again" in said


def test_the_page_says_when_the_statement_has_changed_since(draft, sign_in):
    scenes.question()
    looked(draft)
    client = sign_in(draft.user)
    assert "You have changed" not in words(client.get(ADDRESS))

    Researcher.objects.filter(pk=draft.pk).update(topics="Barley")

    assert "You have changed what you say of yourself" in words(client.get(ADDRESS))


def test_reading_it_is_noted(draft, sign_in):
    client = sign_in(draft.user)
    client.get(ADDRESS)
    assert not AccessEvent.objects.filter(facet="matches").exists()

    GlimpseFactory(look__researcher=draft)
    client.get(ADDRESS)

    assert AccessEvent.objects.get(facet="matches").actor == draft.user_id


def test_three_questions_take_as_many_queries_as_one(draft, sign_in, django_assert_max_num_queries):
    client = sign_in(draft.user)
    begun = FirstLookFactory(researcher=draft)
    GlimpseFactory(look=begun)
    with django_assert_max_num_queries(60) as first:
        client.get(ADDRESS)
    GlimpseFactory.create_batch(2, look=begun)

    with django_assert_max_num_queries(len(first)):
        client.get(ADDRESS)


def test_it_begins_by_itself_where_somebody_says_what_they_know(draft):
    for _ in range(2):
        save_expertise(entry=draft, disciplines=[None], approaches=[], looked_at=[], by=draft.user)

    assert FirstLook.objects.get().researcher == draft


def test_what_a_coordinator_writes_of_somebody_begins_none(draft, coordinator):
    expertise_saved.send(Researcher, researcher=draft, by=coordinator)
    expertise_saved.send(
        Researcher,
        researcher=(empty := ResearcherFactory(statement="")),
        by=empty.user,
    )

    assert not FirstLook.objects.exists()


def texts(full, bare=0):
    said = [Document(f"{n}", "project", "A title", "A text.") for n in range(full)]
    said += [Document(f"b{n}", "project", "A title", "") for n in range(bare)]
    return Person("a", tuple(said))


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (texts(1), "One text speaks for you. Two more outputs with an abstract"),
        (texts(2), "Two texts speak for you. One more output with an abstract"),
        (texts(3), "Three texts speak for you. That is enough to go by; more outputs would"),
        (texts(2, 1), "Three texts speak for you. One output has a title only: add an abstract."),
        (texts(10, 2), "12 texts speak for you. Two outputs have a title only: add abstracts."),
    ],
)
def test_advice_says_what_would_sharpen_a_match_most(person, said):
    assert advice(person).startswith(said)


def test_an_output_that_was_set_aside_is_not_compared(draft):
    OutputFactory(researcher=draft, title="Barley", set_aside_at=timezone.now())
    scenes.question()

    looked(draft)

    assert Embedding.objects.count() == 1
