"""How much is asked of people just now: counted above, shown here."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from accounts.models import User
from researchers.signals import load_wanted

TERMS_BEGIN_IN = (9, 5, 1)


def load_of(people: Iterable[UUID], reader: User) -> dict[UUID, str]:
    """Say in words how much is asked of each this term, as far as the reader may know it."""
    keys = list(people)
    said: dict[UUID, list[str]] = {}
    for _, words in load_wanted.send(None, people=keys, reader=reader):
        for key, sentence in words.items():
            said.setdefault(key, []).append(sentence)
    return {key: "; ".join(sentences) for key, sentences in said.items()}


def term_began(day: date) -> date:
    """The first day of a day's term: there are three a year, from September, January and May."""
    return date(day.year, next(month for month in TERMS_BEGIN_IN if month <= day.month), 1)
