"""What a state wears on screen: a tone and an icon beside its word, so colour never speaks alone.

Words come from the models (their value, such as "not_now"); a word nobody drew yet gets the calm tone and a dot.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TONES = ("ok", "warn", "bad", "info", "calm", "own")


@dataclass(frozen=True, slots=True)
class State:
    label: str | Promise
    tone: str
    icon: str


STATES: dict[str, State] = {
    # decisions of the screening
    "new": State(_("Not yet screened"), "calm", "help"),
    "listed": State(_("Listed"), "ok", "check"),
    "standby": State(_("Standby"), "info", "wait"),
    "not_now": State(_("Not now"), "bad", "cross"),
    "deferred": State(_("Deferred"), "warn", "calendar"),
    "referred": State(_("Referred"), "info", "forward"),
    "needs_check": State(_("Needs a check"), "warn", "search"),
    # camps
    "draft": State(_("Draft"), "calm", "draft"),
    "published": State(_("Published"), "ok", "send"),
    "cancelled": State(_("Cancelled"), "bad", "cross"),
    # appointments and what happened to them
    "placed": State(_("Placed"), "own", "calendar"),
    "not_placed": State(_("Not placed"), "warn", "pause"),
    "booked": State(_("Booked"), "own", "calendar"),
    "confirmed": State(_("Confirmed"), "ok", "check"),
    "moved": State(_("Moved"), "info", "swap"),
    "done": State(pgettext_lazy("appointment", "Done"), "ok", "check"),
    "lost_cover": State(_("Needs cover"), "warn", "alert"),
    "covered": State(_("Covered again"), "ok", "doctor"),
    "venue_changed": State(_("Venue changed"), "info", "pin"),
    "doctors_changed": State(_("Doctors changed"), "info", "doctor"),
    "postponed": State(_("Postponed"), "info", "forward"),
    "day_cancelled": State(_("Day cancelled"), "bad", "cross"),
    "camp_cancelled": State(_("Camp cancelled"), "bad", "cross"),
    # a patient's wish for another time
    "open": State(_("Waiting for an answer"), "warn", "clock"),
    "accepted": State(_("Accepted"), "ok", "check"),
    "declined": State(_("Declined"), "bad", "cross"),
    "withdrawn": State(_("Withdrawn"), "calm", "undo"),
    # messages
    "planned": State(_("To come"), "calm", "clock"),
    "due": State(_("Due now"), "info", "clock"),
    "leased": State(_("Being sent"), "info", "send"),
    "sent": State(_("Sent"), "ok", "send"),
    "delivered": State(_("Delivered"), "ok", "check"),
    "failed": State(_("Failed"), "bad", "alert"),
    "unknown": State(_("Not known whether it arrived"), "warn", "help"),
    "expired": State(_("Too late to send"), "calm", "clock"),
    "superseded": State(_("Replaced by a newer one"), "calm", "swap"),
    "suppressed": State(_("Not wanted"), "calm", "pause"),
    # people
    "told": State(_("Told"), "ok", "mail"),
    "not_told": State(_("Not yet told"), "warn", "mail"),
    "unreachable": State(_("Unreachable"), "bad", "phone"),
}
TONE_ICONS = {"ok": "check", "warn": "alert", "bad": "alert", "info": "info", "calm": "info", "own": "camp"}


def state_of(word: str) -> State:
    """What `word` wears; an unknown word is shown as it is, calmly."""
    return STATES.get(word) or State(word.replace("_", " ").capitalize(), "calm", "more")
