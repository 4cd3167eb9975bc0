"""English."""

from notifications.wording.en.doctors import DOCTORS
from notifications.wording.en.patients import PATIENTS
from notifications.wording.en.queue import QUEUE
from notifications.wording.en.replies import REPLIES, REPLYING
from notifications.wording.en.staff import STAFF
from notifications.wording.en.words import WORDS

ENTRIES = PATIENTS | QUEUE | REPLIES | DOCTORS | STAFF

__all__ = ["ENTRIES", "REPLYING", "WORDS"]
