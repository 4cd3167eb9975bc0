"""Sends a text to whoever wrote it: a trial, marked as one, outside of every ladder, and not too often."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from camps.errors import Invalid
from camps.models import Contact, ContactKind, User
from camps.services.throttling import Limit, spend
from notifications.channels.errors import ChannelError
from notifications.models import Channel, Message
from notifications.queries.texts import Place
from notifications.services.drafting import message_id_of
from notifications.services.letters import Letter
from notifications.services.outgoing import Outgoing
from notifications.services.text_samples import letter_of, sample_facts, unsaved
from notifications.services.texts import TextRefused
from notifications.wording import OwnText, faults_of

MARK = "TEST "
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


def send_trial(*, place: Place, text: OwnText | None, to: str, by: User, now: datetime) -> None:
    """Hand the text (None: the shipped one) to the provider now; `to` is a phone in E.164, or a mail address.

    The facts are the camp's, the link leads nowhere. Call it outside of a transaction. Raises TextRefused,
    TooManyTries, and Invalid where no provider takes it.
    """
    if text is not None and (faults := faults_of(text, kind=place.kind, channel=place.channel)):
        raise TextRefused(faults)
    spend(
        limits=[
            Limit(what="trial text of a person", who=str(by.pk), most=10, per=AN_HOUR),
            Limit(what="trial text of a team", who=str(place.camp.organisation_id), most=50, per=A_DAY),
            Limit(what="trial text to an address", who=to, most=5, per=AN_HOUR),
        ],
        now=now,
        message=_("That were many tests in a short time."),
    )
    kind = ContactKind.MAIL if place.channel == Channel.MAIL else ContactKind.PHONE
    facts = sample_facts(place.camp, language=place.language, channel=place.channel)["adult"]
    letter = letter_of(place, unsaved(place, text) if text else None, facts)
    message = Message(
        camp=place.camp,
        kind=place.kind,
        channel=place.channel,
        language=letter.lang,
        contact=Contact(kind=kind, value=to),
        recipient=f"trial:{by.pk}",  # neither a patient nor one of the staff who is told something
        message_id=message_id_of(f"trial:{by.pk}:{now.isoformat()}"),
        not_after=now + AN_HOUR,
    )
    _hand_over(message, _marked(letter), now=now)


def _marked(letter: Letter) -> Letter:
    """Nobody may take it for an invitation. In a mail the subject bears the mark; its HTML stays as patients see it."""
    if letter.subject:
        return replace(letter, subject=f"{MARK}{letter.subject}")
    return replace(letter, text=f"{MARK}{letter.text}")


def _hand_over(message: Message, letter: Letter, *, now: datetime) -> None:
    cure = "Look at the providers, or try another address."
    with Outgoing() as outgoing:
        providers = outgoing.providers(message.channel, invitation=False)
        if not providers:
            raise Invalid("Nothing sends this kind of message here.", field="to", cure=cure)
        try:
            outgoing.send(providers[0], message, letter, first_try=now, now=now)
        except ChannelError as fault:
            raise Invalid(f"It was not taken: {fault}", field="to", value=message.channel, cure=cure) from fault
