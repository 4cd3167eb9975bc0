"""Phones in national form become E.164 by the camp's country."""

import pytest

from camps.sheets.fields.phones import parse_phones
from camps.sheets.problems import NotUnderstood


@pytest.mark.parametrize(
    "text",
    ["08034075067", "0803 407 5067", "+2348034075067", "234-803-4075067", "2348034075067", "8034075067",
        "8034075067.0", "8.034075067E+09",
     "00234 803 407 5067", "+234 (0) 803 407 5067", "Tel: 0803-407-5067", "0803 407 5067 (brother)", "'08034075067",
        "٠٨٠٣٤٠٧٥٠٦٧", "0803\u00a0407\u00a05067",
     "GSM 0803.407.5067", "2.348034075067E+12"],
)  # fmt: skip
def test_phone_in_any_spelling_gives_the_same_number(text):
    assert parse_phones(text, country="NG") == ("+2348034075067",)


@pytest.mark.parametrize(
    "text",
    [
        "08034075067 / 08061234567",
        "08034075067, 08061234567",
        "08034075067; 08061234567",
        "08034075067\n08061234567",
        "08034075067 or 08061234567",
        "08034075067 et 08061234567",
        "08034075067/08061234567",
        "08034075067 08061234567",
    ],
)
def test_several_phones_in_one_cell_are_all_kept_in_order(text):
    assert parse_phones(text, country="NG") == ("+2348034075067", "+2348061234567")


def test_same_phone_twice_in_a_cell_is_one():
    assert parse_phones("08034075067 / +2348034075067", country="NG") == ("+2348034075067",)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [("701234567", "CI", "+2250701234567"), ("0701234567", "CI", "+2250701234567"),
        ("612345678", "FR", "+33612345678"), ("06 12 34 56 78", "FR", "+33612345678"),
     ("241234567", "GH", "+233241234567"), ("98000 00050", "IN", "+919800000050"),
        ("2125550123", "US", "+12125550123"), ("+44 20 7946 0958", "NG", "+442079460958")],
)  # fmt: skip
def test_leading_zero_is_restored_as_the_country_needs(text, country, number):
    assert parse_phones(text, country=country) == (number,)


@pytest.mark.parametrize("text", ["", "  ", "-", "none", "nil", "N/A", "no phone", "aucun", "pas de téléphone", "0"])
def test_no_phone_in_any_words_is_no_phone(text):
    assert parse_phones(text, country="NG") == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("0803-12", "phone-short"), ("080340750671234", "phone-long"), ("8.03E+09", "phone-rounded"),
        ("8,03E+09", "phone-rounded"), ("O8034075067", "phone-letters"), ("ask the chief", "phone-letters"),
     ("08034075067 / 12", "phone-short"), ("+999 123 456 789", "phone-country"), ("(((((", "phone-letters"),
        ("1" * 500, "phone-long"),
        ("0803 407 506", "phone-wrong"), ("01-4613000", "phone-short")],
)  # fmt: skip
def test_phone_that_cannot_be_is_refused_with_a_cure(text, kind):
    with pytest.raises(NotUnderstood) as refused:
        parse_phones(text, country="NG")
    assert refused.value.kind == kind
    assert refused.value.cure
