"""What staff call each kind of message, and how a state reads where a person has to act."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.wording import Kind

KIND_NAMES: dict[str, Promise] = {
    Kind.BOOKED: _("Place and hour"),
    Kind.CONFIRM: _("Request to confirm"),
    Kind.THREE_DAYS: _("Reminder: we keep your place"),
    Kind.DAY_BEFORE: _("Reminder: come, and follow the sheet"),
    Kind.PREPARE: _("How to prepare"),
    Kind.MOVED: _("New time"),
    Kind.CANCELLED: _("Cancellation"),
    Kind.VENUE_CHANGED: _("New venue"),
    Kind.CLOCKS_CHANGED: _("New clock rules"),
    Kind.POSTPONED: _("Postponement"),
    Kind.CAMP_CANCELLED: _("Cancellation of the camp"),
    Kind.TIME_KEPT: _("No other time found"),
    Kind.NEW_LINK: _("New link"),
    Kind.OFFER: _("A free place, offered"),
    Kind.ANSWER_COMING: _("Thanks for coming"),
    Kind.ANSWER_CANNOT: _("Thanks for saying so"),
    Kind.ANSWER_AGAIN: _("Texts again"),
    Kind.ANSWER_WHICH: _("Asked which visit"),
    Kind.ANSWER_HELP: _("How to answer"),
    Kind.ANSWER_READ: _("A person reads it"),
    Kind.COME_AT: _("New expected time in the queue"),
    Kind.NEARLY: _("Nearly their turn"),
    Kind.GIVE_WAY: _("Asked to let somebody go first"),
    Kind.SHIFT_INVITATION: _("Invitation to a shift"),
    Kind.SHIFT_CHANGED: _("Shift changed"),
    Kind.SHIFT_CANCELLED: _("Shift cancelled"),
    Kind.SHIFT_WITHDRAWN: _("Invitation to a shift replaced"),
    Kind.DAY_LIST: _("List of the day"),
    Kind.LATE_CHANGE: _("Late change of the day"),
    Kind.CASE_INVITATION: _("Invitation to a case"),
    Kind.CASE_CHANGED: _("Case changed"),
    Kind.CASE_CANCELLED: _("Case cancelled"),
    Kind.CASE_WITHDRAWN: _("Invitation to a case replaced"),
    Kind.DOCTOR_TIME_KEPT: _("Another time was not possible"),
    Kind.DOCTOR_DECLINED: _("A doctor declined"),
    Kind.DOCTOR_COMES: _("A doctor comes after all"),
    Kind.ALERT: _("Alarm"),
}

RUNG_TEXTS: dict[str, Promise] = {
    Kind.CONFIRM: _("Asks whether they will come"),
    Kind.THREE_DAYS: _("“We keep your place”"),
    Kind.DAY_BEFORE: _("“Come on …, follow your instruction sheet”"),
    Kind.PREPARE: _("How to prepare: from when on to eat nothing"),
}


def kind_name(kind: str) -> str | Promise:
    """Such as "Reminder: we keep your place"; a kind nobody named yet is shown as it is."""
    return KIND_NAMES.get(kind) or kind.replace("_", " ").capitalize()
