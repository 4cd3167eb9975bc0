"""What a text from a phone does: 1 is coming, 2 cannot come, STOP and START, and all else is for a person to read.

Whom the number belongs to is known from what we wrote to it. Organisations are kept apart: an answer goes to the one
whose text is the newest, or to the one whose visit its 4 digits name. The latest valid answer of a visit holds, and
each is on record with what it did.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django_scopes import scope, scopes_disabled

from notifications.channels.incoming import TextIn
from notifications.models import AnsweredBy, InboundEvent, InboundState, Meaning, Message
from notifications.queries.give_way import texts_that_ask
from notifications.queries.phone_visits import PhoneVisit, answered_by_name, visits_written_about
from notifications.replies import Reply, Said, Sense, read
from notifications.services.answers import giving_way, opting, patients, strangers
from notifications.services.answers.heard import ABOUT_COMING, answers_about, note
from notifications.services.answers.sent_back import helped_lately, send_back
from notifications.services.answers.texted import Texted
from notifications.wording import Kind
from scheduling.models import AppointmentState

Verdict = tuple[InboundState, str]
BY_PHONE = (AnsweredBy.SMS, AnsweredBy.WHATSAPP)
MEANING = {Sense.COMING: Meaning.COMING, Sense.CANNOT: Meaning.CANNOT_COME}


def hear(text: TextIn, *, event: InboundEvent, now: datetime) -> Verdict:
    """Let one text take effect, inside the transaction that keeps its event; returns how that ended, and why.

    Raises scheduling.errors.Taken where the moment was bad.
    """
    with scopes_disabled():
        known = visits_written_about(text.sender, channel=text.channel)
    reply = _sense(text)
    if asked := _asked_in_a_queue(text, reply, known, now=now):
        return giving_way.hear(asked, yes=reply.said[0].sense == Sense.COMING, event=event, now=now)
    if not known:
        return strangers.hear(text, event=event, now=now)
    event.organisation_id = known[0].message.organisation_id
    if reply.sense in (Sense.STOP, Sense.START):
        # One number of ours writes for all organisations, and carriers stop all that it sends.
        for mine in _by_organisation(known):
            with scope(organisation=mine[0].message.organisation):
                texted = Texted(text, event, mine, now)
                opting.stop(texted, unsure=reply.unsure) if reply.sense == Sense.STOP else opting.start(texted)
        return InboundState.DONE, ""
    mine = _of_one_organisation(known, reply)
    event.organisation_id = mine[0].message.organisation_id
    with scope(organisation=mine[0].message.organisation):
        texted = Texted(text, event, mine, now)
        if reply.said:
            _answered(texted, reply.said)
        else:
            _not_understood(texted, Kind.ANSWER_READ if reply.sense == Sense.WORDS else Kind.ANSWER_HELP)
    return InboundState.DONE, ""


def _asked_in_a_queue(text: TextIn, reply: Reply, known: list[PhoneVisit], *, now: datetime) -> list[Message]:
    """The texts whose question a bare yes or no answers: they left to this number after any text about a visit.

    Else a "no" to "may somebody go before you?" would be a visit that somebody can't come to.
    """
    if len(reply.said) != 1 or reply.said[0].code:
        return []
    with scopes_disabled():
        asked = texts_that_ask(text.sender, channel=text.channel, now=now)
    about_visit = known[0].message.tried_at if known else None  # type: ignore[attr-defined]  # annotated
    return asked if asked and (about_visit is None or about_visit <= asked[0].tried_at) else []  # type: ignore[attr-defined]


def _sense(text: TextIn) -> Reply:
    """What the provider did by itself holds, whatever the words are."""
    if text.opted:
        found = read(text.text)
        sense = Sense.STOP if text.opted == "out" else Sense.START
        return Reply(sense, unsure=found.unsure and sense == Sense.STOP)
    return read(text.text)


def _by_organisation(visits: list[PhoneVisit]) -> list[list[PhoneVisit]]:
    def key(visit: PhoneVisit) -> int:
        return visit.message.organisation_id

    return [list(mine) for _, mine in groupby(sorted(visits, key=key), key=key)]  # sorted() keeps the newest first


def _of_one_organisation(visits: list[PhoneVisit], reply: Reply) -> list[PhoneVisit]:
    codes = {said.code for said in reply.said if said.code}
    named = [visit for visit in visits if visit.code in codes]
    chosen = (named or visits)[0].message.organisation_id
    return [visit for visit in visits if visit.message.organisation_id == chosen]


def _answered(texted: Texted, said: tuple[Said, ...]) -> None:
    """Each visit that was named, or all where it is clear that all are meant; else the number is asked which."""
    if not texted.open_visits:
        _too_late(texted, said[0].sense)
        return
    wrong = False
    for one in said:
        visits = _meant(texted, one.code)
        if visits is None:
            _not_understood(texted, Kind.ANSWER_WHICH)
            return
        wrong = wrong or not visits
        for visit in visits:
            _take(texted, one.sense, visit)
    if wrong:
        _not_understood(texted, Kind.ANSWER_WHICH if len(texted.open_visits) > 1 else Kind.ANSWER_HELP)


def _meant(texted: Texted, code: str) -> list[PhoneVisit] | None:
    """The visits an answer is about; none for a code that is no visit's, None where it is not clear which."""
    visits = texted.open_visits
    if code:
        return [visit for visit in visits if visit.code == code]
    pointed_at = answered_by_name(visits, provider=texted.text.provider, ref=texted.text.replies_to)
    if pointed_at or len(visits) == 1:
        return pointed_at or visits
    newest = visits[0].ref
    return visits if newest and all(visit.ref == newest for visit in visits) else None


def _take(texted: Texted, sense: Sense, visit: PhoneVisit) -> None:
    heard, now = texted.about(visit), texted.now
    if answers_about(heard).filter(by__in=BY_PHONE, meaning__in=ABOUT_COMING, stamp__gt=texted.stamp).exists():
        note(heard, MEANING[sense], effect="An answer written later stands.", settles=False, now=now)
        return
    if visit.told is None or visit.heard not in (None, visit.told.starts_at):
        words = "It answers an hour that has changed since; the new one is being told."
        note(heard, MEANING[sense], effect=words, needs_person=sense == Sense.CANNOT, now=now)
        return
    if sense == Sense.CANNOT:
        patients.cannot_come(heard, now=now)
        send_back(Kind.ANSWER_CANNOT, visit, texted)
        return
    patients.coming(heard, now=now)
    visit.appointment.refresh_from_db(fields=["confirmed_at"])
    if visit.appointment.confirmed_at is not None:
        send_back(Kind.ANSWER_COMING, visit, texted)


def _too_late(texted: Texted, sense: Sense) -> None:
    """Who says "I come" to a visit that was called off must not travel: a person calls."""
    visit = texted.visits[0]
    off = visit.appointment.state == AppointmentState.CANCELLED
    words = "The visit was called off before: nothing was changed." if off else "It came after the visit."
    ahead = off and texted.now < visit.appointment.ends_at
    needs_person = ahead and sense == Sense.COMING
    note(texted.about(visit), MEANING[sense], effect=words, needs_person=needs_person, now=texted.now)


def _not_understood(texted: Texted, kind: Kind) -> None:
    """Words are read by a person. A try to answer is helped once a day; the next one is for a person too."""
    lately = helped_lately(texted)
    visits = texted.open_visits
    helped = bool(visits) and not lately and send_back(kind, visits[0], texted, which=visits[1:])
    words = {
        Kind.ANSWER_WHICH: "Not clear of which visit: asked for its 4 digits.",
        Kind.ANSWER_HELP: "Not understood: told how to answer.",
        Kind.ANSWER_READ: "",
    }
    note(
        texted.about((visits or texted.visits)[0]),
        Meaning.WORDS,
        effect=words[kind] if helped else "",
        needs_person=kind == Kind.ANSWER_READ or not helped,
        now=texted.now,
    )
