"""A published camp in the middle of its telling, with something of everything an organiser meets on the pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.test import Client

from camps.models import Contact, Member, Organisation, Registration, Role, User
from camps.names import name_key
from config.mailsink import store_mail
from notifications.channels.local.settings import LocalSettings
from notifications.channels.local.texts import send as send_text
from notifications.channels.providers import Text
from notifications.models import Attempt, InboundMail, InboundState, Message, MessageState
from notifications.services.fan_out import fan_out
from notifications.services.last_look import read_again, told_of
from notifications.services.letters import facts_for, letter_for, mail_for
from notifications.services.next_steps import ask_a_person
from notifications.services.publishing import publish
from scheduling.models import Allocation, Appointment, Part, TimeRequest
from tests.factories.camps import PASSWORD
from tests.factories.schedule import NOW, SmallCamp, add_patient, small_camp
from tests.factories.telling import add_mail, appointment_at, local, moved

PEOPLE = (
    ("Aminatu Bello", "Jalingo", "en"),
    ("Ọláwálé Adéyẹmí", "Wukari", "yo"),
    ("Grace Danjuma", "Bali", "en"),
    ("مريم حسن", "Zing", "ar"),
    ("Samuel Ikechukwu-Nwachukwu", "Takum", "ig"),
    ("Hauwa Mohammed", "Jalingo", "ha"),
    ("Jean-Baptiste Ngono", "Wukari", "fr"),
    ("Peter Okonkwo", "Bali", "en"),
    ("Zainab Abubakar", "Gembu", "ha"),
    ("Musa Danladi", "Gembu", "ha"),
    ("Ruth Tanko", "Gassol", "en"),
    ("Ibrahim Sule", "Jalingo", "ha"),
)


def member_of(organisation: Organisation, role: str = Role.OWNER) -> User:
    """A person who can sign in, with this role in the organisation."""
    user = User.objects.create_user(f"{role}-{organisation.pk}@team.test", PASSWORD, name="Ada Obi")
    Member.objects.create(organisation=organisation, user=user, role=role)
    return user


def signed_in(organisation: Organisation, role: str = Role.OWNER) -> Client:
    client = Client()
    client.force_login(member_of(organisation, role))
    return client


def placed_camp(*, people: int = len(PEOPLE), now: datetime = NOW) -> SmallCamp:
    """A draft camp of two days: everybody listed and placed, two without a phone, one asked for by mail."""
    made = small_camp(patients=0)
    for number in range(1, people + 1):
        name, town, language = PEOPLE[(number - 1) % len(PEOPLE)]
        registration = add_patient(made, number=number, procedure="BONE" if number % 2 else "LOOK")
        patient = registration.patient
        patient.name, patient.name_key, patient.town, patient.language = name, name_key(name), town, language
        patient.save()
        place(made, registration, number, now=now)
    for registration in made.registrations[8:10]:
        Contact.objects.filter(patient=registration.patient).delete()
    if people > 2:
        add_mail(made.registrations[2], "grace@example.org")
    return made


def place(made: SmallCamp, registration: Registration, number: int, *, now: datetime) -> Appointment:
    """An appointment that holds its table: the pictures are made of holds."""
    at = local(made, (number - 1) % 2, 8 + (number - 1) // 2)
    station = ("Table 1", "Table 2", "Desk")[number % 3]
    appointment = appointment_at(made, registration, at=at, minutes=50, station=station, now=now)
    Allocation.objects.create(
        organisation=made.organisation,
        appointment=appointment,
        resource=made.stations[station].resources.get(),
        part=Part.STATION,
        period=(at, at + timedelta(minutes=60)),
    )
    return appointment


def told_camp(*, now: datetime = NOW, people: int = len(PEOPLE)) -> SmallCamp:
    """The placed camp, published an hour ago and mostly told; some things went wrong and wait for a person."""
    begun = now - timedelta(hours=1)
    made = placed_camp(people=people, now=begun - timedelta(days=1))
    publish(made.camp, by=None, now=begun)
    fan_out(now=begun)
    at_once = Message.objects.filter(camp=made.camp, rung="", channel__in=["mail", "sms"]).order_by("pk")
    for message in at_once:
        _end(message, MessageState.SENT, Attempt.Outcome.ACCEPTED, "", now=begun)
    sms = at_once.filter(channel="sms", registration__isnull=False)
    broken, silent = sms[0], sms[1]
    why = "Refused: the number does not exist"
    _end(broken, MessageState.FAILED, Attempt.Outcome.PERMANENT, why, now=begun)
    Contact.objects.filter(pk=broken.contact_id).update(failed_at=begun, failed_why="the number does not exist")
    ask_a_person(broken, "call", now=begun, why=why)
    _end(
        silent, MessageState.UNKNOWN, Attempt.Outcome.UNKNOWN, "It may or may not have arrived: please ask.", now=begun
    )
    _what_patients_did(made, now=now)
    return made


def change_two(made: SmallCamp, *, now: datetime) -> None:
    """Two moves nobody was told of yet."""
    places = Appointment.objects.filter(camp=made.camp).order_by("pk")
    for appointment, hour in zip(places[4:6], (15, 16), strict=True):
        moved(appointment, to=local(made, 1, hour, 30), now=now)


def _what_patients_did(made: SmallCamp, *, now: datetime) -> None:
    places = list(Appointment.objects.filter(camp=made.camp).order_by("pk"))
    for appointment in places[2:6]:
        appointment.confirmed_at = now
        appointment.save()
    places[6].needs_cover = "Ada Bone is away then"
    places[6].save()
    TimeRequest.objects.create(
        organisation=made.organisation, appointment=places[0], note="I travel from far", asked_at=now
    )
    answer(made, places[2], now=now)


def answer(made: SmallCamp, appointment: Appointment | None, *, now: datetime) -> InboundMail:
    """An answer of a calendar that came in."""
    return InboundMail.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        appointment=appointment,
        sha256=f"{InboundMail.objects.count():064d}",
        sender="grace@example.org",
        said="Accepted by grace@example.org: we will be there",
        raw=b"",
        received_at=now,
        state=InboundState.ASIDE,
    )


def _end(message: Message, state: str, outcome: str, why: str, *, now: datetime) -> None:
    text = f"Small Camp: your visit is booked. http://localhost:8000/v/{'a' * 22}"
    Message.objects.filter(pk=message.pk).update(
        state=state, why=why, ended_at=now, body=text, subject="Your visit", attempts_made=1
    )
    attempt, _ = Attempt.objects.get_or_create(
        organisation_id=message.organisation_id,
        message=message,
        n=1,
        defaults={"provider": "local", "provider_ref": f"sms-{message.pk}", "started_at": now},
    )
    attempt.outcome, attempt.detail, attempt.finished_at = outcome, why, now
    attempt.save()


def deliver(made: SmallCamp, folder: Path, *, now: datetime) -> None:
    """Put what was told at once into the sink of mails and texts, as the worker would."""
    (folder / "mail").mkdir(exist_ok=True)
    for pk in Message.objects.filter(camp=made.camp, rung="", channel__in=["mail", "sms"]).values_list("pk", flat=True):
        message = read_again(pk)
        told = told_of(message)
        facts = facts_for(message, told, now=now)
        assert facts is not None
        letter = letter_for(message, told, facts)
        if message.channel == "sms":
            text = Text(to=message.contact.value, body=letter.text, reference=str(pk), validity_seconds=60)
            send_text(text, settings=LocalSettings(folder=folder / "sms"))
        else:
            mail = mail_for(message, letter, date=now)
            recipients = [mail.recipient]
            store_mail(folder / "mail", content=mail.octets(), sender=mail.sender, recipients=recipients, now=now)
