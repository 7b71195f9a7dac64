"""Forms by which readers of a question add to it."""

import re
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.markings import Marking
from pages.submissions import SubmissionForm
from pages.wording import Paragraphs, PlainWords
from priorities.forms.questions import DISCLOSURE, MarkingField
from priorities.models import Challenge

LARGEST = 2 * 1024 * 1024
ENDINGS = (".pdf", ".docx", ".xlsx", ".csv", ".txt", ".png", ".jpg")
KINDS = "PDF, DOCX, XLSX, CSV, TXT, PNG or JPG"
WRONG_KIND = f"The file must be a {KINDS}"
LONGEST_NAME = 120
# What a file name keeps: letters and digits of any language, and a few signs no system reads.
UNSAFE = re.compile(r"[^\w .,()\-]+")


class AdditionForm(PlainWords, SubmissionForm):
    """What is added bears a marking of its own, never above what its writer may see."""

    marking = MarkingField(label="Marking")

    def __init__(self, *args: Any, ceiling: Marking, marking: Marking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["marking"]
        field.highest, field.initial = ceiling, marking
        field.choices = field.on_offer


class NoteForm(AdditionForm):
    """A remark for all who read the question."""

    words = forms.CharField(
        label="Your note",
        max_length=5000,
        widget=Paragraphs(attrs={"rows": 6}),
        help_text=f"Everybody who reads all of the question reads it too. {DISCLOSURE}",
        error_messages={"required": "Enter your note"},
    )
    field_order = ["words", "marking"]


class AssumptionForm(AdditionForm):
    """What an owner takes for granted."""

    words = forms.CharField(
        label="What do you take for granted?",
        max_length=1000,
        widget=Paragraphs(attrs={"rows": 3}),
        help_text="One thing, such as: the shops belong to one group. Everybody who reads all of "
        f"the question reads it. {DISCLOSURE}",
        error_messages={"required": "Enter what you take for granted"},
    )
    field_order = ["words", "marking"]


class ChallengeForm(AdditionForm):
    """What speaks against an assumption, or what came of it."""

    words = forms.CharField(
        label="What speaks for or against it?",
        max_length=1000,
        widget=Paragraphs(attrs={"rows": 4}),
        help_text=f"In the room or afterwards. {DISCLOSURE}",
        error_messages={"required": "Enter what speaks for or against it"},
    )
    outcome = forms.ChoiceField(
        label="Does it hold?",
        choices=Challenge.Outcome,
        initial=Challenge.Outcome.OPEN,
        widget=forms.RadioSelect,
    )
    field_order = ["words", "outcome", "marking"]


class KnownWorkForm(AdditionForm):
    """What is known already, and what it says to the question."""

    title = forms.CharField(
        label="What is it?",
        max_length=300,
        help_text="The title of a study, a review, an assessment, or a question asked before.",
        error_messages={"required": "Enter what it is called"},
    )
    address = forms.URLField(
        label="Where does it stand?",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Its web address or DOI link, such as https://doi.org/10.1000/182.",
        error_messages={"invalid": "Enter a web address that begins with https:// or http://"},
    )
    words = forms.CharField(
        label="What does it say to this question?",
        max_length=1000,
        widget=Paragraphs(attrs={"rows": 4}),
        help_text=f"What it answers and what it leaves open. {DISCLOSURE}",
        error_messages={"required": "Enter what it says to this question"},
    )
    field_order = ["title", "address", "words", "marking"]


class AttachmentForm(AdditionForm):
    """A paper for all who read the question."""

    file = forms.FileField(
        label="File",
        help_text=f"Up to 2 MB: {KINDS}. If something else on "
        "the page is wrong, you have to choose it again.",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": "Select a file"},
    )
    field_order = ["file", "marking"]

    def clean_file(self) -> UploadedFile:
        """Take a small file of a kind that people open here; its name loses what may harm."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise ValidationError("The file must be 2 MB or smaller")
        if not upload.name.lower().endswith(ENDINGS):
            raise ValidationError(WRONG_KIND)
        upload.name = clean_name(upload.name)
        return upload


def clean_name(name: str) -> str:
    """Give a file name that no system takes for a path, a command or another kind of file.

    >>> clean_name("../tills; 50%\\u202efdp.txt")
    'tills 50 fdp.txt'
    """
    path = PurePath(name.replace("\\", "/"))
    stem = " ".join(UNSAFE.sub(" ", path.stem).split()).strip(" .") or "file"
    return stem[: LONGEST_NAME - len(path.suffix)] + path.suffix.lower()
