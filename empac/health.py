"""Three questions a machine asks: does the process live, can it serve, does the worker work."""

from django.contrib.auth.decorators import login_not_required
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from accounts import seals
from empac import canary


@login_not_required
@non_atomic_requests
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer without touching anything else: a restart helps only if even this fails."""
    return _answer("alive")


@login_not_required
@non_atomic_requests
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be served: the database answers and its tables fit this code."""
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except (OperationalError, InterfaceError):
        return _answer("the database does not answer", well=False)
    if waiting:
        return _answer(f"{waiting} migrations have not been run", well=False)
    return _answer("ready")


@login_not_required
@non_atomic_requests
@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Say whether a worker takes tasks, and whether the access log is sealed as it should be."""
    try:
        silence = canary.silent_for()
    except RedisError:
        return _answer("the queue does not answer", well=False)
    except (OperationalError, InterfaceError):
        return _answer("the database does not answer", well=False)
    if silence is None:
        return _answer("no worker has been heard yet", well=False)
    heard = f"a worker was heard {silence:.0f} s ago"
    sealed, is_sealed = _sealed()
    return _answer(f"{heard}; {sealed}", well=silence <= canary.SILENT_TOO_LONG and is_sealed)


def _sealed() -> tuple[str, bool]:
    """How the seals of the access log stand, and whether that is well."""
    try:
        since = seals.waiting_since()
    except (OperationalError, InterfaceError):
        return "the database does not answer", False
    if since is None:
        return "the access log is sealed", True
    waits = (timezone.now() - since).total_seconds()
    return f"the access log waits {waits:.0f} s for its seal", waits <= seals.WAITS_TOO_LONG


def _answer(words: str, *, well: bool = True) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain", status=200 if well else 503)
