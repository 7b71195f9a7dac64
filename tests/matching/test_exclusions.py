"""What somebody does not want to be suggested for: kept to when people are found, told to few."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from accounts.models import AuditEvent
from matching import jobs, services
from matching.models import Exclusion
from matching.services.exclusions import exclude, include_again
from tests.answers import errors_of
from tests.factories import (
    AcademicFactory,
    ExclusionFactory,
    MatchRunFactory,
    OrganisationFactory,
    QuestionFactory,
    ReadingFactory,
    ResearcherFactory,
    SuggestionFactory,
    ThemeFactory,
)
from tests.matching import scenes
from tests.matching.reading import page, well_made, words

ADDRESS = "/me/exclusions"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return ResearcherFactory(user__name="Ada Academic")


@pytest.fixture
def client(person, sign_in):
    return sign_in(person.user)


@pytest.fixture
def asked():
    return scenes.question()


def target(kind, asked):
    """What to exclude so that it covers the question."""
    if kind == "organisation":
        return asked.organisation
    return ReadingFactory(question=asked).theme if kind == "theme" else asked


KINDS = pytest.mark.parametrize("kind", ["organisation", "theme", "question"])


@KINDS
def test_who_asked_not_to_be_is_not_ranked_for_it_and_for_others_is(hashing, asked, kind):
    first, *others = scenes.register()
    ExclusionFactory(researcher=first, **{kind: target(kind, asked)})

    here, elsewhere = scenes.search(asked), scenes.search(scenes.question())

    assert {one.researcher for one in here.suggestions.all()} == set(others)
    assert here.people_compared == 3
    assert elsewhere.people_compared == 4


def test_it_holds_where_the_owner_searches_with_all_the_words(hashing, asked):
    first, *_ = scenes.register()
    ExclusionFactory(researcher=first, question=asked)

    run = services.find_people(question=asked, basis="full-text", by=asked.lead)
    jobs.execute_run(run.pk)

    assert run.suggestions.count() == 3
    assert first not in [one.researcher for one in run.suggestions.all()]


@KINDS
def test_coordinators_see_who_asked_and_why_and_owners_see_neither(
    coordinator_client, sign_in, person, asked, kind
):
    MatchRunFactory(question=asked)
    MatchRunFactory(question=asked, basis="full-text", requested_by=asked.lead)
    ExclusionFactory(researcher=person, reason="My brother", **{kind: target(kind, asked)})
    ExclusionFactory(researcher=person, theme=ReadingFactory(question=asked).theme)
    ExclusionFactory(researcher__sent_at=None, question=asked)

    said = words(page(coordinator_client, asked))

    assert "1 person asked not to be suggested for this" in said
    assert str(person) in said
    assert str(person) not in words(page(sign_in(asked.lead), asked))


def test_on_a_list_that_was_made_before_a_coordinator_is_told_beside_the_name(
    coordinator_client, sign_in, asked
):
    suggestion = SuggestionFactory(run__question=asked)
    scenes.say(suggestion, "coordinator", "shortlisted", scenes.CoordinatorFactory())
    ExclusionFactory(researcher=suggestion.researcher, question=asked)
    note = "Asked not to be suggested for this question."

    assert note in words(page(coordinator_client, asked))
    csv = coordinator_client.get(f"/questions/{asked.pk}/matches?format=csv").content.decode()
    assert note in csv
    shortlist = f"/questions/{asked.pk}/shortlist"
    assert note in words(well_made(coordinator_client.get(shortlist)))
    assert note not in words(well_made(sign_in(asked.lead).get(shortlist)))
    owners = sign_in(asked.lead).get(f"{shortlist}?format=csv").content.decode()
    assert note not in owners
    assert "To note" not in owners


@KINDS
def test_one_is_added_and_taken_back(client, person, asked, kind):
    chosen = target(kind, asked)

    said = words(
        well_made(
            client.post(
                ADDRESS, {"about": f"{kind}:{chosen.pk}", "reason": "A brother"}, follow=True
            )
        )
    )

    (exclusion,) = Exclusion.objects.all()
    assert (exclusion.researcher, getattr(exclusion, kind)) == (person, chosen)
    assert "“A brother”" in said
    assert "Coordinators see your name and your reason" in said
    assert AuditEvent.objects.get(action="exclusion.added").reason == ""

    said = words(well_made(client.post(f"{ADDRESS}/{exclusion.pk}/remove", follow=True)))

    assert not Exclusion.objects.exists()
    assert "“A brother”" not in said


def test_the_same_twice_is_one(client, asked):
    for _ in range(2):
        client.post(ADDRESS, {"about": f"question:{asked.pk}"})

    assert Exclusion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_is_kept():
    person, theme = ResearcherFactory(), ThemeFactory()

    answers = scenes.at_once(
        *[lambda: exclude(researcher=person, about={"theme": theme}, by=person.user)] * 2
    )

    assert answers[0] == answers[1] == Exclusion.objects.get()


def test_a_question_that_one_may_not_know_of_is_told_from_no_question_by_nothing(client):
    hidden = QuestionFactory()

    answers = [
        client.post(ADDRESS, {"about": about})
        for about in (f"question:{hidden.pk}", f"question:{hidden.lead_id}", "nonsense")
    ]

    assert {answer.status_code for answer in answers} == {422}
    said = [errors_of(answer) for answer in answers]
    assert said[0] == said[1] == said[2]
    assert not Exclusion.objects.exists()


def test_a_question_that_was_withdrawn_since_stands_there_without_its_words(client, person):
    question = QuestionFactory(shared=True)
    ExclusionFactory(researcher=person, question=question)
    type(question).objects.update(released_at=None)

    said = words(well_made(client.get(ADDRESS)))

    assert question.words not in said
    assert "A question that is not released to you any more" in said


def test_nothing_chosen_is_asked_for_again_with_what_was_written(client):
    answer = well_made(client.post(ADDRESS, {"reason": "A brother"}))

    assert answer.status_code == 422
    assert errors_of(answer) == {"about": ["Select do not suggest me for"]}
    assert "A brother" in answer.content.decode()


def test_a_link_may_say_what_it_is_about(client, asked):
    answer = well_made(client.get(ADDRESS, {"about": f"question:{asked.pk}"}))

    assert f'value="question:{asked.pk}" selected' in answer.content.decode()


def test_anothers_is_not_there(client):
    theirs = ExclusionFactory(theme=ThemeFactory())

    assert client.post(f"{ADDRESS}/{theirs.pk}/remove").status_code == 404
    with pytest.raises(PermissionDenied):
        include_again(exclusion=theirs, by=AcademicFactory())
    with pytest.raises(PermissionDenied):
        exclude(researcher=theirs.researcher, about={}, by=AcademicFactory())


def test_only_the_person_and_coordinators_see_one(person, coordinator, lead):
    exclusion = ExclusionFactory(researcher=person, theme=ThemeFactory())

    seen = {
        who.name: Exclusion.objects.visible_to(who).filter(pk=exclusion.pk).exists()
        for who in (person.user, coordinator, lead, ResearcherFactory(user__name="Bob").user)
    }

    assert seen == {"Ada Academic": True, coordinator.name: True, lead.name: False, "Bob": False}


def test_who_has_no_entry_is_told_so(sign_in):
    assert "You are not on the register yet" in words(
        well_made(sign_in(AcademicFactory()).get(ADDRESS))
    )


@pytest.mark.parametrize("fields", [(), ("theme", "organisation")])
def test_an_exclusion_is_of_one_thing(fields):
    made = {"theme": ThemeFactory(), "organisation": OrganisationFactory()}

    with pytest.raises(IntegrityError, match="exclusion_of_one_thing"):
        ExclusionFactory(**{name: made[name] for name in fields})


def test_the_page_takes_as_many_queries_for_three_as_for_one(
    client, person, django_assert_max_num_queries
):
    questions = [QuestionFactory(shared=True) for _ in range(3)]
    ExclusionFactory(researcher=person, question=questions[0])
    with django_assert_max_num_queries(60) as first:
        client.get(ADDRESS)
    for question in questions[1:]:
        ExclusionFactory(researcher=person, question=question)

    with django_assert_max_num_queries(len(first)):
        client.get(ADDRESS)
