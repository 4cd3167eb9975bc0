"""Urgency as a priority class: 1 emergency, 2 urgent, 3 soon, 4 routine."""

from __future__ import annotations

from camps.sheets.folding import fold, is_blank
from camps.sheets.problems import NotUnderstood

CLASSES = {
    1: ("p1", "emergency", "immediate", "life threatening", "immediat", "urgence vitale"),
    2: ("p2", "urgent", "urgente", "urgence", "very urgent", "tres urgent"),
    3: ("p3", "soon", "semi urgent", "asap", "as soon as possible", "bientot", "rapide", "des que possible"),
    4: (
        "p4",
        "routine",
        "elective",
        "normal",
        "normale",
        "planned",
        "no",
        "non",
        "not urgent",
        "non urgent",
        "can wait",
    ),
}
_LEVELS = {word: level for level, words in CLASSES.items() for word in words}


def parse_urgency(text: str) -> int:
    """1 to 4; blank is 4. Raises NotUnderstood ("urgency")."""
    if is_blank(text):
        return 4
    level = _LEVELS.get(fold(text))
    if level is None:
        raise NotUnderstood(
            "urgency", "The urgency is not understood.", "Write urgent or soon, or leave the cell empty."
        )
    return level
