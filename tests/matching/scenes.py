"""What several tests of matching begin with."""

import threading
from collections.abc import Callable

from django.db import connections

from accounts.models import User
from matching import jobs, services
from matching.models import Decision, MatchRun, Suggestion
from priorities.models import Question
from researchers.models import Researcher
from tests.factories import CoordinatorFactory, OutputFactory, QuestionFactory, ResearcherFactory

FIELDS = {
    "accounts": "I read the accounts of small shops. Cash that nobody banked leaves a trail.",
    "maps": "I draw maps of where vans stop at night. Routes between warehouses tell a story.",
    "speech": "I listen to recorded calls. The same voice speaks under many names.",
    "nursing": "I nurse people who were moved from house to house. They seldom give one address.",
}
WORDS = "Why do shops without customers bank so much cash, and whose vans stop at night?"


def register() -> list[Researcher]:
    """Somebody of each field, each with two outputs."""
    people = [
        ResearcherFactory(user__name=f"Person of {field}", statement=statement)
        for field, statement in FIELDS.items()
    ]
    for person in people:
        OutputFactory(researcher=person, title="Cash in shops", abstract=person.statement)
        OutputFactory(researcher=person, title="Vans at night", abstract="")
    return people


def question(**fields: object) -> Question:
    """A question that shares words with everybody in the register."""
    return QuestionFactory(**{"words": WORDS, "shared": True} | fields)


def search(asked: Question) -> MatchRun:
    """Look for people for a question and do at once what a worker would."""
    run = services.find_people(question=asked, by=CoordinatorFactory())
    jobs.execute_run(run.pk)
    run.refresh_from_db()
    return run


def say(
    suggestion: Suggestion, voice: str, answer: str, by: User, reason: str = "", **more: object
) -> Decision:
    """Decide, with less to write."""
    return services.decide(
        suggestion=suggestion, voice=voice, answer=answer, by=by, reason=reason, **more
    )


def speaker(suggestion: Suggestion, voice: str) -> User:
    """Somebody who may speak about a suggestion with a voice."""
    return {
        "coordinator": CoordinatorFactory,
        "lead": lambda: suggestion.run.question.posted_by,
        "researcher": lambda: suggestion.researcher.user,
    }[voice]()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all acts at one moment, each in its own thread; return answers or exceptions in order."""
    start = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def perform(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            answers[place] = act()
        except Exception as error:  # noqa: BLE001 it is what the test looks at
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=perform, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
