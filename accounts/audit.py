"""The one way into the audit trail."""

from django.db import models

from accounts.models import AuditEvent, User


def record(*, by: User | None, action: str, target: models.Model, reason: str = "") -> AuditEvent:
    """Write down an act in the transaction that does it. `by` is None for the system itself."""
    return AuditEvent.objects.create(
        by=by,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        reason=reason,
    )
