"""Every text as a person reads it, beside the code: golden/<language>/<kind>.txt.

After a wanted change write them anew with `python -m tests.notifications.wording.test_golden`
and read the difference before committing it.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from notifications.wording import (
    DOCTOR_KINDS,
    LANGUAGES,
    PATIENT_KINDS,
    STAFF_KINDS,
    Kind,
    event_text,
    mail,
    sms,
)
from notifications.wording.catalogue import replying
from tests.notifications.wording.samples import ORDINARY, VARIANTS, variant_of

GOLDEN = Path(__file__).parent / "golden"


def drawn(kind: Kind, lang: str) -> str:
    """All texts of a kind in one language."""
    parts: list[str] = []
    for variant in VARIANTS if kind in PATIENT_KINDS else ("own",):
        facts = variant_of(ORDINARY, kind, variant)
        if kind not in STAFF_KINDS:
            parts.append(f"=== SMS, {variant}\n{sms(kind, lang=lang, facts=facts).text}\n")
        if replying(kind, lang):
            asked = sms(kind, lang=lang, facts=replace(facts, code="4821"))
            parts.append(f"=== SMS, {variant}, answered by text\n{asked.text}\n")
        letter = mail(kind, lang=lang, facts=facts)
        parts.append(f"=== Mail, {variant}\nSubject: {letter.subject}\n\n{letter.text}")
    if kind in PATIENT_KINDS | DOCTOR_KINDS:
        event = event_text(kind, lang=lang, facts=variant_of(ORDINARY, kind, "own"))
        parts.append(f"=== Calendar\n{event.summary}\n{event.location}\n{event.description}\n")
    return "\n".join(parts)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_text_is_the_one_that_was_read_and_agreed(kind: Kind, lang: str) -> None:
    assert drawn(kind, lang) == (GOLDEN / lang / f"{kind}.txt").read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    names = {path.stem for path in GOLDEN.glob("*/*.txt")}
    assert names == {kind.value for kind in Kind}


if __name__ == "__main__":
    for language in LANGUAGES:
        (GOLDEN / language).mkdir(parents=True, exist_ok=True)
        for each in Kind:
            path = GOLDEN / language / f"{each}.txt"
            path.write_text(drawn(each, language), encoding="utf-8")
