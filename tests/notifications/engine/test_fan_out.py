"""Changes and publishings become messages: each once, by the net difference, whoever runs and however often."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled

from camps.models import ConsentRecord, Contact, Guardian, Patient
from notifications.models import FanOut, Message, Told
from notifications.services.fan_out import fan_out
from notifications.services.publishing import publish
from scheduling.models import ScheduleChange, TimeRequest
from scheduling.services.booking import Actor, cancel, confirm
from tests.factories.schedule import NOW, add_patient, small_camp
from tests.factories.telling import add_mail, appointment_at, lines, local, moved, tell_all, they_hear

LATER = NOW + timedelta(days=1)


def of(registration):
    """(kind, rung, channel, state) of a patient's messages."""
    rows = Message.objects.filter(registration=registration).order_by("id")
    return [(row.kind, row.rung, row.channel, row.state) for row in rows]


@pytest.fixture
def told(made):
    """One operation, published and told."""
    made.appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    return made


def test_a_place_becomes_a_booking_message_and_the_rungs_of_its_ladder(told):
    assert of(told.registrations[0]) == [
        ("booked", "", "sms", "planned"),
        ("confirm", "7d", "sms", "planned"),
        ("three_days", "3d", "sms", "planned"),
        ("day_before", "1d", "sms", "planned"),
    ]


def test_a_consultation_is_not_asked_to_confirm_a_week_before(made):
    appointment_at(made, made.registrations[1], at=local(made, 0, 9), kind="consultation", station="Desk")
    tell_all(made)
    assert [(kind, rung) for kind, rung, _, _ in of(made.registrations[1])] == [
        ("booked", ""),
        ("three_days", "3d"),
        ("day_before", "1d"),
    ]


def test_a_draft_tells_nobody(made):
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    assert fan_out(now=NOW) == 0
    assert not Message.objects.exists()


def test_five_fan_outs_make_the_messages_of_one(told):
    before = lines()
    for _ in range(5):
        fan_out(now=NOW)
    assert lines() == before
    assert FanOut.objects.filter(publication__isnull=False).count() == 1
    assert FanOut.objects.filter(change__isnull=False).count() == ScheduleChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_fan_outs_at_once_make_the_messages_of_one(made):
    for number in range(4):
        appointment_at(made, made.registrations[number], at=local(made, 0, 8 + 2 * number))
    publish(made.camp, by=None, now=NOW)

    def run():
        try:
            fan_out(now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fan_out(now=NOW)
    keys = list(Message.objects.values_list("idem_key", flat=True))
    assert len(keys) == len(set(keys))
    assert Message.objects.filter(kind="booked").count() == 4
    assert set(Told.objects.values_list("revision", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_a_cancellation_committed_while_a_publishing_is_fanned_out_is_told(told, monkeypatch):
    from notifications.services import fan_out as module

    publish(told.camp, by=None, now=LATER)
    real = module.tell

    def tell_then(*args, **more):
        found = real(*args, **more)

        def work():
            try:
                with scope(organisation=told.organisation):  # begun before the publishing, committed only now
                    cancel(appointment_id=told.appointment.pk, actor=Actor(), now=LATER - timedelta(milliseconds=20))
            finally:
                connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return found

    monkeypatch.setattr(module, "tell", tell_then)
    fan_out(now=LATER)
    monkeypatch.undo()
    fan_out(now=LATER + timedelta(minutes=1))
    assert [kind for kind, _, _ in lines(appointment=told.appointment, kind="cancelled")] == ["cancelled"]
    assert FanOut.objects.filter(change__isnull=False).count() == ScheduleChange.objects.count() == 2


def test_a_move_replaces_what_was_planned_and_raises_the_revision(told):
    they_hear()
    moved(told.appointment, to=local(told, 1, 11), now=LATER)
    tell_all(told, now=LATER)
    assert of(told.registrations[0]) == [
        ("booked", "", "sms", "sent"),
        ("confirm", "7d", "sms", "superseded"),
        ("three_days", "3d", "sms", "superseded"),
        ("day_before", "1d", "sms", "superseded"),
        ("moved", "", "sms", "planned"),
        ("confirm", "7d", "sms", "planned"),
        ("three_days", "3d", "sms", "planned"),
        ("day_before", "1d", "sms", "planned"),
    ]
    row = Message.objects.get(kind="moved")
    assert (row.revision, row.facts["old_at"], row.facts["changed"]) == (
        2,
        local(told, 0, 9).isoformat(),
        ["day", "time"],
    )


def test_rungs_due_before_a_change_are_not_made_again(told):
    they_hear()
    late = local(told, 0, 9) - timedelta(days=2)
    moved(told.appointment, to=local(told, 0, 12), now=late)
    tell_all(told, now=late)
    assert [(kind, rung) for kind, rung, _, state in of(told.registrations[0]) if state == "planned"] == [
        ("moved", ""),
        ("day_before", "1d"),
    ]


def test_a_staff_move_waits_for_publishing_and_a_patients_own_is_told_at_once(told):
    they_hear()
    moved(told.appointment, to=local(told, 1, 11), now=LATER)
    assert fan_out(now=LATER) == 0
    moved(told.appointment, to=local(told, 1, 13), now=LATER, tell="at_once")
    assert fan_out(now=LATER) == 4
    assert Message.objects.get(kind="moved").facts["old_at"] == local(told, 0, 9).isoformat()


def test_an_at_once_change_of_a_camp_never_published_tells_nobody(made):
    appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    moved(appointment, to=local(made, 0, 11), now=NOW, tell="at_once")
    assert fan_out(now=NOW) == 0


def test_a_cancellation_ends_the_ladder_and_names_the_hour_that_was_told(told):
    moved(told.appointment, to=local(told, 1, 11), now=LATER)  # a draft that nobody heard of
    cancel(appointment_id=told.appointment.pk, actor=Actor(), now=LATER)
    fan_out(now=LATER)
    assert [(kind, state) for kind, _, _, state in of(told.registrations[0]) if state == "planned"] == [
        ("cancelled", "planned")
    ]
    row = Told.objects.get(appointment=told.appointment, recipient__startswith="contact")
    assert (row.cancelled, row.starts_at) == (True, local(told, 0, 9))


def test_what_was_never_told_is_not_cancelled_to_anybody(told):
    new = appointment_at(told, told.registrations[1], at=local(told, 0, 11))
    cancel(appointment_id=new.pk, actor=Actor(), now=LATER)
    fan_out(now=LATER)
    assert of(told.registrations[1]) == []


def test_a_confirmation_tells_nobody(told):
    confirm(appointment_id=told.appointment.pk, actor=Actor(said_by="patient"), now=LATER)
    assert fan_out(now=LATER) == 0


def test_patient_one_without_a_phone_does_not_stop_two_and_three(made):
    made.registrations[0].patient.contacts.all().delete()
    for number in range(3):
        appointment_at(made, made.registrations[number], at=local(made, 0, 9 + 2 * number))
    tell_all(made)
    assert of(made.registrations[0]) == [("booked", "", "town", "planned")]
    assert of(made.registrations[1])[0] == ("booked", "", "sms", "planned")
    assert of(made.registrations[2])[0] == ("booked", "", "sms", "planned")


def test_somebody_on_the_town_list_who_gets_a_phone_is_told_there_and_leaves_the_list(made):
    patient = made.registrations[0].patient
    patient.contacts.all().delete()
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    Contact.objects.create(organisation=made.organisation, patient=patient, kind="phone", value="+2348030000777")
    tell_all(made, now=LATER)
    assert of(made.registrations[0])[:2] == [("booked", "", "town", "superseded"), ("booked", "", "sms", "planned")]


def test_who_refused_texts_is_told_by_mail_or_on_the_list(made):
    for number in (0, 1):
        ConsentRecord.objects.create(
            organisation=made.organisation,
            patient=made.registrations[number].patient,
            purpose="texts",
            given=False,
            how="asked",
            at=NOW,
        )
        appointment_at(made, made.registrations[number], at=local(made, 0, 9 + 2 * number))
    add_mail(made.registrations[0], "amina@example.org")
    tell_all(made)
    assert {channel for _, _, channel, _ in of(made.registrations[0])} == {"mail"}
    assert {channel for _, _, channel, _ in of(made.registrations[1])} == {"town"}


def test_a_later_yes_outweighs_an_earlier_no(made):
    for given, at in ((False, NOW - timedelta(days=1)), (True, NOW)):
        ConsentRecord.objects.create(
            organisation=made.organisation,
            patient=made.registrations[0].patient,
            purpose="texts",
            given=given,
            how="asked",
            at=at,
        )
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    assert of(made.registrations[0])[0] == ("booked", "", "sms", "planned")


def test_a_childs_messages_go_to_the_guardian_and_only_there(made):
    patient = made.registrations[0].patient
    Patient.objects.filter(pk=patient.pk).update(birth_date=NOW.date() - timedelta(days=365 * 9))
    guardian = Guardian.objects.create(organisation=made.organisation, patient=patient, name="Mother")
    theirs = Contact.objects.create(
        organisation=made.organisation,
        patient=patient,
        kind="phone",
        value="+2348030000888",
        owner="guardian",
        guardian=guardian,
        rank=5,
    )
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    assert set(Message.objects.filter(registration=made.registrations[0]).values_list("contact", flat=True)) == {
        theirs.pk
    }


def test_one_contact_a_channel_the_first_in_rank(made):
    patient = made.registrations[0].patient
    first = Contact.objects.create(
        organisation=made.organisation, patient=patient, kind="phone", value="+2348030000999", rank=0
    )
    patient.contacts.exclude(pk=first.pk).update(rank=1)
    add_mail(made.registrations[0], "one@example.org", rank=2)
    add_mail(made.registrations[0], "two@example.org", rank=3)
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    booked = Message.objects.filter(registration=made.registrations[0], kind="booked")
    assert {row.contact.value for row in booked.select_related("contact")} == {"+2348030000999", "one@example.org"}


def test_a_postponed_camp_tells_everybody_once_in_its_own_words(told):
    second = appointment_at(told, told.registrations[1], at=local(told, 0, 11))
    tell_all(told, now=NOW)
    they_hear()
    for row in (told.appointment, second):
        moved(row, to=row.starts_at + timedelta(days=7), now=LATER, tell="at_once")
    publish(told.camp, by=None, now=LATER, act="postponed")
    fan_out(now=LATER)
    fan_out(now=LATER + timedelta(minutes=1))
    assert [kind for kind, _, _ in lines(kind__in=["moved", "postponed"])] == ["postponed", "postponed"]


def test_a_cancelled_camp_calls_off_visits_and_shifts_once(told):
    cancel(appointment_id=told.appointment.pk, actor=Actor(), now=LATER)
    told.camp.state = "cancelled"
    told.camp.save()
    publish(told.camp, by=None, now=LATER, act="camp_cancelled")
    fan_out(now=LATER)
    fan_out(now=LATER)
    planned = Message.objects.filter(state="planned").values_list("kind", flat=True)
    assert sorted(planned) == ["camp_cancelled"] + ["shift_cancelled"] * 8


def test_a_declined_request_is_answered_once(told):
    request = TimeRequest.objects.create(
        organisation=told.organisation, appointment=told.appointment, asked_at=NOW, state="open"
    )
    assert fan_out(now=LATER) == 0
    TimeRequest.objects.filter(pk=request.pk).update(state="declined", answered_at=LATER)
    fan_out(now=LATER)
    fan_out(now=LATER)
    assert lines(kind="time_kept") == [
        ("time_kept", "sms", f"contact:{told.registrations[0].patient.contacts.get().pk}")
    ]


def test_a_camp_that_fails_does_not_stop_the_next(made, monkeypatch, caplog):
    from notifications.services import fan_out as module

    with scopes_disabled():
        other = small_camp(slug="other")
    with scope(organisation=other.organisation):
        appointment_at(other, other.registrations[0], at=local(other, 0, 9))
        publish(other.camp, by=None, now=NOW)
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    publish(made.camp, by=None, now=NOW)
    real = module.fan_out_camp

    def failing(camp, **more):
        if camp.pk == made.camp.pk:
            raise RuntimeError("broken")
        return real(camp, **more)

    monkeypatch.setattr(module, "fan_out_camp", failing)
    fan_out(now=NOW)
    with scopes_disabled():
        assert set(Message.objects.values_list("camp__slug", flat=True)) == {"other"}
    assert "fan-out of a camp failed" in caplog.text


def test_every_message_belongs_to_the_organisation_of_its_camp(told):
    assert set(Message.objects.values_list("organisation_id", flat=True)) == {told.organisation.pk}
    assert set(Told.objects.values_list("organisation_id", flat=True)) == {told.organisation.pk}
    assert set(FanOut.objects.values_list("organisation_id", flat=True)) == {told.organisation.pk}


def test_what_the_feeds_show_is_what_was_told(told):
    camp_row = Told.objects.get(appointment=told.appointment, recipient=f"camp:{told.camp.pk}")
    assert (camp_row.starts_at, camp_row.station_id, camp_row.sequence) == (
        local(told, 0, 9),
        told.stations["Table 1"].pk,
        0,
    )
    moved(told.appointment, to=local(told, 1, 11), now=LATER, station=told.stations["Table 2"])
    camp_row.refresh_from_db()
    assert camp_row.starts_at == local(told, 0, 9)
    tell_all(told, now=LATER)
    camp_row.refresh_from_db()
    assert (camp_row.starts_at, camp_row.station_id, camp_row.sequence) == (
        local(told, 1, 11),
        told.stations["Table 2"].pk,
        1,
    )


def test_eight_hundred_appointments_with_four_messages_each_are_fanned_out_in_ten_seconds_of_work(made):
    for number in range(10, 810):
        registration = add_patient(made, number=number, procedure="LOOK")
        appointment_at(made, registration, at=local(made, 0, 9), station="Desk")
    publish(made.camp, by=None, now=NOW)
    began = time.process_time()  # what a busy machine does meanwhile is not our work
    assert fan_out(now=NOW) == 800 * 4 + 8
    assert time.process_time() - began < 10
