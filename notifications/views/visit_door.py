"""The door of the patient's pages: finds the link, opens its organisation's scope, sets language and headers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_scopes import scope, scopes_disabled

from camps.access import public
from camps.link_misses import too_many_misses
from camps.link_pages import sealed
from camps.live.again import caller_within_the_minute
from camps.models import Registration
from notifications.queries.facts import dialled
from notifications.queries.visits import look_for_nobody
from notifications.services.links import Unknown, find, hash_of
from notifications.wording import LANGUAGES

KNOWN_FOR_SECONDS = 15 * 60
_signer = TimestampSigner(salt="notifications.visit.who")


@dataclass(frozen=True)
class Caller:
    """Whoever holds the link, at one moment."""

    token: str
    registration: Registration
    now: datetime
    language: str
    asked_language: str
    proven: bool

    @property
    def link_hash(self) -> str:
        return hash_of(self.token)

    @property
    def query(self) -> str:
        """What keeps a chosen language from page to page; nothing is stored."""
        return f"?lang={self.asked_language}" if self.asked_language else ""

    def path(self, page: str = "") -> str:
        return f"/v/{self.token}{'/' if page else ''}{page}{self.query}"


Page = Callable[..., HttpResponse]  # of a request, a caller, and what else the address says


def behind_the_link(*methods: str) -> Callable[[Page], Callable[..., HttpResponse]]:
    """A page of the visit. Unknown, revoked and expired links get the same 410 (safety.md §4.3).

    Without CSRF tokens: the right to act is the secret in the address, which no other site knows, and no cookie. A page
    that sends no referrer posts with `Origin: null`, which Django would refuse; and no cookie need be taken.
    """

    def guard(page: Page) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @public("the secret link is the key")
        @require_http_methods(methods)
        @wraps(page)
        def opened(request: HttpRequest, token: str, **parts: int) -> HttpResponse:
            # The point that ended the sentence around it, or the bracket, came along when the link was copied.
            token = token.rstrip(".,;:!?)>\"'")
            now = timezone.now()
            found = caller_within_the_minute(
                request, lambda: find(token, now), good=lambda found: isinstance(found, Registration)
            )
            if not isinstance(found, Registration):
                if isinstance(found, Unknown):
                    with scopes_disabled():
                        look_for_nobody()
                return sealed(closed_page(request))
            asked = ours(request.GET.get("lang", ""))
            language = asked or first_of(found.patient.language, *found.camp.languages)
            caller = Caller(token, found, now, language, asked, _is_proven(request, token))
            with scope(organisation=found.organisation), translation.override(language):
                return sealed(page(request, caller, **parts), language)

        return opened

    return guard


def show(request: HttpRequest, caller: Caller, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page with what all of them need."""
    camp = caller.registration.camp
    return render(
        request,
        f"notifications/visit/{template}.html",
        {
            **context,
            "camp": camp,
            "zone": camp.zone,
            "camp_name": camp.short_name or camp.name,
            "help_phone": dialled(camp.help_phone, camp.venue.country),
            "help_dial": camp.help_phone,
            "caller": caller,
            "languages": [(code, name) for code, name in settings.LANGUAGES if code in LANGUAGES],
            "language": caller.language,
            "proven": caller.proven,
            "times_path": caller.path("times"),
            "days_path": f"{caller.path('times')}{'&' if caller.query else '?'}",
            "give_up_path": caller.path("give-up"),
            "wishes_path": caller.path("wishes"),
            "who_path": caller.path("who"),
            "calendar_path": caller.path("calendar.ics"),
        },
        status=status,
    )


def remember(response: HttpResponse, caller: Caller) -> None:
    """This browser showed who it is, for this link and a quarter of an hour: phones are shared."""
    response.set_cookie(
        _cookie(),
        _signer.sign(caller.link_hash[:16]),
        max_age=KNOWN_FOR_SECONDS,
        path=f"/v/{caller.token}",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, caller: Caller) -> None:
    response.delete_cookie(_cookie(), path=f"/v/{caller.token}", samesite="Lax")


def _is_proven(request: HttpRequest, token: str) -> bool:
    try:
        said = _signer.unsign(request.COOKIES.get(_cookie(), ""), max_age=KNOWN_FOR_SECONDS)
    except BadSignature:
        return False
    return said == hash_of(token)[:16]


def _cookie() -> str:
    return "__Secure-who" if settings.SESSION_COOKIE_SECURE else "who"


def closed_page(request: HttpRequest) -> HttpResponse:
    """410, and 429 for an address that misses too often; a link that works is never refused for its neighbours."""
    language = ours(request.GET.get("lang", "")) or first_of(translation.get_language() or "")
    with translation.override(language):
        if too_many_misses(request):
            response = render(request, "429.html", {"retry_minutes": 1}, status=429)
            response["Retry-After"] = "60"
        else:
            response = render(request, "410.html", status=410)
    response["Content-Language"] = language
    return response


def ours(code: str) -> str:
    """The language of ours that a code means; empty where we have no words in it."""
    base = code.replace("_", "-").partition("-")[0].lower()
    return base if base in LANGUAGES else ""


def first_of(*codes: str) -> str:
    """The first of these languages that we have words in."""
    return next((known for code in codes if (known := ours(code))), "en")
