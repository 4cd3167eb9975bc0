"""STOP and START from a phone: they take effect at once, for everybody we write to at that number (safety.md §7.2)."""

from __future__ import annotations

from camps.models import ConsentRecord, Contact, ContactKind
from notifications.models import Answer, Channel, Meaning
from notifications.queries.audience import BY_STOP
from notifications.services.answers.heard import note
from notifications.services.answers.sent_back import PURPOSE, send_back
from notifications.services.answers.texted import Texted
from notifications.wording import Kind

STOPPED = f"{BY_STOP} by text"
STARTED = "START by text"


def stop(texted: Texted, *, unsure: bool) -> list[Answer]:
    """No more texts to this number. Nothing is sent back: that would be one more.

    `unsure`: the word may have meant the visit, so a person asks.
    """
    for contact in _contacts(texted):
        if _newest(contact, texted, given=False) is None:
            _record(contact, texted, given=False, how=STOPPED)
    effect = "No more texts to this number: what changes is told by mail or by a call."
    if unsure:
        effect += " The visit itself may have been meant: please ask."
    return [note(texted.about(visit), Meaning.STOP, effect=effect, needs_person=unsure, now=texted.now)
            for visit in _one_a_person(texted)]  # fmt: skip


def start(texted: Texted) -> list[Answer]:
    """Texts again, for those whom a STOP by text had ended; who refused otherwise has not said so by a word."""
    again = 0
    for contact in _contacts(texted):
        newest = _newest(contact, texted, given=False)
        if newest is not None and newest.how.startswith(BY_STOP):
            _record(contact, texted, given=True, how=STARTED)
            again += 1
    effect = "This number gets texts again." if again else "It gets texts: nothing was changed."
    answers = [
        note(texted.about(visit), Meaning.START, effect=effect, now=texted.now) for visit in _one_a_person(texted)
    ]
    if again and texted.open_visits:
        send_back(Kind.ANSWER_AGAIN, texted.open_visits[0], texted)
    return answers


def _contacts(texted: Texted) -> list[Contact]:
    phones = Contact.objects.filter(kind=ContactKind.PHONE, value=texted.text.sender)
    return list(phones.select_related("patient").order_by("patient_id", "pk"))


def _one_a_person(texted: Texted):  # type: ignore[no-untyped-def]  # a view of PhoneVisits
    """The visit with the newest text of each person at this number, so that each one's page tells of it."""
    return {visit.contact.patient_id: visit for visit in reversed(texted.visits)}.values()


def _newest(contact: Contact, texted: Texted, *, given: bool) -> ConsentRecord | None:
    """What holds of this purpose, where that is `given`."""
    records = ConsentRecord.objects.filter(patient=contact.patient_id, purpose=PURPOSE[Channel(texted.text.channel)])
    newest = records.order_by("-at", "-pk").first()
    return newest if newest is not None and newest.given is given else None


def _record(contact: Contact, texted: Texted, *, given: bool, how: str) -> None:
    ConsentRecord.objects.create(
        organisation_id=contact.organisation_id,
        patient_id=contact.patient_id,
        purpose=PURPOSE[Channel(texted.text.channel)],
        given=given,
        giver=contact.owner,
        how=how,
        at=texted.now,
    )
