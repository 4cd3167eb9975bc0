"""The count on the overview is the number of lines of the preview, whatever happened in between."""

import pytest

from camps.models import CampState, Contact, DoctorInvites, Shift
from notifications.queries.preview import preview
from notifications.queries.untold import untold
from scheduling.models import Appointment
from scheduling.services.booking import SYSTEM, cancel
from tests.factories.organiser import change_two, place
from tests.factories.schedule import NOW, add_patient
from tests.factories.telling import add_mail, local, moved, tell_all


def listed(made) -> int:
    shown = preview(made.camp, now=NOW)
    return len(shown.patients) + len(shown.doctors) + len(shown.withdrawn)


def of(made, number) -> Appointment:
    return Appointment.objects.filter(registration=made.registrations[number - 1]).order_by("-pk")[0]


def nothing(made):
    """As it stands."""


def new_place(made):
    place(made, add_patient(made, number=30, procedure="BONE"), 19, now=NOW)


def cancelled(made):
    cancel(appointment_id=of(made, 3).pk, actor=SYSTEM, now=NOW, tell="on_publish")


def there_and_back(made):
    begun = of(made, 3).starts_at
    moved(of(made, 3), to=local(made, 1, 17), now=NOW)
    moved(of(made, 3), to=begun, now=NOW)


def other_table(made):
    appointment = of(made, 3)
    moved(appointment, to=appointment.starts_at, now=NOW, station=made.stations["Table 2"])


def a_phone_for_whom_the_town_was_told(made):
    add_mail(made.registrations[8], "zainab@example.org")


def a_refused_phone_for_whom_the_town_was_told(made):
    patient = made.registrations[8].patient
    Contact.objects.create(organisation=made.organisation, patient=patient, kind="phone", value="+2348030009999")
    patient.consents.create(organisation=made.organisation, purpose="texts", given=False, how="call", at=NOW)


def another_mail_where_the_phone_failed(made):
    add_mail(made.registrations[0], "aminatu@example.org")


def a_shift_moved_and_one_cancelled(made):
    first, second = Shift.objects.order_by("pk")[:2]
    Shift.objects.filter(pk=first.pk).update(ends_at=local(made, 0, 15))
    Shift.objects.filter(pk=second.pk).update(cancelled_at=NOW)


HAPPENINGS = [
    nothing,
    change_two,
    new_place,
    cancelled,
    there_and_back,
    other_table,
    a_phone_for_whom_the_town_was_told,
    a_refused_phone_for_whom_the_town_was_told,
    another_mail_where_the_phone_failed,
    a_shift_moved_and_one_cancelled,
]


@pytest.mark.parametrize("happening", HAPPENINGS)
@pytest.mark.parametrize("invites", list(DoctorInvites))
def test_what_is_counted_is_what_the_preview_lists(told, happening, invites):
    told.camp.doctor_invites = invites
    told.camp.save()
    happening(told, now=NOW) if happening is change_two else happening(told)
    assert untold(told.camp) == listed(told)


def test_the_count_of_a_draft_is_everybody(placed):
    assert untold(placed.camp) == listed(placed) == 20


def test_what_was_told_counts_no_more(told):
    change_two(told, now=NOW)
    assert untold(told.camp) == 2
    tell_all(told)
    assert untold(told.camp) == 0


def test_cases_taken_from_a_doctor_are_counted_once_each(told):
    told.camp.doctor_invites = DoctorInvites.APPOINTMENT
    told.camp.save()
    doctor = told.doctors["Ada Bone"]
    for number in (3, 5):
        of(told, number).allocations.create(
            organisation=told.organisation,
            resource=doctor.resource,
            part="surgeon",
            period=(of(told, number).starts_at, of(told, number).ends_at),
        )
    assert untold(told.camp) == listed(told)
    tell_all(told)
    assert untold(told.camp) == listed(told) == 0
    of(told, 3).allocations.filter(resource=doctor.resource).update(live=False)
    assert untold(told.camp) == listed(told) == 1


def test_the_shifts_of_a_cancelled_camp_are_to_be_called_off(told):
    told.camp.state = CampState.CANCELLED
    told.camp.save()
    assert untold(told.camp) == listed(told) == 8
