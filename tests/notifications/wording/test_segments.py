"""Counting segments as providers bill them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.wording import fold, segments
from notifications.wording.segments import GSM_BASIC, GSM_EXTENSION


def test_alphabet_has_every_character_of_the_standard_but_escape() -> None:
    assert len(GSM_BASIC) == 127
    assert len(GSM_EXTENSION) == 10
    assert not GSM_BASIC & GSM_EXTENSION


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("à 8 h é", "GSM-7", 7, 1),
        ("a" * 158 + "€", "GSM-7", 160, 1),
        ("a" * 159 + "€", "GSM-7", 161, 2),
        # The pair of an extension character is not cut: 152 + 2 + 152 needs a third.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("’" + "a" * 69, "UCS-2", 70, 1),
        ("’" + "a" * 70, "UCS-2", 71, 2),
        ("’" + "a" * 133, "UCS-2", 134, 2),
        ("’" + "a" * 134, "UCS-2", 135, 3),
        ("ẹ" * 70, "UCS-2", 70, 1),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 67, "UCS-2", 134, 3),
    ],
)
def test_segments_follow_the_standard(text: str, encoding: str, units: int, count: int) -> None:
    found = segments(text)
    assert (found.encoding, found.units, found.count) == (encoding, units, count)


def test_decomposed_letters_cost_no_more_than_whole_ones() -> None:
    text = "à midi, prévu" * 12
    assert segments(unicodedata.normalize("NFD", text)) == segments(text)
    assert segments(text).encoding == "GSM-7"


@settings(deadline=None)
@given(st.text())
def test_count_lies_between_what_fits_and_what_could_be_wasted(text: str) -> None:
    found = segments(text)
    alone, joined = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    if found.units <= alone:
        assert found.count == (1 if found.units else 0)
    else:
        assert found.units / joined <= found.count <= found.units / (joined - 1) + 1


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_french_and_typed_signs_fold_into_one_alphabet() -> None:
    text = "L’hôpital — « Sainte-Anne », août… ça sûr, Noël, cœur, ÊTRE, naïf"
    assert fold(text) == 'L\'hopital - " Sainte-Anne ", aout... ca sur, Noel, coeur, ETRE, naif'
    assert segments(fold(text)).encoding == "GSM-7"


@pytest.mark.parametrize("word", ["Ọmọ́", "ɗan", "ƙauye", "हिन्दी", "العربية"])
def test_letters_that_carry_meaning_are_left_as_they_are(word: str) -> None:
    assert fold(word) == unicodedata.normalize("NFC", word)
