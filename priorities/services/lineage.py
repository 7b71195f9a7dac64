"""Saying that a question came of another one, and taking that back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from psycopg2.errors import CheckViolation

from accounts import audit
from accounts.acting import act
from accounts.models import User
from priorities.models import Descent, Question
from priorities.services.handling import check_owner

CIRCLE = "It came of this one, so this one cannot come of it"


@act
def descend(*, child: Question, parent: Question, by: User) -> Descent:
    """Say that a question came of another one; said twice, it is said once.

    Raises:
        PermissionDenied: the person does not own the child, or may not know of the parent.
        ValidationError: on `parent`, where it came of the child itself ("circle").
    """
    check_owner(child, by)
    if not Question.objects.visible_to(by).filter(pk=parent.pk).exists():
        raise PermissionDenied
    pair = {"parent": parent, "child": child}
    try:
        with transaction.atomic():
            said, is_new = Descent.objects.get_or_create(**pair, defaults={"by": by})
    except IntegrityError as error:
        if not isinstance(error.__cause__, CheckViolation):
            raise
        raise ValidationError({"parent": CIRCLE}, code="circle") from None
    if is_new:
        audit.record(by=by, action="question.descended", target=child)
    return said


@act
def part(*, descent: Descent, by: User) -> None:
    """Take it back; taken back twice, it went the first time.

    Raises:
        PermissionDenied: the person does not own the child.
    """
    check_owner(descent.child, by)
    gone, _ = Descent.objects.filter(pk=descent.pk).delete()
    if gone:
        audit.record(by=by, action="question.parted", target=descent.child)
