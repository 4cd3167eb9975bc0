"""Own texts: the frame stays, the reader decides which words, and half a sentence is never sent."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from notifications.wording import Kind, OtherVisit, OwnText, cost_of, faults_of, longest_of, own_mail, own_sms
from tests.notifications.wording.samples import LAGOS, ORDINARY

OWN = OwnText(
    lang="en",
    body="please come {day}, {time}.",
    carer="bring your child {day}, {time}.",
    family="{count} of you: {day}, {times}.",
    version="en-own-7.3",
)
CHILD = replace(ORDINARY, is_child=True)
FAMILY = replace(ORDINARY, others=(OtherVisit(when=ORDINARY.when + timedelta(hours=1)),))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (ORDINARY, "please come Tuesday 9 March, 8:30am."),
        (CHILD, "bring your child Tuesday 9 March, 8:30am."),
        (FAMILY, "2 of you: Tuesday 9 March, 8:30am, 9:30am."),
    ],
)
def test_the_camps_name_stays_in_front_and_the_link_behind(facts, words) -> None:
    found = own_sms(OWN, facts=facts)
    assert found is not None
    assert found.text == f"Jalingo Camp: {words} {ORDINARY.link}"
    assert (found.lang, found.template_version) == ("en", "en-own-7.3")


def test_a_carer_reads_the_text_itself_where_there_is_no_other() -> None:
    own = OwnText(lang="en", body="{your_visit}: {day}, {time}.")
    found = own_sms(own, facts=CHILD)
    assert found is not None
    assert "your child's visit: Tuesday 9 March" in found.text


def test_the_shipped_text_serves_a_family_without_own_words_and_wherever_a_fact_is_missing() -> None:
    alone = OwnText(lang="en", body="come {day}, {time}, {prepare}.")
    assert own_sms(alone, facts=FAMILY) is None
    assert own_sms(alone, facts=ORDINARY) is None
    told = replace(ORDINARY, nothing_to_eat_after=datetime(2027, 3, 9, 2, tzinfo=LAGOS))
    assert own_sms(alone, facts=told) is not None


def test_a_placeholder_that_no_longer_exists_sends_the_shipped_text() -> None:
    assert own_sms(OwnText(lang="en", body="{day} {time} {gone}"), facts=ORDINARY) is None


def test_marks_that_carry_the_meaning_are_kept_and_french_is_folded() -> None:
    yoruba = own_sms(OwnText(lang="yo", body="ẹ wá {day}, {time}, ê."), facts=ORDINARY)
    french = own_sms(OwnText(lang="fr", body="venez {day}, {time}, être."), facts=ORDINARY)
    assert yoruba is not None
    assert french is not None
    assert "ẹ wá" in yoruba.text
    assert "ê." in yoruba.text
    assert yoruba.segments.encoding == "UCS-2"
    assert "etre." in french.text
    assert french.segments.encoding == "GSM-7"


def test_a_mail_keeps_its_greeting_its_facts_and_its_button() -> None:
    own = OwnText(lang="en", subject="{Your_visit}: {day}", body="First line.\n\nSecond line.", version="en-own-9.1")
    found = own_mail(Kind.BOOKED, own, facts=ORDINARY)
    assert found is not None
    assert found.subject == "Your visit: Tuesday 9 March"
    assert "Hello Amina,\n\nFirst line.\n\nSecond line.\n\nWhen: Tuesday 9 March 2027" in found.text
    assert ORDINARY.link in found.html
    assert found.template_version == "en-own-9.1"


@pytest.mark.parametrize("text", ["{day:>900} {time}", "{day!r} {time}", "{day.__class__} {time}", "{0} {time}"])
def test_a_placeholder_is_a_plain_name(text: str) -> None:
    assert faults_of(OwnText(lang="en", body=text), kind="booked", channel="sms")


@pytest.mark.parametrize(
    "word", ["STOP", "stop", "Cancel", "YES", "start", "arrêt", "opt-out", "unsubscribe", "END", "REMOVE"]
)
def test_words_on_which_carriers_act_are_refused(word: str) -> None:
    found = faults_of(OwnText(lang="en", body=f"{{day}} {{time}} {word} now"), kind="booked", channel="sms")
    assert [(fault.field, fault.value) for fault in found] == [("body", word)]


def test_everyday_words_that_only_look_like_them_are_not() -> None:
    own = OwnText(lang="en", body="{day}, {time}: in the end we remove nothing; it was cancelled and restarted.")
    assert faults_of(own, kind="booked", channel="sms") == []


def test_what_takes_a_place_away_may_leave_the_hour_out() -> None:
    own = OwnText(lang="en", body="please do not come. Call {phone}.")
    assert faults_of(own, kind=Kind.CAMP_CANCELLED, channel="sms") == []
    assert [fault.cure for fault in faults_of(own, kind=Kind.BOOKED, channel="sms")] == [
        "Put {day} into it.",
        "Put {time} into it.",
    ]


def test_a_cost_names_its_odd_letters_once_and_its_price() -> None:
    found = cost_of("ɗaya ɗaya ✓" + "a" * 70, price=Decimal("4.5"))
    assert found.odd == ("ɗ", "✓")
    assert (found.segments.encoding, found.segments.count, found.price) == ("UCS-2", 2, Decimal("9.0"))
    assert cost_of("plain").odd == ()
    assert cost_of("plain").price is None


def test_the_longest_day_and_hour_are_tried() -> None:
    arrivals = [datetime(2027, 3, day, hour, 30, tzinfo=LAGOS) for day in (8, 10) for hour in (9, 10)]
    assert longest_of(ORDINARY, arrivals, lang="en").when == datetime(2027, 3, 10, 10, 30, tzinfo=LAGOS)
