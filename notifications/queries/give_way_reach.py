"""How many texts a question in the queue would send, what they cost, and whom none of them reaches."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.models import Camp, CampState
from notifications.models import Channel
from notifications.queries.ladders import telling_of
from notifications.queries.queue_phones import phones_of
from scheduling.beside_the_asking import Reach
from scheduling.models import Ticket


def texts_to(camp: Camp, tickets: Collection[int]) -> Reach:
    """In a number of statements that does not grow with them; a draft texts nobody. A text of ours is one segment."""
    if camp.state != CampState.PUBLISHED:
        return Reach(_("no text, since the camp is not published"), frozenset(tickets))
    rows = Ticket.objects.filter(pk__in=list(tickets)).select_related("registration__patient")
    phones = phones_of(camp, list(rows))
    ways = [way for recipients in phones.values() for one in recipients for way in one.channels]
    by_hand = frozenset(key for key, recipients in phones.items() if not recipients)
    if not ways:
        return Reach(_("no text"), by_hand)
    texts, telling = ways.count(Channel.SMS), telling_of(camp)
    words = ngettext("%(n)s text", "%(n)s texts", len(ways)) % {"n": len(ways)}
    price = f" ({telling.currency} {telling.sms_price * texts:.2f})" if telling.sms_price is not None else ""
    return Reach(f"{words}{price}", by_hand)
