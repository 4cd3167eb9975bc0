"""What one incoming text says, in our few senses; everything else is for a person to read."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from notifications.replies import words


class Sense(StrEnum):
    """COMING and CANNOT are of visits. WORDS is what a person must read; PUZZLE a try to answer that went wrong."""

    COMING = "coming"
    CANNOT = "cannot"
    STOP = "stop"
    START = "start"
    WORDS = "words"
    PUZZLE = "puzzle"


@dataclass(frozen=True, slots=True)
class Said:
    """COMING or CANNOT, and the 4 digits of the visit it was said of; "" where none were sent."""

    sense: Sense
    code: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One text. `said` holds an item a visit named (one without digits for all), where `sense` is COMING or CANNOT.

    A text with both ("1 4821 2 7310") has the sense of its first. `unsure`: a word for stopping may mean the visit.
    """

    sense: Sense
    said: tuple[Said, ...] = ()
    unsure: bool = False


_CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_PAIR = re.compile(r"([12])\s*(\d{4})(?!\d)")
_PAIRS = re.compile(r"(?:[12]\s*\d{4}(?:\s|$))+")
_DASH_AT_A_DIGIT = re.compile(r"(?<=\d)-|-(?=\d)")
_SIGNS = frozenset("'-👍👎✅✔❌")
_INDIC = range(0x0900, 0x0E00)  # where marks are vowels, not accents


def fold(text: str) -> str:
    """Small letters without accents, plain digits, one space: "Ọ̀KẸ́, ١." is "oke 1". Any script's digits count."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFKD", text.replace("\u2019", "'")).casefold():
        category = unicodedata.category(char)
        if category == "Nd":
            kept.append(str(unicodedata.decimal(char)))
        elif category in {"Cf", "Me"} or (category == "Mn" and ord(char) not in _INDIC):
            continue
        elif category[0] in "PSZC" and char not in _SIGNS:
            kept.append(" ")
        else:
            kept.append(char)
    plain = _DASH_AT_A_DIGIT.sub(" ", "".join(kept))
    return " ".join(plain.split()).strip("-' ")


def read(text: str) -> Reply:
    """Never raises: whatever was written is something."""
    plain = fold(text)
    for whole in (plain, _without_politeness(plain)):
        if whole in words.STOP:
            return Reply(Sense.STOP, unsure=whole in words.MAY_MEAN_THE_VISIT)
        if whole in words.START:
            return Reply(Sense.START)
        if said := _answers(whole):
            return Reply(said[0].sense, said)
    return Reply(Sense.WORDS if any(char.isalpha() for char in plain) else Sense.PUZZLE)


def _answers(plain: str) -> tuple[Said, ...]:
    """The answers of a text that holds nothing else: "1", "yes 4821", "4821 1", "14821", "1 4821 7310"."""
    if _PAIRS.fullmatch(plain):
        return tuple(Said(_sense_of(answer), code) for answer, code in _PAIR.findall(plain))
    sense = _sense_of(" ".join(_CODE.sub(" ", plain).split()))
    if sense == Sense.WORDS:
        return ()
    return tuple(Said(sense, code) for code in dict.fromkeys(_CODE.findall(plain))) or (Said(sense),)


def _sense_of(word: str) -> Sense:
    if word in words.COMING:
        return Sense.COMING
    return Sense.CANNOT if word in words.CANNOT else Sense.WORDS


def _without_politeness(plain: str) -> str:
    return " ".join(word for word in plain.split() if word not in words.POLITE)
