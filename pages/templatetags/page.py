"""Filters and tags that templates of every app need."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from pages.working_days import working_days_between

register = template.Library()


@register.filter
def alert_kind(level_tag: str) -> str:
    """Turn a Django message level ("info", "success"…) into the name of an MoJ alert."""
    return level_tag if level_tag in {"success", "warning", "error"} else "information"


@register.filter
def uk_date(value: date | datetime | None) -> str:
    """Write a date as "20 January 2026"; a moment is first moved to UK time, and None is empty."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day} {value:%B %Y}"


@register.filter
def uk_datetime(value: datetime | None) -> str:
    """Write a moment as "Tuesday 20 January 2026, 9:30am (UK time)"; None is empty."""
    if value is None:
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    clock = f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}"
    return f"{value:%A} {uk_date(value)}, {clock} (UK time)"


@register.filter
def working_days_of_silence(value: datetime) -> str:
    """Say how many whole working days lie behind a moment, today's not: "6 working days"."""
    days = working_days_between(timezone.localdate(value), timezone.localdate() - timedelta(days=1))
    return f"{days} working day{'' if days == 1 else 's'}"


@register.filter
def saved_at(value: datetime) -> str:
    """Say when something was saved, in UK time: "Saved at 14:06", with the date if not today."""
    at = timezone.localtime(value)
    day = "" if at.date() == timezone.localdate() else f" on {uk_date(at)}"
    return f"Saved at {at:%H:%M}{day}"


@register.filter
def months_ago(value: datetime | None) -> str:
    """Say how long ago a moment was in whole months: "14 months ago"; None is empty."""
    if value is None:
        return ""
    then, now = timezone.localtime(value), timezone.localtime()
    months = 12 * (now.year - then.year) + now.month - then.month - (now.day < then.day)
    if months < 1:
        return "less than a month ago"
    return "1 month ago" if months == 1 else f"{months} months ago"


@register.filter
def percent(value: float | None) -> int:
    """Turn a share of one into a whole number out of 100, kept within 0 and 100; None is 0."""
    return min(100, max(0, round(100 * (value or 0))))


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """Return this page's query string with some parameters changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
