"""Texts inside a calendar entry."""

from dataclasses import replace

import pytest

from notifications.wording import DOCTOR_KINDS, LANGUAGES, PATIENT_KINDS, Kind, event_text
from tests.notifications.wording.samples import ORDINARY, VARIANTS, variant_of


def test_patients_entry_is_discreet() -> None:
    found = event_text(Kind.BOOKED, lang="en", facts=ORDINARY)
    assert found.summary == "Appointment - Jalingo Camp"
    assert found.location == "General Hospital"
    assert found.description == (
        "8:30am (Lagos time, UTC+1)\nMeet at: gate 2\nHelp: 0803 555 0100\nPlease follow your instruction sheet."
    )


def test_doctors_entries_name_the_shift_or_the_case() -> None:
    shift = event_text(Kind.SHIFT_INVITATION, lang="en", facts=ORDINARY)
    assert shift.summary == "Camp shift - Jalingo Camp"
    assert "instruction sheet" not in shift.description
    case = replace(ORDINARY, case="Case 014 - A.O.")
    assert event_text(Kind.CASE_CHANGED, lang="en", facts=case).summary == "Case 014 - A.O."
    assert event_text(Kind.CASE_CHANGED, lang="en", facts=ORDINARY).summary == "Case"


def test_entry_is_written_in_the_readers_language() -> None:
    assert event_text(Kind.BOOKED, lang="fr", facts=ORDINARY).summary == "Rendez-vous - Jalingo Camp"
    assert event_text(Kind.BOOKED, lang="ha", facts=ORDINARY).lang == "en"


@pytest.mark.parametrize("kind", sorted(PATIENT_KINDS | DOCTOR_KINDS))
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_entry_holds_no_link_and_no_name(kind: Kind, lang: str, variant: str) -> None:
    found = event_text(kind, lang=lang, facts=variant_of(ORDINARY, kind, variant))
    whole = f"{found.summary}\n{found.description}\n{found.location}"
    assert "http" not in whole
    assert "Amina" not in whole
    assert "Bello" not in whole
