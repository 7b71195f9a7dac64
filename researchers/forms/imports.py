"""A file of works, what its columns are, and which of its rows to take."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pages.submissions import SubmissionForm
from pages.wording import PlainWords
from researchers.models import Output
from researchers.models.people import is_orcid
from researchers.reading import table
from researchers.reading.cleaning import bare_doi
from researchers.reading.people import is_valid_orcid
from researchers.reading.values import MOST_BYTES, Table
from researchers.services import fetching
from researchers.services.previews import PreviewRow

FORMATS = [
    ("", "Find out from the file"),
    ("orcid", "ORCID record (JSON)"),
    ("bibtex", "BibTeX"),
    ("ris", "RIS"),
    ("csl-json", "CSL-JSON"),
    ("csv", "CSV"),
    ("xlsx", "Excel workbook (XLSX)"),
]


class FileForm(PlainWords, SubmissionForm):
    """A file of works; the format is found out where it is not said."""

    file = forms.FileField(
        label="File",
        help_text="ORCID record, BibTeX, RIS, CSL-JSON, CSV or XLSX; up to 2 MB and 5,000 works.",
        error_messages={"required": "Select a file"},
    )
    format = forms.ChoiceField(label="Format", choices=FORMATS, required=False)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError("The file must be 2 MB or smaller.")
        return upload


class FetchForm(PlainWords, SubmissionForm):
    """One identifier to fetch works by; where the setting is on."""

    service = forms.ChoiceField(
        label="Fetch from",
        choices=[
            ("orcid", "ORCID, by your ORCID iD"),
            ("doi", "Crossref, by a DOI"),
            ("openalex", "OpenAlex, by your author number there"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select where to fetch from"},
    )
    identifier = forms.CharField(
        label="iD, DOI or author number",
        max_length=200,
        help_text="Like 0000-0002-1825-0097, 10.1000/182 or A5023888391",
        error_messages={"required": "Enter an iD, a DOI or an author number"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the form for a file.
        super().__init__(*args, auto_id="id_fetch_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        """An identifier in the form that the service takes it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        service, typed = cleaned.get("service"), cleaned.get("identifier", "").strip()
        if service and typed:
            try:
                cleaned["identifier"] = IDENTIFIERS[service](typed)
            except ValidationError as error:
                self.add_error("identifier", error)
        return cleaned

    def fetch(self) -> fetching.Fetched:
        """Ask the service. Raises ValidationError, in a sentence."""
        return FETCHERS[self.cleaned_data["service"]](self.cleaned_data["identifier"])


def _orcid(typed: str) -> str:
    orcid = typed.rstrip("/").rsplit("/", 1)[-1].upper()
    is_orcid(orcid)
    if not orcid.isascii() or not is_valid_orcid(orcid):
        raise ValidationError("This ORCID iD has a digit wrong: its last one does not fit")
    return orcid


def _doi(typed: str) -> str:
    doi = bare_doi(typed)
    if not doi:
        raise ValidationError("Enter a DOI like 10.1000/182")
    return doi


def _openalex(typed: str) -> str:
    author = typed.rstrip("/").rsplit("/", 1)[-1].upper()
    if not (author[:1] == "A" and author[1:].isascii() and author[1:].isdigit()):
        raise ValidationError("Enter an author number of OpenAlex like A5023888391")
    return author


IDENTIFIERS = {"orcid": _orcid, "doi": _doi, "openalex": _openalex}
FETCHERS = {"orcid": fetching.orcid, "doi": fetching.doi, "openalex": fetching.openalex}

LABELS = {
    "title": "Title",
    "kind": "What kind it is",
    "year": "Year",
    "people": "Who did it",
    "venue": "Where it appeared",
    "doi": "DOI",
    "abstract": "Abstract",
}


class ColumnsForm(PlainWords, forms.Form):
    """Which column of a table is which field; guessed from the headings to begin with."""

    labels = LABELS
    guesses = table.GUESSES
    # What is said where a field that every row needs is in no column.
    needed = {"title": "Select the column that holds the title"}

    def __init__(self, *args: Any, of: Table, **kwargs: Any) -> None:
        kwargs["initial"] = table.guessed(of.headings, self.guesses)
        super().__init__(*args, **kwargs)
        choices = [("", "Not in this file"), *enumerate(map(_heading, range(100), of.headings))]
        for name, label in self.labels.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=name in self.needed,
                error_messages={"required": self.needed.get(name, "")},
            )

    @property
    def columns(self) -> dict[str, int]:
        return {name: at for name, at in self.cleaned_data.items() if at is not None}


def _heading(number: int, heading: str) -> str:
    return heading or f"Column {number + 1}, without a heading"


class RowsForm(forms.Form):
    """The rows of one page of a preview: a tick for each, and of a work its kind."""

    def __init__(self, *args: Any, rows: list[PreviewRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            if "kind" in row.fields:
                self.fields[f"kind-{row.number}"] = forms.ChoiceField(
                    label=f"Kind of {row.place}",
                    choices=Output.Kind.choices,
                    initial=row.fields["kind"],
                    required=False,
                )
            if row.may_be_ticked:
                self.fields[f"tick-{row.number}"] = forms.BooleanField(
                    label=f"Take {row.place}", initial=row.is_ticked, required=False
                )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each row with its controls, for the template; None where it has no such control."""
        return [
            {"row": row} | {name: self._control(name, row) for name in ("kind", "tick")}
            for row in self.rows
        ]

    def _control(self, name: str, row: PreviewRow) -> forms.BoundField | None:
        named = f"{name}-{row.number}"
        return self[named] if named in self.fields else None

    @property
    def ticks(self) -> dict[int, bool]:
        return {
            row.number: self.cleaned_data[f"tick-{row.number}"]
            for row in self.rows
            if row.may_be_ticked
        }

    @property
    def kinds(self) -> dict[int, str]:
        chosen = {row.number: self.cleaned_data.get(f"kind-{row.number}", "") for row in self.rows}
        return {number: kind for number, kind in chosen.items() if kind}
