"""Two entries of one person become one, and two again."""

import pytest
from django.core.exceptions import ValidationError

from matching import corpus
from researchers.models import Merge, Output, Researcher
from researchers.services import merging
from tests.answers import errors_of
from tests.factories import (
    ApproachFactory,
    CoordinatorFactory,
    DisciplineFactory,
    ExpertiseFactory,
    OutputFactory,
    ResearcherFactory,
    StubFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """An entry that says little, and a stub of the same person that says more."""
    kept = ResearcherFactory(user__name="Ada Kept", statement="", expertise=None)
    gone = StubFactory(name="A. Kept", statement="I read ledgers.", orcid="0000-0002-1825-0097")
    OutputFactory(researcher=kept, title="On Tills")
    OutputFactory(researcher=gone, title="on tills")
    OutputFactory(researcher=gone, title="On barbers", doi="10.1000/1")
    gone.approaches.add(ApproachFactory())
    return kept, gone


def entries(*people):
    """All that the entries say, to be compared."""
    return [
        (
            [*Researcher.objects.filter(pk=one.pk).values("statement", "orcid", "merged_into")],
            sorted(one.outputs.values_list("title", flat=True)),
            [*one.expertise.values_list("discipline", "is_primary")],
            [*one.approaches.values_list("pk", flat=True)],
        )
        for one in people
    ]


def test_what_the_other_entry_has_goes_over_and_nothing_twice(pair):
    kept, gone = pair

    merging.merge(kept=kept, gone=gone, by=CoordinatorFactory())

    kept.refresh_from_db()
    assert (kept.statement, kept.orcid) == ("I read ledgers.", "0000-0002-1825-0097")
    assert {*kept.outputs.values_list("title", flat=True)} == {"On Tills", "On barbers"}
    assert [*gone.outputs.values_list("title", flat=True)] == ["on tills"]
    assert kept.primary_discipline is not None
    assert kept.approaches.count() == 1


def test_what_is_parted_again_is_as_it_was(pair):
    kept, gone = pair
    before = entries(kept, gone)

    done = merging.merge(kept=kept, gone=gone, by=CoordinatorFactory())
    merging.undo_merge(merge=done, by=CoordinatorFactory())

    assert entries(kept, gone) == before


def test_words_that_were_changed_since_stay(pair):
    kept, gone = pair
    done = merging.merge(kept=kept, gone=gone, by=CoordinatorFactory())
    Researcher.objects.filter(pk=kept.pk).update(statement="I read ledgers and tills.")

    merging.undo_merge(merge=done, by=CoordinatorFactory())

    kept.refresh_from_db()
    assert kept.statement == "I read ledgers and tills."


def test_merged_and_parted_twice_is_once(pair):
    kept, gone = pair
    by = CoordinatorFactory()

    first, second = (merging.merge(kept=kept, gone=gone, by=by) for _ in range(2))
    parted = [merging.undo_merge(merge=first, by=by).undone_at for _ in range(2)]

    assert first == second
    assert parted[0] == parted[1]


def test_a_merged_entry_is_found_and_matched_no_more(pair, coordinator):
    kept, _ = pair
    gone = ResearcherFactory()

    merging.merge(kept=kept, gone=gone, by=coordinator)

    assert gone not in Researcher.objects.visible_to(coordinator)
    assert str(gone.pk) not in {person.id for person in corpus.people()}


def test_the_account_of_the_entry_that_goes_is_closed_and_opened_again(pair, coordinator):
    kept, _ = pair
    gone = ResearcherFactory()

    done = merging.merge(kept=kept, gone=gone, by=coordinator)
    gone.user.refresh_from_db()
    assert not gone.user.is_active
    merging.undo_merge(merge=done, by=coordinator)
    gone.user.refresh_from_db()
    assert gone.user.is_active


def test_the_entry_that_was_claimed_is_the_one_to_keep(pair, coordinator):
    kept, gone = pair

    with pytest.raises(ValidationError, match="has claimed"):
        merging.merge(kept=gone, gone=kept, by=coordinator)


def test_an_entry_goes_into_one_other_only(pair, coordinator):
    kept, gone = pair
    merging.merge(kept=kept, gone=gone, by=coordinator)

    with pytest.raises(ValidationError, match="Look again"):
        merging.merge(kept=ResearcherFactory(), gone=gone, by=coordinator)


def test_a_second_primary_discipline_becomes_another_one(coordinator):
    kept, gone = ResearcherFactory(), ResearcherFactory(expertise=None)
    ExpertiseFactory(researcher=gone, discipline=DisciplineFactory(), is_primary=True)

    merging.merge(kept=kept, gone=gone, by=coordinator)

    assert sorted(kept.expertise.values_list("is_primary", flat=True)) == [False, True]


def test_a_coordinator_goes_through_the_pages(pair, coordinator_client):
    kept, gone = pair
    choose = f"/people/{kept.pk}/merge"

    assert_well_made(coordinator_client.get(choose))
    led = coordinator_client.get(choose, {"twin": str(gone.pk)})
    assert led.url == f"{choose}/{gone.pk}"
    assert_well_made(coordinator_client.get(led.url))
    assert Merge.objects.count() == 0
    assert coordinator_client.post(led.url).url == choose
    page = coordinator_client.get(choose)
    assert_well_made(page)
    assert "was taken in by Cora Coordinator" in page.content.decode()
    coordinator_client.post(f"/merges/{Merge.objects.get().pk}/undo")
    assert Merge.objects.get().undone_by.name == "Cora Coordinator"
    assert Output.objects.filter(researcher=gone).count() == 2


def test_a_twin_that_is_not_there_is_explained(pair, coordinator_client):
    kept, _ = pair

    answer = coordinator_client.get(f"/people/{kept.pk}/merge", {"twin": str(kept.pk)})

    assert answer.status_code == 422
    assert "twin" in errors_of(answer)


@pytest.mark.parametrize("who", ["lead_client", "academic_client", "auditor_client"])
def test_only_coordinators_merge(pair, who, request):
    kept, gone = pair
    client = request.getfixturevalue(who)

    assert client.get(f"/people/{kept.pk}/merge").status_code == 403
    assert client.post(f"/people/{kept.pk}/merge/{gone.pk}").status_code == 403
    assert Merge.objects.count() == 0
