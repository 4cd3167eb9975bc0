"""A mail of ours that came back (RFC 3464): the contact is marked, and the next way to tell it is tried."""

from __future__ import annotations

from datetime import datetime

from camps.models import Contact
from notifications.ical.answer import Bounce
from notifications.models import Answer, InboundMail, InboundState, Meaning, Message, MessageState
from notifications.services.answers.heard import heard_by_mail, note
from notifications.services.next_steps import ask_a_person
from notifications.wording import PATIENT_KINDS

ON_ITS_WAY = (MessageState.LEASED, MessageState.SENT, MessageState.UNKNOWN)


def came_back(message: Message, bounce: Bounce, *, mail: InboundMail, now: datetime) -> tuple[InboundState, str]:
    """Act on a report about `message`; returns how the mail ends, and why. A report of a delay changes nothing."""
    if not bounce.permanent:
        return InboundState.IGNORED, "Not delivered yet: the other server goes on trying."
    if Answer.objects.filter(message=message, meaning=Meaning.UNDELIVERED).exists():
        return InboundState.IGNORED, "It was known that this mail did not arrive."
    why = bounce.words[:250]
    blamed = _blame(message, bounce, now=now)
    listed = _next_way(message, why, now=now)
    heard = heard_by_mail(message, mail, text=bounce.words)
    # A patient's next way is found by itself, and shows on its list; the address of anybody else is mended by a person.
    settled = message.kind in PATIENT_KINDS and bool(listed or blamed)
    note(heard, Meaning.UNDELIVERED, effect=f"{blamed} {listed}".strip(), needs_person=not settled, now=now)
    return InboundState.DONE, ""


def _blame(message: Message, bounce: Bounce, *, now: datetime) -> str:
    """Mark the contact, unless the report is not about its address, or the address was changed since."""
    contact = message.contact
    if contact is None or not bounce.blames_address:
        return ""
    if contact.value.lower() not in (bounce.recipient, bounce.meant):
        return ""
    marked = Contact.objects.filter(pk=contact.pk, failed_at=None)
    marked.update(failed_at=now, failed_why=(bounce.detail or bounce.status)[:200])
    return "This address is not written to any more."


def _next_way(message: Message, why: str, *, now: datetime) -> str:
    """The message has failed, and the next way is asked for; nothing where it had ended otherwise meanwhile."""
    still = Message.objects.select_for_update(no_key=True, of=("self",)).filter(pk=message.pk, state__in=ON_ITS_WAY)
    if not still.exists():
        return ""
    listed = ask_a_person(message, "other" if message.kind in PATIENT_KINDS else "call", now=now, why=why)
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.FAILED, why=f"{why} {listed}".strip()[:300], ended_at=now, lease_owner="", leased_until=None
    )
    return listed
