"""What a patient's answer does. The place is never given up by an answer: a person, or the patient's page, does that.

An answer is about the hour that was told. Where the place has another one by now, nobody said anything of that.
"""

from __future__ import annotations

from datetime import datetime

from notifications.models import Answer, Meaning
from notifications.services.answers.heard import Heard, answers_about, note
from notifications.services.visits import PATIENT, ask_for_time, say_coming, withdraw_wish
from scheduling.errors import Gone
from scheduling.models import RequestState
from scheduling.services.booking import unconfirm


def coming(heard: Heard, *, now: datetime) -> Answer:
    """The place is confirmed; a wish for another time, made from the calendar before, is taken back by it."""
    assert heard.appointment is not None
    assert heard.told is not None
    try:
        say_coming(appointment_id=heard.appointment.pk, seen=heard.told.starts_at, now=now)
    except Gone as gone:
        return note(heard, Meaning.COMING, effect=f"Nothing is confirmed. {gone.message}", now=now)
    if answers_about(heard).filter(time_request__state=RequestState.OPEN).exists():
        withdraw_wish(appointment_id=heard.appointment.pk, now=now)
    return note(heard, Meaning.COMING, effect="The place is confirmed.", now=now)


def perhaps(heard: Heard, *, now: datetime) -> Answer:
    """Kept, and nothing else: the reminders go on asking."""
    return note(heard, Meaning.PERHAPS, now=now)


def cannot_come(heard: Heard, *, now: datetime) -> Answer:
    """No "I come" stands any more; the place is kept until a person, or the patient on the own page, gives it up."""
    assert heard.appointment is not None
    try:
        unconfirm(appointment_id=heard.appointment.pk, actor=PATIENT, now=now)
    except Gone:
        return note(heard, Meaning.CANNOT_COME, effect="The place was given up before.", now=now)
    return note(
        heard, Meaning.CANNOT_COME, effect="The place is kept until somebody decides.", needs_person=True, now=now
    )


def other_time(heard: Heard, *, now: datetime) -> Answer:
    """A wish for another time, answered by a person among the requests. The place is kept."""
    assert heard.appointment is not None
    assert heard.told is not None
    start = heard.proposed[0] if heard.proposed and heard.proposed[0] > now else None
    try:
        wish = ask_for_time(
            appointment_id=heard.appointment.pk, seen=heard.told.starts_at, wanted=start, note=heard.text, now=now
        )
    except Gone as gone:
        return note(heard, Meaning.OTHER_TIME, effect=gone.message, needs_person=True, now=now)
    return note(heard, Meaning.OTHER_TIME, effect="It waits among the requests.", time_request=wish, now=now)
