"""What every deployment starts with: organisations, themes, disciplines, approaches, ceilings."""

import json
from pathlib import Path
from typing import Any

from django.db import models, transaction

from accounts.models import Organisation
from clearances.services import install_ceilings
from priorities.models import Theme
from researchers.models import Approach, Discipline

DATA = Path(__file__).parent / "data"
TABLES: dict[str, type[models.Model]] = {
    "organisations": Organisation,
    "themes": Theme,
    "disciplines": Discipline,
}


@transaction.atomic
def load() -> dict[str, int]:
    """Add what is missing, by slug or scheme; what is there is left as people have edited it.

    Returns how many rows were added to each table.
    """
    added = {
        name: add_missing(DATA / "reference" / f"{name}.json", model)
        for name, model in TABLES.items()
    }
    added["approaches"] = add_missing_approaches(DATA / "reference" / "approaches.json")
    ceilings = (DATA / "reference" / "ceilings.json").read_text(encoding="utf-8")
    return added | {"ceilings": install_ceilings(json.loads(ceilings))}


def add_missing(path: Path, model: type[models.Model]) -> int:
    """Add the rows of a file whose slug is not there yet; return how many."""
    missing = [model(**row) for row in _missing(path, model)]
    return len(model._default_manager.bulk_create(missing))


def add_missing_approaches(path: Path) -> int:
    """Add the approaches that are not there yet: the wide ones, then their parts."""
    rows = _missing(path, Approach)
    wide = [Approach(**row) for row in rows if "parent" not in row]
    Approach.objects.bulk_create(wide)
    by_slug = {approach.slug: approach for approach in Approach.objects.wide()}
    parts = [
        Approach(**row | {"parent": by_slug[row["parent"]]}) for row in rows if "parent" in row
    ]
    return len(wide) + len(Approach.objects.bulk_create(parts))


def _missing(path: Path, model: type[models.Model]) -> list[dict[str, Any]]:
    """The rows of a file whose slug is not in the table."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    here = set(model._default_manager.values_list("slug", flat=True))
    return [row for row in rows if row["slug"] not in here]
