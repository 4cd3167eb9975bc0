"""Who was told of a place hears that it is off, also when the way to reach him or her changed meanwhile."""

from datetime import timedelta

import pytest

from camps.models import ConsentRecord, Contact
from notifications.models import Told
from notifications.queries.reach import placed_people
from notifications.queries.untold import untold
from notifications.services.fan_out import fan_out
from scheduling.services.booking import Actor, cancel
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, lines, local, moved, tell_all

LATER = NOW + timedelta(days=1)


def told(made):
    one = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    return one


def off(one):
    cancel(appointment_id=one.pk, actor=Actor(), now=LATER)
    fan_out(now=LATER)
    return lines(appointment=one, kind="cancelled")


def without_contacts(made):
    patient = made.registrations[0].patient
    Contact.objects.filter(patient=patient).delete()
    return patient


def new_phone(patient):
    return Contact.objects.create(
        organisation_id=patient.organisation_id, patient=patient, kind="phone", value="+2348030011111"
    )


def test_a_cancellation_is_told_at_the_phone_that_replaced_the_told_one(made):
    one = told(made)
    old = Told.objects.get(appointment=one, recipient__startswith="contact:")
    new = new_phone(without_contacts(made))
    assert off(one) == [("cancelled", "sms", f"contact:{new.pk}")]
    row = Told.objects.get(appointment=one, recipient=f"contact:{new.pk}")
    assert (row.cancelled, row.starts_at, row.revision) == (True, old.starts_at, old.revision + 1)


def test_a_cancellation_is_told_in_town_when_the_phone_was_removed(made):
    one = told(made)
    patient = without_contacts(made)
    assert off(one) == [("cancelled", "town", f"patient:{patient.pk}")]


def test_a_cancellation_is_told_in_town_when_the_only_mail_failed(made):
    patient = without_contacts(made)
    mail = add_mail(made.registrations[0], "a@example.org")
    one = told(made)
    Contact.objects.filter(pk=mail.pk).update(failed_at=NOW, failed_why="550")
    assert off(one) == [("cancelled", "town", f"patient:{patient.pk}")]


def test_a_cancellation_is_told_in_town_when_texts_were_refused(made):
    one = told(made)
    patient = made.registrations[0].patient
    ConsentRecord.objects.create(
        organisation=made.organisation, patient=patient, purpose="texts", given=False, giver="self", how="said", at=NOW
    )
    assert off(one) == [("cancelled", "town", f"patient:{patient.pk}")]


def test_a_cancellation_told_elsewhere_is_told_once_and_ends_what_was_planned(made):
    one = told(made)
    new_phone(without_contacts(made))
    off(one)
    for hours in (1, 2):
        tell_all(made, now=LATER + timedelta(hours=hours))
    assert len(lines(appointment=one, kind="cancelled")) == 1
    assert lines(appointment=one, state="planned") == lines(appointment=one, kind="cancelled")


def test_a_cancellation_is_told_once_to_who_heard_of_the_place_at_an_old_phone_and_at_the_new_one(made):
    one = told(made)
    new = new_phone(without_contacts(made))
    tell_all(made, now=LATER)
    assert off(one) == [("cancelled", "sms", f"contact:{new.pk}")]


def test_a_phone_entered_after_the_publishing_is_told_and_reminded_once(made):
    patient = without_contacts(made)
    one = told(made)
    assert lines(appointment=one) == [("booked", "town", f"patient:{patient.pk}")]
    key = f"contact:{new_phone(patient).pk}"
    for day in (1, 2):
        fan_out(now=NOW + timedelta(days=day))
    planned = [(kind, "sms", key) for kind in ("booked", "confirm", "three_days", "day_before")]
    assert lines(appointment=one, state="planned") == planned


def test_a_phone_entered_while_a_draft_waits_is_told_the_published_hour(made):
    patient = without_contacts(made)
    one = told(made)
    moved(one, to=local(made, 1, 11), now=LATER)
    key = f"contact:{new_phone(patient).pk}"
    fan_out(now=LATER)
    row = Told.objects.get(appointment=one, recipient=key)
    assert (row.starts_at, row.sequence) == (local(made, 0, 9), 0)


def test_a_phone_of_somebody_who_refused_texts_is_told_nothing(made):
    patient = without_contacts(made)
    one = told(made)
    new_phone(patient)
    ConsentRecord.objects.create(
        organisation=made.organisation, patient=patient, purpose="texts", given=False, giver="self", how="said", at=NOW
    )
    assert fan_out(now=LATER) == 0
    assert lines(appointment=one) == [("booked", "town", f"patient:{patient.pk}")]


def has_moved_since(made):
    return placed_people(made.camp).get(number=1).moved_since


@pytest.mark.parametrize("tell", ["on_publish", "at_once"])
def test_a_move_told_at_the_new_phone_leaves_no_old_hour_at_the_lost_one(made, tell):
    one = told(made)
    lost = Told.objects.get(appointment=one, recipient__startswith="contact:")
    new = new_phone(without_contacts(made))
    moved(one, to=local(made, 1, 11), now=LATER, tell=tell)
    assert has_moved_since(made)
    tell_all(made, now=LATER) if tell == "on_publish" else fan_out(now=LATER)
    assert not has_moved_since(made)
    assert untold(made.camp) == 0
    lost.refresh_from_db()
    assert lost.cancelled
    assert lines(appointment=one, state="planned", recipient=lost.recipient) == []
    assert lines(appointment=one, kind="cancelled") == []
    assert Told.objects.get(appointment=one, recipient=f"contact:{new.pk}").starts_at == local(made, 1, 11)


def test_a_move_told_at_a_phone_leaves_no_old_hour_on_the_list_of_the_town(made):
    patient = without_contacts(made)
    one = told(made)
    new_phone(patient)
    fan_out(now=LATER)
    moved(one, to=local(made, 1, 11), now=LATER, tell="at_once")
    fan_out(now=LATER)
    assert not has_moved_since(made)


def test_a_lost_phone_that_works_again_hears_of_the_hour_it_does_not_know(made):
    mail = add_mail(made.registrations[0], "a@example.org")
    one = told(made)
    Contact.objects.filter(pk=mail.pk).update(failed_at=NOW, failed_why="550")
    moved(one, to=local(made, 1, 11), now=LATER, tell="at_once")
    fan_out(now=LATER)
    Contact.objects.filter(pk=mail.pk).update(failed_at=None)
    tell_all(made, now=LATER + timedelta(hours=1))
    assert lines(appointment=one, kind="booked", recipient=f"contact:{mail.pk}", state="planned") == [
        ("booked", "mail", f"contact:{mail.pk}")
    ]
