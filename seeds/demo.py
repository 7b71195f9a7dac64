"""Invented people, and real published questions taken up by them."""

import csv
import json
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.permissions import Role
from pages.csv_files import bare_cell
from priorities import services as priorities
from priorities.forms.published import published_fields
from priorities.models import Question, Reading, Theme
from researchers.models import Approach, Discipline, Expertise, Output, Researcher
from seeds.reference import DATA, add_missing
from seeds.sign_ins import DEMO_PASSWORD
from seeds.vetting import VERIFIERS, VETTED, add_clearances

# Names of ids: the same person has the same id on every machine.
NAMESPACE = uuid.UUID("5f0f4f2c-6f6b-4f0e-9a52-1f0a6a0d9a51")
MEMBERS_SINCE = date(2024, 9, 1)
COORDINATORS = {"Jo Fielding": "emsou", "Rosalind Achterberg": "de-montfort"}
AUDITORS = {"Nia Pemberthy": "emsou", "Gwilym Hartsease": "de-montfort"}
LEADS = {
    "Sam Whitlock": "leicestershire-police",
    "Harpreet Dhanoa": "leicestershire-police",
    "Callum Strathern": "derbyshire-police",
    "Bronwen Pryce-Hallam": "derbyshire-police",
    "Marek Lisowczyk": "lincolnshire-police",
    "Tilda Fenwright": "lincolnshire-police",
    "Oyinkan Balogun-Hart": "northamptonshire-police",
    "Dermot Kilcarrick": "northamptonshire-police",
    "Yasmin Tarrafdar": "nottinghamshire-police",
    "Piers Oakenshott": "nottinghamshire-police",
    "Leonie Garraway-Stott": "emsou",
    "Anselm Okonjo-Reeve": "emsou",
}
# So many of the oldest questions have been read under a theme; nobody has got to the rest.
QUESTIONS_READ = 12


class Demo:
    """Loads the demonstration; what is there already stays as it is."""

    def __init__(self) -> None:
        add_missing(DATA / "demo" / "organisations.json", Organisation)
        self.organisations = {o.slug: o for o in Organisation.objects.all()}
        self.disciplines = {d.slug: d for d in Discipline.objects.all()}
        self.approaches = {a.slug: a for a in Approach.objects.all()}
        # One slow hash for everybody: they all have the same password.
        self.password = make_password(DEMO_PASSWORD)

    @transaction.atomic
    def load(self) -> dict[str, int]:
        """Add what is missing; return how many researchers, police and questions there are."""
        coordinators = [self.user(n, o, Role.COORDINATOR) for n, o in COORDINATORS.items()]
        leads = [
            (self.user(n, o, Role.POLICE_LEAD), self.organisations[o]) for n, o in LEADS.items()
        ]
        verifiers = [self.user(n, o, Role.VERIFIER) for n, o in VERIFIERS.items()]
        auditors = [self.user(n, o, Role.AUDITOR) for n, o in AUDITORS.items()]
        for row in demo_researchers():
            self.researcher(row)
        self.clearances()
        self.questions(leads, reader=coordinators[0])
        return {
            "researchers": Researcher.objects.count(),
            "police leads": len(leads),
            "coordinators": len(coordinators),
            "vetting verifiers": len(verifiers),
            "auditors": len(auditors),
            "questions": Question.objects.count(),
        }

    def user(self, name: str, organisation: str, role: Role, slug: str = "") -> User:
        """An account with one membership; of one that is there, the memberships are left alone."""
        handle = (slug or name.lower().replace(" ", "-")).replace("-", ".")
        user, is_new = User.objects.get_or_create(
            email=f"{handle}@{organisation}.example",
            defaults={"id": demo_id("user", name), "name": name, "password": self.password},
        )
        if is_new:
            Membership.objects.create(
                user=user,
                organisation=self.organisations[organisation],
                role=role,
                # Whoever comes first speaks for the organisation.
                is_contact_point=not self.organisations[organisation].memberships.exists(),
                starts_on=MEMBERS_SINCE,
            )
        return user

    def researcher(self, row: dict[str, Any]) -> None:
        """A profile with its expertise and outputs, unless the person has one."""
        user = self.user(row["name"], row["organisation"], Role.ACADEMIC, row["slug"])
        availability = row["availability"]
        person, is_new = Researcher.objects.get_or_create(
            user=user,
            defaults={
                "id": demo_id("researcher", row["slug"]),
                "title": row["title"],
                "name": row["name"],
                "organisation": self.organisations[row["organisation"]],
                "statement": row["statement"],
                "sent_at": timezone.now(),
                "availability": availability["state"],
                "available_from": availability["from"],
                "availability_note": availability["note"],
            },
        )
        if is_new:
            self._add_evidence(person, row)

    def _add_evidence(self, person: Researcher, row: dict[str, Any]) -> None:
        person.approaches.set(self.approaches[slug] for slug in row["approaches"])
        Expertise.objects.bulk_create(
            Expertise(researcher=person, discipline=self.disciplines[slug], is_primary=place == 0)
            for place, slug in enumerate(row["disciplines"])
        )
        Output.objects.bulk_create(
            Output(
                id=demo_id("output", f"{row['slug']}/{output['title']}"),
                researcher=person,
                **output,
            )
            for output in row["outputs"]
        )

    def clearances(self) -> None:
        """Some in force, some not; Ewan Kilbrandon, whose sign-in is printed, has none."""
        ids = {demo_id("user", name): name for name in {*VERIFIERS, *(v.name for v in VETTED)}}
        people = {ids[user.pk]: user for user in User.objects.filter(pk__in=ids)}
        add_clearances(people, self.organisations, demo_id)

    def questions(self, leads: list[tuple[User, Organisation]], *, reader: User) -> None:
        """Each published question taken up for a lead; the older ones read under a theme."""
        themes = {theme.slug: theme for theme in Theme.objects.all()}
        current = set(Membership.objects.police_leads().values_list("user", "organisation"))
        leads = [pair for pair in leads if (pair[0].pk, pair[1].pk) in current]
        turns = zip(demo_questions(), cycle(leads), strict=False)
        for place, (row, (lead, organisation)) in enumerate(turns):
            fields = published_fields(row) | {"posted_at": timezone.now() - self._age(place)}
            added = priorities.adopt_published(
                rows=[fields], by=reader, lead=lead, organisation=organisation
            )
            for question in added[: place < QUESTIONS_READ]:
                Reading.objects.create(
                    question=question, theme=themes[row["emsou_theme"]], by=reader
                )

    @staticmethod
    def _age(place: int) -> timedelta:
        """Posted one every third day, the first the longest ago."""
        return timedelta(days=78 - 3 * place, hours=place % 7)


def demo_id(kind: str, name: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{kind}/{name}")


def demo_researchers() -> Iterator[dict[str, Any]]:
    """The invented researchers, file by file."""
    for path in sorted((DATA / "demo").glob("researchers-*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def demo_questions() -> Iterator[dict[str, str]]:
    """The published questions, with the theme that this project would read each under."""
    with (DATA / "demo" / "questions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {name: bare_cell(value) for name, value in row.items()}
