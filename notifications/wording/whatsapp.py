"""WhatsApp's approved templates: what Meta asks of one, and one filled with the facts of a message. Pure.

Outside of the 24 hours after its reader wrote, a message may only be such a template: its words stand at Meta, we give
the values of {{1}}, {{2}} … in the order of our placeholders. Sources: Meta's template guidelines and error 132012;
Twilio's rules for content templates and error 21656.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from notifications.wording.facts import Facts
from notifications.wording.kinds import PATIENT_KINDS
from notifications.wording.own import placeholders
from notifications.wording.values import values

LONGEST_BODY = 1024
OFFERED = ("camp", "day", "time", "year", "venue", "meeting", "phone", "count", "your_visit", "code", "link")
_VARIABLE = re.compile(r"\{\{?\s*\w+\s*\}?\}")
_WHITE_SPACE_IT_REFUSES = re.compile(r"[\n\r\t]| {5,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A template as it was approved: `name` is Meta's name of it, or Twilio's ContentSid; `body` its words with our
    placeholders, such as {day}, where it has {{1}}, {{2}} …, in the same order."""

    kind: str
    language: str
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What its reader sees, and the values that make it."""

    text: str
    variables: tuple[str, ...]


def filled_template(approved: Approved, facts: Facts) -> Filled | None:
    """The template with its facts; None where one is missing: WhatsApp takes no empty value."""
    known = values(facts, approved.language) | {"link": facts.link}
    names = _VARIABLE.findall(approved.body)
    variables = tuple(known.get(name.strip("{} "), "") for name in names)
    if not all(variables):
        return None
    return Filled(text=approved.body.strip().format(**known), variables=variables)


def faults_of_template(approved: Approved) -> list[str]:
    """Why a template can't be used; empty when it can. Each fault names the value and the cure."""
    found = list(faults_of_body(approved.body))
    if approved.kind not in PATIENT_KINDS:
        known = ", ".join(sorted(PATIENT_KINDS))
        found.append(f"kind={approved.kind!r} is told to no patient: use one of {known}.")
    if not approved.name:
        found.append("name is empty: give Meta's name of the template, or Twilio's ContentSid.")
    try:
        unknown = [name for name in placeholders(approved.body) if name not in OFFERED]
    except ValueError:
        return [*found, f"body={approved.body!r} has a brace without its other half: write placeholders as {{day}}."]
    offered = ", ".join(f"{{{name}}}" for name in OFFERED)
    return [*found, *(f"There is no placeholder {{{name}}}: there are {offered}." for name in unknown)]


def faults_of_body(body: str) -> Iterator[str]:
    """What Meta would refuse of a template's words, with {{1}}, {{2}} … or {names} in them."""
    body = body.strip()
    if not body:
        yield "The body is empty: write what the reader shall see."
    if len(body) > LONGEST_BODY:
        yield f"The body has {len(body)} characters: shorten it to {LONGEST_BODY}."
    variables = list(_VARIABLE.finditer(body))
    if variables and variables[0].start() == 0:
        yield f"The body begins with {variables[0][0]}: put a word before it."
    if variables and variables[-1].end() == len(body):
        yield f"The body ends with {variables[-1][0]}: put a word or a full stop after it."
    for one, next_one in pairwise(variables):
        if not body[one.end() : next_one.start()].strip():
            yield f"{one[0]} and {next_one[0]} stand side by side: put a word between them."


def faults_of_variables(variables: Sequence[str]) -> Iterator[str]:
    """What WhatsApp would refuse of the values that go into a template, each named by its number."""
    for number, value in enumerate(variables, start=1):
        if not value.strip():
            yield f"variable {number} is empty: give it a word, such as a dash"
        elif _WHITE_SPACE_IT_REFUSES.search(value):
            yield f"variable {number}={value!r}: take out line ends, tabs and runs of more than four spaces"


def chosen_template(templates: Iterable[Approved], *, kind: str, languages: Iterable[str]) -> Approved | None:
    """The template of a kind in the first of the reader's languages that has one."""
    of_kind = {one.language: one for one in templates if one.kind == kind}
    return next((of_kind[lang] for lang in languages if lang in of_kind), None)
