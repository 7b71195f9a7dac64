"""What a piece of evidence counts for, as a pure rule: no citation figure comes into it."""

from datetime import date

KIND_WEIGHTS = {
    "publication": 1.0,
    "project": 1.0,
    "practice": 1.0,
    "teaching": 0.85,
    "dataset": 0.85,
    "media": 0.7,
}
YEARS_IN_FULL = 5
HALF_LIFE_YEARS = 15
LEAST_FOR_AGE = 0.6
WITHOUT_YEAR = 0.9
PINNED = 1.25
# From here on up an output is said to count "a little less".
A_LITTLE_LESS = 0.75


def weight(kind: str, year: int | None, is_pinned: bool, today: date) -> float:  # noqa: FBT001
    """What one output counts for in matching, from 0.42 to 1.25: kind x recency x pin.

    Kind: publication, project and practice 1.0; teaching and dataset 0.85; media 0.7.
    Recency: 1.0 for five years, then halved every further 15 years, but never under 0.6; 0.9
    where no year is given; a year to come counts as this one. Pinned: x 1.25.

    Raises:
        KeyError: there is no such kind.
    """
    return KIND_WEIGHTS[kind] * recency(year, today) * (PINNED if is_pinned else 1.0)


def recency(year: int | None, today: date) -> float:
    """What the age of an output leaves of it, from 0.6 to 1.0; see `weight`."""
    if year is None:
        return WITHOUT_YEAR
    years_over = max(0, today.year - year - YEARS_IN_FULL)
    return max(LEAST_FOR_AGE, 0.5 ** (years_over / HALF_LIFE_YEARS))


def weight_in_words(kind: str, year: int | None, is_pinned: bool, today: date) -> str:  # noqa: FBT001
    """The weight as a person reads it: "counts a little less: 11 years old"."""
    reasons = []
    if KIND_WEIGHTS[kind] < 1:
        reasons.append(f"it is {kind}" if kind != "dataset" else "it is a dataset")
    if year is None:
        reasons.append("no year given")
    elif recency(year, today) < 1:
        reasons.append(f"{today.year - year} years old")
    if is_pinned:
        return " ".join(["counts more: pinned", *[f"({', '.join(reasons)})"] * bool(reasons)])
    if not reasons:
        return "counts in full"
    is_little = KIND_WEIGHTS[kind] * recency(year, today) >= A_LITTLE_LESS
    return f"counts {'a little less' if is_little else 'less'}: {', '.join(reasons)}"
