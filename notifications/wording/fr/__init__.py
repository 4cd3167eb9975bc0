"""French."""

from notifications.wording.fr.doctors import DOCTORS
from notifications.wording.fr.patients import PATIENTS
from notifications.wording.fr.queue import QUEUE
from notifications.wording.fr.replies import REPLIES, REPLYING
from notifications.wording.fr.staff import STAFF
from notifications.wording.fr.words import WORDS

ENTRIES = PATIENTS | QUEUE | REPLIES | DOCTORS | STAFF

__all__ = ["ENTRIES", "REPLYING", "WORDS"]
