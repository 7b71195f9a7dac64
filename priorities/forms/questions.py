"""Forms for posting, finding and handing over questions."""

from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.markings import Marking
from accounts.models import Membership, Organisation, User
from pages.listing import FilterForm
from pages.wording import Paragraphs, PlainWords, UkDateField
from priorities.models import (
    FullText,
    Question,
    Reading,
    Scoring,
    Summary,
    Theme,
    seeing_scores,
)
from priorities.stages import Maturity, Outlook, State

DISCLOSURE = "What you write here may be disclosed under the Freedom of Information Act."
STOP = "SECRET and TOP SECRET are not on this list: stop here and use your force’s own systems."


class MarkingField(forms.TypedChoiceField):
    """A choice of the markings that this deployment holds; never SECRET or above."""

    widget = forms.RadioSelect

    def __init__(self, *, highest: Marking | None = None, **kwargs: Any) -> None:
        self.highest = highest
        more = {"coerce": lambda value: Marking(int(value)), "choices": self.on_offer}
        super().__init__(**{"initial": Marking.OFFICIAL, "help_text": STOP} | more | kwargs)

    def on_offer(self) -> list[tuple[int, str]]:
        """The markings up to the highest that this deployment has switched on."""
        switched_on = settings.OFFICIAL_SENSITIVE_RISK_OWNER
        ceiling = Marking.OFFICIAL_SENSITIVE if switched_on else Marking.OFFICIAL
        top = ceiling if self.highest is None else min(self.highest, ceiling)
        return [(one.value, one.label) for one in Marking if one <= top]


class HandlingFields(forms.Form):
    """Who may come to a question, beside its marking; every field acts."""

    is_shared_with_organisation = forms.BooleanField(
        label="Police leads of my organisation may read all of it",
        required=False,
        initial=True,
        help_text="At OFFICIAL and below. The second reader of a summary is one of them.",
    )
    is_for_recipients_only = forms.BooleanField(
        label="Recipients only",
        required=False,
        help_text="Only people you name may know of it; a summary is shown to nobody else.",
    )
    only_organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label="Only these organisations",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave empty to keep no organisation out.",
    )
    embargo_until = UkDateField(
        label="Embargo until",
        required=False,
        help_text="Until this day a summary is shown to nobody else, such as 27/3/2027.",
    )
    handling_note = forms.CharField(
        label="Further handling instructions",
        required=False,
        max_length=500,
        widget=Paragraphs(attrs={"rows": 2}),
        help_text="In your own words, for those who read all of it.",
    )


class Scored(models.TextChoices):
    """Whether a question has a score, for the filter."""

    HERE = "scored", "Scored here"
    ELSEWHERE = "elsewhere", "Held elsewhere"
    NOT = "not", "Not scored"


class QuestionFilterForm(FilterForm):
    """Filters of the list of questions; every one may be left empty."""

    words = forms.CharField(
        label="Words in the question",
        required=False,
        max_length=100,
        help_text="All of them, in any form. “Like this” finds just these words; -this leaves "
        "out what has it.",
    )
    organisation = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Posted by",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    theme = forms.ModelMultipleChoiceField(
        Theme.objects.by_kind(),
        label="Read under",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text="A reading added later. Questions nobody has read yet are hidden by this.",
    )
    state = forms.MultipleChoiceField(
        label="Where it stands", choices=State, widget=forms.CheckboxSelectMultiple
    )
    maturity = forms.MultipleChoiceField(
        label="How far along the matter is",
        choices=Maturity,
        widget=forms.CheckboxSelectMultiple,
        help_text="Questions of which nobody said it are hidden by this.",
    )
    outlook = forms.MultipleChoiceField(
        label="Which time it looks at",
        choices=Outlook,
        widget=forms.CheckboxSelectMultiple,
        help_text="Questions of which nobody said it are hidden by this.",
    )

    scored = forms.MultipleChoiceField(
        label="Scored",
        choices=Scored,
        widget=forms.CheckboxSelectMultiple,
        help_text="Questions whose score you may not see are hidden by this, scored or not.",
    )

    def __init__(self, *args: Any, reader: User, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.fields["organisation"].queryset = organisations

    def conditions(self) -> dict[str, Q]:
        """What each filter that is set asks of a question."""
        wanted, asks = self.cleaned_data, {}
        if wanted["words"]:
            asks["words"] = self._says(wanted["words"])
        if wanted["organisation"]:
            asks["organisation"] = Q(organisation__in=wanted["organisation"])
        if wanted["theme"]:
            readings = Reading.objects.filter(theme__in=wanted["theme"])
            asks["theme"] = Q(Exists(readings.filter(question=OuterRef("pk"))))
        for name in ("state", "maturity", "outlook"):
            if wanted[name]:
                asks[name] = Q(**{f"{name}__in": wanted[name]})
        if wanted["scored"]:
            asks["scored"] = self._is_scored(wanted["scored"])
        return asks

    def _is_scored(self, wanted: list[str]) -> Q:
        """Of the questions whose score the reader may see, and of no other."""
        stands = Scoring.objects.visible_to(self.reader).standing()
        of_kind = {
            Scored.HERE: Q(pk__in=stands.filter(held_elsewhere=False).values("question")),
            Scored.ELSEWHERE: Q(pk__in=stands.filter(held_elsewhere=True).values("question")),
            Scored.NOT: seeing_scores(self.reader) & ~Q(pk__in=stands.values("question")),
        }
        return reduce(or_, (of_kind[Scored(one)] for one in wanted))

    def _says(self, words: str) -> Q:
        """The words stand in what the reader may read of it, and nowhere else do we look."""
        summaries = Summary.objects.visible_to(self.reader)
        full = FullText.objects.visible_to(self.reader)
        return Q(pk__in=_saying(summaries, words, "words").values("pk")) | Q(
            pk__in=_saying(full, words, "words", "background").values("pk")
        )


def _saying(rows: QuerySet[Any], words: str, *fields: str) -> QuerySet[Any]:
    """Those with all the words in any form ("shop" finds "shops"), or with just these letters."""
    letters = Q()
    for name in fields:
        letters |= Q(**{f"{name}__icontains": words})
    text = SearchVector(*fields, config="english")
    query = SearchQuery(words, config="english", search_type="websearch")
    return rows.annotate(text=text).filter(letters | Q(text=query))


class LeadForm(PlainWords, forms.Form):
    """Who answers for a question from now on."""

    lead = forms.ModelChoiceField(
        User.objects.none(),
        label="Who answers for it from now on?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select who answers for it from now on"},
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = Membership.objects.police_leads().filter(organisation=question.organisation_id)
        others = User.objects.filter(pk__in=leads.values("user")).exclude(pk=question.lead_id)
        self.fields["lead"].queryset = others
