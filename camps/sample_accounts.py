"""The people of the sample camp. Their password stands in the source, so they sign in on this machine only.

The names stay here, below what makes the camp: a sign-in must know them also where the sample was made long ago.
"""

from __future__ import annotations

from camps.models import Role

ORGANISATION = "Sample team"
PASSWORD = "sunrise over the camp"  # noqa: S105 - printed on purpose, see above
PEOPLE = (("organiser", "Organiser", Role.OWNER), ("desk", "Desk helper", Role.DESK), ("doctor", "", Role.DOCTOR))


def address_of(key: str) -> str:
    """The mail address of one of PEOPLE; example.org is nobody's (RFC 2606)."""
    return f"{key}@example.org"


def is_sample(email: str) -> bool:
    """Whether this is the address of one of them."""
    return email.strip().lower() in {address_of(key) for key, _, _ in PEOPLE}
