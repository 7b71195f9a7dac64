"""Which files are mutated, layer by layer, and what has to notice it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from tests.security.counts import count
from tests.security.mutants import ROOT, Mutant, mutants_of


@dataclass(frozen=True)
class Layer:
    """Some files, and the checks that have to notice what is taken from them, cheapest first."""

    files: dict[str, tuple[str, ...]]
    checks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


# Mutants that change nothing, by the end of their name.
EQUIVALENT = {
    "standings without `user__in=…`": "more is read, and each person is given only their own",
    "standings without `person__in=…`": "more is read, and each person is given only their own",
    "stands without `voice=…`": "a constraint lets each voice give its own answers only",
    "try_words all rows for `Version.objects.visible_to(by)`": (
        "the database hides the version from whoever acts"
    ),
    "descend all rows for `Question.objects.visible_to(by)`": (
        "the database refuses a parent that whoever acts may not see"
    ),
    "descent_part only `find` for `find_owned(request, descent.child_id)`": (
        "a form alone, and the service refuses alike"
    ),
    "descent_part all rows for `Descent.objects.visible_to(request.user)`": (
        "who does not own the child is refused, and its owner may take it back"
    ),
    "tree all rows for `Descent.objects.visible_to(user)`": (
        "a question that may not be seen is left out, with what lies beyond it"
    ),
    "offer_reply all rows for `Decision.objects.visible_to(request.user)`": (
        "its question has to be one that they may see, and the service refuses alike"
    ),
    "reply all rows for `Decision.objects.visible_to(by)`": (
        "the database refuses a reply to an offer that whoever acts may not see"
    ),
    "_steps all rows for `Formality.objects.visible_to(user)`": (
        "the suggestion of the pair was looked for among those that they see"
    ),
    "offer_reply all rows for `Reply.objects.visible_to(request.user)`": (
        "the offer was looked for among those that they see"
    ),
    "grant_revoke only `find` for `find_owned(request, grant.question_id)`": (
        "the grant was looked for among those of questions they own"
    ),
    "question_close only `find` for `find_owned(request, pk)`": (
        "a form alone, and the service refuses alike"
    ),
    "question_reopen only `find` for `find_owned(request, pk)`": (
        "a form alone, and the service refuses alike"
    ),
    "_for_coordinator all rows for `Question.objects.known_to(user)`": (
        "coordinators know of every question"
    ),
    "_listing all rows for `Invitation.objects.visible_to(request.user)`": (
        "the organisation was looked for among those they speak for"
    ),
    "needs_list all rows for `AccessNeeds.objects.visible_to(request.user)`": (
        "who comes here is a coordinator, who sees all"
    ),
    "_for_coordinators all rows for `AccessNeeds.objects.visible_to(reader)`": (
        "who is shown it is a coordinator, who sees all"
    ),
    "left_out all rows for `Exclusion.objects.visible_to(user)`": (
        "whoever is warned is a coordinator, who sees all"
    ),
    "clearance_revoke all rows for `Clearance.objects.visible_to(request.user)`": (
        "who comes here is a verifier, who sees all"
    ),
}
POLICY = {
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
            "accounts/models/people.py": (
                "User.current_memberships",
                "User.organisations_as",
                "User.can",
                "MembershipQuerySet.on",
            ),
            "clearances/models.py": ("CeilingChangeQuerySet.ruling", "Clearance.held"),
            "priorities/models/handling.py": ("BreakGlassQuerySet.live", "GrantQuerySet.live"),
            "priorities/models/questions.py": ("Question.facts",),
        },
        ("of_facts", "of_ceilings", "of_filters"),
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
            "priorities/models/restricted.py": (
                "RestrictedQuerySet.visible_to",
                "MarkedQuerySet.visible_to",
            ),
            "priorities/models/rubric.py": ("seeing_scores", "ScoringQuerySet.visible_to"),
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
            "researchers/models/people.py": ("ResearcherQuerySet.visible_to",),
        },
        ("of_filters",),
    ),
    "one row": Layer(
        {"priorities/models/questions.py": ("Question.is_led_by",)}, ("of_single_rows",)
    ),
}
SERVICES = {
    "services": Layer(
        {
            "priorities/services/access.py": (),
            "priorities/services/handling.py": (),
            "priorities/services/lineage.py": (),
            "priorities/services/moves.py": (),
            "priorities/services/release.py": (),
            "priorities/services/rubric.py": (),
            "priorities/services/additions.py": (),
            "priorities/services/questions.py": (),
            "priorities/services/repeats.py": (),
            "priorities/services/versions.py": (),
            "matching/services/decisions.py": (),
            "matching/services/formalities.py": (),
            "matching/services/replies.py": (),
            "matching/services/runs.py": (),
            "clearances/services.py": (),
        },
        (),
        ("check", "refusal", "all rows"),
    ),
    "who may speak": Layer({"matching/policy.py": ()}),
    "second person": Layer(
        {
            "priorities/services/handling.py": ("check_marking", "check_second"),
            "priorities/services/questions.py": ("_check_leads",),
        },
        (),
        ("operand", "condition"),
    ),
}
# Views stand wherever an address leads, and what several of them come by stands beside permissions.
VIEWS = Layer(
    dict.fromkeys(
        [
            *sorted(str(one.relative_to(ROOT)) for one in ROOT.glob("*/views/[!_]*.py")),
            *sorted(str(one.relative_to(ROOT)) for one in ROOT.glob("*/views.py")),
            "accounts/access.py",
        ],
        (),
    ),
    (),
    ("decorator", "finder", "check", "refusal", "all rows"),
)


def mutants(*layers: Layer) -> list[Any]:
    """Give each mutant of some layers with the names of their checks, as a test's parameters."""
    return [
        pytest.param(mutant, layer.checks, id=str(mutant))
        for layer in layers
        for path, functions in layer.files.items()
        for mutant in mutants_of(path, functions, layer.kinds)
        if not str(mutant).endswith(tuple(EQUIVALENT))
    ]


def assert_noticed(mutant: Mutant, *checks: Callable[[], str]) -> None:
    """Let a mutant live and ask the checks, until one says that something differs."""
    with mutant.alive():
        is_noticed = any(_noticed(check) for check in checks)
    count("mutants of the source made")
    count("mutants of the source noticed", is_noticed)
    assert is_noticed, f"Nobody noticed {mutant}"


def _noticed(check: Callable[[], str]) -> bool:
    """Whether a check finds something; that it breaks off counts, as a suite would break off."""
    try:
        with transaction.atomic():
            return bool(check())
    except Exception:  # noqa: BLE001 - a mutant may fail in any way, and each breaks off a suite
        return True
