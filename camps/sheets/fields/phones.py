"""Phone numbers, to E.164 by the camp's country."""

from __future__ import annotations

import re
from decimal import Decimal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult

from camps.sheets.folding import fold, is_blank, plain_digits
from camps.sheets.problems import NotUnderstood

MOST_DIGITS = 15  # E.164

_BETWEEN = re.compile(r"\s*(?:[/,;|&\n]|\bor\b|\band\b|\bou\b|\bet\b)\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:telephone|téléphone|tel|tél|phone|ph|mobile|mob|cell|gsm|whatsapp|wa|no|n°)\b[.:\s]*", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()\d]*\)")
_SCIENTIFIC = re.compile(r"^(\d)(?:[.,](\d+))?e\+?(\d{1,2})$", re.IGNORECASE)
_NONE = frozenset({"no phone", "no number", "pas de telephone", "sans telephone", "pas de numero"})


def parse_phones(text: str, *, country: str) -> tuple[str, ...]:
    """Every number in a cell, in order, each once, as E.164. `country` is an ISO code such as NG.

    A zero or plus that a spreadsheet dropped is put back where the country's numbers show which.
    Raises NotUnderstood: phone-short, phone-long, phone-wrong, phone-letters, phone-rounded, phone-country.
    """
    plain = plain_digits(text).strip().lstrip("'").strip()
    if is_blank(plain) or fold(plain) in _NONE or not plain.strip("0 "):
        return ()
    if found := _SCIENTIFIC.match(plain):
        return (_number(_from_scientific(found[1], found[2] or "", int(found[3])), country),)
    numbers: list[str] = []
    for part in _BETWEEN.split(plain):
        if part:
            numbers += _numbers_of_part(part, country)
    return tuple(dict.fromkeys(numbers))


def _numbers_of_part(part: str, country: str) -> list[str]:
    bare = _ASIDE.sub(" ", _LABEL.sub("", part.strip())).strip()
    bare = bare.removesuffix(".0")
    if not any(c.isdigit() for c in bare) or any(c.isalpha() for c in bare):
        raise NotUnderstood(
            "phone-letters",
            "A phone number holds digits only, and here are letters or signs.",
            "Write the digits of the number, such as 0803 407 5067, or leave the cell empty.",
        )
    # Two numbers with only a space between them: taken apart only where each is a number by itself.
    pieces = bare.split()
    if len(pieces) > 1 and all(len(_digits(piece)) >= 8 for piece in pieces):
        return [_number(piece, country) for piece in pieces]
    return [_number(bare, country)]


def _from_scientific(first: str, rest: str, exponent: int) -> str:
    """8.034075067E+09 still holds every digit; 8.03E+09 does not, and no guess is made."""
    if len(rest) < exponent:
        raise NotUnderstood(
            "phone-rounded",
            "The spreadsheet has turned this phone number into a rounded number, and its last digits are lost.",
            "Set the column's format to Text and type the number again.",
        )
    return str(int(Decimal(f"{first}.{rest or 0}E{exponent}")))


def _number(text: str, country: str) -> str:
    digits = _digits(text)
    if len(digits) > MOST_DIGITS + 2:  # two more for an international 00
        raise _too_long()
    spellings = [text]
    if text.isdigit():
        spellings += [f"0{text}", f"+{text}"]
    if digits.startswith("00"):
        spellings.append(f"+{digits[2:]}")
    parsed = []
    for spelling in spellings:
        if number := _parsed(spelling, country):
            if phonenumbers.is_valid_number(number):
                return _e164(number)
            parsed.append(number)
    # Numbering plans change faster than tables of them, so a mobile's right length is enough; but not with a zero
    # that the country's numbers lose abroad, for then the zero only makes up for a digit that is missing.
    for number in parsed:
        if _length(number) == ValidationResult.IS_POSSIBLE and not number.italian_leading_zero:
            return _e164(number)
    raise _refusal(text, parsed)


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _parsed(spelling: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(spelling, country)
    except NumberParseException:
        return None


def _refusal(text: str, parsed: list[phonenumbers.PhoneNumber]) -> NotUnderstood:
    if text.startswith("+") and not parsed:
        return NotUnderstood(
            "phone-country",
            "No country has this code.",
            "Write the number in national form, such as 0803 407 5067, or with the right country code.",
        )
    length = _length(parsed[0]) if parsed else None
    if len(_digits(text)) >= MOST_DIGITS or length == ValidationResult.TOO_LONG:
        return _too_long()
    if length == ValidationResult.IS_POSSIBLE:
        why = "The country has no such number: a digit is missing or wrong."
        return NotUnderstood("phone-wrong", why, "Check it digit by digit, or leave the cell empty.")
    return NotUnderstood(
        "phone-short",
        "The phone number is too short.",
        "Write the whole number with all its digits, or leave the cell empty.",
    )


def _length(number: phonenumbers.PhoneNumber) -> int:
    """How its length fits a mobile; other kinds (vanity, premium) have lengths of their own."""
    return int(phonenumbers.is_possible_number_for_type_with_reason(number, PhoneNumberType.MOBILE))


def _too_long() -> NotUnderstood:
    return NotUnderstood(
        "phone-long", "The phone number is too long.", "Write one number, or put a / between two numbers."
    )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
