"""Publishing shows who will be told what, and that is what is told."""

from datetime import timedelta

import pytest

from camps.models import ConsentRecord, DoctorInvites, Venue
from notifications.errors import NotPublishable, NotReady
from notifications.models import Told
from notifications.queries.differences import What
from notifications.services.fan_out import fan_out
from notifications.services.publishing import preview, publish
from scheduling.models import Publication
from scheduling.services.booking import Actor, cancel
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, lines, local, moved, tell_all, they_hear

LATER = NOW + timedelta(days=1)


@pytest.fixture
def three(made):
    """Three patients with places, published and told."""
    made.rows = [
        appointment_at(made, made.registrations[number], at=local(made, 0, 9 + 2 * number)) for number in range(3)
    ]
    tell_all(made)
    return made


def counted(made, now=LATER):
    shown = preview(made.camp, now=now)
    return len(shown.new), len(shown.moved), len(shown.cancelled), shown.unchanged


def test_before_the_first_publishing_everybody_is_new(made):
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    shown = preview(made.camp, now=NOW)
    [line] = shown.new
    assert (line.what, line.name, line.at, line.old_at) == (What.NEW, "Patient 1", local(made, 0, 9), None)
    assert shown.by_channel["sms"] == 1
    assert shown.by_channel["mail"] == 8  # four doctors, two shifts each
    assert counted(made, NOW) == (1, 0, 0, 0)


def test_a_preview_writes_nothing(made):
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    preview(made.camp, now=NOW)
    assert (Told.objects.count(), Publication.objects.count(), lines()) == (0, 0, [])


def test_after_publishing_nothing_is_left_to_tell(three):
    shown = preview(three.camp, now=LATER)
    assert shown.tells_nobody
    assert shown.unchanged == 3
    assert not shown.by_channel


def test_new_moved_and_cancelled_are_told_apart_with_their_old_hours(three):
    they_hear()
    appointment_at(three, three.registrations[3], at=local(three, 1, 9))
    moved(three.rows[0], to=local(three, 1, 11), now=LATER)
    cancel(appointment_id=three.rows[1].pk, actor=Actor(), now=LATER)
    shown = preview(three.camp, now=LATER)
    assert counted(three) == (1, 1, 1, 1)
    assert (shown.moved[0].old_at, shown.moved[0].at) == (local(three, 0, 9), local(three, 1, 11))
    assert (shown.cancelled[0].old_at, shown.cancelled[0].at) == (local(three, 0, 11), None)


def test_a_new_place_of_the_camp_is_named_old_and_new(three):
    they_hear()
    other = Venue.objects.create(organisation=three.organisation, name="School", country="NG", timezone="Africa/Lagos")
    moved(three.rows[0], to=local(three, 0, 9), now=LATER, venue=other)
    [line] = preview(three.camp, now=LATER).moved
    assert (line.old_place, line.place, line.old_at, line.at) == (
        "General Hospital",
        "School",
        local(three, 0, 9),
        local(three, 0, 9),
    )


def test_there_and_back_again_is_no_difference_and_tells_nobody(three):
    moved(three.rows[0], to=local(three, 1, 11), now=LATER)
    moved(three.rows[0], to=local(three, 0, 9), now=LATER)
    assert counted(three) == (0, 0, 0, 3)
    before = lines()
    tell_all(three, now=LATER)
    assert lines() == before


def test_only_the_end_or_the_table_changed_disturbs_no_patient(three):
    moved(three.rows[0], to=local(three, 0, 9), now=LATER, station=three.stations["Table 2"])
    assert counted(three) == (0, 0, 0, 3)


def test_somebody_with_phone_and_mail_is_one_line_on_two_channels(made):
    add_mail(made.registrations[0], "amina@example.org")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    [line] = preview(made.camp, now=NOW).new
    assert set(line.channels) == {"mail", "sms"}


def test_who_cannot_be_reached_is_named(made):
    made.registrations[0].patient.contacts.all().delete()
    ConsentRecord.objects.create(
        organisation=made.organisation,
        patient=made.registrations[1].patient,
        purpose="texts",
        given=False,
        how="asked",
        at=NOW,
    )
    made.registrations[2].patient.contacts.update(failed_at=NOW)
    for number in range(4):
        appointment_at(made, made.registrations[number], at=local(made, 0, 8 + 2 * number))
    shown = preview(made.camp, now=NOW)
    assert {(line.name, line.channels) for line in shown.unreachable} == {
        ("Patient 1", ("town",)),
        ("Patient 2", ("town",)),
        ("Patient 3", ("call",)),
    }


def test_doctors_are_listed_by_shift_or_by_case_as_the_camp_chooses(made):
    surgeon = made.doctors["Ada Bone"]
    appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(surgeon,))
    assert len(preview(made.camp, now=NOW).doctors) == 8
    made.camp.doctor_invites = DoctorInvites.APPOINTMENT
    made.camp.save()
    [line] = preview(made.camp, now=NOW).doctors
    assert line.name == "Ada Bone"


@pytest.mark.parametrize("field", ["short_name", "help_phone", "preparation"])
def test_publishing_refuses_and_names_the_missing_field(made, field):
    setattr(made.camp, field, "")
    made.camp.save()
    with pytest.raises(NotReady, match=field.replace("_", " ")) as refusal:
        publish(made.camp, by=None, now=NOW)
    assert [item.field for item in refusal.value.missing] == [field]
    assert [item.field for item in preview(made.camp, now=NOW).missing] == [field]
    made.camp.refresh_from_db()
    assert made.camp.state == "draft"
    assert not Publication.objects.exists()


def test_publishing_numbers_its_acts_and_publishes_the_camp(made):
    assert [publish(made.camp, by=None, now=NOW).number for _ in range(2)] == [1, 2]
    made.camp.refresh_from_db()
    assert made.camp.state == "published"


def test_a_cancelled_camp_is_not_published(made):
    made.camp.state = "cancelled"
    made.camp.save()
    with pytest.raises(NotPublishable):
        publish(made.camp, by=None, now=NOW)


def test_a_draft_made_between_publishing_and_fan_out_waits_for_the_next_publishing(three):
    they_hear()
    publish(three.camp, by=None, now=LATER)
    later = LATER + timedelta(seconds=5)
    moved(three.rows[0], to=local(three, 1, 11), now=later)
    new = appointment_at(three, three.registrations[3], at=local(three, 1, 9), now=later)
    fan_out(now=later + timedelta(seconds=5))
    assert Told.objects.get(appointment=three.rows[0], recipient__startswith="contact").starts_at == local(three, 0, 9)
    assert not Told.objects.filter(appointment=new).exists()
    assert counted(three, later) == (1, 1, 0, 2)
