"""Rows for tests, believable enough to read in a failure. Each factory fills in all it needs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory import (
    LazyAttribute,
    LazyFunction,
    Maybe,
    RelatedFactory,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)
from factory.django import DjangoModelFactory

from accounts.markings import Marking
from accounts.models import (
    AccessEvent,
    Invitation,
    Mail,
    Membership,
    Organisation,
    Seal,
    SignUp,
    User,
)
from accounts.permissions import Role
from clearances.models import CeilingChange, Clearance, Revocation, Scheme
from matching.models import (
    Decision,
    Exclusion,
    FirstLook,
    Formality,
    Glimpse,
    MatchRun,
    Reply,
    Suggestion,
)
from priorities.models import (
    Assent,
    Assumption,
    Attachment,
    BreakGlass,
    Challenge,
    Descent,
    Draft,
    FullText,
    Grant,
    KnownWork,
    Move,
    Note,
    Question,
    Reading,
    Release,
    Remarking,
    RubricWord,
    Scoring,
    Summary,
    Theme,
    Version,
)
from priorities.models.handling import GLASS_LASTS
from priorities.stages import State
from researchers.models import (
    AccessNeeds,
    Approach,
    Discipline,
    Expertise,
    Interest,
    Output,
    Researcher,
)

PASSWORD = "four ducks on a pond"
# Each question made is posted an hour after the one made before it.
FIRST_POSTED_AT = datetime(2025, 1, 1, tzinfo=UTC)
SOURCE = {
    "source_title": "Areas of research interest",
    "source_url": "https://publisher.example/questions",
    "source_licence": "Open Government Licence v3.0",
    "source_year": 2025,
}


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = Sequence("organisation-{}".format)
    name = Sequence("Organisation {}".format)
    short_name = Sequence("Org {}".format)
    kind = Organisation.Kind.FORCE


class UniversityFactory(OrganisationFactory):
    slug = Sequence("university-{}".format)
    name = Sequence("University {}".format)
    kind = Organisation.Kind.UNIVERSITY


class UserFactory(DjangoModelFactory[User]):
    """A person with no role. Everybody's password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = Sequence("Person {}".format)
    email = Sequence("person.{}@force.example".format)
    password = LazyFunction(lambda: make_password(PASSWORD))


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    organisation = SubFactory(OrganisationFactory)
    role = Role.POLICE_LEAD
    starts_on = date(2024, 1, 1)


class MemberFactory(UserFactory):
    """A person with one membership, of the `organisation` that is given or of a new one."""

    class Meta:
        abstract = True

    class Params:
        organisation = SubFactory(OrganisationFactory)

    membership = RelatedFactory(
        MembershipFactory, "user", organisation=SelfAttribute("..organisation")
    )


class CoordinatorFactory(MemberFactory):
    class Params:
        organisation = SubFactory(OrganisationFactory, kind=Organisation.Kind.UNIT)

    membership__role = Role.COORDINATOR


class VerifierFactory(MemberFactory):
    class Params:
        organisation = SubFactory(OrganisationFactory, kind=Organisation.Kind.UNIT)

    membership__role = Role.VERIFIER


class AuditorFactory(MemberFactory):
    class Params:
        organisation = SubFactory(OrganisationFactory, kind=Organisation.Kind.UNIT)

    membership__role = Role.AUDITOR


class PoliceLeadFactory(MemberFactory):
    membership__role = Role.POLICE_LEAD


class AcademicFactory(MemberFactory):
    """A person of a university, without a profile: ResearcherFactory makes both."""

    class Params:
        organisation = SubFactory(UniversityFactory)

    membership__role = Role.ACADEMIC


class UnconfirmedFactory(AcademicFactory):
    """Somebody who says that they belong to a university, which has not said so yet."""

    membership__confirmed_at = None


class ContactPointFactory(MemberFactory):
    """A police lead who speaks for their force."""

    membership__is_contact_point = True


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An open invitation; its mail is not queued."""

    class Meta:
        model = Invitation

    class Params:
        over = Trait(
            made_at=LazyFunction(lambda: timezone.now() - timedelta(days=31)),
            expires_at=LazyFunction(lambda: timezone.now() - timedelta(days=1)),
        )

    email = Sequence("invited.{}@university.example".format)
    name = Sequence("Invited {}".format)
    organisation = SubFactory(UniversityFactory)
    role = Role.ACADEMIC
    by = SubFactory(CoordinatorFactory)


class SignUpFactory(DjangoModelFactory[SignUp]):
    class Meta:
        model = SignUp

    email = Sequence("asks.{}@elsewhere.example".format)
    name = Sequence("Asks {}".format)
    organisation = SubFactory(UniversityFactory)
    post = "Lecturer in criminology"


class MailFactory(DjangoModelFactory[Mail]):
    """A mail about an open invitation, to the address that was invited."""

    class Meta:
        model = Mail

    class Params:
        invitation = SubFactory(InvitationFactory)

    kind = "invitation"
    to_address = SelfAttribute("invitation.email")
    about = SelfAttribute("invitation.pk")


class LostMailFactory(MailFactory):
    """One of which nobody knows whether it went out."""

    state = Mail.State.UNCERTAIN
    ended_at = LazyFunction(timezone.now)


class ClearanceFactory(DjangoModelFactory[Clearance]):
    """A clearance in force, whatever the day of the test."""

    class Meta:
        model = Clearance
        skip_postgeneration_save = True

    person = SubFactory(AcademicFactory)
    scheme = Scheme.NPPV_2_FULL
    sponsor = SubFactory(OrganisationFactory)
    verified_by = SubFactory(VerifierFactory)
    verified_on = date(2024, 1, 8)
    valid_from = date(2024, 1, 1)
    valid_until = date(2099, 12, 31)

    class Params:
        ended = Trait(valid_until=date(2024, 12, 31))
        revoked = Trait(revocation=RelatedFactory("tests.factories.RevocationFactory", "clearance"))


class RevocationFactory(DjangoModelFactory[Revocation]):
    class Meta:
        model = Revocation

    clearance = SubFactory(ClearanceFactory)
    by = SubFactory(VerifierFactory)
    reason = Revocation.Reason.LEFT


class CeilingChangeFactory(DjangoModelFactory[CeilingChange]):
    """An open proposal, unless `confirmed`, `dropped` or `installed`."""

    class Meta:
        model = CeilingChange

    scheme = Scheme.NPPV_2_FULL
    marking = Marking.OFFICIAL_SENSITIVE
    reason = "The forces have agreed on it."
    proposed_by = SubFactory(VerifierFactory)

    class Params:
        confirmed = Trait(
            confirmed_by=SubFactory(VerifierFactory), confirmed_at=LazyFunction(timezone.now)
        )
        dropped = Trait(
            dropped_by=SubFactory(VerifierFactory), dropped_at=LazyFunction(timezone.now)
        )
        installed = Trait(
            is_installed=True, proposed_by=None, confirmed_at=LazyFunction(timezone.now)
        )


class AccessEventFactory(DjangoModelFactory[AccessEvent]):
    """A question that somebody opened; both are gone, as the log bears."""

    class Meta:
        model = AccessEvent

    actor = LazyFunction(uuid4)
    verb = AccessEvent.Verb.READ
    object_type = "priorities.question"
    object_id = LazyFunction(uuid4)
    facet = AccessEvent.Facet.FULL_TEXT


class SealFactory(DjangoModelFactory[Seal]):
    """A row like a seal's; those that hold are made by `accounts.seals.seal`."""

    class Meta:
        model = Seal

    cluster = 1
    xid_from, xid_to = 0, 10
    events = 1
    root = Sequence("{:064x}".format)
    previous = Sequence(lambda n: f"{n + 10**6:064x}")


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    slug = Sequence("theme-{}".format)
    name = Sequence("Theme {}".format)
    description = "What is meant by it, in a sentence."
    starts_on = date(2024, 1, 1)


class QuestionFactory(DjangoModelFactory[Question]):
    """A question of a police lead's own organisation, not released.

    `words`, `background`, `wanted` and `handling_note` make its full text. Where `shared`, the
    summary, if none is given the words, is released; where `published`, there is only that.
    """

    class Meta:
        model = Question

    posted_by = SubFactory(PoliceLeadFactory)
    lead = SelfAttribute("posted_by")
    organisation = LazyAttribute(lambda q: q.lead.memberships.earliest("pk").organisation)
    posted_at = Sequence(lambda n: FIRST_POSTED_AT + timedelta(hours=n))
    words = Sequence("Why are there {} empty shops with full tills in one street?".format)
    background, wanted, handling_note, summary = "", "", "", ""
    source = None
    state = LazyAttribute(lambda q: _state_of(q.released_at, q.closed_at))
    released_at, closed_at = None, None

    class Params:
        shared = Trait(released_at=SelfAttribute("posted_at"))
        published = Trait(
            released_at=SelfAttribute("posted_at"), marking=Marking.PUBLIC, source=SOURCE
        )

    @classmethod
    def _create(cls, model_class: type[Question], *args: Any, **fields: Any) -> Question:
        names = ("words", "background", "wanted", "handling_note")
        text = {name: fields.pop(name) for name in names}
        summary, source = fields.pop("summary") or text["words"], fields.pop("source")
        co_owners, only = fields.pop("co_owners", []), fields.pop("only_organisations", [])
        question = super()._create(model_class, *args, **fields)
        # For a test to compare with; no row of questions holds a word.
        question.words, question.background = text["words"], text["background"]
        question.co_owners.set(co_owners)
        question.only_organisations.set(only)
        if not source:
            FullText.objects.create(question=question, **text)
        if question.released_at:
            marking = min(question.marking, Marking.OFFICIAL)
            Summary.objects.create(
                question=question, words=summary, marking=marking, **(source or {})
            )
        return question


def _state_of(released_at: datetime | None, closed_at: datetime | None) -> State:
    """Where a question stands that nobody has moved."""
    if closed_at:
        return State.WITHDRAWN
    return State.OPEN if released_at else State.CONTACT


class DraftFactory(DjangoModelFactory[Draft]):
    """A question that is being written, complete unless `answers` says otherwise."""

    class Meta:
        model = Draft

    author = SubFactory(PoliceLeadFactory)
    answers = LazyFunction(
        lambda: {
            "asking": {"words": ["Why do the tills never empty?"]},
            "sharing": {"marking": ["1"], "is_shared_with_organisation": ["on"]},
        }
    )


class MoveFactory(DjangoModelFactory[Move]):
    """A word on how a question stands; with `to_state`, a move that the database makes."""

    class Meta:
        model = Move

    question = SubFactory(QuestionFactory)
    from_state = LazyAttribute(lambda move: move.question.state)
    to_state = SelfAttribute("from_state")
    reason = "We wait for a second force to answer."
    by = SelfAttribute("question.lead")


def words_of(question: Question) -> str:
    """The words in which a question was made."""
    text = FullText.objects.filter(question=question).first()
    return (text or question.summary).words


class NoteFactory(DjangoModelFactory[Note]):
    class Meta:
        model = Note

    question = SubFactory(QuestionFactory)
    by = SelfAttribute("question.lead")
    words = "We have seen it in two more towns."


class AssumptionFactory(DjangoModelFactory[Assumption]):
    class Meta:
        model = Assumption

    question = SubFactory(QuestionFactory)
    by = SelfAttribute("question.lead")
    words = "The shops belong to one group."


class ChallengeFactory(DjangoModelFactory[Challenge]):
    class Meta:
        model = Challenge

    assumption = SubFactory(AssumptionFactory)
    question = SelfAttribute("assumption.question")
    by = SelfAttribute("question.lead")
    words = "Two of them buy from different wholesalers."


class DescentFactory(DjangoModelFactory[Descent]):
    class Meta:
        model = Descent

    parent = SubFactory(QuestionFactory)
    child = SubFactory(QuestionFactory)
    by = SelfAttribute("child.lead")


class KnownWorkFactory(DjangoModelFactory[KnownWork]):
    class Meta:
        model = KnownWork

    question = SubFactory(QuestionFactory)
    by = SelfAttribute("question.lead")
    title = "Cash and its places"
    address = "https://doi.example/10.1000/182"
    words = "It counts shops and leaves open who owns them."


class VersionFactory(DjangoModelFactory[Version]):
    class Meta:
        model = Version

    question = SubFactory(QuestionFactory)
    by = SelfAttribute("question.lead")
    words = "Who gains when a shop banks more cash than it can have earned?"
    found_at = "Workshop on cash businesses"


class AssentFactory(DjangoModelFactory[Assent]):
    class Meta:
        model = Assent

    version = SubFactory(VersionFactory)
    question = SelfAttribute("version.question")
    by = SelfAttribute("question.lead")
    is_given = True


class ScoringFactory(DjangoModelFactory[Scoring]):
    """A score by the question's lead; with `elsewhere`, a band alone."""

    class Meta:
        model = Scoring

    question = SubFactory(QuestionFactory)
    by = SelfAttribute("question.lead")
    harm, likelihood, position, confidence = 4, 3, 2, "low"

    class Params:
        elsewhere = Trait(
            harm=None,
            likelihood=None,
            position=None,
            confidence="",
            held_elsewhere=True,
            band="high",
        )


class RubricWordFactory(DjangoModelFactory[RubricWord]):
    class Meta:
        model = RubricWord

    part, value, words = "harm", 1, "Little harm."


class AttachmentFactory(DjangoModelFactory[Attachment]):
    class Meta:
        model = Attachment

    question = SubFactory(QuestionFactory)
    by = SelfAttribute("question.lead")
    name = "tills.txt"
    content = b"Eleven tills, all of them full."
    size = LazyAttribute(lambda attachment: len(attachment.content))


class ReleaseFactory(DjangoModelFactory[Release]):
    """A proposal that waits for a second person."""

    class Meta:
        model = Release

    question = SubFactory(QuestionFactory)
    proposed_by = SelfAttribute("question.lead")
    reason = "Researchers should see it."
    words = "Why do some shops take in more than they sell?"


class RemarkingFactory(DjangoModelFactory[Remarking]):
    """A proposal to lower a marking that waits for a second person."""

    class Meta:
        model = Remarking

    question = SubFactory(QuestionFactory)
    proposed_by = SelfAttribute("question.lead")
    reason = "Nothing in it is sensitive any more."
    from_marking = Marking.OFFICIAL
    to_marking = Marking.PUBLIC


class BreakGlassFactory(DjangoModelFactory[BreakGlass]):
    """What a coordinator asked for; `broken` by a second one, it opens the question."""

    class Meta:
        model = BreakGlass

    question = SubFactory(QuestionFactory)
    proposed_by = SubFactory(CoordinatorFactory)
    reason = "The lead is on leave and a life may be at risk."

    class Params:
        broken = Trait(
            confirmed_by=SubFactory(CoordinatorFactory),
            confirmed_at=LazyFunction(timezone.now),
            until=LazyAttribute(lambda glass: glass.confirmed_at + GLASS_LASTS),
        )


class GrantFactory(DjangoModelFactory[Grant]):
    """A grant that stands, for a researcher."""

    class Meta:
        model = Grant

    question = SubFactory(QuestionFactory)
    person = SubFactory(AcademicFactory)
    by = SelfAttribute("question.lead")
    reason = "She knows more about tills than anybody."
    granted_at = LazyFunction(lambda: timezone.now() - timedelta(days=1))
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=89))

    class Params:
        ended = Trait(expires_at=LazyFunction(lambda: timezone.now() - timedelta(hours=1)))
        revoked = Trait(
            revoked_at=LazyFunction(timezone.now), revoked_by=SelfAttribute("question.lead")
        )


class ReadingFactory(DjangoModelFactory[Reading]):
    class Meta:
        model = Reading

    question = SubFactory(QuestionFactory)
    theme = SubFactory(ThemeFactory)
    by = SubFactory(CoordinatorFactory)


class DisciplineFactory(DjangoModelFactory[Discipline]):
    class Meta:
        model = Discipline

    slug = Sequence("discipline-{}".format)
    name = Sequence("Discipline {}".format)


class ApproachFactory(DjangoModelFactory[Approach]):
    class Meta:
        model = Approach

    slug = Sequence("approach-{}".format)
    name = Sequence("Approach {}".format)
    definition = "How it looks at a matter."


class ExpertiseFactory(DjangoModelFactory[Expertise]):
    class Meta:
        model = Expertise

    researcher = SubFactory("tests.factories.ResearcherFactory", expertise=None)
    discipline = SubFactory(DisciplineFactory)
    is_primary = True


class ResearcherFactory(DjangoModelFactory[Researcher]):
    """An academic with a profile and a primary discipline; outputs are made with OutputFactory."""

    class Meta:
        model = Researcher
        skip_postgeneration_save = True

    class Params:
        stale = Trait(confirmed_at=LazyFunction(lambda: timezone.now() - timedelta(days=200)))

    organisation = SubFactory(UniversityFactory)
    user = SubFactory(AcademicFactory, organisation=SelfAttribute("..organisation"))
    title = "Dr"
    name = SelfAttribute("user.name")
    statement = "I study how small shops keep their books, and why some of them do not."
    sent_at = LazyFunction(timezone.now)
    expertise = RelatedFactory(ExpertiseFactory, "researcher")


class StubFactory(ResearcherFactory):
    """An entry that a coordinator began for somebody who has not claimed it."""

    user = None
    name = Sequence("Stub {}".format)
    stub_email = Sequence("stub.{}@university.example".format)
    sent_at = None
    expires_on = LazyFunction(lambda: timezone.localdate() + timedelta(days=60))


class OutputFactory(DjangoModelFactory[Output]):
    class Meta:
        model = Output

    researcher = SubFactory(ResearcherFactory)
    title = Sequence("Ledgers of the high street, part {}".format)
    abstract = "We read the books of ninety shops and found eleven that balanced."
    year = 2024


class AccessNeedsFactory(DjangoModelFactory[AccessNeeds]):
    class Meta:
        model = AccessNeeds

    person = SubFactory(AcademicFactory)
    access = "A room without steps."
    event_on = LazyFunction(timezone.localdate)


class MatchRunFactory(DjangoModelFactory[MatchRun]):
    """A finished run, unless `queued` or `running`."""

    class Meta:
        model = MatchRun

    question = SubFactory(QuestionFactory, shared=True)
    requested_by = SubFactory(CoordinatorFactory)
    state = MatchRun.State.DONE
    people_compared = 66
    best = 1.0
    finished_at = LazyFunction(timezone.now)

    class Params:
        queued = Trait(state=MatchRun.State.QUEUED, people_compared=0, finished_at=None)
        running = Trait(
            state=MatchRun.State.RUNNING,
            people_compared=0,
            finished_at=None,
            token=LazyFunction(uuid4),
            lease_until=LazyFunction(lambda: timezone.now() + timedelta(minutes=1)),
        )


class SuggestionFactory(DjangoModelFactory[Suggestion]):
    """The next person of a run's ranking: the first made is ranked first."""

    class Meta:
        model = Suggestion

    run = SubFactory(MatchRunFactory)
    researcher = SubFactory(ResearcherFactory)
    rank = LazyAttribute(lambda s: s.run.suggestions.filter(rank__isnull=False).count() + 1)
    score = LazyAttribute(lambda s: 1 / s.rank)
    meaning = LazyAttribute(lambda s: 0.75 * s.score)
    words = LazyAttribute(lambda s: 0.25 * s.score)
    evidence = LazyAttribute(
        lambda s: [
            {
                "document": "statement",
                "kind": "statement",
                "title": "",
                "sentence": s.researcher.statement,
                "question_sentence": words_of(s.run.question),
                "strength": 0.5,
            }
        ]
    )

    class Params:
        too_little = Trait(rank=None, score=None, meaning=None, words=None, evidence=[])


class DecisionFactory(DjangoModelFactory[Decision]):
    """A coordinator's shortlisting, of a `suggestion` or of any researcher for any question."""

    class Meta:
        model = Decision

    question = Maybe(
        "suggestion",
        SelfAttribute("suggestion.run.question"),
        SubFactory(QuestionFactory, shared=True),
    )
    researcher = Maybe(
        "suggestion", SelfAttribute("suggestion.researcher"), SubFactory(ResearcherFactory)
    )
    voice = Decision.Voice.COORDINATOR
    answer = Decision.Answer.SHORTLISTED
    by = SubFactory(CoordinatorFactory)
    reason = LazyAttribute(
        lambda said: "I have counted tills." if said.answer == Decision.Answer.COULD_HELP else ""
    )

    class Params:
        suggestion = None


class FormalityFactory(DjangoModelFactory[Formality]):
    class Meta:
        model = Formality

    question = SubFactory(QuestionFactory, shared=True)
    researcher = SubFactory(ResearcherFactory)
    kind = Formality.Kind.DPIA
    state = Formality.State.WAITING
    reference = "DP-0412"
    by = SelfAttribute("question.lead")


class ReplyFactory(DjangoModelFactory[Reply]):
    """A coordinator's answer to an offer."""

    class Meta:
        model = Reply

    offer = SubFactory(DecisionFactory, voice="researcher", answer="could-help")
    question = SelfAttribute("offer.question")
    researcher = SelfAttribute("offer.researcher")
    by = SubFactory(CoordinatorFactory)
    words = "Please come to the workshop in March."


class FirstLookFactory(DjangoModelFactory[FirstLook]):
    """A finished first look, unless `queued` or `running`."""

    class Meta:
        model = FirstLook

    researcher = SubFactory(ResearcherFactory)
    requested_by = SelfAttribute("researcher.user")
    digest = "0" * 64
    state = FirstLook.State.DONE
    people_compared = 66
    questions_compared = 25
    finished_at = LazyFunction(timezone.now)

    class Params:
        queued = Trait(state=FirstLook.State.QUEUED, finished_at=None)
        running = Trait(
            state=FirstLook.State.RUNNING,
            finished_at=None,
            token=LazyFunction(uuid4),
            lease_until=LazyFunction(lambda: timezone.now() + timedelta(minutes=1)),
        )


class GlimpseFactory(DjangoModelFactory[Glimpse]):
    """A question that a person is closest to of all."""

    class Meta:
        model = Glimpse

    look = SubFactory(FirstLookFactory)
    question = SubFactory(QuestionFactory, shared=True)
    place = 1
    share = 1.0
    score, meaning, words = 0.6, 0.5, 0.1
    evidence = LazyAttribute(
        lambda g: [
            {
                "document": "statement",
                "kind": "statement",
                "title": "",
                "sentence": g.look.researcher.statement,
                "question_sentence": words_of(g.question),
                "strength": 0.5,
            }
        ]
    )


class ExclusionFactory(DjangoModelFactory[Exclusion]):
    """Somebody does not want to be suggested for what is named: one thing, or it is refused."""

    class Meta:
        model = Exclusion

    researcher = SubFactory(ResearcherFactory)


class InterestFactory(DjangoModelFactory[Interest]):
    """Somebody is managed by the person, organisation or name that is given."""

    class Meta:
        model = Interest

    person = SubFactory(AcademicFactory)
    kind = Interest.Kind.LINE_MANAGEMENT
