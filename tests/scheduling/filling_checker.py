"""Judges a filled camp by plain loops, with no line of the code that filled it."""

from __future__ import annotations

from scheduling.filling.problem import Camp, Filled, Need, Place, Unit

LEADS = {"table": {"surgeon"}, "desk": {"examiner", "surgeon", "expert"}}


def faults(camp: Camp, filled: Filled) -> list[str]:
    """Everything that is wrong with what was filled; empty when it may stand."""
    needs = {need.registration: need for need in camp.needs}
    found = [
        fault for registration, place in filled.places.items() for fault in _of_one(camp, needs[registration], place)
    ]
    found += _overlaps(camp, filled) + _full_windows(camp, filled) + _families(camp, filled)
    answered = sorted([*filled.places, *(one.registration for one in filled.left_out)])
    if answered != sorted(needs):
        found.append(f"asked for {sorted(needs)}, answered {answered}")
    found += [f"{one.registration} is left out without a reason" for one in filled.left_out if not one.shortages]
    return found


def needless(camp: Camp, filled: Filled, *, step: int) -> list[str]:
    """Those left out who would have fitted somewhere as the camp stands in the end, by trying every start."""
    held: dict[int, list[tuple[int, int]]] = {}
    for resource, span in camp.held:
        held.setdefault(resource, []).append(span)
    taken = {window.slot: window.taken for window in camp.windows}
    for place in filled.places.values():
        taken[place.slot] += 1
        for hold in place.holds:
            held.setdefault(hold.resource, []).append(hold.span)
    out = {one.registration for one in filled.left_out}
    return [
        f"{need.registration} fits at {start} on {unit.name}"
        for need in camp.needs
        if need.registration in out
        for unit in camp.units
        for day in camp.days
        for start in range(day[0], day[1], step)
        if start + need.minutes <= day[1] and _fits(camp, need, unit, start, held, taken)
    ]


def _fits(camp, need, unit, start, held, taken) -> bool:
    span = (start, start + need.minutes)

    def free(resource, until) -> bool:
        return all(not (a < until and start < b) for a, b in held.get(resource, ()))

    def somebody(roles, specialties) -> bool:
        return any(
            staff.role in roles
            and ("any" in staff.specialties or specialties - {"any"} <= staff.specialties)
            and any(a <= start and span[1] <= b for a, b in staff.there)
            and free(staff.resource, span[1])
            for staff in camp.staff
        )

    window = [w for w in camp.windows if w.station == unit.station and w.span[0] <= start < w.span[1]]
    return (
        unit.kind == need.kind
        and start >= need.earliest
        and any(a <= start and span[1] <= b for a, b in unit.open)
        and free(unit.resource, span[1] + need.turnover)
        and free(need.patient, span[1])
        and bool(window)
        and taken[window[0].slot] < window[0].capacity
        and somebody(LEADS[need.kind], need.specialties)
        and (not need.anaesthetist or somebody({"anaesthetist"}, {"any"}))
        and all(
            any(kit.name == name and free(kit.resource, span[1] + kit.sterilise) for kit in camp.kits)
            for name in need.equipment - unit.equipment
        )
    )


def _of_one(camp: Camp, need: Need, place: Place) -> list[str]:
    start, end = place.span
    who = need.registration
    found = []
    if end - start != need.minutes:
        found.append(f"{who} has {end - start} minutes, not {need.minutes}")
    if start < need.earliest:
        found.append(f"{who} begins at {start}, before {need.earliest}")
    held = {(hold.part, hold.resource): hold.span for hold in place.holds}
    by_part: dict[str, list[int]] = {}
    for hold in place.holds:
        by_part.setdefault(hold.part, []).append(hold.resource)
    units = [unit for unit in camp.units if unit.resource in by_part.get("station", ())]
    if len(units) != 1 or units[0].station != place.station or units[0].kind != need.kind:
        return [*found, f"{who} is not on one {need.kind}"]
    unit = units[0]
    if not any(a <= start and end <= b for a, b in unit.open):
        found.append(f"{who} is on {unit.name} while it is closed")
    if held["station", unit.resource] != (start, end + need.turnover):
        found.append(f"{who} leaves no turnover on {unit.name}")
    if by_part.get("patient") != [need.patient] or held["patient", need.patient] != (start, end):
        found.append(f"{who} is not held for it")
    window = [window for window in camp.windows if window.slot == place.slot]
    if not window or window[0].station != place.station or not window[0].span[0] <= start < window[0].span[1]:
        found.append(f"{who} has the window of another hour")
    elif place.arrive != window[0].span[0]:
        found.append(f"{who} is asked to come at {place.arrive}")
    return found + _team(camp, need, place, by_part) + _kit(camp, need, place, by_part, unit)


def _team(camp: Camp, need: Need, place: Place, by_part: dict[str, list[int]]) -> list[str]:
    who, (start, end), found = need.registration, place.span, []
    leaders = [s for s in camp.staff if s.resource in by_part.get("surgeon", []) + by_part.get("examiner", [])]
    if len(leaders) != 1 or leaders[0].role not in LEADS[need.kind]:
        found.append(f"{who} has no one leader")
    elif "any" not in leaders[0].specialties and need.specialties - {"any"} - leaders[0].specialties:
        found.append(f"{who} has {leaders[0].name}, who lacks the skill")
    sleepers = [s for s in camp.staff if s.resource in by_part.get("anaesthetist", [])]
    if len(sleepers) != need.anaesthetist or any(s.role != "anaesthetist" for s in sleepers):
        found.append(f"{who} has {len(sleepers)} anaesthetists")
    return found + [
        f"{who} has {staff.name}, who is not there"
        for staff in (*leaders, *sleepers)
        if not any(a <= start and end <= b for a, b in staff.there)
    ]


def _kit(camp: Camp, need: Need, place: Place, by_part: dict[str, list[int]], unit: Unit) -> list[str]:
    who, (start, end), found = need.registration, place.span, []
    held = {(hold.part, hold.resource): hold.span for hold in place.holds}
    kits = {kit.resource: kit for kit in camp.kits}
    names = sorted(kits[resource].name for resource in by_part.get("kit", ()))
    if names != sorted(need.equipment - unit.equipment):
        found.append(f"{who} holds {names}, needs {sorted(need.equipment - unit.equipment)}")
    return found + [
        f"{who} gives {kits[resource].name} back before it is sterile"
        for resource in by_part.get("kit", ())
        if held["kit", resource] != (start, end + kits[resource].sterilise)
    ]


def _overlaps(camp: Camp, filled: Filled) -> list[str]:
    spans: dict[int, list[tuple[int, int]]] = {}
    for resource, span in [*camp.held, *((h.resource, h.span) for p in filled.places.values() for h in p.holds)]:
        spans.setdefault(resource, []).append(span)
    return [
        f"resource {resource} is held twice: {one}, {two}"
        for resource, held in spans.items()
        for number, one in enumerate(held)
        for two in held[number + 1 :]
        if one[0] < two[1] and two[0] < one[1]
    ]


def _full_windows(camp: Camp, filled: Filled) -> list[str]:
    count = {window.slot: window.taken for window in camp.windows}
    for place in filled.places.values():
        count[place.slot] += 1
    return [
        f"window {w.slot} holds {count[w.slot]} of {w.capacity}" for w in camp.windows if count[w.slot] > w.capacity
    ]


def _families(camp: Camp, filled: Filled) -> list[str]:
    days: dict[int, set[int | None]] = {}
    for need in camp.needs:
        if need.family:
            place = filled.places.get(need.registration)
            day = next((n for n, d in enumerate(camp.days) if place and d[0] <= place.span[0] < d[1]), None)
            days.setdefault(need.family, set()).add(day)
    return [
        f"family {family} is apart and nobody said so"
        for family, where in days.items()
        if len(where) > 1 and family not in filled.split
    ]
