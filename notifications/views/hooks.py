"""/hooks/<provider>/: what providers call. Whether a call is genuine is for the provider's own folder to say.

No session, no form token: the right to call is the signature. What was signed wrong leaves no row.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from camps.access import public
from notifications.channels.incoming import NotGenuine
from notifications.channels.registry import CHALLENGES, INCOMING
from notifications.services.taking_in import take_in
from notifications.tasks import wake_on_commit

logger = logging.getLogger(__name__)

LARGEST = 256 * 1024  # Meta sends up to a thousand receipts in a call; a text is a kilobyte
# Twilio reads an answer to a text as its markup, and this says "nothing to do"; the others look at the 200 alone.
TAKEN = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@csrf_exempt
@public("a provider's call: the signature is the key")
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, provider: str, key: str = "") -> HttpResponse:
    """Take a call in: 200 once all of it is committed, so that a provider repeats what we could not keep.

    `key` is part of the address that some providers are given instead of a signature; their folder reads it there.
    """
    read = INCOMING.get(provider)
    if read is None:
        raise Http404
    if request.method == "GET":
        return _challenged(request, provider)
    raw = _body(request)
    if raw is None:
        return _said(413, f"At most {LARGEST} octets.")
    try:
        events = read(raw, request.headers, _address(request), _form(request))
    except NotGenuine as why:
        logger.warning("A call of a webhook was not genuine: %s", why)
        return _said(403, "Not signed as we know it.")
    take_in(events, now=timezone.now())
    if events:
        wake_on_commit()
    return HttpResponse(TAKEN, content_type="text/xml; charset=utf-8")


def _challenged(request: HttpRequest, provider: str) -> HttpResponse:
    """Some providers ask once by GET whether the address is ours, and want their own word back."""
    answer = CHALLENGES.get(provider)
    if answer is None:
        return HttpResponse(status=405, headers={"Allow": "POST"})
    try:
        return _said(200, answer(request.GET.dict()))
    except NotGenuine:
        return _said(403, "Not the word we gave out.")


def _body(request: HttpRequest) -> bytes | None:
    """The octets as they came, which is what was signed; None where they are too many."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return None
    try:
        return request.body if len(request.body) <= LARGEST else None
    except RequestDataTooBig:
        return None


def _form(request: HttpRequest) -> Mapping[str, str]:
    """Each parameter as it came, untrimmed; none in a call that is no form."""
    form: dict[str, Any] = request.POST.dict()
    return {str(name): str(value) for name, value in form.items()}


def _address(request: HttpRequest) -> str:
    """The address as the provider called it, to the letter: behind a proxy the request knows another host."""
    return f"{settings.PUBLIC_URL}{request.get_full_path()}"


def _said(status: int, words: str) -> HttpResponse:
    """Plain words, which no browser takes for a page."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
