"""The live queue in words: why somebody stands where he or she stands, how long it has been, who it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.models import Patient
from camps.rules.age import INFANT_MONTHS, age_on
from scheduling.queue.explain import Reason, Why


def before_words(why: Why) -> list[str]:
    """Who is before, counted by reason: "1 emergency", "2 booked before". Nobody learns who they are."""
    return [_of(reason, n) % {"n": n} for reason, n in why.before.items()]


def moved_words(why: Why) -> str:
    """What moved this one ahead, or nothing."""
    said = {
        Reason.LET_GO_FIRST: _("Let go first by others; by the rule the place would be %(place)s."),
        Reason.MOVED_BY_DESK: _("Moved by the desk; by the rule the place would be %(place)s."),
    }
    return said[why.moved] % {"place": why.by_rule} if why.moved in said else ""


def long_words(time: timedelta) -> str:
    """ "34 min", "1 h 05 min"; never less than nothing."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    return _("%(h)s h %(n)02d min") % {"h": minutes // 60, "n": minutes % 60}


def since_words(at: datetime | None, now: datetime) -> str:
    return long_words(now - at) if at else ""


def age_words(patient: Patient, *, on: date) -> str:
    """The age with the year of birth, one of the two things that make sure of a person; "" where it is not known."""
    if patient.birth_date is None:
        return ""
    years, months = age_on(patient.birth_date, on)
    age = (
        ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
        if months < INFANT_MONTHS
        else ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    )
    said = _("about %(age)s, born about %(year)s") if patient.birth_estimated else _("%(age)s, born %(year)s")
    return said % {"age": age, "year": patient.birth_date.year}


def _of(reason: Reason, n: int) -> str:
    return {
        Reason.EMERGENCY: ngettext("%(n)s emergency", "%(n)s emergencies", n),
        Reason.MORE_URGENT: ngettext("%(n)s more urgent", "%(n)s more urgent", n),
        Reason.BOOKED_BEFORE: ngettext("%(n)s booked before", "%(n)s booked before", n),
        Reason.WAITED_LONGER: ngettext("%(n)s who waited longer", "%(n)s who waited longer", n),
        Reason.CHILD_OR_ELDERLY: ngettext("%(n)s small child or elderly", "%(n)s small children or elderly", n),
        Reason.LET_GO_FIRST: ngettext("%(n)s let go first", "%(n)s let go first", n),
        Reason.MOVED_BY_DESK: ngettext("%(n)s moved by the desk", "%(n)s moved by the desk", n),
    }[reason]
