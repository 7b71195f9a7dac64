"""Not being suggested for something: a person's own wish, which a search for people keeps to."""

from django.core.exceptions import PermissionDenied
from django.db import models

from accounts import audit
from accounts.acting import act
from accounts.models import User
from matching.models import Exclusion
from researchers.models import Researcher


@act
def exclude(
    *, researcher: Researcher, about: dict[str, models.Model], by: User, reason: str = ""
) -> Exclusion:
    """Keep somebody from being suggested for one thing: `{"theme": …}`, say. Twice is once.

    Raises:
        PermissionDenied: it is not the person's own entry.
    """
    if researcher.user_id != by.pk:
        raise PermissionDenied
    target = dict.fromkeys(("organisation", "theme", "question")) | about
    exclusion, is_new = Exclusion.objects.get_or_create(
        researcher=researcher, **target, defaults={"reason": reason}
    )
    if is_new:
        # Without its reason, which stays with the exclusion.
        audit.record(by=by, action="exclusion.added", target=exclusion)
    return exclusion


@act
def include_again(*, exclusion: Exclusion, by: User) -> None:
    """Take somebody's own exclusion back; the reason goes with it.

    Raises:
        PermissionDenied: it is not the person's own.
    """
    if exclusion.researcher.user_id != by.pk:
        raise PermissionDenied
    audit.record(by=by, action="exclusion.removed", target=exclusion)
    exclusion.delete()
