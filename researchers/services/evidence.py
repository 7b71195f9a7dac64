"""A person's own list of evidence: what stands on it, what is pinned, what is set aside."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.models import Output, Researcher
from researchers.models.evidence import MOST_PINNED

FIELDS = ["kind", "title", "abstract", "year", "people", "venue", "doi"]


@act
def add(*, output: Output, by: User) -> Output:
    """Put something on the list by hand; the very same sent twice is put there once.

    Raises:
        ValidationError: something else of the same title, kind and year, or DOI, is there.
    """
    _hold(output)
    same = {name: getattr(output, name) for name in FIELDS}
    earlier = Output.objects.filter(researcher=output.researcher, **same).first()
    if earlier:
        return earlier
    return _keep(output, "output.added", by)


@act
def change(*, output: Output, by: User) -> Output:
    """Keep what a person corrected of one piece of evidence; raises as `add` does."""
    _hold(output)
    return _keep(output, "output.changed", by)


def _keep(output: Output, action: str, by: User) -> Output:
    output.full_clean(exclude=["came_with"])
    output.save()
    _touch(output, action, by)
    return output


@act
def remove(*, output: Output, by: User) -> None:
    """Take it off the list for good; unlike what is set aside, an import may bring it back."""
    _touch(output, "output.removed", by)
    output.delete()


@act
def pin(*, output: Output, is_pinned: bool, by: User) -> None:
    """Pin what the person wants to be known by, or unpin it.

    Raises:
        ValidationError: as many are pinned as may be, or it is set aside.
    """
    _hold(output)
    output.refresh_from_db()
    if bool(output.pinned_at) == is_pinned:
        return
    if is_pinned and output.set_aside_at:
        raise ValidationError("You have set this aside. Say that it is you after all, then pin it.")
    if is_pinned and output.researcher.outputs.pinned().count() >= MOST_PINNED:
        words = f"You have pinned {MOST_PINNED} already. Unpin one of them first."
        raise ValidationError(words, code="full")
    output.pinned_at = timezone.now() if is_pinned else None
    output.save(update_fields=["pinned_at"])
    _touch(output, "output.pinned" if is_pinned else "output.unpinned", by)


@act
def set_aside(*, output: Output, is_aside: bool, by: User) -> None:
    """ "This is not me any more": out of matching, unpinned, and remembered; or back again."""
    output = Output.objects.select_for_update().get(pk=output.pk)
    if bool(output.set_aside_at) == is_aside:
        return
    output.set_aside_at = timezone.now() if is_aside else None
    output.pinned_at = None
    output.save(update_fields=["set_aside_at", "pinned_at"])
    _touch(output, "output.set-aside" if is_aside else "output.taken-back", by)


def _hold(output: Output) -> None:
    """Of two acts on one list at once, the second waits here and finds what the first did."""
    Researcher.objects.select_for_update(of=("self",)).get(pk=output.researcher_id)


def _touch(output: Output, action: str, by: User) -> None:
    Researcher.objects.filter(pk=output.researcher_id).update(updated_at=timezone.now())
    audit.record(by=by, action=action, target=output)
