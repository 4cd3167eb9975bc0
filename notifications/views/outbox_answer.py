"""Answering a text in /outbox/ as the phone it went to, so that the whole circle can be tried on one machine."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from camps.access import public
from notifications.channels.incoming import TextIn
from notifications.channels.local.texts import OUR_NUMBER
from notifications.queries.outbox import sent_text
from notifications.services.taking_in import take_text
from notifications.tasks import wake_on_commit
from notifications.views.outbox import WHY, sees_everything

LONGEST = 1600  # what ten segments of an SMS hold; phones cut there


@public(WHY)
@require_POST
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """Take the text in as a provider's webhook would; what goes back appears on the page a moment later."""
    text = sent_text(name, of_organisation=not sees_everything(request))
    if text is None:
        raise Http404
    said = request.POST.get("text", "")[:LONGEST]
    if said.strip():
        # A form sent twice is one text, as a call of a provider that came twice is.
        once = hashlib.sha256(f"{request.POST.get('once', '')}|{name}|{said}".encode()).hexdigest()[:32]
        take_text(
            TextIn(
                provider="local",
                event_id=f"outbox:{once}",
                channel=text.channel,
                sender=text.to,
                to=OUR_NUMBER,
                text=said,
                replies_to=name if text.channel == "whatsapp" else "",
            ),
            now=timezone.now(),
        )
        wake_on_commit()
        words = _("%(phone)s answered “%(text)s”. What goes back to it appears here in a moment.")
        messages.success(request, words % {"phone": text.to, "text": said})
    return HttpResponseRedirect(f"{reverse('notifications:outbox')}?{urlencode({'q': text.to, 'channel': 'sms'})}")
