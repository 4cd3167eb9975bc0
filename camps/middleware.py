"""Opens the scope of the organisation that the signed-in person works in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from camps import sessions
from camps.models import User
from camps.queries.members import memberships
from camps.queries.second_factor import is_required


class OrganisationScopeMiddleware:
    """Gives `request.member` and `request.organisation` (None for a stranger) and opens the organisation's scope.

    A sign-in that ran out, or lacks the second factor where one is required, is none. Otherwise it refuses nothing: who
    may open a page stands on the page (camps/access.py). Without a scope a query for an organisation's rows is an
    error, so a page that forgot to ask shows nothing. A visitor without a session, such as a patient, costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member = request.organisation = None  # type: ignore[attr-defined]  # see StaffRequest
        with ExitStack() as scopes:
            if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
                self._recognise(request, request.user, scopes)
            return self.get_response(request)

    def _recognise(self, request: HttpRequest, user: User, scopes: ExitStack) -> None:
        now = timezone.now()
        half = is_required() and not sessions.factor_was_given(request.session)
        if half or sessions.is_over(request.session, now=now):
            logout(request)
            return
        if not _asks_by_itself(request):
            sessions.touch(request.session, now=now)
        member = sessions.chosen(request.session, memberships(user))
        if member is not None:
            request.member, request.organisation = member, member.organisation  # type: ignore[attr-defined]
            scopes.enter_context(scope(organisation=member.organisation))


def _asks_by_itself(request: HttpRequest) -> bool:
    """A live page asking whether anything changed: it must not keep a forgotten screen signed in for ever."""
    return "If-None-Match" in request.headers and "HX-Request" in request.headers
