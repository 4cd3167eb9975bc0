"""Folding and escaping."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from notifications.ical.lines import instant, instant_of, line, text


def unfolded(written: str) -> str:
    return written.removesuffix("\r\n").replace("\r\n ", "")


def test_line_of_75_octets_stays_whole_and_76_folds() -> None:
    assert line("SUMMARY", "a" * 67) == "SUMMARY:" + "a" * 67 + "\r\n"
    assert line("SUMMARY", "a" * 68) == "SUMMARY:" + "a" * 67 + "\r\n a\r\n"


def test_line_counts_octets_and_not_characters() -> None:
    written = line("SUMMARY", "é" * 40)
    assert [len(part.encode()) for part in written.removesuffix("\r\n").split("\r\n")] == [74, 15]


def test_line_folds_before_a_character_that_does_not_fit() -> None:
    # 8 + 65 octets, then a character of four: it goes to the next line whole.
    assert line("SUMMARY", "a" * 65 + "𝔸b") == "SUMMARY:" + "a" * 65 + "\r\n 𝔸b\r\n"


def test_text_escapes_what_would_end_a_value() -> None:
    assert text("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")))
def test_line_is_never_longer_than_75_octets_nor_cut_inside_a_character(value: str) -> None:
    written = line("SUMMARY", value)
    for part in written.removesuffix("\r\n").split("\r\n"):
        assert len(part.encode()) <= 75
        part.encode().decode()
    assert unfolded(written) == f"SUMMARY:{value}"


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_seconds_are_written_like_the_instant_they_are(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert instant_of(int(moment.timestamp())) == instant(moment)
