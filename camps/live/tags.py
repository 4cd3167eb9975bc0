"""The ETag of a live answer: `"camp-counter-minute-mac"`.

Who sends it back is told "unchanged" and nothing else is looked at, so it must hold all that decides what an answer
shows. The mac ties camp, counter and minute to the viewer: the address with its query (a patient's secret link
included), every cookie (the session's and the patient's "who" among them), the host, the language asked for, and
whether a page or a part of one was asked for. So a tag is good only for whom it was given to, for that very answer.

The minute bounds what the counter can't see: a raise that was lost, an estimate that ages, a sign-in that ended or a
right that was taken away. It begins at another second for each viewer, so that they don't all read anew at once.
"""

from __future__ import annotations

import re
from datetime import datetime
from zlib import crc32

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

VARIES_BY = ("Cookie", "Accept-Language", "HX-Request")
SECONDS = 60
# W/ is added by proxies that compress.
_FORM = re.compile(r'(?:W/)?"([0-9]{1,19})-([0-9]{1,19})-([0-9]{1,12})-([0-9a-f]{16})"')


def viewer_of(request: HttpRequest, *, part: str = "") -> str:
    """All that decides what `request` is shown; with `part`, the address that a page polls, what its poll will be."""
    asked = request.META
    return "\n".join(
        (
            part or request.get_full_path(),
            asked.get("HTTP_COOKIE", ""),
            asked.get("HTTP_HOST", ""),
            asked.get("HTTP_ACCEPT_LANGUAGE", ""),
            "true" if part else asked.get("HTTP_HX_REQUEST", ""),
        )
    )


def tag_of(viewer: str, *, camp_id: int, counter: str, now: datetime) -> str:
    """The tag of an answer made from rows read after `counter` was, at `now`."""
    body = f"{camp_id}-{counter}-{minute_of(viewer, now)}"
    return f'"{body}-{_mac(viewer, body)}"'


def read_tag(text: str, viewer: str, *, now: datetime) -> tuple[int, str] | None:
    """The camp and its counter, of a tag that was given to this viewer in this minute; None for anything else."""
    form = _FORM.fullmatch(text)
    if form is None or int(form[3]) != minute_of(viewer, now):
        return None
    if not constant_time_compare(form[4], _mac(viewer, f"{form[1]}-{form[2]}-{form[3]}")):
        return None
    return int(form[1]), form[2]


def minute_of(viewer: str, now: datetime) -> int:
    """In which a tag of this viewer is good; it begins at a second of his or her own."""
    return (int(now.timestamp()) + crc32(viewer.encode()) % SECONDS) // SECONDS


def _mac(viewer: str, body: str) -> str:
    return salted_hmac("camps.live.tag", f"{body}\n{viewer}", algorithm="sha256").hexdigest()[:16]
