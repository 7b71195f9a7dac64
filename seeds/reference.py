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
    "approaches": Approach,
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
    ceilings = (DATA / "reference" / "ceilings.json").read_text(encoding="utf-8")
    return added | {"ceilings": install_ceilings(json.loads(ceilings))}


def add_missing(path: Path, model: type[models.Model]) -> int:
    """Add the rows of a file whose slug is not there yet; return how many."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    here = set(model._default_manager.values_list("slug", flat=True))
    missing = [model(**row) for row in rows if row["slug"] not in here]
    return len(model._default_manager.bulk_create(missing))
