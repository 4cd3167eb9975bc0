"""One click in a mail ends its category at its address: `/u/<token>` (RFC 8058, delivery.md §6.3).

The token names the contact and the category and carries an HMAC of both, 128 bits, for this purpose alone: nothing is
stored, no other link can be made of it, and a contact that is removed takes its links along.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

from camps.models import Contact, Registration
from notifications.models import Category, Channel, Message, OptOut
from notifications.queries.wishes import category_of
from notifications.services.preferences import opt_in, opt_out
from notifications.wording import PATIENT_KINDS

VERSION = 1  # raise it to make every address given out so far useless
LETTERS = {Category.REMINDERS: "r", Category.QUESTIONS: "q", Category.AFTER_CARE: "a"}
MAC_OCTETS = 16
HOW = "one-click in a mail"


@dataclass(frozen=True)
class Subscription:
    """What an address ends: a category at a contact. `is_on`: its messages still come."""

    contact: Contact
    category: Category
    is_on: bool


def unsubscribe_address(message: Message) -> str:
    """Where a POST ends the messages of this kind; empty where they always come, such as a move."""
    if message.channel != Channel.MAIL or message.contact_id is None or message.kind not in PATIENT_KINDS:
        return ""
    category = category_of(message.kind, message.rung)
    return f"{settings.PUBLIC_URL}/u/{token_of(message.contact_id, category)}" if category else ""


def token_of(contact_id: int, category: Category) -> str:
    """Such as `12r-…`: the contact, the category's letter, 22 characters of proof."""
    head = f"{contact_id}{LETTERS[category]}"
    signed = hmac.new(settings.LINK_KEY.encode(), f"unsubscribe:{VERSION}:{head}".encode(), hashlib.sha256)
    return f"{head}-{urlsafe_b64encode(signed.digest()[:MAC_OCTETS]).decode().rstrip('=')}"


def find(token: str) -> Subscription | None:
    """Whose address it is; None for one that we never gave out. Needs no scope: the contact says its organisation."""
    head = token.partition("-")[0]
    category = next((name for name, letter in LETTERS.items() if letter == head[-1:]), None)
    number = head[:-1]
    if category is None or not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    if not hmac.compare_digest(token.encode(), token_of(int(number), category).encode()):
        return None
    with scopes_disabled():
        contact = Contact.objects.select_related("organisation", "patient").filter(pk=int(number)).first()
        if contact is None:
            return None
        ended = OptOut.objects.filter(contact=contact, category=category, ended_at=None)
        return Subscription(contact, category, is_on=not ended.exists())


@transaction.atomic
def unsubscribe(found: Subscription, *, now: datetime) -> None:
    """No more of the category at this address, whichever of its patients the mail was about."""
    for contact in _same_address(found.contact):
        opt_out(contact=contact, category=found.category, how=HOW, now=now)


@transaction.atomic
def subscribe_again(found: Subscription, *, now: datetime) -> None:
    """Take it back."""
    for contact in _same_address(found.contact):
        opt_in(contact=contact, category=found.category, now=now)


def last_visit(contact: Contact) -> Registration | None:
    """The patient's latest registration: its camp signs the page and has the phone to call."""
    visits = Registration.objects.filter(patient=contact.patient_id).select_related("camp__venue")
    return visits.order_by("-camp__first_day", "-pk").first()


def _same_address(contact: Contact) -> list[Contact]:
    """A family's mail stands with each of its patients."""
    rows = Contact.objects.filter(organisation=contact.organisation_id, kind=contact.kind, value=contact.value)
    return list(rows.order_by("pk"))
