"""A sign of life from the worker, kept where the web server can see how old it is.

Workers have been seen to stop taking tasks after the queue went away and came back while their
process looked well. So the scheduler sends a task every 30 seconds that only writes down the time.
"""

import time

from django.conf import settings
from redis import Redis

from matching.models import MatchRun

_KEY = "empac:canary"
# It sings every 30 seconds; four missed in a row is no accident.
SILENT_TOO_LONG = 120.0
# A key nobody renews is gone after a day.
_KEPT_SECONDS = 86_400


def sing() -> None:
    """Write down that a worker was taking tasks just now."""
    with _store() as store:
        store.set(_KEY, repr(time.time()), ex=_KEPT_SECONDS)


def silent_for() -> float | None:
    """Return the seconds since the worker was last heard, None if it was not within a day.

    A worker with a long run in hand takes no other task, but reports on the run.

    Raises:
        redis.RedisError: the queue is away.
    """
    with _store() as store:
        heard = store.get(_KEY)
    if MatchRun.objects.at_work().exists():
        return 0.0
    return None if heard is None else max(0.0, time.time() - float(heard))


def _store() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
