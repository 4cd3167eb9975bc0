"""The four acts on a whole camp, and the answers to patients who asked for another time."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Camp, Role
from scheduling.models import Appointment, Publication, ScheduleChange, TimeRequest
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.time_requests import decline
from tests.factories.schedule import FIRST_DAY, NOW
from tests.scheduling.desk import open_desk
from tests.scheduling.test_booking import give


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW)
    desk = open_desk()
    with desk.scope():
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
        Camp.objects.update(state="published")
    return desk


def text(answer):
    return " ".join(answer.content.decode().split())


def test_postponing_is_asked_previewed_and_done_once(desk):
    assert "Days later" in text(desk.get("camp_change", act="postpone"))
    page = text(desk.get("camp_change", {"days": 7}, act="postpone"))
    assert "Monday 8 March 2027" in page
    assert "Every patient and doctor concerned is told at once" in page
    with desk.scope():
        assert Camp.objects.get().first_day == FIRST_DAY
    answer = desk.client.post(desk.url("camp_change", act="postpone"), {"days": 7}, follow=True)
    assert "Done: 4 appointments." in text(answer)
    with desk.scope():
        assert Camp.objects.get().first_day == FIRST_DAY + timedelta(days=7)
        assert Publication.objects.get().by == desk.user


def test_a_wrong_number_of_days_is_shown_again(desk):
    assert desk.get("camp_change", {"days": "many"}, act="postpone").status_code == 422
    assert desk.post("camp_change", {"days": "0"}, act="postpone").status_code == 422


def test_a_day_is_cancelled_after_its_people_are_shown(desk):
    page = text(desk.get("camp_change", {"day": FIRST_DAY.isoformat()}, act="cancel-day"))
    assert "Patient 1" in page
    desk.post("camp_change", {"day": FIRST_DAY.isoformat()}, act="cancel-day")
    with desk.scope():
        assert not Appointment.objects.filter(state="booked").exists()


def test_cancelling_the_camp_needs_the_preview_and_the_button(desk):
    desk.get("camp_change", {"reason": "flood", "look": "1"}, act="cancel-camp")
    with desk.scope():
        assert Camp.objects.get().state == "published"
    desk.post("camp_change", {"reason": "flood"}, act="cancel-camp")
    with desk.scope():
        assert Camp.objects.get().state == "cancelled"
    assert desk.post("camp_change", {"reason": "flood"}, act="cancel-camp").status_code == 409


def test_an_act_nobody_knows_is_not_found(desk):
    assert desk.get("camp_change", act="explode").status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DESK, Role.VIEWER, Role.DOCTOR])
def test_only_who_may_publish_changes_a_camp(db, role):
    desk = open_desk(role=role)
    assert desk.post("camp_change", {"days": 3}, act="postpone").status_code == 403
    assert desk.get("camp_changes").status_code == 403


@pytest.fixture
def asked(desk):
    """The first patient asks for the afternoon."""
    with desk.scope():
        appointment = Appointment.objects.filter(kind="operation").order_by("pk").first()
        return TimeRequest.objects.create(
            organisation=desk.made.organisation,
            appointment=appointment,
            wanted_at=desk.camp.instant(FIRST_DAY, time(15)),
            note="my bus comes late",
            asked_at=NOW,
        )


def test_an_open_request_is_listed_with_its_words_and_offers_near_it(desk, asked):
    assert "my bus comes late" in text(desk.get("requests"))
    page = text(desk.get("request", pk=asked.pk))
    assert "3pm" in page
    assert page.count("Give this") >= 6


def test_accepting_moves_the_place_and_tells_at_once(desk, asked):
    start = desk.camp.instant(FIRST_DAY, time(15))
    given = {"station": desk.made.stations["Table 1"].pk, "start": start.isoformat()}
    assert desk.post("request", given, pk=asked.pk).status_code == 302
    with desk.scope():
        asked.refresh_from_db()
        assert (asked.state, asked.answered_by, asked.appointment.starts_at) == ("accepted", desk.user, start)
        assert ScheduleChange.objects.get(kind="moved").tell == "at_once"
    assert desk.post("request", given, pk=asked.pk).url == desk.url("requests")


def test_accepting_a_taken_hour_is_refused_and_the_request_stays_open(desk, asked):
    with desk.scope():
        other = Appointment.objects.filter(kind="operation").exclude(pk=asked.appointment_id).get()
        taken = {"station": other.station_id, "start": other.starts_at.isoformat()}
    assert desk.post("request", taken, pk=asked.pk).status_code == 409
    with desk.scope():
        asked.refresh_from_db()
        assert asked.state == "open"


def test_an_empty_answer_is_refused_in_words(desk, asked):
    assert "Choose one of the free places." in text(desk.post("request", {}, pk=asked.pk))


def test_an_answer_locks_in_the_order_of_the_patients_page(desk, asked):
    with desk.scope(), CaptureQueriesContext(connection) as seen:
        decline(request=asked, words="The surgeon leaves at noon.", by=desk.user, now=NOW)
    locks = [query["sql"] for query in seen.captured_queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert ['FROM "scheduling_appointment"' in sql for sql in locks] == [True, False]


def test_declining_needs_words_and_keeps_the_place(desk, asked):
    before = asked.appointment.starts_at
    assert desk.post("request", {"decline": "1", "words": " "}, pk=asked.pk).status_code == 409
    desk.post("request", {"decline": "1", "words": "The surgeon leaves at noon."}, pk=asked.pk)
    with desk.scope():
        asked.refresh_from_db()
        assert (asked.state, asked.answer) == ("declined", "The surgeon leaves at noon.")
        assert Appointment.objects.get(pk=asked.appointment_id).starts_at == before


def test_a_request_whose_place_was_cancelled_is_not_offered_any_more(desk, asked):
    from scheduling.services.booking import cancel

    with desk.scope():
        cancel(appointment_id=asked.appointment_id, actor=SYSTEM, now=NOW)
    assert "No open request" in text(desk.get("requests"))


def test_postponing_shows_no_more_queries_for_more_people(desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as seen:
            desk.get("camp_change", {"days": 7}, act="postpone")
        return len(seen)

    queries()
    four = queries()
    with desk.scope():
        from tests.factories.schedule import add_patient

        give(desk.made, add_patient(desk.made, number=30, procedure="LOOK"))
    assert queries() == four
