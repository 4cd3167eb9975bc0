"""Text before it enters a calendar."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.ical.cleaning import clean, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada\r\nObi", "Ada\nObi"),
        ("Ada\nObi", "Ada\nObi"),
        ("Ada\rObi", "Ada Obi"),
        ("Ada\tObi", "Ada Obi"),
        ("Ada\x0bObi\x0cUdo", "Ada Obi Udo"),
        ("Ada\x85Obi", "Ada Obi"),
        ("Ada\u2028Obi\u2029Udo", "Ada Obi Udo"),
        ("A\x00d\x1ba\x7f\x9c", "Ada"),
        ("A\ud800da", "Ada"),
        ("A\x1cd\x1da\x1e", "Ada"),
        ("Ọláìyá", unicodedata.normalize("NFC", "Ọláìyá")),
        ("नमस्ते می‌خواهم 👩🏽‍⚕️", "नमस्ते می‌خواهم 👩🏽‍⚕️"),
    ],
)
def test_clean_keeps_words_apart_and_drops_controls(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_clean_composes_characters() -> None:
    assert clean("O\u0323la\u0301") == "\u1eccl\u00e1"


@given(st.text())
def test_clean_leaves_one_kind_of_line_break(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.split("\n") == (cleaned + "\n").splitlines()
    assert not [one for one in cleaned if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") and one != "\n"]


@given(st.text())
def test_clean_twice_is_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([line], [])
    assert line == line.strip(" ")
    assert "  " not in line
