"""The pages of durations: a log from the upload to the plan, real hours by hand, what was learned."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from camps.models import Member, Role
from camps.services.procedures import add_procedure
from scheduling.models import LogName, Timing, TimingLog
from scheduling.queries import durations
from scheduling.queries.leaders import leader_of
from tests.factories.schedule import NOW
from tests.factories.timings import log_rows, log_text, timed
from tests.scheduling.desk import open_desk
from tests.scheduling.pages.test_placing import text
from tests.scheduling.test_booking import give

SLOW = [95, 100, 90, 105, 98, 102, 94, 99, 101, 97]


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW)
    return open_desk()


def upload(desk, rows):
    return desk.post("upload_log", {"file": io.BytesIO(log_text(rows)), "pasted": ""})


def the_log(desk):
    with desk.scope():
        return TimingLog.objects.order_by("pk").last()


def columns_of(log, **changed):
    return {f"column-{place}": field for place, field in log.columns.items()} | {"dates": "day"} | changed


def test_all_that_was_timed_is_said_also_where_only_the_newest_count(desk, monkeypatch):
    monkeypatch.setattr(durations, "MOST_LEARNED", 3)
    with desk.scope():
        timed(desk.camp, "BONE", minutes=SLOW)
    page = text(desk.get("durations"))
    assert "10 operations of this camp" in page
    assert "3 of them, the newest of each procedure" in page


def test_the_picture_says_what_its_colours_mean(desk):
    with desk.scope():
        timed(desk.camp, "BONE", minutes=[60] * 9, planned=60)
    assert "longer than planned by more than chance" not in text(desk.get("durations"))
    with desk.scope():
        Timing.objects.update(planned_min=30)
    assert "longer than planned by more than chance" in text(desk.get("durations"))


def test_rows_without_a_plan_do_not_hide_how_far_the_others_were_off(desk):
    with desk.scope():
        timed(desk.camp, "BONE", minutes=[60] * 40, planned=None)
        timed(desk.camp, "BONE", minutes=[90] * 20, planned=60)
        Timing.objects.filter(planned_min=60).update(
            started_at=F("started_at") - timedelta(days=90), ended_at=F("ended_at") - timedelta(days=90)
        )
    assert "+50 %" in text(desk.get("durations")).split("By procedure")[0].split("All in all")[1]


def test_faulty_rows_come_as_a_file_that_is_put_right_and_loaded(desk):
    upload(
        desk, [*log_rows("Bone operation", SLOW), "x,2026-05-04,Leg,,07:00,,60", "y,32.13.2026,=Leg,,07:00,08:00,60"]
    )
    log = the_log(desk)
    assert desk.url("faulty_log_rows", pk=log.pk) in desk.get("log", pk=log.pk).content.decode()
    answer = desk.get("faulty_log_rows", pk=log.pk)
    assert answer["Content-Disposition"] == 'attachment; filename="file-to-put-right.csv"'
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, first, second = csv.reader(io.StringIO(file))
    assert heading[:7] == log.headings
    assert first[:8] == ["x", "2026-05-04", "Leg", "", "07:00", "", "60", "12"]
    assert first[8].startswith("Wheels Out: It is not said when it ended.")
    assert second[2] == "'=Leg"  # nothing of it is a formula
    mended = file.replace("07:00,,60", "07:00,08:30,60").replace("32.13.2026,'=", "2026-05-05,")
    desk.post("upload_log", {"file": io.BytesIO(mended.encode()), "pasted": ""})
    page = text(desk.get("log", pk=the_log(desk).pk))
    assert "2 rows" in page
    assert "Rows that can't be read" not in page


def test_a_log_goes_from_the_upload_by_columns_and_names_to_the_plan_and_back(desk):
    upload(desk, [*log_rows("Leg", SLOW, surgeon="Ada Bone"), "x,2026-05-04,Leg,,07:00,,60"])
    log = the_log(desk)
    page = text(desk.get("log_columns", pk=log.pk))
    assert "Wheels In" in page
    assert "07:00" in page
    assert desk.post("log_columns", columns_of(log), pk=log.pk).status_code == 302
    page = text(desk.get("log", pk=log.pk))
    assert "One name is not known" in page
    assert "It is not said when it ended." in page
    refused = desk.post("log", {"commit": "yes"}, pk=log.pk)
    assert refused.status_code == 422
    assert "No row of this log would be taken in." in text(refused)
    name = next(field for field in refused.context["form"].fields if field.startswith("procedure-"))
    taken = desk.client.post(desk.url("log", pk=log.pk), {"commit": "yes", name: "BONE"}, follow=True)
    assert "10 operations count from now on" in text(taken)
    assert desk.url("undo_log", pk=log.pk) in text(taken)
    with desk.scope():
        assert Timing.objects.count() == 10
        assert list(LogName.objects.values_list("kind", "means")) == [("procedure", "BONE")]
    page = text(desk.get("durations"))
    assert "Longer than planned" in page
    assert "+64 %" in page  # 981 minutes where 600 were planned
    desk.post("undo_log", pk=log.pk)
    assert "Nothing was timed yet" in text(desk.get("durations"))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"pasted": ""}, "Choose the file with the operations"),
        ({"pasted": "Name,Age,Phone\nAda,30,0803"}, "names the columns of a log of operations"),
        ({"pasted": "Date,Procedure,Start,End"}, "there are no operations"),
    ],
)
def test_what_is_no_log_is_refused_with_a_cure(desk, sent, words):
    refused = desk.post("upload_log", sent)
    assert refused.status_code == 422
    assert words in text(refused)
    assert the_log(desk) is None


def test_columns_that_lack_what_is_needed_are_refused_beside_the_form(desk):
    upload(desk, log_rows("BONE", SLOW))
    log = the_log(desk)
    refused = desk.post("log_columns", columns_of(log, **{"column-4": ""}), pk=log.pk)
    assert refused.status_code == 422
    assert "No column says when each operation began" in text(refused)


def test_a_log_that_somebody_else_took_in_meanwhile_is_shown_as_it_stands(desk):
    upload(desk, log_rows("BONE", SLOW))
    log = the_log(desk)
    desk.post("log", {"commit": "yes"}, pk=log.pk)
    assert desk.get("log_columns", pk=log.pk).status_code == 302
    assert "Taken in" in text(desk.get("log", pk=log.pk))
    assert desk.client.get(desk.url("discard_log", pk=log.pk)).status_code == 302


def test_the_page_says_what_to_do_where_nothing_was_timed(desk):
    page = text(desk.get("durations"))
    assert "Nothing was timed yet" in page
    assert desk.url("upload_log") in page
    assert "as entered" in page


def test_the_page_asks_the_database_as_often_for_many_timings_as_for_one(desk):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            desk.get("durations")
        return len(seen)

    with desk.scope():
        timed(desk.camp, "BONE", minutes=[80], surgeon=desk.made.doctors["Ada Bone"])
    queries()
    one = queries()
    with desk.scope():
        for doctor in ("Ada Bone", "Ben Bone"):
            timed(desk.camp, "BONE", minutes=SLOW, surgeon=desk.made.doctors[doctor])
        timed(desk.camp, "LOOK", minutes=SLOW)
    assert queries() == one


@pytest.fixture
def placed(desk):
    with desk.scope():
        return give(desk.made, desk.made.registrations[0])


def after_it(desk, appointment, time_machine):
    """Later on its day; the sign-in of a month ago has run out."""
    time_machine.move_to(appointment.starts_at + timedelta(hours=8))
    desk.client.force_login(desk.user)


def hours(appointment, desk, *, began="08:20", ended="09:50"):
    return {"day": appointment.starts_at.astimezone(desk.camp.zone).date(), "began": began, "ended": ended}


def test_real_hours_are_entered_put_right_and_taken_back_on_the_appointments_page(desk, placed, time_machine):
    assert desk.url("took", pk=placed.pk) not in text(desk.get("appointment", pk=placed.pk))  # a month to go
    after_it(desk, placed, time_machine)
    assert desk.url("took", pk=placed.pk) in text(desk.get("appointment", pk=placed.pk))
    form = desk.get("took", pk=placed.pk).context["form"]
    with desk.scope():
        assert form["surgeon"].value() == leader_of(placed)
        assert [doctor.name for doctor in form.fields["surgeon"].queryset] == ["Ada Bone", "Ben Bone"]
    said = desk.client.post(desk.url("took", pk=placed.pk), hours(placed, desk), follow=True)
    assert "it took 90 minutes, and 60 were planned" in text(said)
    assert "90 minutes, 60 were planned" in text(desk.get("appointment", pk=placed.pk))
    ben = desk.made.doctors["Ben Bone"].pk
    desk.post("took", hours(placed, desk, ended="09:40") | {"surgeon": ben}, pk=placed.pk)
    with desk.scope():
        assert (Timing.objects.get().minutes, Timing.objects.get().surgeon) == (80, desk.made.doctors["Ben Bone"])
    desk.post("remove_took", pk=placed.pk)
    with desk.scope():
        assert not Timing.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"began": "23:00", "ended": "23:30"}, "It can&#x27;t have begun yet."),
        ({"began": "08:00", "ended": "07:59"}, "It can&#x27;t have ended yet."),
        ({"began": "", "ended": "09:00"}, "This field is required"),
    ],
)
def test_hours_that_cant_be_are_refused_beside_the_input(desk, placed, time_machine, sent, words):
    after_it(desk, placed, time_machine)
    refused = desk.post("took", hours(placed, desk, **sent), pk=placed.pk)
    assert refused.status_code == 422
    assert words in text(refused)


def test_who_may_not_plan_sees_no_surgeons_pace(desk):
    with desk.scope():
        timed(desk.camp, "BONE", minutes=SLOW, surgeon=desk.made.doctors["Ada Bone"])
        Member.objects.filter(user=desk.user).update(role=Role.DESK)
    assert desk.get("durations").status_code == 403


def test_of_many_procedures_the_picture_shows_those_timed_most_and_the_notice_the_worst(desk):
    with desk.scope():
        for n in range(20):
            add_procedure(camp=desk.camp, code=f"P{n}", name=f"Procedure {n:02d}", median_min=60, p90_min=90)
            timed(desk.camp, f"P{n}", minutes=[70 + n] * (5 + n))
    page = text(desk.get("durations"))
    assert "Procedure 19</strong> +48 %, <strong>Procedure 18" in page
    assert "and others, 20 in all" in page
    assert "5 procedures that were timed less are in the table only." in page
    assert page.count('class="real over"') == 15 + 1  # and its key
