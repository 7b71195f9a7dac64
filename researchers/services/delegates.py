"""A person names who may edit their entry for them, and takes that back."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.models import Delegate, Researcher


@act
def name_assistant(*, entry: Researcher, email: str, by: User) -> Delegate:
    """Let a member edit a person's own entry for them; named twice, they were named the first time.

    Raises:
        ValidationError: there is no member of that address, or it is the person's own. No words
            tell an address without an account from one whose account no organisation stands by.
    """
    assistant = User.objects.filter(email=email.lower(), is_active=True).first()
    if assistant == by:
        raise ValidationError("This is your own address. You can edit your entry anyway")
    if assistant is None or not assistant.is_confirmed:
        raise ValidationError("No member of EMPAC Connect has this address")
    delegate, is_new = Delegate.objects.standing().get_or_create(
        researcher=entry, assistant=assistant, defaults={"named_by": by}
    )
    if is_new:
        audit.record(by=by, action="delegate.named", target=entry, reason="An assistant was named")
    return delegate


@act
def end(*, delegate: Delegate, by: User) -> None:
    """Let an assistant edit the entry no longer; ended twice, it ended the first time."""
    standing = Delegate.objects.standing().filter(pk=delegate.pk)
    if standing.update(ended_at=timezone.now(), ended_by=by):
        entry = delegate.researcher
        audit.record(by=by, action="delegate.ended", target=entry, reason="An assistant was ended")
