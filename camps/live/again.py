"""What a screen was shown within the minute is shown to it again, without asking once more who it is.

A tag proves that its viewer was let in within the minute (tags.py): that is why "unchanged" may look at nothing else.
Where the camp has changed since, it proves no less. So of a poll with a good tag, for a part that many share
(parts.py), this process remembers which part that was, and answers with what is written of it now: no session, no
member, no row. Where nothing is written yet, or the minute is over, everything is asked as ever. The tag that goes back
ends with the same minute, so nobody stays let in by asking. A way that is closed is closed at once (`counter.shut`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from camps.live.counter import doors
from camps.live.parts import Part, put_in_own
from camps.live.sharing import there
from camps.live.tags import VARIES_BY, minute_of, tag_of, viewer_of

Found = TypeVar("Found")
Kept = TypeVar("Kept")
MOST = 4096  # screens of each sort that a process remembers


@dataclass(frozen=True, slots=True)
class Good:
    """A good tag, as UnchangedMiddleware found it: the camp, its counter now, the one the screen has, and when."""

    camp_id: int
    counter: str
    has: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Shown:
    part: Part
    minute: int
    doors: str
    headers: tuple[tuple[str, str], ...]  # of the view's own: what seals the page of a secret link


@dataclass(frozen=True, slots=True)
class _Caller:
    found: Any
    minute: int
    doors: str


_shown: dict[bytes, _Shown] = {}
_callers: dict[bytes, _Caller] = {}


class ShownAgainMiddleware:
    """Stands below the CSRF middleware, which reads the browser's cookie for the forms, and above the signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        good: Good | None = getattr(request, "live_tag", None)
        if good is None:
            return self.get_response(request)
        who, minute = _who(request, good)
        known, closed = _shown.get(who), doors(good.camp_id)
        if known is not None and (known.minute, known.doors, known.part.camp_id) == (minute, closed, good.camp_id):
            found = there(known.part.camp_id, known.part.what, counter=good.counter, has=good.has, now=good.at)
            if found is not None:
                text, made_under = found
                response = HttpResponse(put_in_own(request, text), headers=dict(known.headers))
                viewer = viewer_of(request)
                response["ETag"] = tag_of(viewer, camp_id=good.camp_id, counter=made_under, now=good.at)
                patch_vary_headers(response, VARIES_BY)
                return response
        response = self.get_response(request)
        part = getattr(response, "live_part", None)
        if part is not None and closed and response.status_code == 200 and "ETag" in response:
            headers = tuple((name, value) for name, value in response.items() if name not in ("ETag", "Vary"))
            _remember(_shown, who, _Shown(part, minute, closed, headers))
        return response


def caller_within_the_minute(
    request: HttpRequest, find: Callable[[], Found], *, good: Callable[[Found], bool]
) -> Found:
    """Whom `find` finds behind a secret link, or found for this screen within the minute; only who is `good` is kept.

    What hangs on the caller's own row, such as the language, is a minute old at most, as a right is.
    """
    tag: Good | None = getattr(request, "live_tag", None)
    if tag is None or (closed := doors(tag.camp_id)) is None:
        return find()
    who, minute = _who(request, tag)
    known = _callers.get(who)
    if known is not None and (known.minute, known.doors) == (minute, closed):
        there_already: Found = known.found
        return there_already
    found = find()
    if good(found):
        _remember(_callers, who, _Caller(found, minute, closed))
    return found


def lately(request: HttpRequest, camp_id: int, what: Hashable) -> tuple[Any, str] | None:
    """For a poll with a good tag: what `sharing.there` has of this, and the number for the answer (`under`)."""
    tag: Good | None = getattr(request, "live_tag", None)
    if tag is None or tag.camp_id != camp_id:
        return None
    return there(camp_id, what, counter=tag.counter, has=tag.has, now=tag.at)


def under(response: HttpResponse, number: str) -> HttpResponse:
    """The answer was made of what stood under this older number: so its tag says, and the next poll brings the new."""
    response.live_number = number  # type: ignore[attr-defined]  # read by answers.tagged
    return response


def _who(request: HttpRequest, tag: Good) -> tuple[bytes, int]:
    viewer = viewer_of(request)
    return blake2b(viewer.encode()).digest(), minute_of(viewer, tag.at)


def _remember(kept: dict[bytes, Kept], who: bytes, what: Kept) -> None:
    if len(kept) >= MOST:
        kept.clear()
    kept[who] = what
