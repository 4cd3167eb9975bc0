"""The check character of a token finds what people get wrong when they type one from paper."""

import pytest

from scheduling.token_check import ALPHABET, check_character, is_checked

TOKENS = [f"{letter}-{number:03d}" for letter in ("A", "B", "AB") for number in (1, 14, 99, 100, 730)]


@pytest.mark.parametrize(
    ("text", "check"), [("A12425GABC1234002", "M"), ("0000-3BAB-9352-0000", "G"), ("b-014", "Y"), ("B 014", "Y")]
)
def test_it_is_that_of_iso_7064(text, check):
    """The first two are the examples of GRid and ISAN, which use the same rule."""
    assert check_character(text) == check


@pytest.mark.parametrize("token", TOKENS)
def test_one_wrong_character_is_found(token):
    right = token.replace("-", "") + check_character(token)
    wrong = {right[:n] + sign + right[n + 1 :] for n in range(len(right)) for sign in ALPHABET} - {right}
    assert is_checked(right)
    assert [text for text in wrong if is_checked(text) and text[-1] not in "01OI"] == []


def test_a_check_character_may_be_typed_as_it_looks():
    assert check_character("B-019") == "O"
    assert is_checked("B-019 O")
    assert is_checked("B-019 0")
    assert not is_checked("B-0I9 O")


def test_nearly_every_two_digits_that_changed_places_are_found():
    tried, missed = 0, 0
    for digits in (f"{number:03d}" for number in range(1000)):
        check = check_character(f"B{digits}")
        for swapped in {digits[1] + digits[0] + digits[2], digits[0] + digits[2] + digits[1]} - {digits}:
            tried += 1
            missed += is_checked(f"B{swapped}{check}")
    assert tried == 1800
    assert missed < tried / 100


def test_nothing_has_no_check_character():
    with pytest.raises(ValueError, match="neither letters nor digits"):
        check_character("– –")
    assert not is_checked("7")
