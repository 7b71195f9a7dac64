"""Take away any one condition, guard or decorator: the checks notice each one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

import pytest
from django.db import transaction

from tests.security.acts import Scene, wrongly_done
from tests.security.agreement import Agreement
from tests.security.counts import count
from tests.security.forms import FILTERS
from tests.security.mutants import Mutant, mutants_of
from tests.security.pages import Pages, addresses_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Layer:
    """Some files, and the checks that have to notice what is taken from them, cheapest first."""

    files: dict[str, tuple[str, ...]]
    checks: tuple[str, ...]
    kinds: tuple[str, ...] = ()


LAYERS = {
    "rule": Layer({"priorities/policy.py": ()}, ("of_rule",)),
    "ceilings": Layer(
        {
            "clearances/policy.py": (),
            "clearances/ceilings.py": (
                "ceiling",
                "ceilings",
                "meets",
                "actor",
                "_actor",
                "standings",
            ),
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
    "services": Layer(
        {
            "priorities/services/access.py": (),
            "priorities/services/handling.py": (),
            "priorities/services/release.py": (),
            "priorities/services/additions.py": (),
            "priorities/services/questions.py": (),
            "matching/services.py": (),
            "clearances/services.py": (),
            "researchers/services.py": (),
        },
        ("of_acts",),
        ("check", "refusal", "all rows"),
    ),
    "who may speak": Layer({"matching/policy.py": ()}, ("of_acts",)),
    "second person": Layer(
        {
            "priorities/services/handling.py": ("check_marking", "check_second"),
            "priorities/services/questions.py": ("_check_leads",),
        },
        ("of_acts",),
        ("operand", "condition"),
    ),
    "views": Layer(
        {
            "priorities/views/access.py": (),
            "priorities/views/additions.py": (),
            "priorities/views/handling.py": (),
            "priorities/views/questions.py": (),
            "priorities/views/reading.py": (),
            "priorities/views/themes.py": (),
            "matching/views/decisions.py": (),
            "matching/views/matches.py": (),
            "matching/views/runs.py": (),
            "clearances/views.py": (),
            "accounts/views.py": (),
            "accounts/access.py": (),
            "researchers/views.py": (),
        },
        ("of_pages",),
        ("decorator", "finder", "check", "refusal", "all rows"),
    ),
    "one row": Layer(
        {"priorities/models/questions.py": ("Question.is_led_by",)}, ("of_single_rows",)
    ),
}
# Which filters a file has to do with, by how their names begin; of other files all are asked.
FILTERED = {
    "priorities/models/visibility.py": ("question", "owned"),
    "priorities/models/restricted.py": ("full text", "note", "attachment"),
    "matching/models/runs.py": ("run", "suggestion", "decision"),
    "matching/models/suggestions.py": ("suggestion",),
    "matching/models/decisions.py": ("suggestion", "decision"),
    "clearances/models.py": ("clearance",),
    "researchers/models.py": ("researcher",),
}
# Mutants that change nothing, by the end of their name.
EQUIVALENT = {
    "standings without `user__in=…`": "more is read, and each person is given only their own",
    "standings without `person__in=…`": "more is read, and each person is given only their own",
    "stands without `voice=…`": "a constraint lets each voice give its own answers only",
    "grant_revoke only `find` for `find_owned(request, grant.question_id)`": (
        "the grant was looked for among those of questions they own"
    ),
    "clearance_revoke all rows for `Clearance.objects.visible_to(request.user)`": (
        "who comes here is a verifier, who sees all"
    ),
}
MUTANTS = [
    pytest.param(mutant, layer.checks, id=str(mutant))
    for layer in LAYERS.values()
    for path, functions in layer.files.items()
    for mutant in mutants_of(path, functions, layer.kinds)
    if not str(mutant).endswith(tuple(EQUIVALENT))
]


class Checks:
    """Each check by its name: a function of a mutant that says what differs, or nothing.

    The worlds they ask are made when they are first needed.
    """

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    @cached_property
    def scene(self) -> Scene:
        return Scene()

    @cached_property
    def pages(self) -> Pages:
        return Pages()

    def of_filters(self, mutant: Mutant | None) -> str:
        begins = FILTERED.get(mutant.path, "") if mutant else ""
        return self.agreement.of_filters([name for name in FILTERS if name.startswith(begins)])

    def of_acts(self, _: Mutant | None) -> str:
        """Acts that services have to refuse."""
        return next(wrongly_done(self.scene), "")

    def of_pages(self, mutant: Mutant | None) -> str:
        """What the pages answer that come to the changed function."""
        # What a decorator is made by is behind the addresses of all.
        names = None
        if mutant and mutant.path != "accounts/access.py":
            names = addresses_of(mutant.function)
        return next(self.pages.differences(names), "")

    def __getitem__(self, name: str) -> Callable[[Mutant | None], str]:
        own = getattr(self, name, None)
        return own or (lambda _: getattr(self.agreement, name)())

    def prepare(self, names: Collection[str]) -> None:
        """Make the worlds that checks ask, while nothing is changed yet."""
        if "of_acts" in names:
            assert self.scene
        if "of_pages" in names:
            assert self.pages


@pytest.fixture(scope="module")
def checks(agreement: Agreement) -> Checks:
    return Checks(agreement)


def noticed(check: Callable[[Mutant | None], str], mutant: Mutant) -> str:
    """What a check says; that it breaks off counts, since a suite would break off too."""
    try:
        with transaction.atomic():
            return check(mutant)
    except Exception as error:  # noqa: BLE001 - whatever it is, it was noticed
        return repr(error)


@pytest.mark.parametrize(("mutant", "names"), MUTANTS)
def test_each_mutant_is_noticed(checks: Checks, mutant: Mutant, names: tuple[str, ...]):
    checks.prepare(names)

    with mutant.alive():
        said = next(filter(None, (noticed(checks[name], mutant) for name in names)), "")

    count("mutants made")
    count("mutants noticed", bool(said))
    assert said, f"Nobody noticed {mutant}"


CHECKS = ["of_rule", "of_facts", "of_filters", "of_rows", "of_single_rows", "of_ceilings"]


@pytest.mark.parametrize("name", [*CHECKS, "of_acts", "of_pages"])
def test_nothing_is_noticed_without_a_mutant(checks: Checks, name: str):
    assert checks[name](None) == ""
