"""What police ask, in their own words, and the categories people later read into it."""

import uuid
from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import MD5, Lower
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.permissions import Permission, Role
from accounts.tracking import tracked

has_words = RegexValidator(r"[^\W\d_]", "Enter what you want to know in words")


class ThemeQuerySet(models.QuerySet["Theme"]):
    def on(self, day: date) -> "ThemeQuerySet":
        """Themes in force on a day; the last day counts."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


@tracked()
class Theme(models.Model):
    """A strategic aspect of serious and organised crime; the list changes, so it is dated data."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=400)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="theme_ends_after_it_starts",
            ),
            models.UniqueConstraint(Lower("name"), name="theme_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last day must be on or after the first"})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Left to the database: `save_theme` knows a taken name from a theme that came twice."""


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> "QuestionQuerySet":
        """Coordinators see every question, police their organisation's, researchers shared ones.

        Of somebody with several roles each adds to what the others show. Without a role today
        nobody sees any, nor what they once posted.
        """
        if user.can(Permission.QUESTION_READ_ALL):
            return self
        rule = Q()
        if forces := user.organisations_as(Role.POLICE_LEAD):
            rule |= Q(organisation__in=forces)
        if Role.ACADEMIC in user.roles:
            rule |= Q(audience=Question.Audience.RESEARCHERS)
        return self.filter(rule) if rule else self.none()

    def led_by(self, user: User) -> "QuestionQuerySet":
        """Those the person answers for, while they are a police lead of the organisation."""
        return self.filter(lead=user, organisation__in=user.organisations_as(Role.POLICE_LEAD))

    def without_lead(self) -> "QuestionQuerySet":
        """Those whose lead is no police lead of the organisation any more: nobody can answer."""
        leads = Membership.objects.police_leads()
        theirs = leads.filter(user=OuterRef("lead"), organisation=OuterRef("organisation"))
        return self.filter(~Exists(theirs))

    def read_under(self, theme: Theme) -> "QuestionQuerySet":
        return self.filter(Exists(Reading.objects.filter(question=OuterRef("pk"), theme=theme)))


class Question(models.Model):
    """A matter police want made sense of, kept in the words in which it was first posted."""

    class Audience(models.TextChoices):
        ORGANISATION = "organisation", "My organisation and the coordinators"
        RESEARCHERS = "researchers", "Registered researchers too"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words = models.CharField(max_length=2000, validators=[has_words])
    background = models.TextField(max_length=5000, blank=True)
    wanted = models.CharField(max_length=1000, blank=True)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.ORGANISATION)
    posted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Who answers to the names that are proposed: the poster, unless somebody else took it on.
    lead = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(default=timezone.now, editable=False)
    source_title = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_licence = models.CharField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_paraphrase = models.BooleanField(default=False)
    # Made by the browser's form: the same form sent twice finds the first question, not a second.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    themes = models.ManyToManyField(Theme, through="Reading", related_name="questions")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="question_has_words"),
            models.CheckConstraint(
                condition=Q(source_url="") | ~Q(source_title="") & ~Q(source_licence=""),
                name="question_source_is_named_and_licensed",
            ),
            models.UniqueConstraint(
                fields=["posted_by", "submission"], name="question_once_per_submission"
            ),
            # A hash, because 2,000 characters can be more bytes than an index row may hold.
            models.UniqueConstraint(
                MD5("words"),
                "source_url",
                condition=~Q(source_url=""),
                name="question_published_once",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def headline(self) -> str:
        """The words, cut at a word's end to fit a heading."""
        if len(self.words) <= 110:
            return self.words
        return self.words[:110].rsplit(" ", 1)[0].rstrip(",;:(") + "…"

    def is_led_by(self, user: User) -> bool:
        """Whether the person answers for it today; the same rule as `led_by`."""
        forces = user.organisations_as(Role.POLICE_LEAD)
        return self.lead_id == user.pk and self.organisation_id in forces


@tracked()
class Reading(models.Model):
    """One person's reading of a question under a theme; several may stand, none is a condition."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="readings")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="readings")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question", "theme"], name="reading_once_per_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.theme}"
