"""Fixtures of matching: an encoder that needs no model, and a queue of one's own."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from redis import Redis

from empac.celery import app
from matching import corpus, engine
from tests.factories import MatchRunFactory, QuestionFactory, SuggestionFactory


@pytest.fixture
def hashing(settings) -> Iterator[None]:
    """Compare by the words in common: it needs no model and takes no time."""
    settings.MATCHING_ENCODER = "hashing"
    corpus.encoder.cache_clear()
    yield
    corpus.encoder.cache_clear()


@pytest.fixture
def while_reading(hashing) -> Callable[..., None]:
    """Let something happen once while a worker reads texts, after so many batches of them."""

    def arrange(event: Callable[[], object], *, after: int = 0) -> None:
        events = [event, *[lambda: None] * after]

        class Interrupted(engine.HashingEncoder):
            def encode(self, texts: Sequence[str]) -> engine.Vectors:
                if events:
                    events.pop()()
                return super().encode(texts)

        corpus.encoder().inner = Interrupted()

    return arrange


@pytest.fixture
def queue(settings) -> Iterator[Redis]:
    """The queue, empty before and after."""
    with Redis.from_url(settings.REDIS_URL) as store:
        store.flushdb()
        yield store
        store.flushdb()


@pytest.fixture
def use_queue() -> Iterator[Callable[[str], None]]:
    """Turn Celery towards another queue until the test is over."""
    own = app.conf.broker_url

    def use(address: str) -> None:
        app.conf.broker_url = address
        app._after_fork()  # what it had open is forgotten

    yield use
    use(own)


@pytest.fixture
def suggestion(lead, academic):
    """The academic, suggested for the lead's question, shared with researchers."""
    run = MatchRunFactory(question=QuestionFactory(posted_by=lead, shared=True))
    return SuggestionFactory(run=run, researcher=academic.researcher)


@pytest.fixture
def clients(coordinator_client, lead_client, academic_client, suggestion):
    return {
        "coordinator": coordinator_client,
        "lead": lead_client,
        "researcher": academic_client,
    }
