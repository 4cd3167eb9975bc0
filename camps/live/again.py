"""What a screen was shown within the minute is shown to it again, without asking once more who it is.

A tag proves that its viewer was let in within the minute (tags.py): that is why "unchanged" may look at nothing else.
Where the camp has changed since, it proves no less. So of a poll with a good tag, for a part that many share
(parts.py), this process remembers which part that was, and answers with what is written of it now: no session, no
member, no row. Where nothing is written yet, or the minute is over, everything is asked as ever. The tag that goes back
ends with the same minute, so nobody stays let in by asking. A way that is closed is closed at once (`counter.shut`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from camps.live.counter import doors
from camps.live.parts import Part, put_in_own
from camps.live.sharing import there
from camps.live.tags import VARIES_BY, minute_of, tag_of, viewer_of

MOST = 4096  # screens a process remembers


@dataclass(frozen=True, slots=True)
class Good:
    """A good tag, as UnchangedMiddleware found it: the camp, its counter now, and when that was."""

    camp_id: int
    counter: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Shown:
    part: Part
    minute: int
    doors: str
    headers: tuple[tuple[str, str], ...]  # of the view's own: what seals the page of a secret link


_shown: dict[bytes, _Shown] = {}


class ShownAgainMiddleware:
    """Stands below the CSRF middleware, which reads the browser's cookie for the forms, and above the signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        good: Good | None = getattr(request, "live_tag", None)
        if good is None:
            return self.get_response(request)
        viewer = viewer_of(request)
        who, minute = blake2b(viewer.encode()).digest(), minute_of(viewer, good.at)
        known, closed = _shown.get(who), doors(good.camp_id)
        if known is not None and (known.minute, known.doors, known.part.camp_id) == (minute, closed, good.camp_id):
            text = there(known.part.camp_id, known.part.what, counter=good.counter, now=good.at)
            if text is not None:
                response = HttpResponse(put_in_own(request, text), headers=dict(known.headers))
                response["ETag"] = tag_of(viewer, camp_id=good.camp_id, counter=good.counter, now=good.at)
                patch_vary_headers(response, VARIES_BY)
                return response
        response = self.get_response(request)
        part = getattr(response, "live_part", None)
        if part is not None and closed and response.status_code == 200 and "ETag" in response:
            if len(_shown) >= MOST:
                _shown.clear()
            headers = tuple((name, value) for name, value in response.items() if name not in ("ETag", "Vary"))
            _shown[who] = _Shown(part, minute, closed, headers)
        return response
