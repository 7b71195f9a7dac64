"""One small form for each step in which a question is written."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from pages.submissions import SubmissionForm
from pages.templatetags.page import uk_date
from pages.wording import Paragraphs, PlainWords, UkDateField
from priorities.forms.looking import LooksFirst
from priorities.forms.maturity import MaturityFields
from priorities.forms.questions import DISCLOSURE, HandlingFields, MarkingField
from priorities.models.questions import has_words
from priorities.steps import Answers, Kind, Step


class StartForm(PlainWords, SubmissionForm):
    """What sort of question it may become, for an example to lean on; or none."""

    kind = forms.ChoiceField(
        label="Would an example help?",
        choices=[("", "No: I write as I would say it"), *Kind.choices],
        widget=forms.RadioSelect,
        required=False,
        help_text="It shows you an example on the way and decides nothing.",
    )


class SeeingStep(PlainWords, LooksFirst):
    """What puzzles somebody."""

    looked_at = ("background",)

    background = forms.CharField(
        label="What are you seeing?",
        required=False,
        max_length=5000,
        widget=Paragraphs(attrs={"rows": 8}),
        help_text="A paragraph sharpens the match more than anything else. No names, addresses, "
        "operations or live cases. " + DISCLOSURE,
        error_messages={"max_length": "What you are seeing must be 5,000 characters or fewer"},
    )


class AskingStep(PlainWords, LooksFirst):
    """The question itself, in the words of whoever asks."""

    looked_at = ("words", "wanted")

    words = forms.CharField(
        label="What do you want to know?",
        max_length=2000,
        validators=[has_words],
        widget=Paragraphs(attrs={"rows": 6}),
        help_text="In your own words, as you would say it to a colleague. Several questions in "
        "one are fine, and so is none with a question mark.",
        error_messages={
            "required": "Enter what you want to know",
            "max_length": "What you want to know must be 2,000 characters or fewer",
        },
    )
    wanted = forms.CharField(
        label="What would help?",
        required=False,
        max_length=1000,
        widget=Paragraphs(attrs={"rows": 3}),
        help_text="For example: a conversation, a second pair of eyes, a summary of what is "
        "known, a method.",
    )


class SharingStep(PlainWords, LooksFirst, HandlingFields):
    """Marking and handling, and what others may read instead."""

    looked_at = ("summary", "handling_note")

    marking = MarkingField(label="Marking")
    summary = forms.CharField(
        label="What may coordinators and researchers read?",
        required=False,
        max_length=2000,
        validators=[has_words],
        widget=Paragraphs(attrs={"rows": 4}),
        help_text="A summary that gives nothing away. A second police lead of your organisation "
        "releases it; until then nobody else reads a word. You can write it later.",
    )
    field_order = [
        *("marking", "summary", "is_shared_with_organisation", "is_for_recipients_only"),
        *("only_organisations", "embargo_until", "handling_note"),
    ]


class DecidingStep(PlainWords, LooksFirst, MaturityFields):
    """Until when, for whose decision, and how far along the matter is."""

    looked_at = ("decides",)

    needed_by = UkDateField(
        label="When is an answer needed?",
        required=False,
        help_text="Leave it empty if there is no day. For example, 20/1/2027",
    )
    decides = forms.CharField(
        label="Who decides something with the answer?",
        required=False,
        max_length=300,
        help_text="A role, such as: the head of prevention, with next year’s plan.",
    )
    field_order = ["needed_by", "decides", "maturity", "outlook", "horizon", "look_back_on"]


class PeopleStep(PlainWords, LooksFirst):
    """Who is at it already."""

    looked_at = ("involved",)

    involved = forms.CharField(
        label="Who is involved already?",
        required=False,
        max_length=1000,
        widget=Paragraphs(attrs={"rows": 4}),
        help_text="Teams, partners, other forces; whoever should be in the room. Roles, not names.",
    )


FORMS: dict[Step, type[LooksFirst]] = {
    Step.SEEING: SeeingStep,
    Step.ASKING: AskingStep,
    Step.SHARING: SharingStep,
    Step.DECIDING: DecidingStep,
    Step.PEOPLE: PeopleStep,
}


def form_of(step: Step, answers: Answers | None) -> LooksFirst:
    """The form of a step with the answers given before; an empty one where there are none."""
    if answers is None:
        return FORMS[step]()
    return FORMS[step](MultiValueDict({name: list(sent) for name, sent in answers.items()}))


def answers_of(form: LooksFirst, sent: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """What was sent for the fields of a form, to be kept as it came."""
    return {name: sent.getlist(name) for name in form.fields if name in sent}


def spoken(form: LooksFirst) -> Iterator[tuple[str, str]]:
    """Each field of a bound form by its label, and what was answered in words."""
    values = form.cleaned_data if form.is_valid() else {}
    for name, field in form.fields.items():
        if name != "has_looked":
            sent = form[name].value() if form.is_bound else ""
            words = _in_words(field, values.get(name), sent) if form.is_bound else ""
            yield str(field.label), words


def _in_words(field: forms.Field, value: Any, sent: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(one) for one in value or [])
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, "") if value not in {None, ""} else ""
    if isinstance(field, forms.DateField) and value:
        return uk_date(value)
    return str(sent or "")
