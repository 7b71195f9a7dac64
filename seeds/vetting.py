"""Invented clearances of the demonstration, counted from the day on which it is loaded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import Organisation, User
from clearances import services
from clearances.models import Clearance, Revocation, Scheme

MakeId = Callable[[str, str], UUID]
VERIFIERS = {"Imogen Tarrant": "emsou", "Desmond Okafor": "leicestershire-police"}


@dataclass(frozen=True, slots=True)
class Vetted:
    """One clearance: whose, which, by whom, and its first and last day from today."""

    name: str
    scheme: Scheme
    sponsor: str
    starts: int
    ends: int
    revoked: str = ""


VETTED = [
    Vetted("Jasvir Dhanoya", Scheme.NPPV_2_FULL, "leicestershire-police", -400, 695),
    Vetted("Folasade Akinremi", Scheme.NPPV_3, "emsou", -200, 895),
    Vetted("Tariq Elsammani", Scheme.NPPV_1, "leicestershire-police", -100, 265),
    Vetted("Nnamdi Eluwah", Scheme.NPPV_2_ABBREVIATED, "nottinghamshire-police", -1050, 40),
    Vetted("Haneul Gwak", Scheme.NPPV_2_FULL, "derbyshire-police", -1500, -405),
    Vetted("Piotr Malczyński", Scheme.NPPV_2_FULL, "nottinghamshire-police", -1460, -366),
    Vetted("Piotr Malczyński", Scheme.NPPV_2_FULL, "nottinghamshire-police", -365, 730),
    Vetted(
        "Rhodri Llewelfryn",
        Scheme.NPPV_2_FULL,
        "lincolnshire-police",
        -300,
        795,
        revoked=Revocation.Reason.LEFT,
    ),
    Vetted("Jo Fielding", Scheme.MANAGEMENT, "emsou", -700, 1850),
    Vetted("Leonie Garraway-Stott", Scheme.MANAGEMENT, "emsou", -300, 2255),
    Vetted("Harpreet Dhanoa", Scheme.MANAGEMENT, "leicestershire-police", -2500, 55),
    Vetted("Sam Whitlock", Scheme.RECRUITMENT, "leicestershire-police", -1000, 2650),
    Vetted("Imogen Tarrant", Scheme.MANAGEMENT, "emsou", -500, 2055),
]


def add_clearances(
    people: Mapping[str, User], organisations: Mapping[str, Organisation], make_id: MakeId
) -> None:
    """Record what is missing: by the first verifier, her own by the second."""
    first, second = (people[name] for name in VERIFIERS)
    today = timezone.localdate()
    made = {make_id("clearance", f"{v.name}/{n}"): v for n, v in enumerate(VETTED)}
    there = set(Clearance.objects.filter(submission__in=made).values_list("submission", flat=True))
    for submission, vetted in made.items():
        if submission in there:
            continue
        person = people[vetted.name]
        by = second if person == first else first
        clearance = services.record(
            person=person,
            by=by,
            submission=submission,
            scheme=vetted.scheme,
            sponsor=organisations[vetted.sponsor],
            verified_on=today + timedelta(days=min(vetted.starts + 7, 0)),
            valid_from=today + timedelta(days=vetted.starts),
            valid_until=today + timedelta(days=vetted.ends),
        )
        if vetted.revoked:
            services.revoke(clearance=clearance, by=by, reason=vetted.revoked)
