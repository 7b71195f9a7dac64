"""How often a door may be tried: so often for an account and from an address, then a pause.

The doors are signing in, where passwords are guessed, and signing up, which mails to anybody.

Counted in the database, so that all web workers share the counts and the queue may be away.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import SignInCount

PAUSE = timedelta(minutes=5)
# Wrong tries within the pause. Many people share one address in a force, none an account.
MOST = {"account": 5, "address": 20}


def begin(*, email: str, address: str, door: str = "sign-in") -> bool:
    """Count a try before its password is looked at; False when there have been too many.

    Counted first, so that of many tries at one moment no more get through. What is typed is
    counted, whether or not there is such an account: both get the same answer.
    """
    with transaction.atomic():
        # Always in this order, so that two tries never wait for each other in a ring.
        counts = {kind: _held(f"{door} {kind}", typed) for kind, typed in _pair(email, address)}
        if any(count.failures >= MOST[kind] for kind, count in counts.items()):
            return False
        for count in counts.values():
            count.failures += 1
            count.save()
    return True


def forgive(*, email: str, address: str) -> None:
    """Take back a try to sign in that was right; the account starts afresh."""
    account, place = (_key(f"sign-in {kind}", typed) for kind, typed in _pair(email, address))
    SignInCount.objects.filter(key=account).update(failures=0)
    counted = SignInCount.objects.filter(key=place, failures__gt=0)
    counted.update(failures=F("failures") - 1)


def forget() -> None:
    """Take away counts that hold nobody up any more."""
    SignInCount.objects.filter(since__lt=timezone.now() - PAUSE).delete()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind proxies, what the outermost of our own saw."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = settings.TRUSTED_PROXIES
    seen = hops[-proxies].strip() if 0 < proxies <= len(hops) else ""
    return seen or request.META.get("REMOTE_ADDR", "")


def _pair(email: str, address: str) -> list[tuple[str, str]]:
    return [("account", email), ("address", address)]


def _key(kind: str, typed: str) -> str:
    """A hash: the table tells nobody who tried, or from where."""
    return salted_hmac(kind, typed, algorithm="sha256").hexdigest()


def _held(kind: str, typed: str) -> SignInCount:
    """The count, which nobody else can change until the transaction ends."""
    count, _ = SignInCount.objects.select_for_update().get_or_create(key=_key(kind, typed))
    if count.since < timezone.now() - PAUSE:
        count.failures, count.since = 0, timezone.now()
    return count
