"""A published camp whose patient and doctor have their invitations, and what their calendars know of them."""

from datetime import timedelta

import pytest
from django_scopes import scopes_disabled

from camps.models import Member, Role, User
from notifications.models import InboundMail
from notifications.services.answers.acting import act_on_new
from notifications.services.inbound import take_in
from notifications.services.reply_tokens import address_for
from tests.factories.replies import Invitation
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, run_tick, tell_all

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def invited(made, mailbox):
    """Amina has a place at 9 on the first day, operated by Ada Bone, who has a shift of 8 to 18."""
    first = made.registrations[0]
    first.patient.contacts.all().delete()
    made.amina = add_mail(first, "amina@example.org")
    made.ada = made.doctors["Ada Bone"]
    made.appointment = appointment_at(made, first, at=local(made, 0, 9), doctors=(made.ada,))
    made.shift = made.ada.shifts.order_by("starts_at")[0]
    for role in (Role.OWNER, Role.ORGANISER, Role.DESK):
        user = User.objects.create_user(f"{role}@team.example", "secret secret", name=f"The {role}")
        Member.objects.create(organisation=made.organisation, user=user, role=role)
    tell_all(made)
    run_tick(NOW)
    return made


@pytest.fixture
def to_amina(invited):
    """Her invitation."""
    return invitation(invited.appointment, f"contact:{invited.amina.pk}", "amina@example.org")


@pytest.fixture
def to_ada(invited):
    """The invitation to her first shift."""
    return invitation(invited.shift, f"doctor:{invited.ada.pk}", "ada@example.org")


def invitation(subject, recipient, attendee, *, sequence=0):
    return Invitation(
        uid=subject.uid,
        organizer=address_for(uid=subject.uid, recipient=recipient),
        attendee=attendee,
        start=subject.starts_at,
        end=subject.ends_at,
        sequence=sequence,
    )


def comes_in(raw, *, to=None, now=LATER):
    """One mail arrives and is acted on; returns its row."""
    take_in(raw, to=[to] if isinstance(to, str) else to, via="lmtp", received_at=now)
    act_on_new(now=now)
    with scopes_disabled():
        return InboundMail.objects.order_by("-pk").first()
