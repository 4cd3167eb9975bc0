"""Whether an own text can stand: placeholders that exist, the hour said, no word on which a carrier acts. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from notifications.wording.kinds import Kind
from notifications.wording.own import OwnText, placeholders

# What a patient's text may know, in the order in which the editor lists it. "code" is filled where answers by text are
# taken in, "prepare" where the camp lets a text say it: without its fact the shipped text is sent instead.
OFFERED = (
    "day",
    "time",
    "year",
    "soon",
    "venue",
    "meeting",
    "phone",
    "your_visit",
    "Your_visit",
    "prepare",
    "Prepare",
    "code",
    "count",
    "times",
)
OF_FAMILIES = frozenset({"count", "times"})

# What somebody may try, and must not get: a text is read by whoever holds the phone (safety.md §5).
PRIVATE = re.compile(
    r"name|patient|person|child|procedure|operation|surgery|diagnos|illness|disease|complaint|specialty|age|sex|town"
    r"|address|result|ward|doctor",
    re.IGNORECASE,
)
# Words on which carriers block a number or take it up again, whoever wrote them (delivery.md §6.1). END, REMOVE and TD
# are everyday words in small letters and commands in capitals.
CARRIER_WORDS = re.compile(
    r"\b(stop|stopall|unsubscribe|quit|revoke|opt-?out|cancel|arret|arrêt|start|yes|unstop)\b", re.IGNORECASE
)
CARRIER_CAPITALS = re.compile(r"\b(END|REMOVE|TD)\b")
LINKS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|ly|gl|co)\b", re.IGNORECASE)
WITHOUT_HOUR = frozenset({Kind.CANCELLED, Kind.VENUE_CHANGED, Kind.CAMP_CANCELLED})
LONGEST_SUBJECT = 120


@dataclass(frozen=True, slots=True)
class TextFault:
    """What can't stand: the field (subject, body, carer, family), the value in it, why, and what to do."""

    field: str
    value: str
    why: str
    cure: str


def faults_of(own: OwnText, *, kind: Kind | str, channel: str) -> list[TextFault]:
    """Everything that is wrong with an own text, field by field; empty: it can stand."""
    found = []
    if not own.body.strip():
        found.append(TextFault("body", own.body, "There is no text.", "Write it, or go back to the shipped one."))
    fields = {"subject": own.subject, "body": own.body, "carer": own.carer, "family": own.family}
    for field, text in fields.items():
        if not text.strip():
            continue
        broken = list(_braces(field, text))
        found += broken or [*_names(field, text), *_hour(field, text, Kind(kind), channel)]
        found += _words(field, text)
    if len(own.subject) > LONGEST_SUBJECT or "\n" in own.subject:
        why = f"A subject is one line of at most {LONGEST_SUBJECT} characters."
        found.append(TextFault("subject", own.subject, why, "Make it shorter."))
    return found


def _braces(field: str, text: str) -> Iterator[TextFault]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield TextFault(field, text, "A brace is open or closed alone.", "Write placeholders as {day}.")
        return
    for _, name, spec, conversion in parts:
        if name is not None and (spec or conversion):
            yield TextFault(field, name, f"{{{name}}} has something behind its name.", f"Write {{{name}}} alone.")


def _names(field: str, text: str) -> Iterator[TextFault]:
    for name in placeholders(text):
        shown = f"{{{name}}}"
        if name in OFFERED and (name not in OF_FAMILIES or field == "family"):
            continue
        if name in OF_FAMILIES:
            yield TextFault(field, shown, f"{shown} is for several visits on one phone.", "Use {time} here.")
        elif PRIVATE.search(name):
            why = f"{shown} does not exist: a text may be read by somebody else."
            yield TextFault(field, shown, why, "Leave it out; {your_visit} says enough.")
        else:
            offered = ", ".join(f"{{{one}}}" for one in OFFERED if one not in OF_FAMILIES or field == "family")
            yield TextFault(field, shown, f"There is no placeholder {shown}.", f"There are: {offered}.")


def _hour(field: str, text: str, kind: Kind, channel: str) -> Iterator[TextFault]:
    """A mail shows day and hour in its table; what takes a place away may leave the hour out."""
    if channel == "mail" or kind in WITHOUT_HOUR:
        return
    used = set(placeholders(text))
    wanted = ("day", "times") if field == "family" else ("day", "time")
    for name in wanted:
        if name not in used:
            yield TextFault(field, text, f"It does not say the {_MEANS[name]}.", f"Put {{{name}}} into it.")


def _words(field: str, text: str) -> Iterator[TextFault]:
    for pattern in (CARRIER_WORDS, CARRIER_CAPITALS):
        if word := pattern.search(text):
            why = f"“{word[0]}” is a word on which phone companies block or unblock a number."
            yield TextFault(field, word[0], why, "Say it otherwise.")
    if link := LINKS.search(text):
        why = "The patient's own link stands behind every text by itself."
        yield TextFault(field, link[0], why, "Leave addresses out.")


_MEANS = {"day": "day", "time": "hour", "times": "hours"}
