"""English."""

from notifications.wording.en.doctors import DOCTORS
from notifications.wording.en.patients import PATIENTS
from notifications.wording.en.staff import STAFF
from notifications.wording.en.words import WORDS

ENTRIES = PATIENTS | DOCTORS | STAFF

__all__ = ["ENTRIES", "WORDS"]
