"""What people ask of themes."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.acting import act
from accounts.models import User
from priorities.models import Question, Reading, Theme


@act
def change_readings(
    *, question: Question, added: Iterable[Theme], removed: Iterable[Theme], by: User
) -> None:
    """Read a question under more themes and under others no longer; the rest stay as they are."""
    gone = question.readings.filter(theme__in=list(removed))
    for reading in gone.select_related("theme"):
        audit.record(by=by, action="reading.removed", target=question, reason=reading.theme.name)
    gone.delete()
    for theme in added:
        _, is_new = Reading.objects.get_or_create(
            question=question, theme=theme, defaults={"by": by}
        )
        if is_new:
            audit.record(by=by, action="reading.added", target=question, reason=theme.name)


@act
def save_theme(*, theme: Theme, by: User) -> Theme:
    """Keep a new or changed theme; its slug never changes once it stands in links.

    The same theme added twice is one: the second time the first is returned.

    Raises:
        ValidationError: a field breaks a rule, or another theme has the name.
    """
    is_new = theme.pk is None
    theme.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            theme.save()
    except IntegrityError as error:
        if is_new and (earlier := _twin_of(theme)):
            return earlier
        taken = {"name": "Enter a name that no other theme has"}
        raise ValidationError(taken, code="unique") from error
    audit.record(by=by, action="theme.added" if is_new else "theme.changed", target=theme)
    return theme


def _twin_of(theme: Theme) -> Theme | None:
    """The theme that says the same in every field."""
    said = ["slug", "kind", "name", "description", "starts_on", "ends_on"]
    return Theme.objects.filter(**{name: getattr(theme, name) for name in said}).first()
