"""Filters of ranked lists."""

from django import forms
from django.db.models import Q, QuerySet

from matching.models import Decision, Suggestion, stands
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
