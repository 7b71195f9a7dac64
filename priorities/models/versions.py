"""Other words for a question, and its owner's assent to them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from priorities.models.questions import Question, has_words
from priorities.models.restricted import Addition


class Version(Addition):
    """A question in other words, which whoever reads it may propose. Rows are only added."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    words = models.CharField(max_length=2000, validators=[has_words])
    # Where they were found, such as a workshop and its day.
    found_at = models.CharField(max_length=200, blank=True)

    class Meta(Addition.Meta):
        constraints = [
            *Addition.Meta.constraints,
            models.CheckConstraint(condition=~Q(words=""), name="version_has_words"),
        ]

    def __str__(self) -> str:
        return f"version of {self.question_id}"


class AssentQuerySet(models.QuerySet["Assent"]):
    def visible_to(self, user: User) -> Self:
        """Those to versions that the person may read."""
        return self.filter(version__in=Version.objects.visible_to(user).order_by().values("pk"))

    def given(self) -> Self:
        """Those by which a question was reworded, in their order."""
        return self.filter(is_given=True).order_by("at")


class Assent(models.Model):
    """What the owner said to a version, once: when given, the database rewords the question."""

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="assent")
    # Beside the version, for the rules of the database; a foreign key ties the two together.
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    is_given = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AssentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_given=True) | ~Q(reason=""), name="assent_kept_back_with_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"assent to {self.version_id}"
