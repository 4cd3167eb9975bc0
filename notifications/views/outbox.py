"""/outbox/: what the built-in mail server and SMS provider took. It shows secret links, so it is hard to find open."""

from __future__ import annotations

import secrets
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from camps.access import public
from camps.policy import Verb, can
from camps.this_machine import is_here
from notifications.queries.outbox import OpenMail, is_there, open_mail, sent_items

A_PAGE = 40
WHY = "only with the built-in mail server, on this machine or for a signed-in owner; 404 for all others"
# A mail is a stranger's page: no script, no form, nothing loaded; its links open by themselves, outside the sandbox.
SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


@public(WHY)
def outbox(request: HttpRequest) -> HttpResponse:
    """Mails and texts, the newest first."""
    everything = sees_everything(request)
    q, channel = request.GET.get("q", "")[:120], request.GET.get("channel", "")
    found = sent_items(q=q, channel=channel, of_organisation=not everything)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "q": q,
        "channel": channel,
        "zone": ZoneInfo("UTC"),
        "once": secrets.token_hex(8),
    }
    return render(request, "notifications/outbox/outbox.html", context)


@public(WHY)
def outbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text, its calendar part in words, and the way to its HTML."""
    mail = _mail(request, name)
    return render(request, "notifications/outbox/mail.html", {"mail": mail, "zone": ZoneInfo("UTC")})


@public(WHY)
@xframe_options_sameorigin
def outbox_html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail's HTML as a page of its own, in a sandbox."""
    answer = HttpResponse(_mail(request, name).html or "<p>This mail has no HTML part.</p>")
    answer["Content-Security-Policy"] = SANDBOX
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _mail(request: HttpRequest, name: str) -> OpenMail:
    found = open_mail(name, of_organisation=not sees_everything(request))
    if found is None:
        raise Http404
    return found


def sees_everything(request: HttpRequest) -> bool:
    """True on this machine, False for an owner elsewhere, who sees the own organisation's. Raises Http404."""
    if not is_there():
        raise Http404
    if is_here(request):
        return True
    member = getattr(request, "member", None)
    if member is None or not can(member, Verb.SEE_OUTBOX, member.organisation):
        raise Http404
    return False
