"""A question's safe facts and its released summary; its full text lies in `restricted`."""

import uuid
from typing import Self

from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.markings import Marking
from accounts.models import Membership, Organisation, User
from accounts.tracking import tracked
from clearances.ceilings import actor
from priorities.models.themes import Reading, Theme
from priorities.models.visibility import owned, rule
from priorities.policy import Facet, Facts
from priorities.stages import Maturity, Outlook, State

has_words = RegexValidator(r"[^\W\d_]", "Enter what you want to know in words")
HEADLINE_LENGTH = 110


def cut(words: str) -> str:
    """The words, cut at a word's end to fit a heading."""
    if len(words) <= HEADLINE_LENGTH:
        return words
    return words[:HEADLINE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:(") + "…"


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User, facet: Facet = Facet.EXISTENCE) -> Self:
        """Those of which the person may see a facet today: the same rule as `policy.decide`."""
        return self.filter(rule(actor(user), facet))

    def known_to(self, user: User) -> Self:
        """Those the person may know of: by its summary, or a coordinator by its bare facts."""
        who = actor(user)
        return self.filter(rule(who, Facet.EXISTENCE) | rule(who, Facet.ADMIN))

    def for_reading(self, user: User) -> Self:
        """With what the person may read of each: `full` and `released`, or None in their place."""
        return self.prefetch_related(*words_for(user))

    def led_by(self, user: User) -> Self:
        """Those the person answers for: as its lead, while a police lead there, or a co-owner."""
        who = actor(user)
        return self.filter(owned(who)) if who.is_member else self.none()

    def without_lead(self) -> Self:
        """Those whose lead is no police lead of the organisation any more: nobody can answer."""
        leads = Membership.objects.police_leads()
        theirs = leads.filter(user=OuterRef("lead"), organisation=OuterRef("organisation"))
        return self.filter(~Exists(theirs))

    def read_under(self, theme: Theme) -> Self:
        return self.filter(Exists(Reading.objects.filter(question=OuterRef("pk"), theme=theme)))


def words_for(user: User) -> tuple[Prefetch, Prefetch]:
    """What `for_reading` fetches, also for questions that are there already."""
    full_text = apps.get_model("priorities", "FullText").objects.visible_to(user)
    return (
        Prefetch("full_text", full_text, to_attr="full"),
        Prefetch("summary", Summary.objects.visible_to(user), to_attr="released"),
    )


@tracked()
class Question(models.Model):
    """A matter police want made sense of: who asks, since when, and how it is to be handled.

    Never a word of it, since a coordinator may see the row before a summary is released.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    marking = models.PositiveSmallIntegerField(choices=Marking, default=Marking.OFFICIAL)
    posted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Who answers to the names that are proposed: the poster, unless somebody else took it on.
    lead = models.ForeignKey(User, models.PROTECT, related_name="+")
    co_owners = models.ManyToManyField(User, related_name="+", blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    posted_at = models.DateTimeField(default=timezone.now, editable=False)
    # Handling, which the policy acts on.
    is_shared_with_organisation = models.BooleanField(default=True)
    is_for_recipients_only = models.BooleanField(default=False)
    embargo_until = models.DateField(null=True, blank=True)
    only_organisations = models.ManyToManyField(Organisation, related_name="+", blank=True)
    # When two people had agreed on what the summary says; None while nothing is released.
    released_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    # Changed by adding a `Move`, and by nothing else.
    state = models.CharField(
        max_length=9, choices=State, default=State.CONTACT, editable=False, db_index=True
    )
    # How far along the matter is, and how far it was when it was posted: how early we are asked.
    maturity = models.CharField(max_length=8, choices=Maturity, blank=True)
    maturity_when_posted = models.CharField(
        max_length=8, choices=Maturity, blank=True, editable=False
    )
    outlook = models.CharField(max_length=11, choices=Outlook, blank=True)
    # Of what is speculative: until which year it looks, and when to see whether it came true.
    horizon = models.PositiveSmallIntegerField(null=True, blank=True)
    look_back_on = models.DateField(null=True, blank=True)
    # Made by the browser's form: the same form sent twice finds the first question, not a second.
    submission = models.UUIDField(default=uuid.uuid4, editable=False)

    themes = models.ManyToManyField(Theme, through="Reading", related_name="questions")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(marking__in=Marking.values), name="question_has_a_marking"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="question_stands_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(maturity__in=["", *Maturity.values])
                & Q(maturity_when_posted__in=["", *Maturity.values]),
                name="question_of_a_maturity",
            ),
            models.CheckConstraint(
                condition=Q(
                    outlook="speculative", look_back_on__isnull=False, horizon__isnull=False
                )
                | Q(
                    outlook__in=["", "back", "current", "emerging"],
                    look_back_on__isnull=True,
                    horizon__isnull=True,
                ),
                name="question_speculative_is_looked_at_again",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(closed_at__isnull=False),
                name="question_withdrawn_is_closed",
            ),
            models.UniqueConstraint(
                fields=["posted_by", "submission"], name="question_once_per_submission"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def text(self) -> "Summary | None":
        """The full text, else the summary, as `for_reading` found that the person may see them."""
        return getattr(self, "full", None) or getattr(self, "released", None)

    @property
    def headline(self) -> str:
        """The words, cut at a word's end to fit a heading; of an unread question that it is one."""
        if self.text is None:
            return "A question that is not released"
        return cut(self.text.words)

    @property
    def shown_marking(self) -> Marking:
        """The marking of what `for_reading` found: a page bears the highest of what it shows."""
        if getattr(self, "full", None):
            return Marking(self.marking)
        released = getattr(self, "released", None)
        return Marking(released.marking) if released else Marking.OFFICIAL

    @cached_property
    def facts(self) -> Facts:
        """The question as the rule knows it. For looking at one: it takes four queries."""
        now = timezone.now()
        return Facts(
            marking=Marking(self.marking),
            lead=self.lead_id,
            organisation=self.organisation_id,
            co_owners=frozenset(self.co_owners.values_list("pk", flat=True)),
            is_released=self.released_at is not None,
            is_closed=self.closed_at is not None,
            is_shared=self.is_shared_with_organisation,
            is_for_recipients_only=self.is_for_recipients_only,
            embargo_until=self.embargo_until,
            only_organisations=frozenset(self.only_organisations.values_list("pk", flat=True)),
            grants=dict(self.grants.live(now).values_list("person", "expires_at")),
            # Somebody may have asked twice: the later end counts, so it comes last.
            glass=dict(
                self.broken_glass.live(now).order_by("until").values_list("proposed_by", "until")
            ),
        )

    def is_led_by(self, user: User) -> bool:
        """Whether the person answers for it today; the same rule as `led_by`."""
        who = actor(user)
        is_lead = self.lead_id == user.pk and self.organisation_id in who.forces
        return who.is_member and (
            is_lead or (bool(who.forces) and self.co_owners.filter(pk=user.pk).exists())
        )


class SummaryQuerySet(models.QuerySet["Summary"]):
    def visible_to(self, user: User) -> Self:
        """Summaries of the questions that the person may know of by them."""
        return self.filter(question__in=Question.objects.visible_to(user).order_by().values("pk"))


@tracked()
class Summary(models.Model):
    """What two people agreed that members may read; of a published question its very words."""

    question = models.OneToOneField(
        Question, models.CASCADE, primary_key=True, related_name="summary"
    )
    words = models.CharField(max_length=2000, validators=[has_words])
    marking = models.PositiveSmallIntegerField(choices=Marking, default=Marking.OFFICIAL)
    source_title = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_licence = models.CharField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_paraphrase = models.BooleanField(default=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "summaries"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="summary_has_words"),
            models.CheckConstraint(
                condition=Q(marking__lte=Marking.OFFICIAL), name="summary_is_official_at_most"
            ),
            models.CheckConstraint(
                condition=Q(source_url="") | ~Q(source_title="") & ~Q(source_licence=""),
                name="summary_source_is_named_and_licensed",
            ),
            # A hash, because 2,000 characters can be more bytes than an index row may hold.
            models.UniqueConstraint(
                MD5("words"),
                "source_url",
                condition=~Q(source_url=""),
                name="summary_published_once",
            ),
        ]

    def __str__(self) -> str:
        return f"summary of {self.question_id}"
