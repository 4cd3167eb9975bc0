"""Make arrival windows from station hours and shifts."""

from __future__ import annotations

from collections import defaultdict
from math import ceil

from django.db import transaction

from camps.models import NEVER_BOOKED, Camp, Procedure, Shift, Station
from scheduling.filling.board import LEADERS
from scheduling.intervals import Span, instant, merged, minute, overlaps
from scheduling.models import QueueSlot
from scheduling.queries.board import open_spans
from scheduling.queries.durations import least_minutes


@transaction.atomic
def make_slots(*, camp: Camp) -> int:
    """Bring a camp's windows in line with its station hours and shifts; returns how many there are.

    A window holds as many people as the shortest procedure of its station's kind allows to begin in it: by the minutes
    entered, or by those learned where they are fewer, since plans and places last so long. Windows that somebody is
    booked into stay, whatever the hours say now; unused ones outside the hours go.
    """
    wanted = {(station.pk, span[0]): (span, capacity) for station, span, capacity in windows_of(camp)}
    standing = {
        (slot.station_id, minute(slot.starts_at)): slot
        for slot in QueueSlot.objects.select_for_update(no_key=True).filter(camp=camp).order_by("pk")
    }
    unused = [slot.pk for key, slot in standing.items() if key not in wanted and not slot.appointments.exists()]
    QueueSlot.objects.filter(pk__in=unused).delete()
    changed = []
    for key, slot in standing.items():
        if key in wanted and (slot.capacity, minute(slot.ends_at)) != (wanted[key][1], wanted[key][0][1]):
            slot.capacity, slot.ends_at = wanted[key][1], instant(wanted[key][0][1])
            changed.append(slot)
    QueueSlot.objects.bulk_update(changed, ["capacity", "ends_at"])
    QueueSlot.objects.bulk_create(
        QueueSlot(
            organisation_id=camp.organisation_id,
            camp=camp,
            station_id=station,
            starts_at=instant(span[0]),
            ends_at=instant(span[1]),
            capacity=capacity,
        )
        for (station, _), (span, capacity) in wanted.items()
        if (station, span[0]) not in standing
    )
    return len(wanted)


def windows_of(camp: Camp) -> list[tuple[Station, Span, int]]:
    """Each station's open hours cut into windows, while somebody who may lead there is on shift."""
    shortest: dict[str, int] = {}
    procedures = list(Procedure.objects.filter(camp=camp))
    least = least_minutes(procedures)
    for procedure in procedures:
        minutes = least[procedure.code] + procedure.turnover_min
        shortest[procedure.station_kind] = min(minutes, shortest.get(procedure.station_kind, minutes))
    on_shift: dict[str, list[Span]] = defaultdict(list)
    for shift in Shift.objects.filter(camp=camp, cancelled_at=None).select_related("doctor"):
        on_shift[shift.doctor.role].append((minute(shift.starts_at), minute(shift.ends_at)))
    result = []
    for station in Station.objects.filter(camp=camp).exclude(kind__in=NEVER_BOOKED).prefetch_related("closures"):
        led = merged(span for role in LEADERS.get(station.kind, ()) for span in on_shift[role])
        for begin, end in open_spans(camp, station, ()):
            for start in range(begin, end, camp.window_minutes):
                span = (start, min(start + camp.window_minutes, end))
                if station.kind in shortest and any(overlaps(span, shift) for shift in led):
                    result.append(
                        (station, span, max(1, ceil((span[1] - span[0]) / shortest[station.kind]) * station.beds))
                    )
    return result
