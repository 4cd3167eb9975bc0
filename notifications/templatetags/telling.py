"""Words of the telling on pages: kinds of message, states where a person has to act, languages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from camps.templatetags.look_parts import badge, state
from notifications.kind_names import RUNG_TEXTS
from notifications.kind_names import kind_name as named
from notifications.models import Channel, Message, MessageState
from notifications.queries.facts import dialled as as_dialled
from notifications.queries.ledger import address_of, name_of
from notifications.queries.timeline import Moment

register = template.Library()


@register.filter
def kind_name(kind: str) -> str | Promise:
    """ "Reminder: we keep your place"."""
    return named(kind)


@register.filter
def rung_text(kind: str) -> str | Promise:
    """What a reminder says, in the words of the form that chooses it."""
    return RUNG_TEXTS.get(kind) or named(kind)


@register.filter
def dialled(phone: str, country: str) -> str:
    """A number as people in this country dial it; "" stays."""
    return as_dialled(phone, country) if phone else ""


@register.filter
def language_name(code: str) -> str | Promise:
    """ "Hausa" for ha; a code without a name is shown as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def recipient(message: Message) -> str:
    return name_of(message)


@register.filter
def address(message: Message) -> str:
    return address_of(message)


@register.simple_tag
def message_state(message: Message, now: datetime) -> SafeString:
    """The badge of a message's state; on the lists that people work off it says what they do there."""
    if message.channel in (Channel.CALL, Channel.TOWN):
        if message.state == MessageState.PLANNED and message.due_at <= now:
            words: Any = _("To call") if message.channel == Channel.CALL else _("To tell in the town")
            return badge(words, "warn", "phone" if message.channel == Channel.CALL else "pin")
        if message.state == MessageState.SENT:
            return badge(_("Told in person"), "ok", "check")
    if message.state == MessageState.PLANNED and message.due_at <= now:
        return state("due")
    return state(message.state)


MOMENTS: dict[str, tuple[Any, str]] = {
    "leaving": (gettext_lazy("Being sent"), "info"),
    "sent": (gettext_lazy("Sent"), "ok"),
    "delivered": (gettext_lazy("Delivered"), "ok"),
    "read": (gettext_lazy("Read"), "ok"),
    "put_off": (gettext_lazy("Refused for now, tried again"), "warn"),
    "refused": (gettext_lazy("Refused for good"), "bad"),
    "unknown": (gettext_lazy("Not known whether it arrived"), "warn"),
    "ended": (gettext_lazy("Not sent"), "calm"),
    "called": (gettext_lazy("Called"), "info"),
    "answered": (gettext_lazy("Answered"), "own"),
    "comes": (gettext_lazy("Said on the own page: I am coming"), "own"),
    "gave_up": (gettext_lazy("Gave the place up on the own page"), "own"),
    "chose": (gettext_lazy("Chose another time on the own page"), "own"),
    "to_come": (gettext_lazy("To come"), "calm"),
    "listed": (gettext_lazy("Waits for a person"), "warn"),
}


@register.simple_tag
def moment_words(moment: Moment) -> str | Promise:
    """What happened, such as "Delivered"."""
    words: str | Promise = MOMENTS[moment.what][0]
    return words


@register.simple_tag
def moment_tone(moment: Moment) -> str:
    return MOMENTS[moment.what][1]


@register.simple_tag
def last_state(person: Any) -> SafeString:
    """How the last message to a person who was not told stands (see reach.placed_people)."""
    if person.last_state == MessageState.PLANNED and person.last_channel == Channel.CALL:
        return badge(_("On the call list"), "warn", "phone")
    if person.last_state == MessageState.PLANNED and person.last_channel == Channel.TOWN:
        return badge(_("On the list by town"), "warn", "pin")
    return state(person.last_state)


@register.simple_tag
def channel_badge(channel: str) -> SafeString:
    """The channel with its icon."""
    icons = {Channel.MAIL: "mail", Channel.TOWN: "pin"}
    return badge(Channel(channel).label, "calm", icons.get(Channel(channel), "phone"))
