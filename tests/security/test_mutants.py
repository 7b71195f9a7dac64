"""Take away any one condition, guard or decorator: the checks notice each one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.security.agreement import Agreement
from tests.security.counts import count
from tests.security.mutants import Mutant, mutants_of

pytestmark = pytest.mark.django_db
Check = Callable[[], str]


@dataclass(frozen=True)
class Layer:
    """Some files, and the checks that have to notice what is taken from them, cheapest first."""

    files: dict[str, tuple[str, ...]]
    checks: tuple[str, ...]
    kinds: tuple[str, ...] = ()


FILTERS_OF_QUESTIONS = ("question, ", )
LAYERS = {
    "rule": Layer({"priorities/policy.py": ()}, ("of_rule",)),
    "ceilings": Layer(
        {
            "clearances/policy.py": (),
            "clearances/ceilings.py": ("ceiling", "ceilings", "meets", "actor", "_actor", "standings"),
            "accounts/models.py": (
                "User.current_memberships",
                "User.organisations_as",
                "User.can",
                "MembershipQuerySet.on",
            ),
            "clearances/models.py": ("CeilingChangeQuerySet.ruling", "Clearance.held"),
            "priorities/models/handling.py": ("BreakGlassQuerySet.live", "GrantQuerySet.live"),
            "priorities/models/questions.py": ("Question.facts",),
        },
        ("of_facts", "of_filters", "of_ceilings"),
    ),
    "filters": Layer(
        {
            "priorities/models/visibility.py": (),
            "priorities/models/questions.py": (
                "QuestionQuerySet.visible_to",
                "QuestionQuerySet.known_to",
                "QuestionQuerySet.led_by",
                "SummaryQuerySet.visible_to",
            ),
            "priorities/models/restricted.py": (),
            "matching/models/runs.py": ("questions", "MatchRunQuerySet.visible_to"),
            "matching/models/suggestions.py": (
                "SuggestionQuerySet.visible_to",
                "SuggestionQuerySet._on_summaries",
                "SuggestionQuerySet._told",
            ),
            "matching/models/decisions.py": (
                "stands",
                "DecisionQuerySet.standing",
                "DecisionQuerySet.visible_to",
            ),
            "clearances/models.py": ("ClearanceQuerySet.visible_to",),
            "researchers/models.py": ("ResearcherQuerySet.visible_to",),
        },
        ("of_filters",),
    ),
    "one row": Layer(
        {"priorities/models/questions.py": ("Question.is_led_by",)}, ("of_single_rows",)
    ),
}
MUTANTS = [
    pytest.param(mutant, layer.checks, id=str(mutant))
    for layer in LAYERS.values()
    for path, functions in layer.files.items()
    for mutant in mutants_of(path, functions, layer.kinds)
]


@pytest.fixture(scope="module")
def agreement(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Agreement]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Agreement()
        transaction.set_rollback(True)


def noticed(check: Check) -> str:
    """What a check says; that it breaks off counts, since a suite would break off too."""
    try:
        with transaction.atomic():
            return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, it was noticed
        return repr(error)


@pytest.mark.parametrize(("mutant", "checks"), MUTANTS)
def test_each_mutant_is_noticed(agreement: Any, mutant: Mutant, checks: tuple[str, ...]):
    with mutant.alive():
        said = next(filter(None, (noticed(getattr(agreement, name)) for name in checks)), "")

    count("mutants made")
    count("mutants noticed", bool(said))
    assert said, f"Nobody noticed {mutant}"
    print(mutant, "->", said[:200])


@pytest.mark.parametrize(
    "check", ["of_rule", "of_facts", "of_filters", "of_rows", "of_single_rows", "of_ceilings"]
)
def test_nothing_is_noticed_without_a_mutant(agreement: Any, check: str):
    assert getattr(agreement, check)() == ""
