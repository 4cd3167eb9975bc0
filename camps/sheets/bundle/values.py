"""The values of a camp's files: text in, typed value out, NotUnderstood with the cure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import phonenumbers

from camps.sheets.fields.phones import parse_phones
from camps.sheets.problems import NotUnderstood

STATION_KINDS = ("table", "desk", "lab", "virtual", "recovery")
ANAESTHESIA = ("general", "spinal", "local", "none")
ROLES = ("surgeon", "anaesthetist", "examiner", "expert", "nurse")
LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")

_RANGE = re.compile(r"^(\d{1,2})(?:\s*-\s*(\d{1,2}))?$")


def filled(text: str, *, longest: int = 120) -> str:
    if not text.strip():
        raise NotUnderstood("missing", "The value is missing.", "Fill it in.")
    return short(text, longest=longest)


def short(text: str, *, longest: int) -> str:
    if len(text.strip()) > longest:
        raise NotUnderstood("too-long", f"The text has more than {longest} characters.", "Shorten it.")
    return " ".join(text.split())


def whole(text: str, *, least: int = 0, most: int = 1_440) -> int:
    if not re.fullmatch(r"\d{1,6}", text.strip()) or not least <= int(text) <= most:
        raise NotUnderstood(
            "number", "This is not a whole number in its range.", f"Write a number from {least} to {most}."
        )
    return int(text)


def whole_or_none(text: str, *, least: int = 0, most: int = 1_440) -> int | None:
    return whole(text, least=least, most=most) if text.strip() else None


def decimal_or_none(text: str, *, least: int, most: int) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not least <= value <= most:
        raise NotUnderstood("number", "This is not a number in its range.", f"Write a number from {least} to {most}.")
    return value


def one_of(text: str, *, words: Collection[str]) -> str:
    word = text.strip().casefold()
    if word not in words:
        raise NotUnderstood("word", "This word is not known here.", f"Write one of: {', '.join(words)}.")
    return word


def clock(text: str) -> time:
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        raise NotUnderstood("time", "This is not a time of day.", "Write hours and minutes, such as 08:00.") from None


def clock_or_none(text: str) -> time | None:
    return clock(text) if text.strip() else None


def day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotUnderstood(
            "date", "There is no such date.", "Write it as year-month-day, such as 2027-03-01."
        ) from None


def zone(text: str) -> str:
    name = text.strip()
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # ZoneInfo opens a file of that name: any kind of text may come here
        name = ""
    if not name:
        raise NotUnderstood("zone", "No time zone has this name.", "Write an IANA name, such as Africa/Lagos.")
    return name


def country(text: str) -> str:
    if text.strip().upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise NotUnderstood("country", "No country has this code.", "Write the ISO code of two letters, such as NG.")
    return text.strip().upper()


def phone_or_none(text: str, *, country: str) -> str:
    """One number as E.164, or empty."""
    numbers = parse_phones(text, country=country)
    if len(numbers) > 1:
        raise NotUnderstood("phone-several", "Here is more than one number.", "Keep one of them.")
    return numbers[0] if numbers else ""


def several(text: str) -> tuple[str, ...]:
    """Words with ; between them, each once."""
    return tuple(dict.fromkeys(word.strip() for word in text.split(";") if word.strip()))


def camp_days(text: str, *, days: int) -> tuple[int, ...]:
    """1-3 or 1,3-4: days of the camp; none when blank."""
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        match = _RANGE.match(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= days:
            raise NotUnderstood(
                "days", f"These are no days of the camp, which has 1 to {days}.", f"Write days such as 1-{days}."
            )
        found |= set(range(first, last + 1))
    return tuple(sorted(found))


def language(text: str) -> str:
    if not LANGUAGE.match(text.strip()):
        raise NotUnderstood("language", "This is no language code.", "Write BCP 47 codes, such as en, fr, ha or pcm.")
    return text.strip()
