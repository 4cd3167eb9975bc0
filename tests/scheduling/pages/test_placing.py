"""Booking, moving, swapping, cancelling and covering by links and forms alone."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Camp, Resource, Role
from scheduling.models import Appointment, ScheduleChange
from scheduling.services.cover import close_station, enter_absence
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.scheduling.desk import open_desk
from tests.scheduling.test_booking import give


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW)
    return open_desk()


def at(desk, hour, minute=0, *, day=0):
    return desk.camp.instant(FIRST_DAY + timedelta(days=day), time(hour, minute))


def where(desk, station, start, **more):
    return {"station": desk.made.stations[station].pk, "start": start.isoformat(), **more}


def version(pk):
    return Appointment.objects.get(pk=pk).changed_at.isoformat()


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_day_shows_card_initials_procedure_and_state_and_where_there_is_room(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    page = text(desk.get("day", day=FIRST_DAY))
    assert "001 P. 1." in page
    assert "BONE · Not yet told" in page
    assert "Patient 1" not in page
    assert desk.url("free") in page
    assert "Ada Bone" in page


def test_the_day_asks_the_database_as_often_for_three_appointments_as_for_one(desk):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            desk.get("day", day=FIRST_DAY)
        return len(seen)

    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    queries()
    one = queries()
    with desk.scope():
        give(desk.made, desk.made.registrations[1])
        give(desk.made, desk.made.registrations[2])
    assert queries() == one


def test_a_day_outside_the_camp_is_not_found(desk):
    assert desk.get("day", day=date(2027, 4, 1)).status_code == 404
    assert desk.client.get(f"/camps/{desk.camp.slug}/day/2027-02-31/").status_code == 404


def test_the_first_day_is_today_while_the_camp_is_on(desk, time_machine):
    assert desk.get("first_day").url == desk.url("day", day=FIRST_DAY)
    time_machine.move_to(at(desk, 9, day=1))
    desk.client.force_login(desk.user)
    assert desk.get("first_day").url == desk.url("day", day=FIRST_DAY + timedelta(days=1))


def test_a_free_hour_names_those_who_wait_and_fit(desk):
    page = text(desk.get("free", where(desk, "Table 1", at(desk, 9))))
    assert "Patient 1" in page
    assert "Patient 3" in page
    assert "Patient 2" not in page


def test_a_look_writes_nothing_and_the_post_books(desk):
    number = desk.made.registrations[0].number
    wanted = where(desk, "Table 1", at(desk, 10))
    page = text(desk.get("place", wanted, number=number))
    assert "Nobody is told now" in page
    with desk.scope():
        assert not Appointment.objects.exists()
    assert desk.post("place", wanted, number=number).status_code == 302
    with desk.scope():
        appointment = Appointment.objects.get()
    assert (appointment.starts_at, appointment.station.name, appointment.pinned) == (at(desk, 10), "Table 1", True)


def test_a_double_click_books_once(desk):
    wanted = where(desk, "Table 1", at(desk, 10))
    answers = [desk.post("place", wanted, number=1) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    with desk.scope():
        assert Appointment.objects.count() == 1


def test_a_taken_hour_is_refused_with_the_nearest_free_times(desk):
    with desk.scope():
        give(desk.made, desk.made.registrations[0])
    answer = desk.post("place", where(desk, "Table 1", at(desk, 8)), number=3)
    assert answer.status_code == 409
    page = text(answer)
    assert "Table 1 is taken until 9:15am by card 001" in page
    assert "The nearest free times" in page
    with desk.scope():
        assert Appointment.objects.count() == 1


def test_a_move_that_does_not_fit_offers_three_others_and_never_the_place_it_has(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
    page = text(desk.get("place", where(desk, "Desk", at(desk, 8)), number=1))
    offers = page.split("The nearest free times")[1]
    assert offers.count("start=") == 3
    assert f"station={appointment.station_id}&amp;start=2027-03-01T07%3A00" not in offers


def test_a_warning_must_be_overruled_by_a_tick(desk):
    with desk.scope():
        add_patient(desk.made, number=9, procedure="BONE", arrives_on=FIRST_DAY + timedelta(days=1))
    wanted = where(desk, "Table 1", at(desk, 10))
    assert "Do it all the same" in text(desk.get("place", wanted, number=9))
    assert desk.post("place", wanted, number=9).status_code == 409
    assert desk.post("place", wanted | {"overruled": "1"}, number=9).status_code == 302


def test_a_start_without_zone_or_a_foreign_station_is_shown_again(desk):
    assert desk.get("place", {"station": "999999", "start": at(desk, 9).isoformat()}, number=1).status_code == 422
    naive = {"station": desk.made.stations["Table 1"].pk, "start": "2027-03-01T09:00"}
    assert "no time with a zone" in text(desk.get("place", naive, number=1))


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-05-01T09:00+01:00"])
def test_an_hour_outside_the_camp_is_shown_again(desk, start):
    asked = {"station": desk.made.stations["Table 1"].pk, "start": start}
    answer = desk.get("place", asked, number=1)
    assert (answer.status_code, "outside the days of the camp" in text(answer)) == (422, True)


def test_a_reason_keeps_no_sign_that_the_database_refuses(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
    desk.post("cancel", {"reason": "a\x00b\n c"}, pk=appointment.pk)
    with desk.scope():
        assert Appointment.objects.get().cancel_reason == "a b c"


def test_nobody_swaps_with_himself_or_with_nonsense(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
    for other in (appointment.pk, "²", "x", "9" * 5000):
        assert "Swap 001 with…" in text(desk.get("swap", {"with": other}, pk=appointment.pk))


def test_any_other_hour_can_be_asked_for_by_day_and_time(desk):
    asked = {"station": desk.made.stations["Table 1"].pk, "day": FIRST_DAY.isoformat(), "time": "11:30"}
    assert "11:30am" in text(desk.get("place", asked, number=1))


def test_a_move_keeps_the_appointment_and_says_who_hears(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
        Camp.objects.update(state="published")
    wanted = where(desk, "Table 2", at(desk, 14, day=1))
    assert "told with the next publishing" in text(desk.get("place", wanted, number=1))
    with desk.scope():
        seen = version(appointment.pk)
    assert desk.post("place", wanted | {"seen": seen, "reason": "doctor asked"}, number=1).status_code == 302
    with desk.scope():
        moved = Appointment.objects.get()
        assert (moved.pk, moved.starts_at, moved.station.name) == (appointment.pk, at(desk, 14, day=1), "Table 2")
        assert ScheduleChange.objects.latest("id").reason == "doctor asked"


def test_a_page_from_before_somebody_elses_change_moves_nothing(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
    answer = desk.post("place", where(desk, "Table 2", at(desk, 14), seen="2020-01-01T00:00:00+00:00"), number=1)
    assert answer.status_code == 409
    assert "changed meanwhile" in text(answer)
    with desk.scope():
        assert Appointment.objects.get().starts_at == appointment.starts_at


def test_places_offer_free_hours_with_links(desk):
    page = text(desk.get("places", number=1))
    assert "Free places" in page
    assert page.count(desk.url("place", number=1)) >= 12


def test_cancelling_asks_first_and_twice_is_once(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
    assert "Cancel the place of 001?" in text(desk.get("cancel", pk=appointment.pk))
    for _ in range(2):
        assert desk.post("cancel", {"reason": "feels well"}, pk=appointment.pk).status_code == 302
    with desk.scope():
        assert Appointment.objects.get().cancel_reason == "feels well"
        assert ScheduleChange.objects.filter(kind="cancelled").count() == 1


def swapping(desk):
    with desk.scope():
        one = give(desk.made, desk.made.registrations[0])
        two = give(desk.made, desk.made.registrations[2], day=1)
        return (
            one,
            two,
            {
                "with": two.pk,
                "seen": version(one.pk),
                "seen_other": version(two.pk),
                "start": one.starts_at.isoformat(),
                "start_other": two.starts_at.isoformat(),
                "station": one.station_id,
                "station_other": two.station_id,
            },
        )


def test_a_swap_is_looked_at_then_done_and_a_second_click_does_not_swap_back(desk):
    one, two, form = swapping(desk)
    assert "Swap these two?" in text(desk.get("swap", {"with": two.pk}, pk=one.pk))
    for _ in range(2):
        assert desk.post("swap", form, pk=one.pk).status_code == 302
    with desk.scope():
        now_at = dict(Appointment.objects.values_list("pk", "starts_at"))
    assert now_at == {one.pk: two.starts_at, two.pk: one.starts_at}


def test_a_swap_lists_whom_with_and_refuses_a_stale_page(desk):
    one, _, form = swapping(desk)
    assert "003" in text(desk.get("swap", pk=one.pk))
    stale = desk.post("swap", form | {"seen": "2020-01-01T00:00:00+00:00"}, pk=one.pk)
    assert stale.status_code == 409
    with desk.scope():
        assert Appointment.objects.get(pk=one.pk).starts_at == one.starts_at


def test_a_swap_that_does_not_fit_has_no_button(desk):
    with desk.scope():
        one, two = give(desk.made, desk.made.registrations[0]), give(desk.made, desk.made.registrations[1])
    page = text(desk.get("swap", {"with": two.pk}, pk=one.pk))
    assert "These two can't change places" in page
    assert "Desk does not fit: a table is needed." in page
    assert 'name="seen_other"' not in page


def test_an_appointment_page_offers_ten_minutes_later_and_the_other_table(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
    page = text(desk.get("appointment", pk=appointment.pk))
    assert "10 minutes later" in page
    assert "To Table 2, same hour" in page
    assert "Not yet told" in page


def test_who_is_told_is_shown_once_the_camp_is_published(desk):
    from scheduling.models import Publication

    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
        Publication.objects.create(organisation=desk.made.organisation, camp=desk.camp, number=1, at=NOW)
    assert "Not yet told" not in text(desk.get("appointment", pk=appointment.pk))


def test_lost_cover_is_listed_and_given_by_one_button(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
        surgeon = Resource.objects.get(allocations__appointment=appointment.pk, allocations__part="surgeon").doctor
        enter_absence(doctor=surgeon, starts_at=at(desk, 7), ends_at=at(desk, 12), by=None, now=NOW)
    assert f"{surgeon.name} is away then" in text(desk.get("needs_cover"))
    assert "1 appointment needs cover" in text(desk.get("day", day=FIRST_DAY))
    assert "Ben Bone" in text(desk.get("cover", pk=appointment.pk))
    with desk.scope():
        seen = version(appointment.pk)
    desk.post("place", where(desk, "Table 1", appointment.starts_at, seen=seen, overruled="1"), number=1)
    assert "Everyone has cover" in text(desk.get("needs_cover"))


def test_nobody_free_for_cover_says_what_to_do(desk):
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
        for table in ("Table 1", "Table 2"):
            close_station(
                station=desk.made.stations[table], starts_at=at(desk, 7), ends_at=at(desk, 18), by=None, now=NOW
            )
    assert "Nobody else is free at this hour" in text(desk.get("cover", pk=appointment.pk))


@pytest.mark.parametrize("name", ["swap", "cancel", "cover"])
def test_a_viewer_sees_the_day_and_changes_nothing(db, time_machine, name):
    time_machine.move_to(NOW)
    desk = open_desk(role=Role.VIEWER)
    with desk.scope():
        appointment = give(desk.made, desk.made.registrations[0])
    assert desk.get("day", day=FIRST_DAY).status_code == 200
    assert desk.url("free") not in text(desk.get("day", day=FIRST_DAY))
    assert desk.get("appointment", pk=appointment.pk).status_code == 200
    assert desk.get(name, pk=appointment.pk).status_code == 403
    assert desk.post("place", where(desk, "Table 1", at(desk, 10)), number=2).status_code == 403


def test_another_organisations_appointment_is_not_found(desk):
    other = open_desk(role=Role.OWNER, slug="other")
    with other.scope():
        theirs = give(other.made, other.made.registrations[0])
    assert desk.get("appointment", pk=theirs.pk).status_code == 404
    assert other.client.get(desk.url("appointment", pk=theirs.pk)).status_code == 404
