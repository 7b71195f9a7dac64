"""A coordinator's search of the register by meaning."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audit
from accounts.acting import act
from accounts.models import User
from accounts.permissions import Permission
from matching import tasks
from matching.models import PersonSearch, SearchWords


@act
def search_people(*, words: str, by: User) -> PersonSearch:
    """Queue a search; while one of the same person's for the same words is under way, that one.

    Raises:
        PermissionDenied: the person may not see the whole register.
    """
    if not by.can(Permission.PERSON_READ_ALL):
        raise PermissionDenied
    # Of two clicks at once the second waits here, and then finds the search of the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    active = PersonSearch.objects.active().filter(requested_by=by)
    under_way = SearchWords.objects.filter(search__in=active, words=words).first()
    if under_way:
        return under_way.search
    search = PersonSearch.objects.create(requested_by=by)
    SearchWords.objects.create(search=search, words=words)
    audit.record(by=by, action="people-search.requested", target=search)
    transaction.on_commit(lambda: tasks.ring(search.pk, PersonSearch), robust=True)
    return search
