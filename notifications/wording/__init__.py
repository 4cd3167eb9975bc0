"""Every text a person receives: pure functions from facts to words, in English and French.

`sms()`, `mail()` and `event_text()` render a `Kind` from `Facts`; `template_version()` names
the wording used; `segments()` counts what an SMS costs. No Django, no clock, no database.
"""

from notifications.wording.catalogue import LANGUAGES, text_language
from notifications.wording.checking import OFFERED, TextFault, faults_of
from notifications.wording.costs import Cost, cost_of
from notifications.wording.events import EventText, event_text
from notifications.wording.facts import Change, DayLine, Facts, OtherVisit
from notifications.wording.kinds import (
    ANSWER_KINDS,
    CASE_KINDS,
    DOCTOR_KINDS,
    EDITABLE_KINDS,
    PATIENT_KINDS,
    QUEUE_KINDS,
    REMINDER_KINDS,
    SHIFT_KINDS,
    STAFF_KINDS,
    URGENT_KINDS,
    WITHDRAWN_KINDS,
    Kind,
)
from notifications.wording.longest import longest_of, of_family
from notifications.wording.mail import Mail, mail
from notifications.wording.own import OwnText, own_mail, own_sms, shipped_example
from notifications.wording.segments import Segments, fold, segments
from notifications.wording.sms import Sms, sms
from notifications.wording.times import day_text, time_text, times_text, zone_text
from notifications.wording.values import values
from notifications.wording.version import template_version

__all__ = [
    "ANSWER_KINDS",
    "CASE_KINDS",
    "DOCTOR_KINDS",
    "EDITABLE_KINDS",
    "LANGUAGES",
    "OFFERED",
    "PATIENT_KINDS",
    "QUEUE_KINDS",
    "REMINDER_KINDS",
    "SHIFT_KINDS",
    "STAFF_KINDS",
    "URGENT_KINDS",
    "WITHDRAWN_KINDS",
    "Change",
    "Cost",
    "DayLine",
    "EventText",
    "Facts",
    "Kind",
    "Mail",
    "OtherVisit",
    "OwnText",
    "Segments",
    "Sms",
    "TextFault",
    "cost_of",
    "day_text",
    "event_text",
    "faults_of",
    "fold",
    "longest_of",
    "mail",
    "of_family",
    "own_mail",
    "own_sms",
    "segments",
    "shipped_example",
    "sms",
    "template_version",
    "text_language",
    "time_text",
    "times_text",
    "values",
    "zone_text",
]
