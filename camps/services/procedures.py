"""What can be done at a camp."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Required, TypedDict, Unpack

from django.db.models import ProtectedError

from camps.errors import InUse, Invalid, Taken
from camps.models import Anaesthesia, Camp, Procedure, Registration, StationKind
from camps.services.saving import checked, refusing


class ProcedureValues(TypedDict, total=False):
    """What `change_procedure` takes, for passing it on."""

    code: Required[str]
    name: Required[str]
    median_min: Required[int]
    p90_min: Required[int]
    specialty: str
    turnover_min: int
    station_kind: str
    anaesthesia: str
    recovery_min: int
    nights: int
    equipment: Iterable[str]
    min_age_years: int | None
    max_age_years: int | None
    min_hb_g_dl: Decimal | None
    fasting_hours: int | None


def add_procedure(*, camp: Camp, **values: Unpack[ProcedureValues]) -> Procedure:
    """A new procedure; minutes, years, g/dL and hours as in the model. Raises Taken for a code in use, Invalid."""
    return change_procedure(procedure=Procedure(organisation_id=camp.organisation_id, camp=camp), **values)


def change_procedure(
    *,
    procedure: Procedure,
    code: str,
    name: str,
    median_min: int,
    p90_min: int,
    specialty: str = "any",
    turnover_min: int = 0,
    station_kind: str = StationKind.TABLE,
    anaesthesia: str = Anaesthesia.NONE,
    recovery_min: int = 0,
    nights: int = 0,
    equipment: Iterable[str] = (),
    min_age_years: int | None = None,
    max_age_years: int | None = None,
    min_hb_g_dl: Decimal | None = None,
    fasting_hours: int | None = None,
) -> Procedure:
    """Write these values. Raises Taken for a code in use, Invalid for a bad value or bounds that cross."""
    if p90_min < median_min:
        raise Invalid("The long duration can't be shorter than the usual one.", field="p90_min", value=p90_min)
    if min_age_years is not None and max_age_years is not None and max_age_years < min_age_years:
        raise Invalid("The highest age is below the lowest.", field="max_age_years", value=max_age_years)
    procedure.code = code.strip().upper()
    procedure.name = name.strip()
    procedure.specialty = specialty.strip().lower() or "any"
    procedure.median_min = median_min
    procedure.p90_min = p90_min
    procedure.turnover_min = turnover_min
    procedure.station_kind = station_kind
    procedure.anaesthesia = anaesthesia
    procedure.recovery_min = recovery_min
    procedure.nights = nights
    procedure.equipment = sorted({item.strip() for item in equipment if item.strip()})
    procedure.min_age_years = min_age_years
    procedure.max_age_years = max_age_years
    procedure.min_hb_g_dl = min_hb_g_dl
    procedure.fasting_hours = fasting_hours
    checked(procedure)
    taken = Taken(f"The camp has a procedure “{procedure.code}” already.", field="code", value=code)
    with refusing({"procedure_code_once": taken}):
        procedure.save()
    return procedure


def remove_procedure(*, procedure: Procedure) -> None:
    """Raises InUse while patients are registered for it, as the main one or beside another."""
    beside = Registration.more_procedures.through.objects.filter(procedure=procedure)
    in_use = InUse(f"Patients are registered for {procedure.name}.", cure="Give them another procedure first.")
    if beside.exists():
        raise in_use
    try:
        procedure.delete()
    except ProtectedError as error:
        raise in_use from error
