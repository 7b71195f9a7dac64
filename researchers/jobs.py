"""What workers do for the register, by the clock."""

from datetime import timedelta

from django.utils import timezone

from researchers.models import Import

KEPT_FOR = timedelta(days=30)


def purge_imports() -> None:
    """Take away imports never saved, and the rows of those that were, 30 days on.

    What was saved stays on people's lists; only undoing it ends.
    """
    limit = timezone.now() - KEPT_FOR
    Import.objects.filter(state=Import.State.READY, made_at__lt=limit).delete()
    old = Import.objects.exclude(state=Import.State.READY).filter(saved_at__lt=limit)
    old.exclude(rows=[], problems=[]).update(rows=[], problems=[])
