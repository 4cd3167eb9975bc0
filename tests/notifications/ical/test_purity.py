"""The calendar code asks no clock and no dice: the same arguments give the same bytes."""

import ast
from pathlib import Path

import notifications.ical

FORBIDDEN = {"now", "utcnow", "today", "time_ns", "monotonic", "uuid1", "uuid4", "random", "token_bytes", "urandom"}
SOURCES = sorted(Path(notifications.ical.__file__).parent.rglob("*.py"))


def calls(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}


def test_calendar_code_calls_neither_clock_nor_dice() -> None:
    assert len(SOURCES) > 15
    assert {source.name: found for source in SOURCES if (found := calls(source) & FORBIDDEN)} == {}
