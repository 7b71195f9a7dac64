"""Forms for ranked lists and for decisions."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from matching.models import Decision, Suggestion, stands
from pages.wording import Paragraphs, PlainWords
from researchers.forms.people import PeopleFilterForm
from researchers.models import Researcher


class OwnerFilterForm(PeopleFilterForm):
    """Filters of a ranked list for a question's owner: those of the register."""

    def narrow(self, rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """As in the register."""
        return rows.filter(researcher__in=super().narrow(Researcher.objects.order_by()))


class MatchFilterForm(OwnerFilterForm):
    """Filters of a coordinator's ranked list: by where things stand, too."""

    standing = forms.MultipleChoiceField(
        choices=[
            ("undecided", "Not decided"),
            ("shortlisted", "Shortlisted"),
            ("declined", "Declined"),
        ],
        label="Decision",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    offered = forms.BooleanField(label="Said that they could help", required=False)

    def narrow(self, rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """As in the register, and by the coordinators' and the researchers' standing answers."""
        wanted = self.cleaned_data
        rows = super().narrow(rows)
        if wanted["standing"]:
            rows = rows.filter(self._stands(wanted["standing"]))
        if wanted["offered"]:
            could_help = [Decision.Answer.COULD_HELP]
            rows = rows.filter(stands(Decision.Voice.RESEARCHER, could_help))
        return rows

    @staticmethod
    def _stands(wanted: list[str]) -> Q:
        some = stands(Decision.Voice.COORDINATOR, wanted)
        if "undecided" not in wanted:
            return Q(some)
        every = Decision.ANSWERS[Decision.Voice.COORDINATOR]
        return Q(some) | ~Q(stands(Decision.Voice.COORDINATOR, every))


class DecisionForm(PlainWords, forms.Form):
    """One voice's answer about one person, with a reason where one is due."""

    mark_optional = False  # the reason is, for one answer and not for the other; its hint says so

    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Select an answer"},
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=500,
        widget=Paragraphs(attrs={"rows": 3}),
        help_text="A refusal needs a reason. It is kept with your name and the time, and may be "
        "disclosed under the Freedom of Information Act.",
        error_messages={"max_length": "The reason must be 500 characters or fewer"},
    )
    follows = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, voice: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(a.value, a.label) for a in Decision.ANSWERS[voice]]

    def clean(self) -> dict[str, Any]:
        """A refusal needs its reason."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_refusal = cleaned.get("answer") in Decision.NEEDS_REASON
        if is_refusal and not cleaned.get("reason") and not self.has_error("reason"):
            self.add_error("reason", "Enter why: it is kept beside the answer")
        return cleaned


class UndoForm(forms.Form):
    """Which standing answer is taken back."""

    follows = forms.UUIDField()
