"""The one way into the access log: who read, downloaded, signed in or was refused."""

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import AccessEvent, User

Verb, Facet = AccessEvent.Verb, AccessEvent.Facet


def note(
    *,
    by: User | AnonymousUser | None,
    verb: Verb,
    target: models.Model | None = None,
    facet: str = "",
    reason: str = "",
) -> AccessEvent:
    """Write an entry in the transaction of the reading. `reason` holds no word that anyone typed.

    `by` is None, or anonymous, where nobody is signed in.
    """
    return AccessEvent.objects.create(
        actor=by.pk if by else None,
        verb=verb,
        object_type=target._meta.label_lower if target else "",
        object_id=str(target.pk) if target else "",
        facet=facet,
        reason=reason,
    )


def note_unanswered(
    *, by: User | AnonymousUser, verb: Verb, address: str, pk: object, method: str
) -> AccessEvent:
    """Write down a refusal, without looking whether anything is there: time would tell."""
    return AccessEvent.objects.create(
        actor=by.pk, verb=verb, object_type=address, object_id=str(pk), reason=method
    )
