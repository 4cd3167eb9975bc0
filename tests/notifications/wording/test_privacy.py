"""Illness stays inside: no text can hold it, and names stay out of what others may see."""

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.wording import (
    LANGUAGES,
    PATIENT_KINDS,
    STAFF_KINDS,
    Facts,
    Kind,
    event_text,
    mail,
    sms,
)
from notifications.wording.catalogue import entry
from tests.notifications.wording.samples import ORDINARY, VARIANTS, variant_of

# Procedures, complaints and specialties of camps, and the words that give them away.
ILLNESS = re.compile(
    r"surg|chirurg|operat|opérat|hernia|hernie|cataract|hydrocele|hydrocèle|fistula|fistule|club"
    r"|ortho|anaesth|anesth|diagnos|tumou?r|cancer|\bhiv\b|\bvih\b|tubercul|diseas|maladi|illness"
    r"|procedure|intervention|patholog|\bage\b|\bâge\b|years old|\bans\b|\bsex\b|\bwards?\b|fast\b|jeun",
    re.IGNORECASE,
)

# A name that no template, venue or link of the samples contains.
CANARIES = st.text(st.characters(categories=["Lu", "Ll"]), min_size=5, max_size=12).map(lambda text: f"Qz{text}qZ")


def test_facts_have_no_place_for_an_illness() -> None:
    """A new fact is a decision about privacy: extend this list after reading safety.md, 5."""
    assert {field.name for field in fields(Facts)} == {
        "camp_short_name",
        "when",
        "zone_name",
        "venue",
        "meeting_point",
        "help_phone",
        "link",
        "link_is_closed",
        "name_in_texts",  # only of who chose it (safety.md, 5)
        "person_called_name",
        "is_child",
        "others",
        "today",
        "until",
        "what_changed",
        "old_when",
        "old_venue",
        "lines",
        "nothing_left",
        "case",
        "organisation",
        "role",
        "doctor",  # who answered: of staff, to staff
        "lost",
        "wrong",  # an alarm's figures, for organisers
        "cure",
        "code",
        "nothing_to_eat_after",
        "answer_by",
        "token",  # the three that the hall's board shows too
        "before",
        "near",
    }


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_template_speaks_of_illness_or_procedure(kind: Kind, lang: str, variant: str) -> None:
    texts = entry(kind, lang)
    found = mail(kind, lang=lang, facts=variant_of(ORDINARY, kind, variant))
    for text in (*texts.sms, *texts.sms_carer, *texts.sms_family, found.subject, found.text):
        assert not ILLNESS.search(text), text


@settings(deadline=None)
@given(name=CANARIES, kind=st.sampled_from(sorted(PATIENT_KINDS)), lang=st.sampled_from(LANGUAGES))
def test_name_never_reaches_an_sms_a_subject_or_a_calendar(name: str, kind: Kind, lang: str) -> None:
    for variant in VARIANTS:
        facts = variant_of(ORDINARY, kind, variant)
        others = tuple(replace(other, person_called_name=name) for other in facts.others)
        facts = replace(facts, person_called_name=name, others=others)
        event = event_text(kind, lang=lang, facts=facts)
        letter = mail(kind, lang=lang, facts=facts)
        seen = [sms(kind, lang=lang, facts=facts).text, letter.subject]
        seen += [event.summary, event.description, event.location]
        assert not any(name in text for text in seen)
    # So that the test can fail: the canary does reach the one place it may.
    greeted = replace(ORDINARY, person_called_name=name)
    assert name in mail(kind, lang=lang, facts=greeted).text


@settings(deadline=None)
@given(
    case=CANARIES,
    kind=st.sampled_from(sorted(set(Kind) - PATIENT_KINDS - STAFF_KINDS)),
    lang=st.sampled_from(LANGUAGES),
)
def test_case_never_reaches_an_sms_or_a_subject(case: str, kind: Kind, lang: str) -> None:
    facts = variant_of(ORDINARY, kind, "own")
    lines = tuple(replace(line, case=case) for line in facts.lines)
    facts = replace(facts, case=case, lines=lines, person_called_name=case)
    assert case not in sms(kind, lang=lang, facts=facts).text
    assert case not in mail(kind, lang=lang, facts=facts).subject
