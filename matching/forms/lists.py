"""Filters of ranked lists."""

from django import forms
from django.db.models import Q

from matching.models import Decision, stands
from researchers.forms.people import PeopleFilterForm
from researchers.models import Researcher


class OwnerFilterForm(PeopleFilterForm):
    """Filters of a ranked list for a question's owner: those of the register."""

    def conditions(self) -> dict[str, Q]:
        """As in the register, of the person who is suggested."""
        people = Researcher.objects.order_by()
        return {
            name: Q(researcher__in=people.filter(asks).values("pk"))
            for name, asks in super().conditions().items()
        }


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

    def conditions(self) -> dict[str, Q]:
        """As in the register, and by the coordinators' and the researchers' standing answers."""
        wanted, asks = self.cleaned_data, super().conditions()
        if wanted["standing"]:
            asks["standing"] = self._stands(wanted["standing"])
        if wanted["offered"]:
            could_help = [Decision.Answer.COULD_HELP]
            asks["offered"] = Q(stands(Decision.Voice.RESEARCHER, could_help))
        return asks

    @staticmethod
    def _stands(wanted: list[str]) -> Q:
        some = stands(Decision.Voice.COORDINATOR, wanted)
        if "undecided" not in wanted:
            return Q(some)
        every = Decision.ANSWERS[Decision.Voice.COORDINATOR]
        return Q(some) | ~Q(stands(Decision.Voice.COORDINATOR, every))
