"""Rules every SMS template obeys, in every language, with ordinary and with the longest facts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.wording import (
    ANSWER_KINDS,
    LANGUAGES,
    PATIENT_KINDS,
    Facts,
    Kind,
    OtherVisit,
    Sms,
    day_text,
    sms,
    time_text,
)
from notifications.wording.catalogue import entry, replying
from notifications.wording.segments import GSM_BASIC, fold
from tests.notifications.wording.samples import (
    LONGEST,
    ORDINARY,
    SMS_KINDS,
    VARIANTS,
    variant_of,
)

CASES = [
    (kind, lang, variant)
    for kind in SMS_KINDS
    for lang in LANGUAGES
    for variant in (VARIANTS if kind in PATIENT_KINDS else ("own",))
]

# Words on which Twilio, AWS and Telnyx block or restore a number (delivery.md, 6): never asked for, in any text.
CARRIER_WORDS = re.compile(
    r"\b(stop|stopall|unsubscribe|end|quit|revoke|opt-?out|cancel|arret|arrêt|remove|td|start|yes|unstop)\b",
    re.IGNORECASE,
)
# Asking for an answer by text: only where one is taken in, and in what goes to somebody who just wrote to us.
ASKS_FOR_A_TEXT = re.compile(r"\b(reply|replies|répondez|repondez|répondre|repondre|text back|sms)\b", re.IGNORECASE)
ASKING_KINDS = [(kind, lang) for kind in SMS_KINDS for lang in LANGUAGES if replying(kind, lang)]
SHORTENERS = re.compile(r"http://|bit\.ly|tinyurl|goo\.gl|t\.co/", re.IGNORECASE)


def rendered(kind: Kind, lang: str, variant: str, facts: Facts) -> Sms:
    return sms(kind, lang=lang, facts=variant_of(facts, kind, variant))


def test_longest_facts_are_as_long_as_the_rules_allow() -> None:
    for facts in LONGEST.values():
        host, _, path = facts.link.removeprefix("https://").partition("/")
        assert (len(facts.camp_short_name), len(host), len("/" + path)) == (20, 25, 30)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_day_or_hour_is_longer_than_the_longest(lang: str) -> None:
    longest = LONGEST[lang].when
    assert longest is not None
    days = [longest.date() + timedelta(days=n) for n in range(366 * 7)]
    hours = [longest + timedelta(minutes=n) for n in range(0, 24 * 60, 5)]
    assert max(len(day_text(day, lang)) for day in days) == len(day_text(days[0], lang))
    assert max(len(time_text(at, lang)) for at in hours if at.minute) == len(time_text(hours[0], lang))


@pytest.mark.parametrize(("kind", "lang", "variant"), CASES)
def test_text_is_one_segment_of_gsm(kind: Kind, lang: str, variant: str) -> None:
    for facts in (ORDINARY, LONGEST[lang]):
        found = rendered(kind, lang, variant, facts)
        assert (found.segments.encoding, found.segments.count) == ("GSM-7", 1), found.text
        assert found.segments.units <= 160


@pytest.mark.parametrize(("kind", "lang", "variant"), CASES)
def test_text_opens_with_the_camp_and_closes_with_the_link(kind: Kind, lang: str, variant: str) -> None:
    for facts in (ORDINARY, LONGEST[lang]):
        text = rendered(kind, lang, variant, facts).text
        assert text.startswith(f"{facts.camp_short_name}: ")
        # Where the question is which visit is meant, one visit's link would answer it.
        assert text.endswith(f" {facts.link}") is (kind != Kind.ANSWER_WHICH)
        assert text.count("http") == (kind != Kind.ANSWER_WHICH)
        assert not SHORTENERS.search(text)
        assert text == text.strip()
        assert "  " not in text


@pytest.mark.parametrize("kind", SMS_KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_wording_holds_a_carriers_word_or_asks_for_a_text_unasked(kind: Kind, lang: str) -> None:
    texts = entry(kind, lang)
    for body in (*texts.sms, *texts.sms_carer, *texts.sms_family):
        for said in (body, fold(body)):
            assert not CARRIER_WORDS.search(said), body
            assert kind in ANSWER_KINDS or not ASKS_FOR_A_TEXT.search(said), body


@pytest.mark.parametrize(("kind", "lang"), ASKING_KINDS)
def test_a_question_by_text_asks_for_1_or_2_and_never_for_a_carriers_word(kind: Kind, lang: str) -> None:
    texts = replying(kind, lang)
    assert texts is not None
    for body in (*texts.sms, *texts.sms_carer, *texts.sms_family):
        assert not CARRIER_WORDS.search(body), body
        assert not CARRIER_WORDS.search(fold(body)), body
        assert set(fold(body)) - set("{}") <= GSM_BASIC, body
    assert all("1 {code}" in body and "2 {code}" in body for body in (*texts.sms, *texts.sms_carer))
    assert all(re.search(r"\b1\b.*\b2\b", body) and "{code}" not in body for body in texts.sms_family)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("kind", "lang"), ASKING_KINDS)
def test_a_question_by_text_is_one_segment_with_code_and_link(kind: Kind, lang: str, variant: str) -> None:
    for facts in (ORDINARY, LONGEST[lang]):
        found = rendered(kind, lang, variant, replace(facts, code="4821"))
        assert (found.segments.encoding, found.segments.count) == ("GSM-7", 1), found.text
        assert ("1 4821" in found.text and "2 4821" in found.text) is (variant != "family"), found.text
        assert ASKS_FOR_A_TEXT.search(found.text)
        assert found.text.endswith(f" {facts.link}")


def test_which_visit_is_asked_with_the_digits_of_each() -> None:
    assert ORDINARY.when is not None
    second = OtherVisit(when=ORDINARY.when + timedelta(days=1), code="7310")
    found = sms(Kind.ANSWER_WHICH, lang="en", facts=replace(ORDINARY, code="4821", others=(second,)))
    assert "4821 (Tuesday 9 March, 8:30am), 7310 (Wednesday 10 March, 8:30am)" in found.text
    assert found.segments.count == 1


@pytest.mark.parametrize("kind", SMS_KINDS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_wording_stays_in_the_phones_alphabet(kind: Kind, lang: str) -> None:
    texts = entry(kind, lang)
    for body in (*texts.sms, *texts.sms_carer, *texts.sms_family):
        assert set(fold(body)) - set("{}") <= GSM_BASIC, body


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_that_keeps_a_place_says_day_and_hour(lang: str) -> None:
    """The last wording of each list is the one sent when space is shortest."""
    silent = {Kind.CANCELLED, Kind.VENUE_CHANGED, Kind.CAMP_CANCELLED}
    silent |= {Kind.ANSWER_WHICH, Kind.ANSWER_HELP, Kind.ANSWER_READ}
    for kind in PATIENT_KINDS - silent:
        texts = entry(kind, lang)
        for bodies in (texts.sms, texts.sms_carer):
            assert all("{day}" in body and "{time}" in body for body in bodies), kind
        assert all("{day}" in body and "{times}" in body for body in texts.sms_family), kind


@pytest.mark.parametrize("lang", LANGUAGES)
def test_day_before_points_to_the_instruction_sheet(lang: str) -> None:
    sheet = {"en": "sheet", "fr": "fiche"}[lang]
    texts = entry(Kind.DAY_BEFORE, lang)
    assert all(sheet in body for body in (*texts.sms, *texts.sms_carer, *texts.sms_family))


@pytest.mark.parametrize("kind", sorted(PATIENT_KINDS))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_big_family_costs_two_segments_at_most(kind: Kind, lang: str) -> None:
    facts = LONGEST[lang]
    assert facts.when is not None
    others = tuple(OtherVisit(when=facts.when + timedelta(minutes=10 * n)) for n in range(1, 8))
    found = sms(kind, lang=lang, facts=replace(facts, others=others))
    assert found.segments.count <= 2, found.text
