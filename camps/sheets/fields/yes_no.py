"""Whether something is so: diabetic, infected."""

from __future__ import annotations

from camps.sheets.folding import fold, is_blank
from camps.sheets.problems import NotUnderstood

YES = frozenset(("yes", "y", "oui", "o", "x", "true", "vrai", "1", "positive", "positif", "pos"))
NO = frozenset(("no", "n", "non", "false", "faux", "0", "negative", "negatif", "neg"))
DIABETIC = frozenset(("diabetic", "diabetes", "diabete", "diabetique", "dm", "type 1", "type 2", "dm1", "dm2", "niddm"))
INFECTED = frozenset(("infected", "infection", "infecte", "infectee", "septic", "sepsis", "septique"))
SIGNS = {"+": True, "✓": True, "✔": True, "✗": False}


def parse_yes_no(text: str, *, also_yes: frozenset[str] = frozenset()) -> bool:
    """False when left blank; `also_yes` are the words of the thing itself. Raises NotUnderstood ("yes-no")."""
    word = text.strip()
    if word in SIGNS:
        return SIGNS[word]
    folded = "" if "?" in word else fold(word)
    if folded in YES or folded in also_yes:
        return True
    if is_blank(text) or folded in NO or folded.removeprefix("not ").removeprefix("non ") in also_yes:
        return False
    raise NotUnderstood("yes-no", "This is neither yes nor no.", "Write yes or no, or leave the cell empty.")
