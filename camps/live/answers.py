"""Answers that say of which moment they are, and the short answer to who has that moment already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from camps.live.again import Good
from camps.live.counter import counter
from camps.live.tags import VARIES_BY, read_tag, tag_of, viewer_of

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Reading:
    """The moment before the rows of an answer were read. `counter` is None with Redis away: no tag then."""

    camp_id: int
    counter: str | None
    at: datetime

    def tag(self, request: HttpRequest, *, part: str = "") -> str:
        """For this answer; with `part`, for the answer that a poll of that address would get (data-poll-tag)."""
        if self.counter is None:
            return ""
        viewer = viewer_of(request, part=part)
        return tag_of(viewer, camp_id=self.camp_id, counter=self.counter, now=self.at)


def begin(camp_id: int) -> Reading:
    """Call it before the first row is read."""
    return Reading(camp_id, counter(camp_id), timezone.now())


def tagged(request: HttpRequest, camp_id: int, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer that `make` reads and writes, with its tag. Only a 200 to a GET has one."""
    if request.method not in ("GET", "HEAD"):
        return make()
    reading = begin(camp_id)
    response = make()
    reading = replace(reading, counter=getattr(response, "live_number", reading.counter))
    if response.status_code == 200 and (tag := reading.tag(request)):
        response["ETag"] = tag
        patch_vary_headers(response, VARIES_BY)
    return response


def of_the_address(*_: Any, **kwargs: Any) -> int:
    """The camp that `requires` put in the place of the address's slug, or that of its registration."""
    camp_id: int = kwargs["camp"].pk if "camp" in kwargs else kwargs["registration"].camp_id
    return camp_id


def live(camp: Callable[..., int] = of_the_address) -> Callable[[View], View]:
    """A view that is polled: stands below `requires` or `behind_the_link`, so that access is checked before.

    `camp` finds the camp's id in what the view gets after the request. Only what raises the camp's counter, the
    minute, or what `viewer_of` holds may change the answer.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return tagged(request, camp(*args, **kwargs), lambda: view(request, *args, **kwargs))

        return answer

    return mark


class UnchangedMiddleware:
    """304 for who has what a live page would show: one GET of Redis, no session, no row.

    Stands before the sessions. Whoever sends a good tag was let in and shown this within the minute. Where the camp has
    changed since, `request.live_tag` says so to ShownAgainMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.META.get("HTTP_IF_NONE_MATCH", "")
        if known and request.method in ("GET", "HEAD"):
            now = timezone.now()
            found = read_tag(known, viewer_of(request), now=now)
            if found is not None and (seen := counter(found[0])) is not None:
                if seen == found[1]:
                    response = HttpResponseNotModified(headers={"ETag": known.removeprefix("W/")})
                    patch_vary_headers(response, VARIES_BY)
                    return response
                request.live_tag = Good(found[0], seen, found[1], now)  # type: ignore[attr-defined]  # read by again.py
        return self.get_response(request)
