"""A camp made from an earlier one: everything but its patients."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from camps.models import Camp, Kit, Procedure, Shift, Station
from camps.services.camps import create_camp
from camps.services.kit import add_kit
from camps.services.patients_day import change_patients_day, patients_day_of
from camps.services.shifts import add_shift
from camps.services.stations import add_station

_OF_PROCEDURE = tuple(
    field.attname for field in Procedure._meta.concrete_fields if field.attname not in {"id", "camp_id"}
)


def copy_camp(*, camp: Camp, name: str, first_day: date, short_name: str = "") -> Camp:
    """A draft with the venue, stations, kit and procedures of `camp`, and its doctors' shifts, day for day.

    Shifts keep their hour on the clock at the venue, also across a clock change; cancelled ones, absences and
    closures stay behind. Raises Invalid, Taken.
    """
    with transaction.atomic():
        copy = create_camp(
            organisation=camp.organisation,
            name=name,
            venue=camp.venue,
            first_day=first_day,
            days=camp.days,
            day_opens=camp.day_opens,
            day_closes=camp.day_closes,
            short_name=short_name or camp.short_name,
            host=camp.host,
            languages=camp.languages,
            help_phone=camp.help_phone,
            preparation=camp.preparation,
            doctor_invites=camp.doctor_invites,
            feeds_name_procedures=camp.feeds_name_procedures,
            window_minutes=camp.window_minutes,
        )
        change_patients_day(camp=copy, **patients_day_of(camp))
        for station in Station.objects.filter(camp=camp):
            add_station(
                camp=copy,
                name=station.name,
                kind=station.kind,
                opens=station.opens,
                closes=station.closes,
                lane=station.lane,
                equipment=station.equipment,
                beds=station.beds,
                public_name=station.public_name,
            )
        for kit in Kit.objects.filter(camp=camp):
            add_kit(camp=copy, name=kit.name, count=kit.count, sterilise_min=kit.sterilise_min)
        Procedure.objects.bulk_create(
            Procedure(camp=copy, **{name: getattr(procedure, name) for name in _OF_PROCEDURE})
            for procedure in Procedure.objects.filter(camp=camp)
        )
        for shift in Shift.objects.filter(camp=camp, cancelled_at=None).select_related("doctor"):
            add_shift(
                camp=copy,
                doctor=shift.doctor,
                starts_at=_same_hour(shift.starts_at, of=camp, on=copy),
                ends_at=_same_hour(shift.ends_at, of=camp, on=copy),
            )
    return copy


def _same_hour(at: datetime, *, of: Camp, on: Camp) -> datetime:
    local = at.astimezone(of.zone)
    return on.instant(on.first_day + (local.date() - of.first_day), local.time())
