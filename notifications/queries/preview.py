"""What publishing would tell, and whom: shown before the act, computed as the act itself computes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from camps.models import Camp, Venue
from camps.queries.publishing import Missing, missing_for_publishing
from notifications.models import Channel
from notifications.queries.differences import Difference, What, appointment_differences, shift_differences
from notifications.queries.heard import judged
from notifications.queries.invites import forms_of
from scheduling.models import Appointment


@dataclass(frozen=True)
class Line:
    """One person and one place: what is new, moved (old → new) or cancelled, and how it is told.

    `name` is the patient's or the doctor's; times are UTC, the patient's is the hour of arrival. `old_at` is None for
    something new, `at` for something cancelled. The places are named where they differ.
    """

    what: What
    name: str
    channels: tuple[Channel, ...]
    at: datetime | None
    old_at: datetime | None
    appointment: Appointment | None = None
    old_place: str = ""
    place: str = ""

    @property
    def nobody_reachable(self) -> bool:
        """Only the list of the town, or a visit in person, is left."""
        return not {Channel.MAIL, Channel.SMS} & set(self.channels)


@dataclass
class Preview:
    """Patients and doctors apart; `unchanged` counts the patients who hear nothing, since nothing changed for them.

    `withdrawn` hear nothing either: they go back to the hour they heard, and the message of the other never left.
    """

    new: list[Line] = field(default_factory=list)
    moved: list[Line] = field(default_factory=list)
    cancelled: list[Line] = field(default_factory=list)
    doctors: list[Line] = field(default_factory=list)
    withdrawn: list[Line] = field(default_factory=list)
    unchanged: int = 0
    by_channel: Counter[Channel] = field(default_factory=Counter)
    missing: list[Missing] = field(default_factory=list)

    @property
    def patients(self) -> list[Line]:
        return [*self.new, *self.moved, *self.cancelled]

    @property
    def unreachable(self) -> list[Line]:
        return [line for line in self.patients if line.nobody_reachable]

    @property
    def tells_nobody(self) -> bool:
        return not (self.patients or self.doctors or self.withdrawn)


def preview(camp: Camp, *, now: datetime) -> Preview:
    """What `publish` would do at this moment; writes nothing."""
    shown = Preview(missing=missing_for_publishing(camp))
    places = dict(Venue.objects.filter(organisation_id=camp.organisation_id).values_list("pk", "name"))
    forms = forms_of(camp)
    of_patient: dict[int, list[Difference]] = defaultdict(list)
    for difference in judged(appointment_differences(camp, now=now)):
        if difference.recipient.is_patient and difference.recipient.channels and difference.appointment:
            of_patient[difference.appointment.pk].append(difference)
        elif forms.each_case(difference.recipient.doctor_id) and _is_news_to_a_doctor(difference):
            shown.doctors.append(_line([difference], places))
    for differences in of_patient.values():
        changed = [difference for difference in differences if difference.what != What.SAME]
        if not changed:
            shown.unchanged += 1
            continue
        if all(difference.what == What.KEPT for difference in changed):
            shown.withdrawn.append(_line(changed, places))
            continue
        line = _line([difference for difference in changed if difference.what != What.KEPT], places)
        {What.NEW: shown.new, What.MOVED: shown.moved, What.CANCELLED: shown.cancelled}[line.what].append(line)
    changed = [found for found in shift_differences(camp, now=now) if found.what != What.SAME]
    by_shift = [found for found in changed if not forms.each_case(found.recipient.doctor_id)]
    shown.doctors += [_line([difference], places) for difference in by_shift]
    for line in (*shown.patients, *shown.doctors):
        shown.by_channel.update(line.channels)
    return shown


def _is_news_to_a_doctor(difference: Difference) -> bool:
    return difference.recipient.doctor_id is not None and difference.what != What.SAME


def _line(differences: list[Difference], places: dict[int, str]) -> Line:
    """One person's differences as one line; a mail told before and a phone never told read as the mail's."""
    first = min(differences, key=lambda difference: difference.told is None)
    told, stands = first.old if first.what != What.NEW else None, first.stands
    moved_away = told is not None and told.venue_id != stands.venue_id
    return Line(
        what=first.what,
        name=first.recipient.name,
        channels=tuple(sorted({channel for one in differences for channel in one.recipient.channels})),
        at=None if first.what == What.CANCELLED else stands.starts_at,
        old_at=told.starts_at if told else None,
        appointment=first.appointment,
        old_place=places.get(told.venue_id, "") if told and moved_away else "",
        place=places.get(stands.venue_id, "") if moved_away else "",
    )
