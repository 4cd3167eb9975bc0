"""The texts inside a calendar entry. Other people see calendars: no name of a patient, no
illness, and no secret link, which every shared calendar and every sync service would keep."""

from dataclasses import dataclass

from notifications.wording.catalogue import text_language, words
from notifications.wording.facts import Facts
from notifications.wording.kinds import CASE_KINDS, PATIENT_KINDS, Kind
from notifications.wording.times import day_text, time_text, zone_text

KEPT = frozenset({Kind.TIME_KEPT, Kind.DOCTOR_TIME_KEPT})


@dataclass(frozen=True, slots=True)
class EventText:
    """SUMMARY, DESCRIPTION and LOCATION of a calendar entry, unescaped; `lang` as written."""

    summary: str
    description: str
    location: str
    lang: str


def event_text(kind: Kind | str, *, lang: str, facts: Facts) -> EventText:
    """The calendar texts of a visit, a shift or a doctor's single case.

    A patient reads "Appointment - Jalingo Camp", a doctor "Camp shift - Jalingo Camp" or
    "Case 014 - A.O.". The description repeats the venue's hour with its zone, since the
    calendar shows the reader's own; where another time was refused, no event stands around it, and the day is said.
    """
    kind, lang = Kind(kind), text_language(lang)
    own = words(lang)
    labels = own.labels
    patient = kind in PATIENT_KINDS
    if kind in CASE_KINDS or (kind == Kind.DOCTOR_TIME_KEPT and facts.case):
        summary = facts.case or own.event_case
    else:
        summary = (own.event_visit if patient else own.event_shift).format(camp=facts.camp_short_name)
    lines = [_hour(facts, lang, day=kind in KEPT)]
    if facts.meeting_point:
        lines.append(f"{labels['meeting']}{own.colon} {facts.meeting_point}")
    if facts.help_phone:
        lines.append(f"{labels['help']}{own.colon} {facts.help_phone}")
    if patient:
        lines.append(own.event_note)
    return EventText(
        summary=summary,
        description="\n".join(line for line in lines if line),
        location=facts.venue,
        lang=lang,
    )


def _hour(facts: Facts, lang: str, *, day: bool) -> str:
    if facts.when is None:
        return ""
    before = f"{day_text(facts.when.date(), lang, year=True)}, " if day else ""
    return before + f"{time_text(facts.when, lang)} ({zone_text(facts.when, facts.zone_name, lang)})"
