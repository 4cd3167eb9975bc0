"""What one mail says and does. Its words and what it is about are noted on it; the caller keeps it.

An answer counts where three things fit: the reply address was given out for this event, the event is that one, and the
attendee is the person who was invited. Who sent the mail proves nothing and is asked nothing: calendars send in other
names, a machine's or the other mailbox of the same person (RFC 6047 s2.3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django_scopes import scope

from notifications.ical.answer import Answer as CalendarAnswer
from notifications.ical.answer import Bounce, Said, Unread
from notifications.ical.cleaning import one_line
from notifications.ical.mail_parts import opened, sender_of
from notifications.ical.reading import read_mail
from notifications.models import Answer, AnsweredBy, InboundMail, InboundState, Meaning, Message
from notifications.services.answers import bounces, doctors, patients
from notifications.services.answers.heard import Heard, answers_about, heard_by_mail, note
from notifications.services.answers.matching import Invited, answered_message, invited_by, message_sent_to

Verdict = tuple[InboundState, str]
Effect = Callable[..., Answer]
CLOCKS_DIFFER = timedelta(minutes=10)
NOT_OURS = "It fits no invitation of ours."
OF_PATIENTS: dict[Said, Effect] = {
    Said.ACCEPTED: patients.coming,
    Said.TENTATIVE: patients.perhaps,
    Said.DECLINED: patients.cannot_come,
    Said.PROPOSED: patients.other_time,
}
OF_DOCTORS: dict[Said, Effect] = {
    Said.ACCEPTED: doctors.coming,
    Said.TENTATIVE: doctors.perhaps,
    Said.DECLINED: doctors.cannot_come,
    Said.PROPOSED: doctors.other_time,
}
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('campline.answer:' || %s, 0))"


def judged(mail: InboundMail, *, now: datetime) -> Verdict:
    """Let the mail take effect and return how it ended, and why. Raises what the effect raises, such as Taken."""
    raw = bytes(mail.raw)
    said = read_mail(raw)
    invited = None
    if isinstance(said, Unread) and said.uid:  # it names several people, ours may be among them
        invited = invited_by(said.uid, mail.to)
        said = read_mail(raw, invited=invited.address) if invited else said
    mail.sender, mail.said = _sender(raw), _clean(said.words)[:400]
    if isinstance(said, CalendarAnswer):
        return _answered(mail, said, now=now)
    message = answered_message(raw, mail.to)
    if message is None and isinstance(said, Bounce):
        message = message_sent_to(said.recipient, mail.to, now=now) or message_sent_to(said.meant, mail.to, now=now)
    if message is not None:
        _note_message(mail, message)
    if isinstance(said, Unread) and said.automatic:
        return InboundState.IGNORED, said.words
    if message is None:
        return InboundState.ASIDE, NOT_OURS
    _lock(f"message:{message.pk}")
    with scope(organisation=message.organisation):
        if isinstance(said, Bounce):
            return bounces.came_back(message, said, mail=mail, now=now)
        return _written(mail, said, message, now=now)


def _answered(mail: InboundMail, said: CalendarAnswer, *, now: datetime) -> Verdict:
    _lock(said.uid)
    invited = invited_by(said.uid, mail.to)
    if invited is None:
        return InboundState.ASIDE, NOT_OURS
    mail.organisation_id, mail.camp = invited.camp.organisation_id, invited.camp
    mail.appointment, mail.shift = invited.appointment, invited.shift
    if said.attendee != invited.address.lower():
        why = f"It speaks for {said.attendee}, but the invitation went to {invited.address}: it has no effect."
        return InboundState.ASIDE, why
    with scope(organisation=invited.camp.organisation):
        heard = _heard(mail, said, invited, now=now)
        if stale := _stale(said, heard):
            return InboundState.IGNORED, stale
        effects = OF_DOCTORS if invited.doctor else OF_PATIENTS
        if said.said not in effects:
            note(heard, Meaning.WORDS, effect=said.words, needs_person=True, now=now)
        else:
            effects[said.said](heard, now=now)
    return InboundState.DONE, ""


def _heard(mail: InboundMail, said: CalendarAnswer, invited: Invited, *, now: datetime) -> Heard:
    return Heard(
        by=AnsweredBy.MAIL,
        recipient=invited.told.recipient,
        camp=invited.camp,
        appointment=invited.appointment,
        shift=invited.shift,
        told=invited.told,
        contact=invited.contact,
        doctor=invited.doctor,
        mail=mail,
        text=_clean(said.comment),
        sequence=said.sequence,
        # A calendar whose clock runs far ahead must not silence every later answer of its owner.
        stamp=said.stamp if said.stamp <= now + CLOCKS_DIFFER else now,
        proposed=said.proposed,
    )


def _stale(said: CalendarAnswer, heard: Heard) -> str:
    """Why the answer is out of date; "" where it is not (RFC 5546 s2.1.5)."""
    assert heard.told is not None
    if heard.told.cancelled:
        return "What it answers was told as cancelled."
    if said.sequence < heard.told.sequence:
        return "It answers an older invitation; a newer one was sent since."
    last = answers_about(heard).exclude(sequence=None).order_by("-sequence", "-stamp").first()
    if last is None or last.stamp is None or last.sequence is None or heard.stamp is None:
        return ""
    if (said.sequence, heard.stamp) > (last.sequence, last.stamp):
        return ""
    same = (said.sequence, heard.stamp) == (last.sequence, last.stamp)
    return "The same answer came before." if same else "A newer answer of the same person came before."


def _written(mail: InboundMail, said: Unread, message: Message, *, now: datetime) -> Verdict:
    """Words of a person, or a calendar that can't be read: somebody reads them."""
    if not said.text:
        return InboundState.ASIDE, said.words
    mail.said = said.text[:400]
    heard = heard_by_mail(message, mail, text=said.text)
    note(heard, Meaning.WORDS, needs_person=True, now=now)
    return InboundState.DONE, ""


def _note_message(mail: InboundMail, message: Message) -> None:
    mail.organisation_id, mail.camp_id = message.organisation_id, message.camp_id
    mail.appointment_id, mail.shift_id = message.appointment_id, message.shift_id


def _lock(what: str) -> None:
    """Taken before any row of the schedule, and by nobody who holds one: it can close no circle."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [what])


def _sender(raw: bytes) -> str:
    """The address of From, which proves nothing; empty where it can't be read."""
    try:
        return one_line(sender_of(opened(raw)))[:254]
    except Exception:  # noqa: BLE001  hostile input into a parser
        return ""


def _clean(text: str) -> str:
    return text.replace("\x00", "")
