"""What was said of a researcher for a question."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from matching.models.runs import questions
from priorities.models import Question
from priorities.policy import Facet
from researchers.models import Researcher

SHORTLISTED = ["shortlisted"]
GIVEN_BY_RESEARCHERS = ["could-help", "not-me"]


def stands(voice: str, answers: Iterable[str]) -> Exists:
    """A condition on suggestions: the voice's standing answer about the pair is one of these."""
    return Exists(
        Decision.objects.standing().filter(
            question=OuterRef("run__question"),
            researcher=OuterRef("researcher"),
            voice=voice,
            answer__in=list(answers),
        )
    )


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> Self:
        """The last word of each voice on each pair: decisions that nothing followed."""
        return self.filter(followed_by__isnull=True)

    def offers(self) -> Self:
        """Offers to help that nobody has replied to."""
        return self.standing().filter(reply=None, answer=Decision.Answer.COULD_HELP)

    def refused(self) -> Self:
        """A police lead's refusals of people who are still shortlisted."""
        return self.standing().filter(self._of_coordinators(SHORTLISTED), answer=Decision.Answer.NO)

    def visible_to(self, user: User) -> Self:
        """What was said about questions whose matches on the summary the person sees."""
        return self.filter(question__in=questions(user, Facet.MATCHES))

    def _of_coordinators(self, answers: Iterable[str]) -> Exists:
        return Exists(
            Decision.objects.standing().filter(
                question=OuterRef("question"),
                researcher=OuterRef("researcher"),
                voice=Decision.Voice.COORDINATOR,
                answer__in=list(answers),
            )
        )


class Decision(models.Model):
    """What somebody said of a researcher for a question. Rows are only added; the last one stands.

    Each names the one that it follows, and one decision has at most one follower: of two people
    who decide at once, the database lets one through.
    """

    class Voice(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        LEAD = "lead", "Police lead"
        RESEARCHER = "researcher", "Researcher"

    class Answer(models.TextChoices):
        SHORTLISTED = "shortlisted", "Shortlisted"
        DECLINED = "declined", "Declined"
        YES = "yes", "Yes"
        NO = "no", "No"
        COULD_HELP = "could-help", "Could help"
        NOT_ME = "not-me", "Not me"
        UNDONE = "undone", "Undone"

    ANSWERS = {
        Voice.COORDINATOR: [Answer.SHORTLISTED, Answer.DECLINED],
        Voice.LEAD: [Answer.YES, Answer.NO],
        Voice.RESEARCHER: [Answer.COULD_HELP, Answer.NOT_ME],
    }
    # A refusal says why; an offer carries a paragraph about the question.
    NEEDS_REASON = [Answer.DECLINED, Answer.NO, Answer.COULD_HELP, Answer.NOT_ME]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    researcher = models.ForeignKey(Researcher, models.CASCADE, related_name="+")
    voice = models.CharField(max_length=12, choices=Voice)
    answer = models.CharField(max_length=12, choices=Answer)
    reason = models.CharField(max_length=1500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="followed_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "researcher", "voice"],
                condition=Q(follows__isnull=True),
                name="decision_one_first_word",
            ),
            models.CheckConstraint(
                condition=Q(answer="undone", follows__isnull=False)
                | Q(voice="coordinator", answer__in=["shortlisted", "declined"])
                | Q(voice="lead", answer__in=["yes", "no"])
                | Q(voice="researcher", answer__in=["could-help", "not-me"]),
                name="decision_answer_fits_its_voice",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["declined", "no", "could-help", "not-me"]) | ~Q(reason=""),
                name="decision_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_voice_display()}: {self.get_answer_display()}"

    @classmethod
    def is_accepted(cls, said: Mapping[str, str]) -> bool:
        """Whether all voices stand by a pair, by what each answered last."""
        yes = {voice: answers[0] for voice, answers in cls.ANSWERS.items()}
        return yes.items() <= said.items()
