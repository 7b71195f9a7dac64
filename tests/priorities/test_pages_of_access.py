"""Pages on which somebody is let into a question: by its owner, or by two coordinators."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.markings import Marking
from accounts.models import AccessEvent
from priorities.models import BreakGlass, Grant
from tests.answers import errors_of
from tests.factories import (
    AcademicFactory,
    AuditorFactory,
    BreakGlassFactory,
    CeilingChangeFactory,
    ClearanceFactory,
    CoordinatorFactory,
    GrantFactory,
    PoliceLeadFactory,
    QuestionFactory,
    UserFactory,
    VerifierFactory,
)
from tests.html_rules import assert_well_made

pytestmark = pytest.mark.django_db

FULL = "Why do the tills of Elm Street never empty?"
SAME = ["Enter the address of somebody who meets this marking today"]
LIST = reverse("priorities:break-glass")
WHY = {"reason": "A life may be at risk."}


def url(name, row):
    return reverse(f"priorities:{name}", args=[row.pk])


@pytest.fixture
def question(lead):
    return QuestionFactory(posted_by=lead, words=FULL)


@pytest.fixture
def sensitive(lead, settings):
    """Give a question that its lead is cleared for, and most others are not."""
    settings.OFFICIAL_SENSITIVE_RISK_OWNER = "A. Person, chief officer"
    CeilingChangeFactory(scheme="nppv-2-full", installed=True)
    ClearanceFactory(person=lead)
    return QuestionFactory(posted_by=lead, words=FULL, marking=Marking.OFFICIAL_SENSITIVE)


def naming(person, **more):
    return {"email": person.email, "reason": "She knows tills.", "until": "", **more}


def in_days(days):
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def test_an_owner_lets_somebody_in_for_ninety_days_unless_told_otherwise(
    lead_client, sign_in, question
):
    ada = AcademicFactory(name="Ada Academic")
    page = lead_client.get(url("question-readers", question))
    offered = page.context["form"]["until"].value()

    until = f"{offered:%d/%m/%Y}"
    sent = [
        lead_client.post(
            url("question-readers", question), naming(ada, until=until, email=ada.email.upper())
        )
        for _ in range(2)
    ]

    assert_well_made(page)
    assert [one.status_code for one in sent] == [302, 302]
    grant = Grant.objects.get()
    day = timezone.localdate() + timedelta(days=91)
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    assert (grant.person, grant.expires_at) == (ada, midnight)
    assert FULL in sign_in(ada).get(url("question", question)).content.decode()


def test_a_grant_and_its_end_are_in_the_access_log_by_ids_alone(lead, lead_client, question):
    ada = AcademicFactory()
    lead_client.post(url("question-readers", question), naming(ada, until=in_days(9)))
    for _ in range(2):
        lead_client.post(url("grant-revoke", Grant.objects.get()))

    noted = AccessEvent.objects.filter(verb__in=["grant", "revoked"]).order_by("id")

    whose = (lead.pk, "priorities.question", str(question.pk), str(ada.pk))
    found = list(noted.values_list("verb", "actor", "object_type", "object_id", "reason"))
    assert found == [("grant", *whose), ("revoked", *whose)]


def test_an_address_tells_nothing_but_whether_its_owner_meets_the_marking(lead_client, sensitive):
    uncleared, no_member, off = AcademicFactory(), UserFactory(), AcademicFactory(is_active=False)
    for person in (no_member, off):
        ClearanceFactory(person=person)
    nobody = UserFactory.build(email="nobody@force.example")

    got = [
        lead_client.post(url("question-readers", sensitive), naming(who, until=in_days(9)))
        for who in (uncleared, no_member, off, nobody)
    ]

    assert [errors_of(page) for page in got] == [{"email": SAME}] * 4
    assert [page.status_code for page in got] == [422] * 4
    assert not Grant.objects.exists()


def test_as_many_questions_are_asked_of_an_unknown_address_as_of_a_known_one(
    lead_client, sensitive
):
    def queries(person):
        with CaptureQueriesContext(connection) as captured:
            lead_client.post(url("question-readers", sensitive), naming(person, until=in_days(9)))
        return len(captured)

    known = [AcademicFactory(), UserFactory()]
    unknown = UserFactory.build(email="nobody@force.example")
    assert len({queries(one) for one in [*known, unknown]}) == 1


def test_nobody_names_themselves_and_wrong_days_are_said(lead, lead_client, question):
    ada = AcademicFactory()

    own = lead_client.post(url("question-readers", question), naming(lead, until=in_days(9)))
    past = lead_client.post(url("question-readers", question), naming(ada, until=in_days(-1)))
    late = lead_client.post(url("question-readers", question), naming(ada, until=in_days(400)))

    assert errors_of(own) == {"email": ["You own it, so you read it already"]}
    assert errors_of(past) == {"until": ["The last day must be today or later"]}
    assert errors_of(late) == {"until": ["The last day must be within a year"]}
    for page in (own, past, late):
        assert_well_made(page)
        assert "She knows tills." in page.content.decode()


def test_the_readers_are_listed_with_whether_they_meet_the_marking(lead_client, sensitive):
    cleared = GrantFactory(question=sensitive, person__name="Cleared Person").person
    ClearanceFactory(person=cleared)
    GrantFactory(question=sensitive, person__name="Lapsed Person")
    GrantFactory(question=sensitive, revoked=True, person__name="Former Person")
    GrantFactory(question=sensitive, ended=True, person__name="Late Person")

    page = lead_client.get(url("question-readers", sensitive))
    standing = {g.person.name: g.ceiling for g in page.context["standing"]}
    detail = lead_client.get(url("question", sensitive))

    assert_well_made(page)
    assert_well_made(detail)
    assert standing == {"Cleared Person": 2, "Lapsed Person": 1}
    assert {g.person.name for g in page.context["ended"]} == {"Former Person", "Late Person"}
    assert "no, so it does not open" in page.content.decode()
    assert "Meets this marking: no" in detail.content.decode()
    assert "Former Person" not in detail.content.decode()


@pytest.mark.parametrize("name", ["question", "question-readers"])
def test_readers_notes_and_glass_take_as_many_queries_for_three_as_for_one(
    lead_client, question, name
):
    def queries():
        GrantFactory(question=question)
        GrantFactory(question=question, revoked=True)
        BreakGlassFactory(question=question, broken=True)
        with CaptureQueriesContext(connection) as captured:
            assert lead_client.get(url(name, question)).status_code == 200
        return len(captured)

    one, _, three = queries(), queries(), queries()

    assert one == three


def test_only_the_owner_sees_names_and_ends_grants(sign_in, question):
    grant = GrantFactory(question=question)
    colleague = PoliceLeadFactory(organisation=question.organisation)

    for who, readers, revoke in (
        (grant.person, 403, 404),
        (colleague, 403, 404),
        (CoordinatorFactory(), 403, 404),
        (PoliceLeadFactory(), 404, 404),
    ):
        browser = sign_in(who)
        assert browser.get(url("question-readers", question)).status_code == readers
        assert browser.post(url("question-readers", question), {}).status_code == readers
        assert browser.post(url("grant-revoke", grant)).status_code == revoke
        page = browser.get(url("question", question)).content.decode()
        assert "Named readers" not in page
    grant.refresh_from_db()
    assert grant.revoked_at is None


def test_ending_a_grant_asks_first_and_closes_at_once(lead_client, sign_in, question):
    grant = GrantFactory(question=question)

    page = lead_client.get(url("grant-revoke", grant))
    assert_well_made(page)
    lead_client.post(url("grant-revoke", grant))

    assert sign_in(grant.person).get(url("question", question)).status_code == 404
    assert lead_client.get(url("grant-revoke", grant)).status_code == 302


def test_two_coordinators_open_a_question_for_one_of_them_and_its_owner_sees_it(
    lead_client, sign_in, question
):
    cora, carl, cyd = (CoordinatorFactory(name=name) for name in ("Cora", "Carl", "Cyd"))
    asking, second, third = (sign_in(one) for one in (cora, carl, cyd))

    page = asking.get(url("question-break-glass", question))
    sent = [asking.post(url("question-break-glass", question), WHY) for _ in range(2)]
    glass = BreakGlass.objects.get()

    assert_well_made(page)
    for words in ("second coordinator", "four hours", "owner sees", "logged", "no mail is sent"):
        assert words in page.content.decode()
    assert [one.status_code for one in sent] == [302, 302]
    assert asking.post(url("glass-settle", glass)).status_code == 403
    for browser in (asking, second):
        for address in (LIST, url("glass-settle", glass)):
            assert_well_made(browser.get(address))
            assert FULL not in browser.get(address).content.decode()
    assert FULL not in asking.get(url("question", question)).content.decode()

    for _ in range(2):
        second.post(url("glass-settle", glass))

    assert FULL in asking.get(url("question", question)).content.decode()
    for browser in (second, third):
        assert FULL not in browser.get(url("question", question)).content.decode()
    told = lead_client.get(url("question", question))
    assert_well_made(told)
    assert "Open to Cora until" in told.content.decode()
    assert "Carl confirmed it" in told.content.decode()
    assert WHY["reason"] in told.content.decode()
    assert "sends no mails" in told.content.decode()
    noted = AccessEvent.objects.filter(verb="glass").values_list("actor", "object_id", "reason")
    assert list(noted) == [(carl.pk, str(question.pk), str(cora.pk))]


def test_a_refused_request_opens_nothing_and_whoever_comes_late_is_told(sign_in, question):
    glass = BreakGlassFactory(question=question)
    second, third = sign_in(CoordinatorFactory()), sign_in(CoordinatorFactory())

    assert second.get(url("glass-drop", glass)).status_code == 405
    second.post(url("glass-drop", glass))
    late = third.post(url("glass-settle", glass), follow=True)

    assert "already settled" in late.content.decode()
    assert third.get(url("glass-settle", glass)).status_code == 302
    assert FULL not in (sign_in(glass.proposed_by).get(url("question", question)).content.decode())


def test_a_coordinator_who_is_cleared_for_less_is_told_so(sign_in, sensitive):
    browser = sign_in(CoordinatorFactory())

    page = browser.post(url("question-break-glass", sensitive), WHY)
    empty = browser.post(url("question-break-glass", sensitive), {"reason": ""})

    assert page.status_code == 422
    assert_well_made(page)
    assert "You are not cleared for its marking" in page.content.decode()
    assert WHY["reason"] in page.content.decode()
    assert errors_of(empty) == {"reason": ["Enter why it cannot wait"]}


def test_only_coordinators_ask_and_settle(sign_in, lead_client, question):
    glass = BreakGlassFactory(question=question)
    colleague = PoliceLeadFactory(organisation=question.organisation)

    for who in (colleague, AcademicFactory(), VerifierFactory(), AuditorFactory()):
        browser = sign_in(who)
        known = 403 if who == colleague else 404
        assert browser.get(LIST).status_code == 403
        assert browser.post(url("question-break-glass", question), WHY).status_code == known
        for name in ("glass-settle", "glass-drop"):
            assert browser.post(url(name, glass)).status_code == 404
    assert lead_client.post(url("glass-settle", glass)).status_code == 404
    glass.refresh_from_db()
    assert glass.is_open


def test_what_is_over_is_folded_away_for_the_owner(lead_client, question):
    glass = BreakGlassFactory(question=question, broken=True)
    then = timezone.now() - timedelta(hours=5)
    until = then + timedelta(hours=4)
    BreakGlass.objects.filter(pk=glass.pk).update(confirmed_at=then, until=until)

    page = lead_client.get(url("question", question))

    assert_well_made(page)
    assert "When glass was broken before" in page.content.decode()
    assert "Open to" not in page.content.decode()
