"""Before theatre somebody makes sure of the person, the side and the consent, and it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from camps.errors import Invalid
from camps.live.counter import changed
from camps.models import Consent, Registration, Side, User
from camps.rules import lacking
from camps.services.saving import checked
from scheduling.models import Appointment, IdentityCheck, SiteMarked
from scheduling.queries.theatre_gate import comparable, side_differs
from scheduling.services.booking.locks import lock_appointments

TWO = 2
SIDED = (Side.LEFT, Side.RIGHT, Side.BOTH)


def confirm_identity(
    *,
    appointment: Appointment,
    identifiers: Sequence[str] = (),
    side: str = Side.NOT_SAID,
    site_marked: str = "",
    consent_seen: bool = False,
    emergency: str = "",
    remarks: str = "",
    by: User | None,
    now: datetime,
) -> IdentityCheck:
    """Write down that this is the patient, or, with `emergency`, why nobody could make sure. The newest one holds.

    Raises Invalid: identifiers (fewer than two), side (not read aloud, or another than the list says), site_marked,
    consent_seen (nobody saw it, it is missing, or the operation was refused: that counts in an emergency too);
    Gone for a place that was cancelled.
    """
    with transaction.atomic():
        (one,) = lock_appointments([appointment.pk])
        person = _whose(one)
        emergency = emergency.strip()
        if person.consent == Consent.REFUSED:
            raise Invalid(
                f"Registration {person} refused the operation.",
                field="consent_seen",
                cure="Write down the new consent on the registration's page first.",
            )
        if not emergency:
            _sure(person, identifiers, side, site_marked, consent_seen, required=one.camp.clearance_required)
        check = IdentityCheck(
            organisation_id=one.organisation_id,
            camp=one.camp,
            appointment=one,
            at=now,
            by=by,
            identifiers=[each for each in comparable(person) if each in identifiers],
            side=side,
            site_marked=site_marked,
            consent_seen=consent_seen,
            emergency=emergency,
            remarks=remarks.strip(),
        )
        checked(check).save()
        changed(one.camp_id)
    return check


def _whose(appointment: Appointment) -> Registration:
    if appointment.registration_id is None:
        raise Invalid("The appointment is nobody's.", cure="Book it for somebody first.")
    return Registration.objects.select_related("patient").get(pk=appointment.registration_id)


def _sure(
    person: Registration, identifiers: Sequence[str], side: str, site_marked: str, consent_seen: bool, *, required: bool
) -> None:
    if len(set(identifiers) & set(comparable(person))) < TWO:
        raise Invalid(
            "Two things that the list says must match: the name alone may be somebody else's.",
            field="identifiers",
            value=list(identifiers),
            cure="Ask for another one, such as the birth year or the village.",
        )
    if not side:
        raise Invalid(
            "Nobody read the side aloud.", field="side", cure="Ask the patient which side it is, and say it here."
        )
    if side_differs(person.side, side):
        raise Invalid(
            f"The list says {Side(person.side).label}, the patient {Side(side).label}.",
            field="side",
            value=side,
            cure="Stop. Ask the surgeon, and put the list right on the registration's page if it is wrong.",
        )
    if site_marked not in SiteMarked.values:
        raise Invalid("Nobody said whether the site is marked.", field="site_marked", cure="Look, and say it here.")
    if side in SIDED and site_marked != SiteMarked.YES:
        raise Invalid(
            "The site is not marked.", field="site_marked", value=site_marked, cure="Have the surgeon mark it first."
        )
    if not consent_seen:
        raise Invalid("Nobody saw the consent.", field="consent_seen", cure="Look at the signed form, then tick this.")
    for lack in lacking(consent=person.consent, fitness=person.fitness, required=required):
        raise Invalid(f"Registration {person} {lack.words}.", field="consent_seen", cure=lack.cure)
