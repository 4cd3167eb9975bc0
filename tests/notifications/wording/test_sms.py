"""Choosing the wording of one SMS."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from notifications.wording import Facts, Kind, OtherVisit, segments, sms, template_version
from tests.notifications.wording.samples import LAGOS, ORDINARY


def test_fullest_wording_that_fits_one_segment_is_sent() -> None:
    short = replace(ORDINARY, link="https://c.example/v/1", help_phone="0803")
    assert sms(Kind.BOOKED, lang="en", facts=short).text == (
        "Jalingo Camp: your visit is booked for Tuesday 9 March 2027, 8:30am, General Hospital,"
        " gate 2. Help: 0803. https://c.example/v/1"
    )


def test_gate_and_year_are_dropped_first() -> None:
    text = sms(Kind.BOOKED, lang="en", facts=ORDINARY).text
    assert text == (
        "Jalingo Camp: your visit is booked for Tuesday 9 March, 8:30am, General Hospital."
        f" Help: 0803 555 0100. {ORDINARY.link}"
    )


def test_wording_whose_facts_are_missing_is_passed_over() -> None:
    bare = replace(ORDINARY, venue="", meeting_point="", help_phone="")
    text = sms(Kind.BOOKED, lang="en", facts=bare).text
    assert text == f"Jalingo Camp: your visit is Tuesday 9 March, 8:30am. {ORDINARY.link}"


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2027, 3, 8), "Jalingo Camp: come tomorrow, Tuesday 9 March, 8:30am"),
        (date(2027, 3, 9), "Jalingo Camp: come today, Tuesday 9 March, 8:30am"),
        (date(2027, 3, 7), "Jalingo Camp: come on Tuesday 9 March, 8:30am"),
        (None, "Jalingo Camp: come on Tuesday 9 March, 8:30am"),
    ],
)
def test_tomorrow_is_said_only_when_it_is_true(today: date | None, start: str) -> None:
    text = sms(Kind.DAY_BEFORE, lang="en", facts=replace(ORDINARY, today=today)).text
    assert text.startswith(start)
    assert "Follow your instruction sheet." in text


def test_childs_message_speaks_to_the_carer() -> None:
    text = sms(Kind.BOOKED, lang="en", facts=replace(ORDINARY, is_child=True)).text
    assert text.startswith("Jalingo Camp: to the parent or carer: your child's visit")


def test_family_on_one_phone_reads_each_hour_in_one_message() -> None:
    assert ORDINARY.when is not None
    others = tuple(OtherVisit(when=ORDINARY.when + timedelta(minutes=n)) for n in (45, 15, 30))
    text = sms(Kind.BOOKED, lang="en", facts=replace(ORDINARY, others=others)).text
    assert text == (
        f"Jalingo Camp: 4 visits are booked for Tuesday 9 March: 8:30am, 8:45am, 9am, 9:15am."
        f" Help: 0803 555 0100. {ORDINARY.link}"
    )


@pytest.mark.parametrize(
    ("asked", "written"), [("en", "en"), ("fr", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("ha", "en")]
)
def test_language_really_written_is_recorded(asked: str, written: str) -> None:
    found = sms(Kind.BOOKED, lang=asked, facts=ORDINARY)
    assert found.lang == written
    assert found.template_version == template_version(Kind.BOOKED, "sms", written)
    assert found == sms(Kind.BOOKED, lang=written, facts=ORDINARY)


def test_french_month_is_written_for_the_phone() -> None:
    august = replace(ORDINARY, when=datetime(2027, 8, 10, 8, 30, tzinfo=LAGOS))
    text = sms(Kind.BOOKED, lang="fr", facts=august).text
    assert "mardi 10 aout à 8 h 30" in text
    assert segments(text).encoding == "GSM-7"


def test_name_the_alphabet_lacks_is_kept_and_costs_more() -> None:
    found = sms(Kind.BOOKED, lang="en", facts=replace(ORDINARY, camp_short_name="Ọ̀yọ́ Camp"))
    assert found.text.startswith("Ọ̀yọ́ Camp: ")
    assert found.segments.encoding == "UCS-2"
    assert found.segments.count == 2


@pytest.mark.parametrize(
    ("missing", "named"),
    [({"link": ""}, "link"), ({"camp_short_name": ""}, "camp_short_name"), ({"when": None}, "when")],
)
def test_missing_fact_is_refused_by_name(missing: dict, named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named}"):
        sms(Kind.BOOKED, lang="en", facts=replace(ORDINARY, **missing))


def test_account_links_are_not_sent_to_phones() -> None:
    with pytest.raises(ValueError, match="by mail"):
        sms(Kind.PASSWORD_RESET, lang="en", facts=ORDINARY)


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="birthday"):
        sms("birthday", lang="en", facts=ORDINARY)


def test_naive_time_and_odd_link_are_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        Facts(when=datetime(2027, 3, 9, 8, 30))
    with pytest.raises(ValueError, match="no web address"):
        Facts(link="javascript:alert(1)")
