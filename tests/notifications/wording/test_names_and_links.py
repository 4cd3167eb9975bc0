"""A first name only for who chose it, and the phone to call where the link was closed."""

from dataclasses import replace

import pytest

from notifications.wording import ANSWER_KINDS, PATIENT_KINDS, Facts, Kind, OwnText, mail, own_sms, sms
from tests.notifications.wording.samples import ORDINARY

TOLD = sorted(PATIENT_KINDS - ANSWER_KINDS - {Kind.NEW_LINK})
NAMED = replace(ORDINARY, name_in_texts="Amina")
CLOSED = replace(ORDINARY, link="", link_is_closed=True)


def text_of(kind: Kind, facts: Facts, lang: str = "en") -> str:
    return sms(kind, lang=lang, facts=facts).text


def test_a_text_names_who_chose_it() -> None:
    assert text_of(Kind.BOOKED, NAMED).startswith("Jalingo Camp: Amina, your visit is booked for Tuesday 9 March")
    assert text_of(Kind.BOOKED, NAMED, "fr").startswith("Jalingo Camp: Amina, ")


def test_a_text_to_a_carer_or_a_family_names_nobody() -> None:
    assert "Amina" not in text_of(Kind.BOOKED, replace(NAMED, is_child=True))
    own = OwnText(lang="en", body="come on {day}, {time}.")
    assert own_sms(own, facts=NAMED).text.startswith("Jalingo Camp: Amina, come on")
    assert "Amina" not in own_sms(own, facts=replace(NAMED, is_child=True)).text


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("kind", TOLD)
def test_where_the_link_is_closed_the_text_names_the_phone_once(kind: Kind, lang: str) -> None:
    text = text_of(kind, CLOSED, lang)
    assert "/v/" not in text
    assert text.count(CLOSED.help_phone) == 1


@pytest.mark.parametrize("kind", TOLD)
def test_where_the_link_is_closed_the_mail_has_no_button(kind: Kind) -> None:
    written = mail(kind, lang="en", facts=CLOSED)
    assert "/v/" not in written.text + written.html
    assert CLOSED.help_phone in written.text
