"""Fixtures of matching: an encoder that needs no model, and a queue of one's own."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from redis import Redis

from empac.celery import app
from matching import corpus, engine

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def hashing(settings) -> Iterator[None]:
    """Compare by the words in common: it needs no model and takes no time."""
    settings.MATCHING_ENCODER = "hashing"
    corpus.encoder.cache_clear()
    yield
    corpus.encoder.cache_clear()


@pytest.fixture
def while_reading(hashing, monkeypatch) -> Callable[[Callable[[], object]], None]:
    """Let something happen once while a worker is reading texts."""

    def arrange(event: Callable[[], object]) -> None:
        quiet = corpus.RememberingEncoder(engine.HashingEncoder())
        events = [event]

        class Interrupted(engine.HashingEncoder):
            def encode(self, texts: Sequence[str]) -> engine.Vectors:
                if events:
                    events.pop()()
                return quiet.inner.encode(texts)

        loud = corpus.RememberingEncoder(Interrupted())
        monkeypatch.setattr(corpus, "encoder", lambda: loud if events else quiet)

    return arrange


@pytest.fixture
def queue(settings) -> Iterator[Redis]:
    """The queue, empty before and after."""
    with Redis.from_url(settings.REDIS_URL) as store:
        store.flushdb()
        yield store
        store.flushdb()


@pytest.fixture
def queue_goes_away() -> Iterator[Callable[[], None]]:
    """Turn Celery towards a port where nobody listens, until the test is over or it is told."""
    url = app.conf.broker_url

    def use(address: str) -> None:
        app.conf.broker_url = address
        app._after_fork()  # what it had open is forgotten

    use(NOBODY_LISTENS)
    yield lambda: use(url)
    use(url)
