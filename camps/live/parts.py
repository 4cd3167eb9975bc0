"""The part of a page that is polled, written once for all who may see the same (sharing.py).

It is written without the request, so that nothing of a viewer, a cookie or a message can stand in it. What a form holds
of its own is put in for each: the CSRF token, and the id by which a double click is one act.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from camps.live.sharing import shared

# Of a form's own fields alone: in what people wrote, a quotation mark is escaped.
_OWN = re.compile(r'(<input type="hidden" name="(csrfmiddlewaretoken|client_id)" value=")[^"]*"')


@dataclass(frozen=True, slots=True)
class Part:
    """Which shared part an answer was: what `shared` keeps it by."""

    camp_id: int
    what: Hashable


def shared_part(
    request: HttpRequest,
    template: str,
    context: Callable[[], dict[str, Any]],
    *,
    camp_id: int,
    what: tuple[Hashable, ...] = (),
    now: datetime,
) -> HttpResponse:
    """`what` is all that tells this part from another of the same template: the station, whether buttons are shown."""

    def write() -> str:
        return render_to_string(template, {**context(), "csrf_token": "of each", "LANGUAGE_BIDI": get_language_bidi()})

    part = Part(camp_id, (template, get_language(), *what))
    response = HttpResponse(put_in_own(request, shared(camp_id, part.what, write, now=now)))
    response.live_part = part  # type: ignore[attr-defined]  # read by ShownAgainMiddleware
    return response


def put_in_own(request: HttpRequest, text: str) -> str:
    """The part with the browser's CSRF token and a fresh id in each of its forms."""

    def put_in(field: re.Match[str]) -> str:
        value = get_token(request) if field[2] == "csrfmiddlewaretoken" else str(uuid4())
        return f'{field[1]}{value}"'

    return _OWN.sub(put_in, text)
