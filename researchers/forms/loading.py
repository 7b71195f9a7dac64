"""A list of people of an organisation, and what its columns are."""

from typing import Any

from django import forms

from accounts.models import Organisation
from researchers.forms.imports import ColumnsForm, FileForm
from researchers.reading import people


class LoadForm(FileForm):
    """A spreadsheet of people, and whose people they are."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        to_field_name="slug",
        empty_label="Select an organisation",
        error_messages={"required": "Select the organisation that they belong to"},
    )
    format = None
    field_order = ("organisation", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.here()
        self.fields["file"].help_text = "CSV or XLSX, one person a row; up to 2 MB and 5,000 people"


class PeopleColumnsForm(ColumnsForm):
    """Which column of a list of people is which field."""

    labels = {
        "name": "Name",
        "email": "E-mail address",
        "title": "Title",
        "post": "Post",
        "disciplines": "Disciplines, with ; between them",
        "topics": "Topics, with ; between them",
        "statement": "What they say of themselves",
        "orcid": "ORCID iD",
    }
    guesses = people.GUESSES
    needed = {
        "name": "Select the column that holds the name",
        "email": "Select the column that holds the e-mail address",
    }
