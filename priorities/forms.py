"""Forms for questions and themes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from accounts.models import Organisation
from pages.csv_files import read_rows
from pages.listing import FilterForm
from pages.submissions import SubmissionForm
from pages.wording import Paragraphs
from priorities.models import Question, Reading, Theme

DISCLOSURE = "What you write here may be disclosed under the Freedom of Information Act."


class QuestionForm(SubmissionForm, forms.ModelForm):
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
            "wanted": {"max_length": "What would help must be 1,000 characters or fewer"},
            "audience": {"required": "Select who may read it"},
        }

    def clean_words(self) -> str:
        """Refuse a question of punctuation only: there is nothing in it to match on."""
        words: str = self.cleaned_data["words"]
        if not any(character.isalnum() for character in words):
            raise ValidationError("Enter what you want to know in words")
        return words


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


class PublishedQuestionsForm(forms.Form):
    """A file of published questions with their sources."""

    COLUMNS = ("question", "source_title", "source_url", "licence")

    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind__in=["force", "unit"]),
        label="Which force or unit takes them up?",
        error_messages={"required": "Select the force or unit that takes them up"},
    )
    file = forms.FileField(
        label="CSV file",
        help_text="UTF-8, up to 2 MB, with the columns question, source_title, source_url, "
        "licence and, if you have them, year and paraphrased (yes or no).",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Select a CSV file",
            "empty": "Select a CSV file that is not empty",
        },
    )

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
COLUMN_OF = {"words": "question", "source_licence": "licence", "source_year": "year"}


def in_words(error: ValidationError) -> list[str]:
    """Each fault with the column it is in."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        f"{COLUMN_OF.get(name, name)}: {' '.join(words)}"
        for name, words in error.message_dict.items()
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
        "is_paraphrase": row.get("paraphrased", "").strip().lower() == "yes",
    }
    Question(**fields).clean_fields(
        exclude=["posted_by", "organisation", "audience", "background", "wanted"]
    )
    if fields["source_year"] is not None:
        fields["source_year"] = int(fields["source_year"])
    if not fields["source_url"] or not fields["source_title"] or not fields["source_licence"]:
        raise ValidationError("source_title, source_url and licence must all be given.")
    return fields


class ThemeForm(forms.ModelForm):
    """A theme with the days from and until which it stands."""

    class Meta:
        model = Theme
        fields = ["name", "description", "starts_on", "ends_on"]
        widgets = {"description": Paragraphs(attrs={"rows": 3})}
        labels = {"starts_on": "Stands from", "ends_on": "Stands until"}
        help_texts = {
            "starts_on": "For example, 1/9/2026",
            "ends_on": "Leave empty while it stands.",
        }
        error_messages = {
            "name": {"required": "Enter a name"},
            "description": {"required": "Enter a description"},
            "starts_on": {"required": "Enter the day from which it stands"},
        }

    def clean_name(self) -> str:
        """Refuse a name or link that is taken; a theme keeps the link it was first given."""
        name: str = self.cleaned_data["name"]
        slug = self.instance.slug or slugify(name)[:50].strip("-")
        others = Theme.objects.exclude(pk=self.instance.pk)
        is_taken = others.filter(Q(slug=slug) | Q(name__iexact=name)).exists()
        if slug in {"", "new"} or is_taken:
            raise ValidationError("Enter a name that no other theme has")
        self.instance.slug = slug
        return name

    def clean(self) -> None:
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "The last day must be on or after the first")


class ReadingsForm(forms.Form):
    """The themes that a coordinator reads a question under."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label="Themes",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text="Several, one or none. A theme never changes who is matched.",
    )
