"""The three sample camps and what a careful reader finds in their sheets."""

import json
from datetime import date
from pathlib import Path

import camps
from camps.sheets.context import SheetContext

SAMPLES = Path(camps.__file__).parent / "sample"
NAMES = ["ortho", "ogoni", "taraba"]


def expected(name: str) -> dict:
    return json.loads((SAMPLES / name / "expected.json").read_text(encoding="utf-8"))


def a_context(**changes) -> SheetContext:
    facts = {
        "country": "NG",
        "first_day": date(2027, 3, 1),
        "days": 3,
        "procedures": {
            "OSTEO": "Corrective osteotomy, leg",
            "TENDN": "Tendon release",
            "CONS": "Consultation and examination",
        },
        "language": "en",
        "kinds": {"OSTEO": "table", "TENDN": "table", "CONS": "desk"},
    }
    return SheetContext(**{**facts, **changes})
