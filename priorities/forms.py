"""Forms for questions and themes."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.text import slugify

from accounts.models import Membership, Organisation, User
from pages.csv_files import read_rows
from pages.listing import FilterForm
from pages.submissions import SubmissionForm
from pages.wording import Paragraphs, PlainWords, UkDateField
from priorities.models import Question, Reading, Theme

DISCLOSURE = "What you write here may be disclosed under the Freedom of Information Act."


class QuestionForm(PlainWords, SubmissionForm, forms.ModelForm):
    """A police lead's question, early and in their own words."""

    class Meta:
        model = Question
        fields = ["words", "background", "wanted", "audience"]
        widgets = {
            "words": Paragraphs(attrs={"rows": 4}),
            "background": Paragraphs(attrs={"rows": 8}),
            "wanted": Paragraphs(attrs={"rows": 3}),
            "audience": forms.RadioSelect,
        }
        labels = {
            "words": "What do you want to know?",
            "background": "What are you seeing?",
            "wanted": "What would help?",
            "audience": "Who may read it?",
        }
        help_texts = {
            "words": "In your own words, as you would say it to a colleague. Several questions "
            "in one are fine.",
            "background": "A paragraph sharpens the match more than anything else. No names, "
            "addresses, operations or live cases. " + DISCLOSURE,
            "wanted": "For example: a conversation, a second pair of eyes, a summary of what "
            "is known, a method.",
            "audience": "Researchers can tell you that they could help only if they may read it.",
        }
        error_messages = {
            "words": {
                "required": "Enter what you want to know",
                "max_length": "What you want to know must be 2,000 characters or fewer",
            },
            "background": {"max_length": "What you are seeing must be 5,000 characters or fewer"},
        }


class QuestionFilterForm(FilterForm):
    """Filters of the list of questions; every one may be left empty."""

    words = forms.CharField(label="Words in the question", required=False, max_length=100)
    organisation = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Posted by",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    theme = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label="Read under a theme",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text="A reading added later. Questions nobody has read yet are hidden by this.",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def narrow(self, rows: QuerySet[Question]) -> QuerySet[Question]:
        """Several values of one filter are alternatives; several filters must all hold."""
        wanted = self.cleaned_data
        if wanted["words"]:
            words = Q(words__icontains=wanted["words"])
            rows = rows.filter(words | Q(background__icontains=wanted["words"]))
        if wanted["organisation"]:
            rows = rows.filter(organisation__in=wanted["organisation"])
        if wanted["theme"]:
            readings = Reading.objects.filter(theme__in=wanted["theme"])
            rows = rows.filter(Exists(readings.filter(question=OuterRef("pk"))))
        return rows


class ByOrganisation(ModelChoiceIterator):
    """Memberships, in groups that bear the name of their organisation."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield "", ""
        for organisation, members in groupby(self.queryset, lambda member: member.organisation):
            yield organisation.name, [self.choice(member) for member in members]


class LeadField(forms.ModelChoiceField):
    """A choice of today's police leads; gives the membership that makes the person one."""

    iterator = ByOrganisation

    def label_from_instance(self, obj: Membership) -> str:
        return obj.user.name


class PublishedQuestionsForm(PlainWords, forms.Form):
    """A file of published questions with their sources."""

    COLUMNS = ("question", "source_title", "source_url", "licence")

    lead = LeadField(
        Membership.objects.none(),
        label="Which police lead answers for them?",
        help_text="The questions belong to the lead’s force or unit.",
        error_messages={"required": "Select the police lead who answers for them"},
    )
    file = forms.FileField(
        label="CSV file",
        help_text="UTF-8, up to 2 MB, with the columns question, source_title, source_url, "
        "licence and, if you have them, year and paraphrased (yes or no).",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Select a CSV file"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads = Membership.objects.police_leads().select_related("organisation", "user")
        self.fields["lead"].queryset = leads.order_by("organisation__name", "user__name", "pk")

    def clean_file(self) -> list[dict[str, Any]]:
        """Turn the file into the fields of questions; every line that is wrong is named."""
        upload: UploadedFile = self.cleaned_data["file"]
        questions, errors = [], []
        for line, row in read_rows(upload, columns=self.COLUMNS):
            try:
                questions.append(published_fields(row))
            except ValidationError as error:
                errors += [f"Line {line}: {words}" for words in in_words(error)]
        if errors:
            raise ValidationError(errors[:20])
        return questions


# Where a column of the file has another name than the field it fills.
COLUMN_OF = {
    "words": "question",
    "source_licence": "licence",
    "source_year": "year",
    "is_paraphrase": "paraphrased",
}
# Where Django's own words would not say what to do.
PLAIN = {
    ("words", "blank"): "Enter the question",
    ("is_paraphrase", "invalid"): "Enter yes or no, or leave it empty",
}
YES_OR_NO = {"yes": True, "no": False, "": False}


def in_words(error: ValidationError) -> list[str]:
    """Each fault with the column it is in."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        f"{COLUMN_OF.get(name, name)}: {PLAIN.get((name, fault.code)) or fault.messages[0]}"
        for name, faults in error.error_dict.items()
        for fault in faults
    ]


def published_fields(row: dict[str, str]) -> dict[str, Any]:
    """The fields of a question from one row of a file of published questions.

    Raises:
        ValidationError: a field is missing, too long or not what it should be.
    """
    fields = {
        "words": row["question"].strip(),
        "source_title": row["source_title"].strip(),
        "source_url": row["source_url"].strip(),
        "source_licence": row["licence"].strip(),
        "source_year": row.get("year", "").strip() or None,
        "is_paraphrase": YES_OR_NO.get(row.get("paraphrased", "").strip().lower()),
    }
    others = {field.name for field in Question._meta.fields} - set(fields)
    Question(**fields).clean_fields(exclude=others)
    if fields["source_year"] is not None:
        fields["source_year"] = int(fields["source_year"])
    if not fields["source_url"] or not fields["source_title"] or not fields["source_licence"]:
        raise ValidationError("source_title, source_url and licence must all be given.")
    return fields


class ThemeForm(PlainWords, forms.ModelForm):
    """A theme with the days from and until which it stands."""

    starts_on = UkDateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = UkDateField(
        label="Last day", required=False, help_text="Leave empty while the theme stands."
    )

    class Meta:
        model = Theme
        fields = ["name", "description", "starts_on", "ends_on"]
        widgets = {"description": Paragraphs(attrs={"rows": 3})}
        error_messages = {
            "name": {"required": "Enter a name"},
            "description": {"required": "Enter a description"},
        }

    def clean_name(self) -> str:
        """Make the link of a new theme of its name; a theme keeps the link it was first given."""
        name: str = self.cleaned_data["name"]
        slug = self.instance.slug or slugify(name)[:50].strip("-")
        if slug in {"", "new"}:
            raise ValidationError("Enter a name that no other theme has")
        self.instance.slug = slug
        return name

    def clean(self) -> dict[str, Any]:
        # Without Django's own look for a theme of the same name: `save_theme` knows one sent twice.
        return self.cleaned_data


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


class ReadingsForm(PlainWords, forms.Form):
    """The themes that a coordinator reads a question under, beside those they saw ticked."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label="Themes",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text="Several, one or none. A theme never changes who is matched.",
    )
    # What a colleague adds while the page lies open was never unticked on it.
    shown = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        required=False,
        to_field_name="slug",
        widget=forms.MultipleHiddenInput,
    )

    def changes(self) -> dict[str, list[Theme]]:
        """What was ticked (`added`) and unticked (`removed`) on the page."""
        themes, shown = self.cleaned_data["themes"], self.cleaned_data["shown"]
        return {
            "added": [theme for theme in themes if theme not in shown],
            "removed": [theme for theme in shown if theme not in themes],
        }
