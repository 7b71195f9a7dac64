"""Interests: why somebody should not judge, or work beside, a person or an organisation."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.models import Interest

SENT_BEFORE = "You have declared one from this page already. To declare another, send it again"


@act
def declare_interest(*, submission: uuid.UUID, by: User, **fields: Any) -> Interest:
    """Keep an interest that somebody declares of themselves. The same form sent twice is one.

    Raises:
        ValidationError: something else was declared by the same form.
    """
    interest = Interest(person=by, submission=submission, **fields)
    interest.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            interest.save(force_insert=True)
    except IntegrityError as error:
        earlier = Interest.objects.filter(person=by, submission=submission).first()
        if earlier is None:
            raise
        if any(getattr(earlier, name) != value for name, value in fields.items()):
            raise ValidationError(SENT_BEFORE, code="sent") from error
        return earlier
    # Not with whom: that stays with the interest.
    audit.record(by=by, action="interest.declared", target=interest)
    return interest


@act
def withdraw_interest(*, interest: Interest, by: User) -> None:
    """Take somebody's own interest off the record.

    Raises:
        PermissionDenied: it is not the person's own.
    """
    if interest.person_id != by.pk:
        raise PermissionDenied
    audit.record(by=by, action="interest.withdrawn", target=interest)
    interest.delete()
