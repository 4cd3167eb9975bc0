"""Several procedures for one patient, under one anaesthetic."""

from __future__ import annotations

from collections.abc import Iterable

from camps.errors import Invalid
from camps.models import Camp, Procedure


def beside(main: Procedure | None, more: Iterable[Procedure], *, camp: Camp) -> list[Procedure]:
    """The others, each once, by code. Raises Invalid where they can't be done with `main` in one go."""
    others = {procedure.pk: procedure for procedure in more if main is None or procedure.pk != main.pk}
    found = sorted(others.values(), key=lambda procedure: procedure.code)
    if not found:
        return []
    if main is None:
        raise Invalid("Choose the main procedure first.", field="procedure")
    for other in found:
        if other.camp_id != camp.pk:
            raise Invalid("This is no procedure of this camp.", field="more_procedures", value=other.code)
        if other.station_kind != main.station_kind:
            raise Invalid(
                f"{main.name} needs: {main.get_station_kind_display().lower()}; {other.name} needs: "
                f"{other.get_station_kind_display().lower()}. They can't be done under one anaesthetic.",
                field="more_procedures",
                value=other.code,
                cure="Keep those that are done in one place, and write the other under remarks.",
            )
    return found
