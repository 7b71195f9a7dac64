"""One piece of evidence, by hand."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from pages.wording import Paragraphs, PlainWords
from researchers.models import Output
from researchers.reading.cleaning import bare_doi, clean
from researchers.services import evidence


class OutputForm(PlainWords, forms.ModelForm):
    """One piece of evidence, by hand; only a kind and a title are needed."""

    year = forms.IntegerField(
        label="Year",
        required=False,
        # Else `full_clean` would ask for a year that a column can hold and nobody has lived in.
        validators=[MinValueValidator(1500), MaxValueValidator(2099)],
        help_text="Work of the last five years counts in full",
        error_messages={
            "min_value": "Year must be 1500 or later",
            "max_value": "Year must be 2099 or earlier",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )

    class Meta:
        model = Output
        fields = evidence.FIELDS
        widgets = {"kind": forms.RadioSelect, "abstract": Paragraphs(attrs={"rows": 6})}
        labels = {
            "kind": "What is it?",
            "title": "Title",
            "abstract": "What is it about, in a few sentences?",
            "people": "Who did it",
            "venue": "Where it appeared or was done",
        }
        help_texts = {
            "abstract": "An abstract, or your own words. Without it the title is matched.",
            "people": "Names with a semicolon between them, like Smith, Ann; Okafor, Chidi",
            "doi": "Like 10.1000/182",
        }

    def clean_title(self) -> str:
        title = clean(self.cleaned_data["title"])
        if not any(character.isalnum() for character in title):
            raise forms.ValidationError("Enter a title with at least one letter or digit")
        return title

    def clean_people(self) -> str:
        return clean(self.cleaned_data["people"])

    def clean_venue(self) -> str:
        return clean(self.cleaned_data["venue"])

    def clean_doi(self) -> str:
        """A DOI, pasted with or without its resolver."""
        typed = self.cleaned_data["doi"]
        doi = bare_doi(typed)
        if typed.strip() and not doi:
            raise forms.ValidationError("Enter a DOI like 10.1000/182, or leave it empty")
        return doi

    def refuse(self) -> None:
        """Say beside the title that the list holds this already."""
        words = "Your list holds this title in the same year, or this DOI, already"
        self.add_error("title", words)
