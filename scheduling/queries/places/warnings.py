"""What speaks against a wanted place and a person may overrule, in sentences."""

from __future__ import annotations

from datetime import datetime

from camps.look.times import clock_text, day_text
from camps.models import Level, Registration, Skill
from scheduling.filling.problem import ANY, Need, Place
from scheduling.intervals import covering, instant, merged, minute
from scheduling.models import Appointment, AppointmentState, Part
from scheduling.queries.judge import against_arrival
from scheduling.queries.places.search import Search

LEADS = (Part.SURGEON, Part.EXAMINER)


def warnings_of(registration: Registration, need: Need, *, start: datetime) -> list[str]:
    """About the patient: arrival, hours of the day, a value that is missing, the family."""
    zone = registration.camp.zone
    day = start.astimezone(zone).date()
    limits = against_arrival(day, arrives_on=registration.arrives_on, card=str(registration))
    found = [fault.words for fault in limits]
    if hours := _hours(registration, need, start=start):
        found.append(hours)
    if registration.needs_check:
        found.append(f"{registration} needs a check: {registration.decision_reason or 'a value is missing'}")
    if registration.family_id:
        others = Appointment.objects.filter(registration__family=registration.family_id, state=AppointmentState.BOOKED)
        days = {
            at.astimezone(zone).date()
            for at in others.exclude(registration=registration).values_list("starts_at", flat=True)
        }
        if days and day not in days:
            listed = " and ".join(day_text(other, year=False) for other in sorted(days))
            found.append(f"The family comes on {listed}.")
    return found


def _hours(registration: Registration, need: Need, *, start: datetime) -> str:
    """The hours of that day in which the fast, the arrival and the way home let it begin."""
    zone = registration.camp.zone
    at = minute(start)
    if need.from_minute(at) == at:
        return ""
    day = start.astimezone(zone).date()
    today = [span for span in need.begins if instant(span[0]).astimezone(zone).date() == day]
    if not today:
        return f"{registration} can begin at no hour of that day: see arrival, fast and way home."
    first, last = (clock_text(instant(edge), zone=zone) for edge in (today[0][0], today[0][1] - 1))
    return f"By arrival, fast and way home {registration} can begin from {first} to {last} on that day."


def team_warnings(registration: Registration, search: Search, place: Place) -> list[str]:
    """About who leads: another than the patient wishes, or somebody who may not be alone."""
    leader = next((hold for hold in place.holds if hold.part in LEADS), None)
    if leader is None:
        return []
    found = []
    wished = registration.preferred_doctor
    if wished is not None and leader.resource != search.need.preferred:
        found.append(f"{registration} is to be operated by {wished.name}, who is not free then.")
    found += [
        f"{search.name_of(leader.resource)} works in {specialty} under supervision; nobody independent is there then."
        for specialty in sorted(search.need.specialties)
        if _is_alone(search, leader.resource, specialty, place)
    ]
    return found


def _is_alone(search: Search, leader: int, specialty: str, place: Place) -> bool:
    """Does this one lead under supervision only, with no independent colleague on shift throughout?"""
    skills = Skill.objects.filter(specialty__in=(specialty, ANY)).values_list("doctor__resource", "level")
    independent = {resource for resource, level in skills if level == Level.INDEPENDENT}
    if leader in independent or (leader, Level.SUPERVISED) not in {(who, Level(level)) for who, level in skills}:
        return False
    role = next(staff.role for staff in search.board.camp.staff if staff.resource == leader)
    there = [
        span
        for staff in search.board.camp.staff
        if staff.resource in independent and staff.role == role
        for span in staff.there
    ]
    return not covering(merged(there), place.span)
