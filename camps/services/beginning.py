"""The first organisation of a new installation, and its owner."""

from __future__ import annotations

from django.db import connection

from camps.errors import AlreadyStarted, Taken
from camps.models import Organisation, User
from camps.services.organisations import create_organisation
from camps.services.saving import refusing

_LOCK = 0x63616D70  # "camp": two people who begin at once must not both be the first


def begin(*, organisation: str, name: str, email: str, password: str) -> User:
    """Make the organisation and the account that owns it. Raises AlreadyStarted, Taken, Invalid."""
    taken = Taken("This address has an account already.", field="email", value=email, cure="Use another one.")
    with refusing({"camps_user_email_key": taken}):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if Organisation.objects.exists():
            raise AlreadyStarted("Campline has begun here already.", cure="Sign in, or ask for an invitation.")
        owner = User.objects.create_user(email, password, name=name.strip())
        create_organisation(name=organisation, owner=owner)
    return owner
