"""Taking one entry into another, and taking that back: never by itself, never for ever."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.models import Expertise, Merge, Output, Researcher, ResearcherApproach

# Where the entry that stays says nothing, it takes over what the other one says.
WORDS = ["title", "post", "orcid", "statement", "topics"]


@dataclass(frozen=True)
class Preview:
    """What a merge would do: nothing of it is done yet."""

    kept: Researcher
    gone: Researcher
    words: dict[str, str]
    outputs: list[Output]
    repeated: list[Output]
    expertise: list[Expertise]
    approaches: list[ResearcherApproach]
    closes_account: bool


def preview(kept: Researcher, gone: Researcher) -> Preview:
    """Say what would go over, what is there already, and whether an account would be closed."""
    there = {_key(output) for output in kept.outputs.all()}
    dois = {output.doi for output in kept.outputs.all() if output.doi}
    coming = [o for o in gone.outputs.all() if _key(o) not in there and o.doi not in dois]
    known = set(kept.expertise.values_list("discipline", flat=True))
    lenses = set(kept.approaches.values_list("pk", flat=True))
    return Preview(
        kept=kept,
        gone=gone,
        words={n: getattr(gone, n) for n in WORDS if getattr(gone, n) and not getattr(kept, n)},
        outputs=coming,
        repeated=[output for output in gone.outputs.all() if output not in coming],
        expertise=[e for e in gone.expertise.all() if e.discipline_id not in known],
        approaches=[
            one
            for one in ResearcherApproach.objects.filter(researcher=gone)
            if one.approach_id not in lenses
        ],
        closes_account=gone.user_id is not None,
    )


@act
def merge(*, kept: Researcher, gone: Researcher, by: User) -> Merge:
    """Take one entry into another; merged twice, it was merged the first time.

    What was decided on the entry that goes stays with it. Its account, if it has one, is closed.

    Raises:
        ValidationError: one of the two has gone into another meanwhile, or is nobody's.
    """
    entries = Researcher.objects.select_for_update().order_by("pk")
    found = {one.pk: one for one in entries.filter(pk__in=[kept.pk, gone.pk])}
    kept, gone = found[kept.pk], found[gone.pk]
    if earlier := Merge.objects.filter(kept=kept, gone=gone, undone_at=None).first():
        return earlier
    if kept.merged_into_id or gone.merged_into_id:
        raise ValidationError("One of the two has just gone into another entry. Look again.")
    if kept.user_id is None and gone.user_id is not None:
        raise ValidationError("Keep the entry that its person has claimed.", code="claimed")
    planned = preview(kept, gone)
    moved = _move(planned)
    Researcher.objects.filter(pk=gone.pk).update(merged_into=kept)
    done = Merge.objects.create(kept=kept, gone=gone, by=by, moved=moved)
    audit.record(by=by, action="profile.merged", target=kept, reason=str(gone.pk))
    return done


def _move(planned: Preview) -> dict[str, Any]:
    kept, gone = planned.kept, planned.gone
    primary = kept.expertise.filter(is_primary=True).exists()
    for one in planned.expertise:
        one.is_primary = one.is_primary and not primary
        one.researcher = kept
        one.save()
    Output.objects.filter(pk__in=[o.pk for o in planned.outputs]).update(researcher=kept)
    lenses = ResearcherApproach.objects.filter(pk__in=[one.pk for one in planned.approaches])
    lenses.update(researcher=kept)
    if planned.words:
        Researcher.objects.filter(pk=kept.pk).update(**planned.words)
    if gone.user_id:
        User.objects.filter(pk=gone.user_id).update(is_active=False)
    return {
        "words": planned.words,
        "outputs": [str(output.pk) for output in planned.outputs],
        "expertise": [one.pk for one in planned.expertise],
        "approaches": [one.pk for one in planned.approaches],
        "account": str(gone.user_id or ""),
    }


@act
def undo_merge(*, merge: Merge, by: User) -> Merge:
    """Part two entries again: each row goes back that is still there; undone twice, undone once.

    Words that were taken over and changed since stay as they were changed.
    """
    standing = Merge.objects.filter(pk=merge.pk, undone_at=None)
    if not standing.update(undone_by=by, undone_at=timezone.now()):
        merge.refresh_from_db()
        return merge
    moved, gone = merge.moved, merge.gone
    Researcher.objects.filter(pk=gone.pk).update(merged_into=None)
    for model, name in (
        (Output, "outputs"),
        (Expertise, "expertise"),
        (ResearcherApproach, "approaches"),
    ):
        rows = model.objects.filter(pk__in=moved[name], researcher=merge.kept)
        rows.update(researcher=gone)
    for name, words in moved["words"].items():
        Researcher.objects.filter(pk=merge.kept_id, **{name: words}).update(**{name: ""})
    if moved["account"]:
        User.objects.filter(pk=moved["account"]).update(is_active=True)
    audit.record(by=by, action="profile.parted", target=merge.kept, reason=str(gone.pk))
    merge.refresh_from_db()
    return merge


def _key(output: Output) -> tuple[str, str, int | None]:
    return (output.kind, output.title.casefold(), output.year)
