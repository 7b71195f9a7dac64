"""A file of published questions with their sources."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import ModelChoiceIterator

from accounts.models import Membership
from pages.csv_files import read_rows
from pages.wording import PlainWords
from priorities.models import Summary


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
    others = {field.name for field in Summary._meta.fields} - set(fields)
    Summary(**fields).clean_fields(exclude=others)
    if fields["source_year"] is not None:
        fields["source_year"] = int(fields["source_year"])
    if not fields["source_url"] or not fields["source_title"] or not fields["source_licence"]:
        raise ValidationError("source_title, source_url and licence must all be given.")
    return fields
