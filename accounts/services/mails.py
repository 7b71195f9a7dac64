"""What people say of mails of which nobody knows whether they arrived."""

import uuid

from django.core.exceptions import ValidationError

from accounts import audit, outbox
from accounts.acting import act
from accounts.models import Mail, User

ACTIONS = {True: "mail.arrived", False: "mail.sent-again"}


@act
def settle_mail(*, mail_id: uuid.UUID, has_arrived: bool, by: User) -> None:
    """Leave it at that, or send the same once more: another mail, written anew.

    Raises:
        ValidationError: somebody has said it already, or it was never in doubt.
    """
    if not Mail.objects.settle_by_hand(mail_id, has_arrived=has_arrived):
        raise ValidationError("Somebody has settled this already.", code="settled")
    mail = Mail.objects.select_related("to").get(pk=mail_id)
    audit.record(by=by, action=ACTIONS[has_arrived], target=mail)
    if not has_arrived:
        outbox.queue(kind=mail.kind, to=mail.to or mail.to_address, about=mail.about, by=by)
