"""Who looks at a patient's page: the link alone shows time and place, a second thing known shows the person.

The last 4 digits of a phone or the year of birth, five tries a day a link (safety.md §3.5): 10,000 guesses end after 5.
"""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime, timedelta

from camps.models import Contact, ContactKind, Patient
from camps.services.throttling import Limit, give_back, spend

DIGITS = 4


def can_prove(patient: Patient) -> bool:
    """Something is known that could be asked for."""
    return bool(_answers(patient))


def prove(*, patient: Patient, link_hash: str, given: str, now: datetime) -> bool:
    """Whether `given` fits. Raises camps.errors.TooManyTries after five wrong ones."""
    limits = [Limit(what="visit identity", who=link_hash, most=5, per=timedelta(days=1))]
    spend(limits=limits, now=now, message="Too many tries.")
    answer = digits_of(given)[-DIGITS:]
    # Every answer is compared, whichever fits: the time says nothing.
    fits = [hmac.compare_digest(answer, known) for known in sorted(_answers(patient))]
    if any(fits):
        give_back(limits=limits, now=now)
    return any(fits)


def digits_of(given: str) -> str:
    """The digits of any script as ASCII ones; spaces and dashes do not count."""
    return "".join(str(unicodedata.decimal(letter)) for letter in given if letter.isdecimal())


def _answers(patient: Patient) -> set[str]:
    phones = Contact.objects.filter(patient=patient, kind=ContactKind.PHONE).values_list("value", flat=True)
    answers = {digits_of(phone)[-DIGITS:] for phone in phones}
    if patient.birth_date:
        spread = 1 if patient.birth_estimated else 0  # an estimate is a year off easily
        answers |= {str(patient.birth_date.year + off) for off in range(-spread, spread + 1)}
    return {answer for answer in answers if len(answer) == DIGITS}
