"""A calendar feed by its secret address: what Google, Apple and Outlook ask for, every hour or twice a day."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from camps.access import public
from camps.link_misses import too_many_misses
from notifications.ical.freshness import http_date
from notifications.models import Reader
from notifications.services.feed_answers import Asked, answer

NO_SUCH = "This calendar address brings nothing: it is mistyped, was switched off, or has run out.\n"
SLOWLY = "Too many unknown addresses from here. Please wait a minute.\n"
NOT_READY = "This calendar can't be shown at the moment. Please ask again later.\n"
# In this order: Outlook's and Thunderbird's names come with "Mozilla/" too.
READERS = (
    (Reader.GOOGLE, re.compile(r"Google-Calendar|Googlebot|FeedFetcher-Google", re.IGNORECASE)),
    (Reader.OUTLOOK, re.compile(r"Outlook|Microsoft|Exchange|MSOffice", re.IGNORECASE)),
    (Reader.THUNDERBIRD, re.compile(r"Thunderbird|Lightning", re.IGNORECASE)),
    (Reader.APPLE, re.compile(r"dataaccessd|CalendarAgent|CalendarStore|iCal/|\biOS/|\bmacOS/|remindd", re.IGNORECASE)),
    (Reader.BROWSER, re.compile(r"Mozilla/", re.IGNORECASE)),
)


@public("the address is the secret, calendars can't sign in")
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed, 304, 410 or 429; always calendar or plain text, never a page."""
    now = timezone.now()
    said = answer(
        Asked(
            token=token,
            if_none_match=request.headers.get("If-None-Match"),
            if_modified_since=request.headers.get("If-Modified-Since"),
            reader=reader_named(request.headers.get("User-Agent", "")),
        ),
        now=now,
    )
    if said.changed_at is not None:
        response = HttpResponse(said.body, status=said.status, content_type="text/calendar; charset=utf-8")
        response["ETag"] = said.etag
        response["Last-Modified"] = http_date(said.changed_at)
        response["Cache-Control"] = "private, no-cache"  # to be kept, and asked about each time
    elif said.status == 503:
        response = _words(NOT_READY, 503, after=600)
    elif too_many_misses(request):  # an address that lives is answered however many others were missed from there
        response = _words(SLOWLY, 429, after=60)
    else:
        response = _words(NO_SUCH, 410)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def reader_named(agent: str) -> Reader:
    """Which calendar asks, by its own word."""
    return next((reader for reader, pattern in READERS if pattern.search(agent)), Reader.OTHER)


def _words(text: str, status: int, *, after: int = 0) -> HttpResponse:
    headers = {"Retry-After": str(after)} if after else {}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)
