"""What a fresh machine shows."""

from datetime import UTC, datetime, timedelta

from django_scopes import scopes_disabled

from camps.models import Camp, CampState, Member, Registration
from camps.sample_accounts import PASSWORD
from notifications.models import Message
from notifications.services.sample_camp import sample_camp
from scheduling.models import Appointment

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_the_sample_camp_is_filled_published_and_told(db):
    sample = sample_camp(now=NOW)
    with scopes_disabled():
        camp = Camp.objects.get()
        placed = Appointment.objects.filter(state="booked").count()
        assert camp.first_day == NOW.date() + timedelta(days=9)
        assert (camp.state, Registration.objects.count()) == (CampState.PUBLISHED, 57)
        assert placed > 20
        booked = Message.objects.filter(kind="booked")
        assert booked.values("registration").distinct().count() == placed
    assert sample.patient_link.startswith("http")


def test_its_three_people_can_sign_in_and_the_doctor_is_a_surgeon_of_the_camp(db, client):
    sample = sample_camp(now=NOW)
    assert [key for key, _ in sample.sign_ins] == ["organiser", "desk", "doctor"]
    for _, email in sample.sign_ins:
        assert client.login(username=email, password=PASSWORD)
    with scopes_disabled():
        doctor = Member.objects.get(role="doctor").doctor
        assert doctor.role == "surgeon"


def test_a_second_run_finds_the_camp_again_and_fresh_renews_it_only_when_it_is_over(db):
    first = sample_camp(now=NOW)
    again = sample_camp(now=NOW + timedelta(days=1), fresh=True)
    assert (again.made, again.camp.pk) == (False, first.camp.pk)
    later = sample_camp(now=NOW + timedelta(days=20), fresh=True)
    assert later.made
    assert later.camp.first_day == (NOW + timedelta(days=29)).date()
