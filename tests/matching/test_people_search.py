"""A coordinator searches the register by meaning: found by a worker, seen by one, kept a day."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.acting import acting_as
from accounts.models import AccessEvent, AuditEvent
from matching import jobs
from matching.models import Embedding, Hit, PersonSearch, SearchWords
from matching.services.searches import search_people
from matching.tasks import purge_searches
from researchers.models import Researcher
from tests.answers import errors_of
from tests.factories import CoordinatorFactory, ResearcherFactory
from tests.matching import scenes
from tests.matching.reading import well_made, words

ADDRESS = "/people/search"
ASKED = "Who reads the accounts of small shops?"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hashing")]


def searched(by, asked=ASKED):
    """Search and do at once what a worker would."""
    search = search_people(words=asked, by=by)
    jobs.execute_search(search.pk)
    search.refresh_from_db()
    return search


def age(search, **ago):
    PersonSearch.objects.filter(pk=search.pk).update(requested_at=timezone.now() - timedelta(**ago))


def test_it_finds_who_is_closest_with_the_sentences_that_say_why(coordinator):
    accounts, *_ = scenes.register()
    ResearcherFactory(sent_at=None, statement=ASKED)

    search = searched(coordinator)

    assert (search.state, search.people_compared) == ("done", 4)
    hits = list(search.hits.all())
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert (hits[0].researcher, hits[0].share) == (accounts, 1.0)
    assert "I read the accounts of small shops." in {e["sentence"] for e in hits[0].evidence}


def test_from_the_field_on_the_register_to_the_list_and_back_to_it_later(
    coordinator_client, coordinator
):
    accounts, *_ = scenes.register()
    assert f'action="{ADDRESS}"' in well_made(coordinator_client.get("/people")).content.decode()

    waiting = well_made(coordinator_client.post(ADDRESS, {"words": ASKED}, follow=True))
    assert "Waiting for" in words(waiting)
    search = PersonSearch.objects.get()
    address = f"{ADDRESS}/{search.pk}"
    fragment = coordinator_client.get(address, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in fragment
    jobs.execute_search(search.pk)
    assert coordinator_client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    said = words(well_made(coordinator_client.get(address)))
    assert "4 closest of 4 people compared" in said
    assert str(accounts) in said
    assert "“I read the accounts of small shops.”" in said
    assert ASKED in words(well_made(coordinator_client.get(ADDRESS)))
    noted = AccessEvent.objects.filter(facet="matches", object_id=str(search.pk))
    assert {event.actor for event in noted} == {coordinator.pk}


def test_it_is_ones_own_and_not_there_for_others(coordinator, sign_in, academic_client):
    search = searched(coordinator)
    another = CoordinatorFactory()
    address = f"{ADDRESS}/{search.pk}"

    assert sign_in(another).get(address).status_code == 404
    assert ASKED not in words(sign_in(another).get(ADDRESS))
    assert academic_client.get(address).status_code == 403
    assert academic_client.get(ADDRESS).status_code == 403
    with acting_as(another.pk), transaction.atomic():
        assert not SearchWords.objects.exists()


def test_who_is_no_coordinator_searches_nothing(academic):
    with pytest.raises(PermissionDenied):
        search_people(words=ASKED, by=academic)


def test_asked_for_twice_it_is_one_search(coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings:
        first, second = (search_people(words=ASKED, by=coordinator) for _ in range(2))
        other = search_people(words="Who draws maps?", by=coordinator)

    assert first == second != other
    assert len(rings) == 2
    assert AuditEvent.objects.filter(action="people-search.requested").count() == 2


@pytest.mark.parametrize("said", ["", "  ", "1234 ?!"])
def test_what_is_no_words_is_asked_for_again(coordinator_client, said):
    answer = well_made(coordinator_client.post(ADDRESS, {"words": said}))

    assert answer.status_code == 422
    assert set(errors_of(answer)) == {"words"}


def test_what_is_too_long_is_kept_in_the_field(coordinator_client):
    long = "maps " * 201

    answer = well_made(coordinator_client.post(ADDRESS, {"words": long}))

    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()


def test_after_a_day_it_is_not_shown_and_then_it_is_gone(coordinator, coordinator_client):
    scenes.register()
    old, new = searched(coordinator), searched(coordinator, "Who draws maps?")
    age(old, hours=24, minutes=1)
    assert coordinator_client.get(f"{ADDRESS}/{old.pk}").status_code == 404

    with acting_as(None):  # a worker acts for nobody, and sees no word of what goes
        purge_searches()

    assert PersonSearch.objects.get() == new
    assert SearchWords.objects.get().search == new
    assert {hit.search_id for hit in Hit.objects.all()} == {new.pk}


def test_who_left_the_register_since_is_not_shown(coordinator, coordinator_client):
    accounts, *others = scenes.register()
    search = searched(coordinator)
    Researcher.objects.filter(pk=accounts.pk).update(is_matchable=False)
    others[0].delete()

    said = words(well_made(coordinator_client.get(f"{ADDRESS}/{search.pk}")))

    assert str(accounts) not in said
    assert "The 2 closest of 4" in said


def test_who_is_no_coordinator_any_more_is_found_nobody(coordinator):
    search = search_people(words=ASKED, by=coordinator)
    coordinator.memberships.update(ends_on="2024-02-01")

    jobs.execute_search(search.pk)

    search.refresh_from_db()
    assert search.state == "failed"
    assert not Hit.objects.exists()


def test_run_twice_or_by_a_second_worker_it_is_done_once(coordinator, while_reading):
    scenes.register()
    search = search_people(words=ASKED, by=coordinator)

    def another_takes_over():
        long_ago = timezone.now() - timedelta(hours=1)
        PersonSearch.objects.update(lease_until=long_ago, rung_at=long_ago)
        assert jobs.due_for_ringing(PersonSearch) == [search.pk]
        jobs.execute_search(search.pk)

    while_reading(another_takes_over)
    jobs.execute_search(search.pk)
    jobs.execute_search(search.pk)

    search.refresh_from_db()
    assert (search.state, search.attempts, search.hits.count()) == ("done", 2, 4)


def test_no_vector_of_what_was_asked_is_kept(coordinator):
    searched(coordinator)

    assert not Embedding.objects.exists()


def test_three_people_take_as_many_queries_as_one(
    coordinator, coordinator_client, django_assert_max_num_queries
):
    ResearcherFactory(statement=ASKED)
    one = searched(coordinator)
    with django_assert_max_num_queries(50) as first:
        coordinator_client.get(f"{ADDRESS}/{one.pk}")
    ResearcherFactory.create_batch(2, statement=ASKED)
    three = searched(coordinator, f"{ASKED} Where?")
    assert three.hits.count() == 3

    with django_assert_max_num_queries(len(first)):
        coordinator_client.get(f"{ADDRESS}/{three.pk}")
