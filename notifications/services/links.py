"""The patient's secret link `/v/<token>`: the same in every message, printable again, revocable (safety.md §4).

The token is never stored: HMAC-SHA256(LINK_KEY, registration and version), cut to 128 bits. The row keeps the
SHA-256 of the token, which finds the registration.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

from camps.live.counter import shut
from camps.models import Camp, Registration
from notifications.errors import LinkRefused
from notifications.models import Message, MessageState, VisitLink
from notifications.queries.links import expires_at, is_closed
from notifications.wording import Kind

TOKEN_OCTETS = 16  # 128 bits, 22 url-safe characters (W3C capability URLs ask for 120 bits at least)


@dataclass(frozen=True)
class Expired:
    """The link was right once, or was closed. `camp` says whom to call."""

    camp: Camp
    at: datetime


@dataclass(frozen=True)
class Unknown:
    """Never given out, mistyped or replaced by a newer one."""


def link_for(registration: Registration, *, now: datetime) -> str:
    """The whole address of the patient's page; the row is made on first need."""
    return links_for([registration], now=now)[registration.pk]


def links_for(registrations: Iterable[Registration], *, now: datetime) -> dict[int, str]:
    """The addresses by registration id, for a sheet of cards: two statements however many there are."""
    wanted = {registration.pk: registration for registration in registrations}
    links = {link.registration_id: link for link in VisitLink.objects.filter(registration__in=wanted)}
    missing = [
        VisitLink(
            organisation_id=registration.organisation_id,
            registration_id=pk,
            token_hash=hash_of(token_of(pk, 1)),
            created_at=now,
        )
        for pk, registration in wanted.items()
        if pk not in links
    ]
    if missing:
        VisitLink.objects.bulk_create(missing, ignore_conflicts=True)  # two senders may meet here
        links |= {link.registration_id: link for link in VisitLink.objects.filter(registration__in=wanted)}
    return {pk: address_of(token_of(pk, links[pk].version)) for pk in wanted}


def find(token: str, now: datetime) -> Registration | Expired | Unknown:
    """Whose link it is. Needs no scope: the link itself says which organisation to open."""
    with scopes_disabled():
        rows = VisitLink.objects.select_related(
            "registration__camp__venue", "registration__patient", "registration__organisation"
        )
        try:
            link = rows.get(token_hash=hash_of(token))
        except VisitLink.DoesNotExist:
            return Unknown()
        ends = expires_at(link)
    return link.registration if now < ends else Expired(camp=link.registration.camp, at=ends)


@transaction.atomic
def close(registration: Registration, *, now: datetime) -> None:
    """From now on nothing opens the patient's page, until `renew`. Raises LinkRefused where there is no link."""
    link = _locked(registration)
    if link is None:
        raise LinkRefused("There is no link yet.", cure="The first message or the first card makes one.")
    if not is_closed(link):
        link.expires_at = link.revoked_at = now
        link.save(update_fields=["expires_at", "revoked_at"])
        shut(registration.camp_id)
        _call_back(registration, now=now)


@transaction.atomic
def renew(registration: Registration, *, seen: int | None = None, now: datetime) -> str:
    """Make what was printed or sent before useless; returns the new address.

    `seen` is the version that the page showed: two taps make one link. Raises LinkRefused.
    """
    link_for(registration, now=now)
    link = _locked(registration)
    assert link is not None, "made above"
    if seen not in (None, link.version):
        raise LinkRefused("Somebody made a new link just now.", cure="Go back and look at it.")
    if is_closed(link):
        link.expires_at = None
    link.version += 1
    link.token_hash = hash_of(token_of(registration.pk, link.version))
    link.revoked_at = now
    link.save(update_fields=["version", "token_hash", "revoked_at", "expires_at"])
    shut(registration.camp_id)
    _call_back(registration, now=now)
    return address_of(token_of(registration.pk, link.version))


def _locked(registration: Registration) -> VisitLink | None:
    return VisitLink.objects.select_for_update(no_key=True).filter(registration=registration).first()


def _call_back(registration: Registration, *, now: datetime) -> None:
    """The message that would have brought an earlier link has nothing left to bring."""
    waiting = Message.objects.filter(registration=registration, kind=Kind.NEW_LINK, state=MessageState.PLANNED)
    waiting.update(state=MessageState.SUPERSEDED, why="The link was closed or made anew since.", ended_at=now)


def token_of(registration_id: int, version: int) -> str:
    """The token of a registration's link, 22 characters."""
    signed = hmac.new(settings.LINK_KEY.encode(), f"visit:{registration_id}:{version}".encode(), hashlib.sha256)
    return urlsafe_b64encode(signed.digest()[:TOKEN_OCTETS]).decode().rstrip("=")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str) -> str:
    return f"{settings.PUBLIC_URL}/v/{token}"
