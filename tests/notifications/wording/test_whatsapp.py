"""WhatsApp's approved templates: filled with the facts of a message, and refused before anything leaves."""

from dataclasses import replace

import pytest

from notifications.wording.whatsapp import Approved, chosen_template, faults_of_template, filled_template
from tests.notifications.wording.samples import ORDINARY

BOOKED = Approved(
    kind="booked",
    language="en",
    name="visit_booked",
    body="This is {camp}. Your place is {day}, {time}. Details: {link} - please keep it.",
)


def test_values_stand_in_the_order_of_the_placeholders_and_make_the_text() -> None:
    facts = ORDINARY
    filled = filled_template(BOOKED, facts)
    assert filled is not None
    camp, day, time, link = filled.variables
    assert (camp, link) == (facts.camp_short_name, facts.link)
    assert filled.text == f"This is {camp}. Your place is {day}, {time}. Details: {link} - please keep it."


def test_placeholder_named_twice_has_its_value_twice() -> None:
    twice = replace(BOOKED, body="This is {camp}, really {camp}, yes.")
    filled = filled_template(twice, ORDINARY)
    assert filled is not None
    assert len(filled.variables) == 2


def test_missing_fact_leaves_the_template_unsent() -> None:
    assert filled_template(BOOKED, replace(ORDINARY, link="", link_is_closed=True)) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"body": "{camp} here."}, "begins with {camp}: put a word before it"),
        ({"body": "From {patient} now."}, "There is no placeholder {patient}: there are {camp}, {day}"),
        ({"body": "From {camp now."}, "a brace without its other half"),
        ({"kind": "day_list"}, "kind='day_list' is told to no patient: use one of"),
        ({"name": ""}, "name is empty: give Meta's name"),
    ],
)
def test_template_that_can_t_be_used_is_refused_with_the_cure(change: dict[str, str], fault: str) -> None:
    assert faults_of_template(BOOKED) == []
    assert any(fault in found for found in faults_of_template(replace(BOOKED, **change)))


def test_first_of_the_reader_s_languages_that_has_one_is_chosen() -> None:
    french = replace(BOOKED, language="fr")
    chosen = [
        chosen_template([BOOKED, french], kind=kind, languages=languages)
        for kind, languages in (("booked", ["fr-CA", "fr", "en"]), ("booked", ["ha", "en"]), ("moved", ["en"]))
    ]
    assert chosen == [french, BOOKED, None]
