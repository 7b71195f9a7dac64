"""Counting in working days: Monday to Friday. Bank holidays count as working days."""

from datetime import date, timedelta

FRIDAY = 4


def working_days_before(day: date, count: int) -> date:
    """The day from which `count` working days lie behind the end of the day before `day`.

    >>> working_days_before(date(2026, 11, 30), 5)  # a Monday
    datetime.date(2026, 11, 23)
    """
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() <= FRIDAY
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days follow the first day, up to the last.

    >>> working_days_between(date(2026, 11, 27), date(2026, 11, 30))  # Friday to Monday
    1
    """
    days = (last - first).days
    return sum((first + timedelta(days=n)).weekday() <= FRIDAY for n in range(1, days + 1))
