"""The sample camp that a fresh machine shows: `ortho`, beginning in nine days, filled and published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django_scopes import scope, scopes_disabled

import camps
from camps.models import Camp, Decision, Doctor, DoctorRole, Member, Organisation, Registration, Role, User
from camps.sample_accounts import ORGANISATION, PASSWORD, PEOPLE, address_of
from camps.services.intake.whole import import_sheet
from camps.services.loading import load_camp
from camps.services.organisations import create_organisation
from camps.services.stations import add_usual_points
from camps.sheets.bundle import Bundle, read_bundle
from notifications.services.fan_out import fan_out
from notifications.services.links import link_for
from notifications.services.publishing import publish
from scheduling.models import AppointmentState
from scheduling.services.booking import Actor
from scheduling.services.decisions import screen_camp
from scheduling.services.filling import fill_camp

FOLDER = Path(camps.__file__).parent / "sample" / "ortho"
SLUG = "ortho"
BEGINS_IN = timedelta(days=9)


@dataclass(frozen=True)
class Sample:
    """What to tell the person who started it: who to sign in as, and one patient's link."""

    camp: Camp
    sign_ins: tuple[tuple[str, str], ...]
    patient_link: str
    made: bool


def sample_camp(*, now: datetime, fresh: bool = False) -> Sample:
    """The running sample camp, made when there is none; `fresh` makes another when the last one is over."""
    with scopes_disabled():
        organisation = Organisation.objects.filter(name=ORGANISATION).first() or new_team()
    with scope(organisation=organisation):
        own = Camp.objects.filter(slug__startswith=SLUG).select_related("venue")
        last = own.order_by("-first_day", "-pk").first()
        over = last is not None and last.last_day < now.astimezone(last.zone).date()
        made = last is None or (fresh and over)
        camp = new_camp(organisation, now=now) if made else last
        assert camp is not None, "made, or the last one"
        link_doctor(organisation, camp)
        return Sample(camp, sign_ins(organisation), patient_link(camp, now=now), made)


def new_team() -> Organisation:
    """The organisation with an owner and the two others to try."""
    users = {key: User.objects.create_user(address_of(key), PASSWORD, name=name) for key, name, _ in PEOPLE}
    organisation = create_organisation(name=ORGANISATION, owner=users["organiser"])
    for key, _, role in PEOPLE[1:]:
        Member.objects.create(organisation=organisation, user=users[key], role=role)
    return organisation


def link_doctor(organisation: Organisation, camp: Camp) -> None:
    """The sample doctor who signs in is the camp's first surgeon."""
    member = Member.objects.select_related("user").get(organisation=organisation, role=Role.DOCTOR)
    if member.doctor_id is None:
        surgeons = Doctor.objects.filter(role=DoctorRole.SURGEON, shifts__camp=camp).order_by("pk")
        member.doctor = surgeons.first()
        member.save(update_fields=["doctor"])
        if member.doctor:
            member.user.name = member.doctor.name
            member.user.save(update_fields=["name"])


def new_camp(organisation: Organisation, *, now: datetime) -> Camp:
    """Load, import, screen, fill and publish, by the services that an organiser's clicks reach."""
    bundle = read_bundle(FOLDER)
    first_day = first_day_of(bundle, now=now)
    return filled_and_published(organisation, bundle.starting(first_day), slug=free_slug(SLUG, first_day), now=now)


def filled_and_published(organisation: Organisation, bundle: Bundle, *, slug: str, now: datetime) -> Camp:
    """A camp of this bundle under that slug, as if all of it was done at `now`."""
    camp = load_camp(organisation=organisation, bundle=bundle, slug=slug)
    add_usual_points(camp=camp)
    with bundle.registrations.open("rb") as sheet:
        import_sheet(camp=camp, file=sheet, name=bundle.registrations.name, agreed_to_texts=True, by=None, now=now)
    screen_camp(camp=camp, now=now)
    fill_camp(camp=camp, actor=Actor(said_by="system", reason="sample camp"), now=now)
    publish(camp, by=None, now=now)
    fan_out(now=now)
    return camp


def first_day_of(bundle: Bundle, *, now: datetime) -> date:
    """In nine days at the venue: the reminders of a week before are still to come."""
    return now.astimezone(ZoneInfo(bundle.camp.timezone)).date() + BEGINS_IN


def free_slug(slug: str, first_day: date) -> str:
    """This one, and with its first day for every later camp."""
    with scopes_disabled():
        return f"{slug}-{first_day.isoformat()}" if Camp.objects.filter(slug=slug).exists() else slug


def sign_ins(organisation: Organisation) -> tuple[tuple[str, str], ...]:
    """(what for, mail address) of the sample people who still have an account."""
    roles = {address_of(key): key for key, _, _ in PEOPLE}
    members = Member.objects.filter(organisation=organisation, user__email__in=roles).select_related("user")
    found = {member.user.email for member in members}
    return tuple((key, email) for email, key in roles.items() if email in found)


def patient_link(camp: Camp, *, now: datetime) -> str:
    """The link of the first patient in the list with a place."""
    placed = Registration.objects.filter(
        camp=camp, decision=Decision.LISTED, appointments__state=AppointmentState.BOOKED
    ).order_by("number")
    first = placed.first()
    return link_for(first, now=now) if first else ""
