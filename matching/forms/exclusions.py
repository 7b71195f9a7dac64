"""What somebody does not want to be suggested for."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from pages.wording import PlainWords
from priorities.models import Question, Theme

CHOOSE = [("", "Choose one")]


class ExclusionForm(PlainWords, forms.Form):
    """One organisation, theme or question, of those that the person may know of."""

    about = forms.ChoiceField(
        label="Do not suggest me for",
        help_text="All questions of an organisation, all that are read under a theme, or one.",
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=300,
        help_text="Coordinators see it with your name, and nobody else does.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = _offered(user)
        self.targets = {
            f"{kind}:{row.pk}": {kind: row} for kind, rows in offered.items() for row in rows
        }
        groups = [
            (label, [(f"{kind}:{row.pk}", _label(row)) for row in offered[kind]])
            for kind, label in LABELS.items()
            if offered[kind]
        ]
        self.fields["about"].choices = CHOOSE + groups

    @property
    def marking(self) -> str:
        """The highest marking of the questions that stand to choose from; empty without any."""
        found = [t["question"].shown_marking for t in self.targets.values() if "question" in t]
        return max(found).label if found else ""

    def clean_about(self) -> dict[str, models.Model]:
        """The chosen row, by its kind."""
        return self.targets[self.cleaned_data["about"]]


LABELS = {
    "organisation": "An organisation",
    "theme": "A theme, strand or threat",
    "question": "A question",
}


def _offered(user: User) -> dict[str, list[models.Model]]:
    today = timezone.localdate()
    still_in = Q(left_on__isnull=True) | Q(left_on__gte=today)
    return {
        "organisation": list(Organisation.objects.filter(still_in).order_by("name")),
        "theme": list(Theme.objects.on(today).by_kind()),
        "question": list(Question.objects.visible_to(user).for_reading(user)),
    }


def _label(row: models.Model) -> str:
    return row.name if isinstance(row, Organisation) else str(row)
