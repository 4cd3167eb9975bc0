"""What a heading of a log of operations means, in English and French."""

from __future__ import annotations

from camps.sheets.folding import fold

# Every field of a log, with its name for people.
FIELDS = {
    "number": "Case number",
    "date": "Day",
    "room": "Room or table",
    "code": "Procedure's code",
    "procedure": "Procedure's name",
    "surgeon": "Surgeon",
    "started": "Into the room (or start)",
    "ended": "Out of the room (or end)",
    "minutes": "Minutes it took",
    "planned": "Minutes planned",
}

# A plan holds a table for as long as the patient is in the room, so those hours stand before those of the knife.
_IN_ROOM = ("wheels in", "in room", "room in", "into room", "patient in", "patient in room", "entree salle", "entree")
_OUT_OF_ROOM = ("wheels out", "out of room", "room out", "out room", "patient out", "sortie salle", "sortie")
_PHRASES = {
    "number": ("encounter id", "case id", "case number", "case no", "operation no", "id", "numero", "no", "s n", "n"),
    "date": ("date", "day", "operation date", "date of operation", "surgery date", "jour", "date operation"),
    "room": ("or suite", "room", "theatre", "table", "or", "or room", "operating room", "salle", "suite", "bloc"),
    "code": ("cpt code", "code", "procedure code", "cpt", "code acte", "ccam"),
    "procedure": (
        "cpt description", "procedure", "operation", "procedure name", "surgery", "description", "acte",
        "intervention", "procedure description", "libelle",
    ),
    "surgeon": ("surgeon", "doctor", "operator", "surgeon name", "chirurgien", "operateur", "medecin", "done by"),
    "started": ("start time", "start", "started", "begin", "began", "debut", "heure debut", "start of surgery"),
    "ended": ("end time", "end", "ended", "finish", "finished", "fin", "heure fin", "end of surgery"),
    "minutes": ("minutes", "duration", "duration min", "actual minutes", "duree", "duree min", "time taken", "min"),
    "planned": (
        "booked time min", "booked time", "booked minutes", "planned minutes", "planned", "scheduled minutes", "booked",
        "scheduled duration", "estimated minutes", "duree prevue", "minutes prevues", "estimated duration",
    ),
}  # fmt: skip
_RANKED = {
    **{phrase: (field, 1) for field, phrases in _PHRASES.items() for phrase in phrases},
    **dict.fromkeys(_IN_ROOM, ("started", 0)),
    **dict.fromkeys(_OUT_OF_ROOM, ("ended", 0)),
}


def meaning(heading: str) -> tuple[str, int] | None:
    """The field a heading means and how gladly it is taken (0 before 1), or None."""
    return _RANKED.get(fold(heading))
