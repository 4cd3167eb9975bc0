"""The shape of a text in the catalogue, the same for every language."""

from dataclasses import dataclass
from typing import Literal

Row = Literal["when", "was", "changed", "where", "was_at", "meeting", "lines", "until", "help"]


@dataclass(frozen=True, slots=True)
class Entry:
    """The texts of one kind in one language.

    SMS bodies are lists of wordings, fullest first: the first that fits one segment is sent,
    so gate and year are dropped before hour and help number. The renderer puts the camp's name
    in front and the link behind. `sms_carer` is for a child's parent or carer, `sms_family` for
    several visits on one contact; without them `sms` serves. Placeholders: sms.py.

    The mail: `subject`, the paragraphs of `lead`, the `rows` of facts, `action` above the link,
    the paragraphs of `after`. {your_visit} becomes "your visit", "your child's visit" or
    "your 3 visits"; {Your_visit} the same with a capital.
    """

    subject: str
    lead: tuple[str, ...]
    rows: tuple[Row, ...]
    action: str
    after: tuple[str, ...] = ()
    sms: tuple[str, ...] = ()
    sms_carer: tuple[str, ...] = ()
    sms_family: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replying:
    """A kind's SMS bodies where an answer by text is taken in; they ask for 1 or 2 and name the visit's {code}."""

    sms: tuple[str, ...]
    sms_carer: tuple[str, ...]
    sms_family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The small words of one language around the entries."""

    hello: str
    hello_named: str
    hello_carer: str
    hello_carer_named: str
    your_visit: str
    your_childs_visit: str
    your_visits: str
    fasting: str
    childs_fasting: str
    the_day_before: str
    tomorrow: str
    today: str
    labels: dict[Row, str]
    changes: dict[str, str]
    colon: str
    day_and_time: str
    day_and_span: str
    why_you_get_this: str
    event_visit: str
    event_shift: str
    event_case: str
    event_note: str
    nothing_left: str
    people_before: tuple[str, ...]
