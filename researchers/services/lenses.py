"""The approaches of an entry: chosen, suggested from its text, and what became of that."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.acting import act
from accounts.models import User
from researchers.lenses import Lens, suggest
from researchers.models import Approach, LensReading, Researcher

# More than so many at once would be ticked unread.
MOST_OPEN = 6
Answer = LensReading.Answer


def set_approaches(
    entry: Researcher, wanted: Iterable[Approach], looked_at: Collection[str]
) -> list[str]:
    """Make the approaches those, answer what was suggested, and say what came and what went."""
    held, chosen = set(entry.approaches.all()), set(wanted)
    entry.approaches.set(chosen)
    for reading in entry.lens_readings.select_related("approach"):
        if reading.answer != Answer.OPEN or reading.approach.slug in looked_at:
            _answer(reading, Answer.KEPT if reading.approach in chosen else Answer.REMOVED)
    return [
        *(f"Approach added: {name}" for name in sorted(a.name for a in chosen - held)),
        *(f"Approach removed: {name}" for name in sorted(a.name for a in held - chosen)),
    ]


def suggest_more(entry: Researcher) -> list[LensReading]:
    """Keep and give what the text suggests and never suggested before, a few at a time."""
    left = MOST_OPEN - entry.lens_readings.filter(answer=Answer.OPEN).count()
    offered = Approach.objects.on(timezone.localdate()).exclude(
        pk__in=entry.lens_readings.values("approach")
    )
    by_slug = {a.slug: a for a in offered.exclude(pk__in=entry.approaches.values("pk"))}
    lenses = [Lens(slug, tuple(a.cues.splitlines())) for slug, a in by_slug.items()]
    found = suggest(f"{entry.statement}\n{entry.topics}", lenses)[: max(left, 0)]
    return LensReading.objects.bulk_create(
        LensReading(researcher=entry, approach=by_slug[one.slug], cue=one.words[:120])
        for one in found
    )


def _answer(reading: LensReading, answer: str) -> None:
    if reading.answer != answer:
        reading.answer, reading.answered_at = answer, timezone.now()
        reading.save(update_fields=["answer", "answered_at"])


@act
def save_approach(*, approach: Approach, by: User) -> Approach:
    """Keep a new or changed approach; its slug never changes once it stands in links.

    The same approach added twice is one: the second time the first is returned.

    Raises:
        ValidationError: a field breaks a rule, or another approach has the name.
    """
    is_new = approach.pk is None
    approach.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            approach.save()
    except IntegrityError as error:
        if is_new and (earlier := _twin_of(approach)):
            return earlier
        taken = {"name": "Enter a name that no other approach has"}
        raise ValidationError(taken, code="unique") from error
    audit.record(by=by, action="approach.added" if is_new else "approach.changed", target=approach)
    return approach


def _twin_of(approach: Approach) -> Approach | None:
    """The approach that says the same in every field."""
    said = ["slug", "name", "definition", "parent", "cues", "starts_on", "ends_on"]
    return Approach.objects.filter(**{name: getattr(approach, name) for name in said}).first()
