"""What verifiers do, who may not, and what stays on record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.markings import Marking
from accounts.models import AuditEvent
from clearances import services
from clearances.ceilings import ceiling
from clearances.models import CeilingChange, Clearance, Revocation, Scheme
from tests.factories import (
    AcademicFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    OrganisationFactory,
    RevocationFactory,
    VerifierFactory,
)

pytestmark = pytest.mark.django_db


def acts():
    return list(AuditEvent.objects.order_by("id").values_list("action", "by", "target_id"))


def fields():
    return {
        "scheme": Scheme.NPPV_3,
        "sponsor": OrganisationFactory(),
        "verified_on": date(2026, 1, 8),
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2029, 12, 31),
    }


def test_record_keeps_what_the_verifier_saw():
    person, verifier, given = AcademicFactory(), VerifierFactory(), fields()

    one = services.record(person=person, by=verifier, submission=uuid4(), **given)

    one.refresh_from_db()
    assert (one.person, one.verified_by) == (person, verifier)
    assert {name: getattr(one, name) for name in given} == given
    assert acts() == [("clearance.recorded", verifier.pk, str(one.pk))]


def test_record_sent_twice_records_once():
    person, verifier, given, submission = AcademicFactory(), VerifierFactory(), fields(), uuid4()
    first = services.record(person=person, by=verifier, submission=submission, **given)

    again = services.record(person=person, by=verifier, submission=submission, **given)

    assert again == first == Clearance.objects.get()
    assert len(acts()) == 1


@pytest.mark.parametrize("change", ["person", "scheme", "valid_until"])
def test_record_sent_again_with_other_answers_is_told(change):
    sent = fields() | {"person": AcademicFactory(), "submission": uuid4(), "by": VerifierFactory()}
    services.record(**sent)
    other = {
        "person": AcademicFactory(),
        "scheme": Scheme.NPPV_1,
        "valid_until": date(2030, 1, 1),
    }[change]

    with pytest.raises(ValidationError, match="from this page"):
        services.record(**sent | {change: other})

    assert Clearance.objects.count() == len(acts()) == 1


def test_record_does_not_take_somebody_elses_submission_for_its_own():
    there = ClearanceFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        services.record(
            person=AcademicFactory(), by=VerifierFactory(), submission=there.submission, **fields()
        )


def test_nobody_records_their_own():
    verifier = VerifierFactory()

    with pytest.raises(ValidationError, match="Somebody else must"):
        services.record(person=verifier, by=verifier, submission=uuid4(), **fields())

    assert not Clearance.objects.exists()
    assert acts() == []


def test_revoke_ends_it_at_once():
    CeilingChangeFactory(installed=True)
    one, verifier = ClearanceFactory(), VerifierFactory()

    revocation = services.revoke(clearance=one, by=verifier, reason="withdrawn")

    assert (revocation.by, revocation.get_reason_display()) == (verifier, "The sponsor ended it")
    assert ceiling(one.person) is Marking.OFFICIAL
    assert acts() == [("clearance.revoked", verifier.pk, str(one.pk))]


def test_revoke_sent_twice_revokes_once():
    one, verifier = ClearanceFactory(), VerifierFactory()
    first = services.revoke(clearance=one, by=verifier, reason="left")

    again = services.revoke(clearance=one, by=verifier, reason="left")

    assert again == first
    assert len(acts()) == 1


def test_revoke_sent_with_another_reason_is_told():
    one, verifier = ClearanceFactory(), VerifierFactory()
    services.revoke(clearance=one, by=verifier, reason="left")

    with pytest.raises(ValidationError, match="already revoked"):
        services.revoke(clearance=one, by=verifier, reason="mistake")

    assert Revocation.objects.get().reason == "left"


def test_revoke_tells_the_second_of_two_verifiers():
    one = RevocationFactory().clearance

    with pytest.raises(ValidationError, match="already revoked"):
        services.revoke(clearance=one, by=VerifierFactory(), reason="left")

    assert acts() == []


def test_nobody_revokes_their_own():
    verifier = VerifierFactory()
    one = ClearanceFactory(person=verifier)

    with pytest.raises(ValidationError, match="Somebody else must"):
        services.revoke(clearance=one, by=verifier, reason="mistake")

    assert not Revocation.objects.exists()


def propose(by, marking=Marking.OFFICIAL_SENSITIVE, scheme=Scheme.NPPV_2_FULL):
    return services.propose_ceiling(scheme=scheme, marking=marking, reason="Agreed.", by=by)


def test_a_proposal_changes_nothing_until_somebody_else_confirms_it():
    first, second = VerifierFactory.create_batch(2)
    person = ClearanceFactory().person

    change = propose(first)
    assert (ceiling(person), CeilingChange.objects.table()) == (Marking.OFFICIAL, {})
    services.confirm_ceiling(change=change, by=second)

    assert ceiling(person) is Marking.OFFICIAL_SENSITIVE
    assert acts() == [
        ("ceiling.proposed", first.pk, str(change.pk)),
        ("ceiling.confirmed", second.pk, str(change.pk)),
    ]


def test_nobody_confirms_their_own_proposal():
    verifier = VerifierFactory()
    change = propose(verifier)

    with pytest.raises(ValidationError, match="Somebody else must confirm"):
        services.confirm_ceiling(change=change, by=verifier)

    assert list(CeilingChange.objects.open()) == [change]


def test_a_proposal_sent_twice_is_made_once():
    verifier = VerifierFactory()

    assert propose(verifier) == propose(verifier)
    assert len(acts()) == 1


@pytest.mark.parametrize("marking", [Marking.PUBLIC, Marking.OFFICIAL_SENSITIVE])
def test_while_a_proposal_waits_nobody_makes_another_for_its_scheme(marking):
    waits = CeilingChangeFactory(marking=Marking.OFFICIAL_SENSITIVE)

    with pytest.raises(ValidationError, match="waits already"):
        propose(VerifierFactory(), marking)

    assert list(CeilingChange.objects.open()) == [waits]


def test_proposals_for_different_schemes_wait_beside_each_other():
    verifier = VerifierFactory()

    propose(verifier)
    propose(verifier, scheme=Scheme.NPPV_3)

    assert CeilingChange.objects.open().count() == 2


def test_what_is_so_already_cannot_be_proposed():
    CeilingChangeFactory(installed=True)

    with pytest.raises(ValidationError, match="already"):
        propose(VerifierFactory())


def test_a_proposal_is_dropped_by_its_maker_or_by_another():
    first, second = VerifierFactory.create_batch(2)
    for by in (first, second):
        change = services.drop_ceiling(change=propose(first), by=by)
        assert (change.dropped_by, change.state) == (by, "Dropped")

    assert CeilingChange.objects.table() == {}
    assert [act for act, *_ in acts()] == ["ceiling.proposed", "ceiling.dropped"] * 2


@pytest.mark.parametrize("settled", ["confirmed", "dropped"])
@pytest.mark.parametrize("act", [services.confirm_ceiling, services.drop_ceiling])
def test_what_is_settled_cannot_be_settled_again_by_others(settled, act):
    change = CeilingChangeFactory(**{settled: True})

    with pytest.raises(ValidationError, match="already settled"):
        act(change=change, by=VerifierFactory())

    assert acts() == []


def test_settling_sent_twice_settles_once():
    verifier = VerifierFactory()
    confirmed, dropped = CeilingChangeFactory(), CeilingChangeFactory(scheme=Scheme.NPPV_1)

    for _ in range(2):
        services.confirm_ceiling(change=confirmed, by=verifier)
        services.drop_ceiling(change=dropped, by=verifier)

    assert len(acts()) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("acts", [["confirm", "confirm"], ["confirm", "drop"]], ids=" ".join)
def test_of_two_who_settle_at_once_one_wins(acts):
    change = CeilingChangeFactory()
    verifiers = VerifierFactory.create_batch(2)
    together = Barrier(2)

    def settle(act, by):
        mine = CeilingChange.objects.get(pk=change.pk)
        together.wait()
        try:
            {"confirm": services.confirm_ceiling, "drop": services.drop_ceiling}[act](
                change=mine, by=by
            )
        except ValidationError as error:
            return error.code
        else:
            return "won"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(settle, acts, verifiers))

    change.refresh_from_db()
    assert sorted(said) == ["settled", "won"]
    winner = verifiers[said.index("won")]
    assert winner in {change.confirmed_by, change.dropped_by}
    assert AuditEvent.objects.get().by == winner


ROWS = [{"scheme": "nppv-1", "marking": "PUBLIC", "reason": "Premises."}]


def test_install_puts_in_what_is_missing_and_names_nobody():
    assert [services.install_ceilings(ROWS), services.install_ceilings(ROWS)] == [1, 0]

    change = CeilingChange.objects.get()
    assert (change.state, change.proposed_by, change.confirmed_by) == ("As installed", None, None)
    assert CeilingChange.objects.table() == {"nppv-1": Marking.PUBLIC}
    assert acts() == [("ceiling.installed", None, str(change.pk))]


def test_install_leaves_what_people_have_changed():
    CeilingChangeFactory(scheme="nppv-1", confirmed=True)

    assert services.install_ceilings(ROWS) == 0


APPEND_ONLY = [
    lambda: Clearance.objects.filter(pk=ClearanceFactory().pk).update(valid_until="2100-01-01"),
    lambda: ClearanceFactory().save(),
    lambda: ClearanceFactory().delete(),
    lambda: Clearance.objects.filter(pk=ClearanceFactory().pk).delete(),
    lambda: Revocation.objects.filter(pk=RevocationFactory().pk).update(reason="mistake"),
    lambda: RevocationFactory().delete(),
    lambda: CeilingChangeFactory().delete(),
    lambda: CeilingChangeFactory(installed=True).delete(),
    *(
        lambda field=field, value=value: CeilingChange.objects.filter(
            pk=CeilingChangeFactory().pk
        ).update(**{field: value})
        for field, value in {"scheme": "dv", "marking": 0, "reason": "Other."}.items()
    ),
    *(
        lambda kind=kind: CeilingChange.objects.filter(
            pk=CeilingChangeFactory(**{kind: True}).pk
        ).update(confirmed_at="2090-01-01T12:00Z")
        for kind in ("confirmed", "installed", "dropped")
    ),
]


@pytest.mark.parametrize("change", APPEND_ONLY)
def test_the_database_changes_nothing_that_was_recorded(change):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change()


def test_verifiers_see_every_clearance_and_everybody_else_their_own():
    mine, other = ClearanceFactory(), ClearanceFactory()
    verifier = VerifierFactory()

    assert set(Clearance.objects.visible_to(verifier)) == {mine, other}
    assert list(Clearance.objects.visible_to(mine.person)) == [mine]


def test_a_verifier_whose_membership_ended_sees_only_their_own():
    verifier = VerifierFactory(membership__ends_on=date(2024, 2, 1))
    mine, _ = ClearanceFactory(person=verifier), ClearanceFactory()

    assert list(Clearance.objects.visible_to(verifier)) == [mine]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (ClearanceFactory, "NPPV 2 (full) until 2099-12-31"),
        (RevocationFactory, "They left the post it was given for"),
        (CeilingChangeFactory, "NPPV 2 (full): OFFICIAL-SENSITIVE"),
    ],
)
def test_things_say_what_they_are(make, expected):
    assert str(make()) == expected
