"""Weekdays as people write them, read into half days and said back in words. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

DAYS = {
    "mon": ("mon", "monday", "mondays", "mons"),
    "tue": ("tue", "tues", "tuesday", "tuesdays"),
    "wed": ("wed", "weds", "wednesday", "wednesdays"),
    "thu": ("thu", "thur", "thurs", "thursday", "thursdays"),
    "fri": ("fri", "friday", "fridays", "fris"),
}
HALVES = {
    "am": ("am", "morning", "mornings"),
    "pm": ("pm", "afternoon", "afternoons"),
}
NAMES = {code: next(word for word in words if word.endswith("day")) for code, words in DAYS.items()}
DAY_OF = {word: code for code, words in DAYS.items() for word in words}
HALF_OF = {word: half for half, words in HALVES.items() for word in words}
WHOLE = {"day", "days", "time", "weekday", "weekdays", "week", "anytime", "anyday"}
NOT = {"not", "no", "never", "except", "without"}
TO = {"-", "–", "—", "to", "until", "till", "through"}
# Said for the sentence, not for what it says.
FILLERS = {"and", "or", "on", "in", "the", "only", "every", "each", "any", "all", "but", "for", "a"}
ALL = tuple(f"{day}-{half}" for day in DAYS for half in HALVES)
TOKEN = re.compile(r"[-–—]|[^\s,;.&+/()\-–—]+")
PARTS = re.compile(r"[,;\n]|\.(?=\s|$)")


class NotUnderstood(ValueError):
    """A word that is no weekday, and what was understood of the rest, in words."""

    def __init__(self, word: str, understood: str) -> None:
        super().__init__(word)
        self.word = word
        self.understood = understood


def read(text: str) -> list[str]:
    """Read half days, such as "mon-am", in the order of the week; none written means any.

    Raises:
        NotUnderstood: a word means nothing here, or no day is left over.

    >>> read("Mondays, Wed afternoon")
    ['mon-am', 'mon-pm', 'wed-pm']
    >>> read("Tue-Thu mornings, not Wednesdays")
    ['tue-am', 'thu-am']
    """
    reading = _Reading()
    for part in PARTS.split(text):
        reading.take(TOKEN.findall(part))
    left = (reading.wanted or set(ALL)) - reading.unwanted
    if not left:
        raise NotUnderstood(text.strip(), "")
    return [half_day for half_day in ALL if half_day in left]


def say(half_days: Sequence[str]) -> str:
    """Say half days in words that `read` reads back: "Monday, Wednesday afternoon".

    >>> say(["mon-am", "mon-pm", "wed-pm"]), say([])
    ('Monday, Wednesday afternoon', 'Any day')
    """
    held = set(half_days) or set(ALL)
    if held == set(ALL):
        return "Any day"
    said = []
    for day, name in NAMES.items():
        halves = [half for half in HALVES if f"{day}-{half}" in held]
        if halves:
            half = "" if len(halves) == 2 else f" {HALVES[halves[0]][1]}"
            said.append(f"{name.capitalize()}{half}")
    return ", ".join(said)


@dataclass
class _Reading:
    """What was read so far; `days` are those that wait for their half, `before` had theirs."""

    wanted: set[str] = field(default_factory=set)
    unwanted: set[str] = field(default_factory=set)
    days: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    is_whole: bool = False
    is_range: bool = False
    is_not: bool = False

    def take(self, tokens: list[str]) -> None:
        """Read one part between commas; "not" holds until it ends."""
        self.before, self.is_not = [], False
        for token in tokens:
            self._take(token)
        self._settle()

    def _take(self, token: str) -> None:
        word = token.casefold()
        if word in DAY_OF:
            day = DAY_OF[word]
            self.days += _until(self.days[-1], day) if self.is_range else [day]
            self.is_range = False
        elif word in HALF_OF:
            self._settle(HALF_OF[word])
        elif word in NOT:
            self._settle()
            self.before, self.is_not = [], True
        elif word in WHOLE:
            self.is_whole = True
        elif word in TO and self.days:
            self.is_range = True
        elif word not in FILLERS:
            raise NotUnderstood(token, self._said())

    def _settle(self, half: str = "") -> None:
        """Put the days that wait where they belong, as mornings, afternoons or both."""
        target = self.unwanted if self.is_not else self.wanted
        if self.days or self.is_whole:
            target |= _halves(self.days or DAYS, half)
            self.before = self.days
        elif half and self.wanted and not self.before and not self.is_not:
            target &= _halves(DAYS, half)  # "Mondays, mornings only"
        elif half:
            target |= _halves(self.before or DAYS, half)
        self.days, self.is_whole, self.is_range = [], False, False

    def _said(self) -> str:
        """What was read, in words; "" for nothing."""
        so_far = (self.wanted | _halves(self.days, "")) - self.unwanted
        if so_far:
            return say(sorted(so_far))
        return f"not {say(sorted(self.unwanted))}" if self.unwanted else ""


def _until(first: str, last: str) -> list[str]:
    """The days after one as far as another; past Friday it goes on with Monday."""
    week = list(DAYS)
    start = week.index(first)
    steps = (week.index(last) - start) % len(week)
    return [week[(start + step) % len(week)] for step in range(1, steps + 1)]


def _halves(days: Iterable[str], half: str) -> set[str]:
    return {f"{day}-{part}" for day in days for part in ([half] if half else HALVES)}
