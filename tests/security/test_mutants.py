"""Take away any one condition of the policy: rule, filter and database no longer agree."""

from functools import partial

import pytest

from tests.security.agreement import Agreement
from tests.security.filters import FILTERS
from tests.security.layers import POLICY, assert_noticed, mutants
from tests.security.mutants import Mutant

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
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
CHECKS = ["of_rule", "of_facts", "of_filters", "of_rows", "of_single_rows", "of_ceilings"]


@pytest.mark.parametrize(("mutant", "names"), mutants(*POLICY.values()))
def test_each_condition_of_the_policy_is_missed(
    agreement: Agreement, mutant: Mutant, names: tuple[str, ...]
):
    checks = {name: getattr(agreement, name) for name in names}
    begins = FILTERED.get(mutant.path, "")
    if "of_filters" in checks:
        chosen = [name for name in FILTERS if name.startswith(begins)]
        checks["of_filters"] = partial(agreement.of_filters, chosen)

    assert_noticed(mutant, *checks.values())


@pytest.mark.parametrize("name", CHECKS)
def test_nothing_differs_while_all_is_in_place(agreement: Agreement, name: str):
    assert getattr(agreement, name)() == ""
