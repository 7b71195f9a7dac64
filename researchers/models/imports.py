"""Works, or people, that came by a file: read, looked over, then saved in one act, or not."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        """A person's own: nobody looks over another's files."""
        return self.filter(by=user)


class Import(models.Model):
    """One file or record that was read in: what it held, row by row, and what became of it.

    ready → saved → undone. The file itself is not kept; its rows are, for 30 days.
    """

    class Source(models.TextChoices):
        ORCID = "orcid", "ORCID record"
        BIBTEX = "bibtex", "BibTeX"
        RIS = "ris", "RIS"
        CSL_JSON = "csl-json", "CSL-JSON"
        CSV = "csv", "CSV"
        DOI = "doi", "DOI"
        OPENALEX = "openalex", "OpenAlex"
        PEOPLE = "people", "People of an organisation"

    class State(models.TextChoices):
        READY = "ready", "To be looked over"
        SAVED = "saved", "Saved"
        UNDONE = "undone", "Undone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    # Whose works they are; None where the rows are people, of the organisation.
    researcher = models.ForeignKey(
        "researchers.Researcher", models.CASCADE, null=True, related_name="imports"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    file_name = models.CharField(max_length=200, blank=True)
    # Of the file's bytes (SHA-256), so that the same file sent twice is known.
    digest = models.CharField(max_length=64)
    # What `researchers.reading` made of it: entries with their verdicts, and lines not understood.
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=State, default=State.READY)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["by", "submission"], name="import_once_per_submission"),
            models.CheckConstraint(
                condition=Q(source="people", researcher__isnull=True, organisation__isnull=False)
                | ~Q(source="people") & Q(researcher__isnull=False),
                name="import_of_works_or_of_people",
            ),
            models.CheckConstraint(
                condition=Q(state="ready", saved_at__isnull=True, undone_at__isnull=True)
                | Q(state="saved", saved_at__isnull=False, undone_at__isnull=True)
                | Q(state="undone", saved_at__isnull=False, undone_at__isnull=False),
                name="import_state_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.state}"
