"""People who make sense of things: what they say of themselves, and who may see it."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.permissions import Permission
from accounts.tracking import tracked
from researchers.models.lenses import Approach, Discipline
from researchers.sections import Reader, Section, shown

# What nobody has confirmed for so long is stale: shown as such, and ranked a little lower.
CONFIRM_EVERY = timedelta(days=183)
# Who does not answer is asked again after so long: once, and two reminders.
ASK_AGAIN_AFTER = timedelta(days=30)
MOST_ASKED = 3
is_orcid = RegexValidator(
    r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", "Enter an ORCID iD like 0000-0002-1825-0097"
)


class Level(models.IntegerChoices):
    """Who may see a section of somebody's entry."""

    COORDINATORS = 0, "Only coordinators"
    MEMBERS = 1, "Signed-in members"
    PUBLIC = 2, "Anybody, on a public card"


def reader_of(user: User | AnonymousUser) -> Reader:
    """Who somebody is to the entries of others.

    Whom no body has confirmed yet is shown what anybody is.
    """
    if isinstance(user, AnonymousUser):
        return Reader.ANYBODY
    if user.can(Permission.PERSON_READ_ALL):
        return Reader.COORDINATOR
    return Reader.MEMBER if user.is_confirmed else Reader.ANYBODY


class ResearcherQuerySet(models.QuerySet["Researcher"]):
    def visible_to(self, user: User) -> "ResearcherQuerySet":
        """Coordinators see every entry; others those that are shown to them, and their own.

        Without a role today nobody sees any, and whom no organisation has confirmed, only what is
        for anybody. Drafts, stubs and merged entries are no one else's.
        """
        if user.can(Permission.PERSON_READ_ALL):
            return self.filter(merged_into__isnull=True)
        if not user.roles:
            return self.none()
        return self.filter(Q(self._stands(), shows_profile__gte=reader_of(user)) | Q(user=user))

    def showing(self, section: Section, user: User) -> "ResearcherQuerySet":
        """Those of whom the reader sees a section: the rule of `sections.shown`, for many rows."""
        reader = reader_of(user)
        level = {f"shows_{section}__gte": reader, "shows_profile__gte": reader}
        return self.filter(Q(**level) | Q(user=user))

    def on_cards(self) -> "ResearcherQuerySet":
        """Those whose profile anybody may read, without signing in."""
        return self.filter(self._stands(), shows_profile=Level.PUBLIC)

    def matchable(self) -> "ResearcherQuerySet":
        """Those whose entry stands and who have not asked to be left out of matching."""
        return self.filter(self._stands(), is_matchable=True)

    def in_state(self, state: str) -> "ResearcherQuerySet":
        """Those of one `Researcher.State`."""
        claimed = self.filter(user__isnull=False, merged_into__isnull=True)
        if state == Researcher.State.STUB:
            return self.stubs()
        return claimed.filter(sent_at__isnull=state == Researcher.State.DRAFT)

    def stale(self) -> "ResearcherQuerySet":
        """Those on the register of which nobody has said for half a year that they are true."""
        return self.filter(self._stands(), confirmed_at__lt=timezone.now() - CONFIRM_EVERY)

    def stubs(self) -> "ResearcherQuerySet":
        """Entries that somebody else began and that nobody has claimed."""
        return self.filter(user__isnull=True, merged_into__isnull=True)

    def standing(self) -> "ResearcherQuerySet":
        """Those on the register: sent, not merged, and of somebody who can still sign in."""
        return self.filter(self._stands(), user__is_active=True)

    def to_be_asked(self) -> "ResearcherQuerySet":
        """Those whose person is to be asked today whether it is still true."""
        now = timezone.now()
        again = Q(asked_at__lt=now - ASK_AGAIN_AFTER, asked_times__lt=MOST_ASKED)
        # What was asked before they last confirmed it counts no more.
        anew = Q(asked_at__isnull=True) | Q(asked_at__lte=models.F("confirmed_at"))
        return self.standing().filter(anew | again, confirmed_at__lt=now - CONFIRM_EVERY)

    @staticmethod
    def _stands() -> Q:
        """Sent by its person, and not since merged into another."""
        return Q(user__isnull=False, sent_at__isnull=False, merged_into__isnull=True)

    def for_listing(self) -> "ResearcherQuerySet":
        """With what a row shows: organisation, disciplines, approaches."""
        return self.select_related("organisation").prefetch_related(
            models.Prefetch("expertise", Expertise.objects.select_related("discipline")),
            "approaches",
        )


@tracked()
class Researcher(models.Model):
    """One person's expertise: a statement in their own words, fields, lenses and outputs.

    Draft until sent. Without an account it is a stub: begun by a coordinator, seen by nobody else,
    and gone when it expires unclaimed.
    """

    class Kind(models.TextChoices):
        RESEARCHER = "researcher", "Researcher at a university"
        PRACTITIONER = "practitioner", "Practitioner who does research"
        ANALYST = "analyst", "Analyst"
        ENGAGEMENT = "engagement", "Public engagement or partnerships"

    class State(models.TextChoices):
        """How far an entry has come."""

        ON_REGISTER = "on-register", "On the register"
        DRAFT = "draft", "Draft"
        STUB = "stub", "Not claimed"

    class Availability(models.TextChoices):
        AVAILABLE = "available", "Available"
        LIMITED = "limited", "Limited time"
        UNAVAILABLE = "unavailable", "Not available"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="researcher")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.RESEARCHER)
    title = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    post = models.CharField("post", max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    orcid = models.CharField("ORCID iD", max_length=19, blank=True, validators=[is_orcid])
    statement = models.TextField(max_length=3000, blank=True)
    # What they know about, in their own words, one to a line.
    topics = models.TextField(max_length=1000, blank=True)
    approaches = models.ManyToManyField(Approach, blank=True, related_name="researchers")
    availability = models.CharField(
        max_length=12, choices=Availability, default=Availability.AVAILABLE
    )
    available_from = models.DateField(null=True, blank=True)
    availability_note = models.CharField(max_length=200, blank=True)
    # Who sees what, section by section. The name stands wherever the profile does.
    shows_profile = models.PositiveSmallIntegerField(choices=Level, default=Level.MEMBERS)
    shows_evidence = models.PositiveSmallIntegerField(choices=Level, default=Level.MEMBERS)
    shows_availability = models.PositiveSmallIntegerField(choices=Level, default=Level.MEMBERS)
    # The e-mail address; hidden until an invitation is accepted, unless they show it.
    shows_contact = models.PositiveSmallIntegerField(choices=Level, default=Level.COORDINATORS)
    is_matchable = models.BooleanField(default=True)
    # None: a draft, which nobody else is shown or matched with.
    sent_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    # When the person last said that it is true, and when they were last asked.
    confirmed_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    # How often in a row; counted anew once they have confirmed it.
    asked_times = models.PositiveSmallIntegerField(default=0, editable=False)
    # Of a stub: where its person can be reached, and until when it is kept.
    stub_email = models.EmailField(blank=True)
    expires_on = models.DateField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ResearcherQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(available_from__isnull=True) | ~Q(availability="available"),
                name="researcher_return_date_only_when_away",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, expires_on__isnull=True)
                | Q(user__isnull=True, sent_at__isnull=True, expires_on__isnull=False)
                | Q(merged_into__isnull=False),
                name="researcher_stub_expires",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="researcher_not_merged_into_itself",
            ),
            models.UniqueConstraint(
                fields=["stub_email", "organisation"],
                condition=Q(user__isnull=True, merged_into__isnull=True) & ~Q(stub_email=""),
                name="researcher_one_stub_per_address",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_times=0)
                | Q(asked_at__isnull=False, asked_times__gte=1),
                name="researcher_asked_at_and_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.name}".strip()

    def shows(self, section: Section, user: User | AnonymousUser) -> bool:
        """Whether somebody who may see the entry sees this section of it."""
        return section in self._shown_to(user)

    def seen_by(self, user: User | AnonymousUser) -> "Researcher":
        """Give the entry with `shown`: the sections that the reader sees, for templates."""
        self.shown = self._shown_to(user)
        return self

    def _shown_to(self, user: User | AnonymousUser) -> frozenset[Section]:
        is_own = user.pk is not None and user.pk == self.user_id
        levels = {section: getattr(self, f"shows_{section}") for section in Section}
        return shown(levels, Reader.SELF if is_own else reader_of(user))

    def ask(self) -> None:
        """Write down that its person is asked now whether it is still true."""
        is_again = self.asked_at is not None and self.asked_at > self.confirmed_at
        self.asked_times = self.asked_times + 1 if is_again else 1
        self.asked_at = timezone.now()
        self.save(update_fields=["asked_at", "asked_times"])

    @property
    def state(self) -> "Researcher.State":
        """How far it has come."""
        if self.user_id is None:
            return Researcher.State.STUB
        return Researcher.State.DRAFT if self.is_draft else Researcher.State.ON_REGISTER

    @property
    def is_draft(self) -> bool:
        """Whether its person has not sent it yet."""
        return self.sent_at is None

    @property
    def is_stale(self) -> bool:
        """Whether nobody has said for half a year that it is true."""
        return timezone.now() - self.confirmed_at > CONFIRM_EVERY

    @property
    def is_new(self) -> bool:
        """Whether the entry has not been saved yet."""
        return self._state.adding

    @property
    def primary_discipline(self) -> Discipline | None:
        return next((e.discipline for e in self.expertise.all() if e.is_primary), None)


@tracked()
class ResearcherApproach(Researcher.approaches.through):
    """One lens of one researcher; the table is the field's own, named here for its history."""

    class Meta:
        proxy = True


@tracked()
class Expertise(models.Model):
    """A discipline that a researcher works in; exactly one may be the primary one."""

    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="expertise")
    discipline = models.ForeignKey(Discipline, models.PROTECT, related_name="expertise")
    is_primary = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_primary", "id"]
        constraints = [
            models.UniqueConstraint(fields=["researcher", "discipline"], name="expertise_once"),
            models.UniqueConstraint(
                fields=["researcher"],
                condition=Q(is_primary=True),
                name="expertise_one_primary",
            ),
        ]

    def __str__(self) -> str:
        return self.discipline.name
