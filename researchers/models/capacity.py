"""How much of somebody's time there is, for what, and when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.tracking import tracked
from researchers.weekdays import say


@tracked()
class Capacity(models.Model):
    """What a person is willing to give; whether they are free now is `Researcher.availability`."""

    class Format(models.TextChoices):
        WORKSHOP = "workshop", "Take part in a workshop"
        CHALLENGE = "challenge", "Sit in a challenge team"
        SYNTHESIS = "synthesis", "Summarise what is known"
        SUPERVISE = "supervise", "Supervise a student’s project"
        BID = "bid", "Write a bid together"

    class Travel(models.TextChoices):
        ANYWHERE = "anywhere", "Anywhere in the East Midlands"
        NEAR = "near", "Only near where I work"
        ONLINE = "online", "Only online"

    class HalfDay(models.TextChoices):
        """A weekday's morning or afternoon."""

        MON_AM = "mon-am", "Monday morning"
        MON_PM = "mon-pm", "Monday afternoon"
        TUE_AM = "tue-am", "Tuesday morning"
        TUE_PM = "tue-pm", "Tuesday afternoon"
        WED_AM = "wed-am", "Wednesday morning"
        WED_PM = "wed-pm", "Wednesday afternoon"
        THU_AM = "thu-am", "Thursday morning"
        THU_PM = "thu-pm", "Thursday afternoon"
        FRI_AM = "fri-am", "Friday morning"
        FRI_PM = "fri-pm", "Friday afternoon"

    researcher = models.OneToOneField(
        "researchers.Researcher", models.CASCADE, related_name="capacity"
    )
    # None: not said. Of a term, three a year.
    engagements_per_term = models.PositiveSmallIntegerField(null=True, blank=True)
    hours_per_month = models.PositiveSmallIntegerField(null=True, blank=True)
    formats = ArrayField(models.CharField(max_length=10, choices=Format), default=list, blank=True)
    travel = models.CharField(max_length=8, choices=Travel, blank=True)
    travel_note = models.CharField(max_length=200, blank=True)
    # Empty: any.
    half_days = ArrayField(
        models.CharField(max_length=6, choices=HalfDay), default=list, blank=True
    )

    class Meta:
        verbose_name_plural = "capacities"
        constraints = [
            models.CheckConstraint(
                condition=Q(engagements_per_term__isnull=True) | Q(engagements_per_term__lte=20),
                name="capacity_of_a_fair_size",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_month__isnull=True) | Q(hours_per_month__lte=160),
                name="capacity_of_fair_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"capacity of {self.researcher_id}"

    @property
    def format_labels(self) -> list[str]:
        """What the person is willing to do, in words."""
        return [self.Format(one).label for one in self.formats]

    @property
    def weekdays(self) -> str:
        """The half days that suit, in words: "Monday, Wednesday afternoon"."""
        return say(self.half_days)
