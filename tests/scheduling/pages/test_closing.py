"""The page on which a day is closed, and the camp's report."""

import csv
import io
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Registration, Role
from scheduling.beside_the_report import ReportSheet
from scheduling.models import Appointment, DayClosing, Fate, ScheduleChange, Ticket
from scheduling.services.booking import Actor, cancel
from scheduling.views.report import Part
from tests.factories.queue import arrive, booked, open_hall, ticket_of
from tests.factories.schedule import FIRST_DAY, add_patient
from tests.factories.theatre import went
from tests.scheduling.desk import open_desk

EVENING = datetime(2027, 3, 1, 20, tzinfo=ZoneInfo("Africa/Lagos"))


@pytest.fixture
def desk(db, time_machine):
    """Eight in the evening of the first day; card 1 came to be operated on, nobody began, card 2 did not come."""
    time_machine.move_to(EVENING, tick=False)
    made = open_desk()
    with made.scope():
        open_hall(made.made)
        for number in (1, 2):
            place(made, number)
        arrive(made.made, on(made, 1))
    return made


def on(desk, number):
    return Registration.objects.get(camp=desk.camp, number=number)


def place(desk, number):
    one = on(desk, number)
    at = "Table 1" if one.procedure.is_operation else "Desk"
    made = booked(desk.made, one, at=desk.camp.instant(FIRST_DAY, time(9)), station=at)
    made.procedures.add(one.procedure)
    return made


def text(answer):
    return " ".join(answer.content.decode().split())


def act(desk, name, data=None, **parts):
    return desk.client.post(desk.url(name, day=FIRST_DAY, **parts), data or {}, follow=True)


def page(desk):
    return text(desk.get("close", day=FIRST_DAY))


def test_the_page_says_how_many_are_left_and_on_whom_somebody_must_look(desk):
    shown = page(desk)

    assert "2 of 2 are left." in shown
    assert "Accept this one" in shown
    assert "Still in the queue." in shown
    assert desk.url("end_day", day=FIRST_DAY) not in shown


def test_a_day_is_closed_step_by_step(desk):
    said = text(act(desk, "accept_fates", {"reason-2": "fear"}))
    assert "1 person has a fate." in said
    assert "1 of 2 is left." in said

    said = text(act(desk, "say_fate", {"fate": "deferred", "reason_kind": "no_time", "until": "2027-09-01"}, number=1))
    assert "001: Deferred to later." in said
    assert "Nobody is left." in said

    assert "The day is closed." in text(act(desk, "end_day"))
    with desk.scope():
        assert set(Fate.objects.values_list("registration__number", "fate", "reason_kind")) == {
            (1, "deferred", "no_time"),
            (2, "not_come", "fear"),
        }
        assert on(desk, 1).decision == "deferred"
    assert "This day is closed" in page(desk)
    assert "The day is open again." in text(act(desk, "reopen_day"))


def test_one_tap_is_undone_with_one_tap(desk):
    said = text(act(desk, "accept_fates"))
    undo = said.split('action="')[1:]
    at = next(piece.split('"')[0] for piece in undo if "accept/undo" in piece)

    assert "Taken back." in text(desk.client.post(at.replace("&amp;", "&"), follow=True))

    with desk.scope():
        assert not Fate.objects.filter(undone_at=None).exists()


def test_a_single_fate_is_taken_back(desk):
    act(desk, "accept_fates")

    assert "2 of 2 are left." in text(act(desk, "take_back_fate", number=2))


def test_what_is_unclear_stays_as_it_was_typed_with_its_error(desk):
    refused = act(desk, "say_fate", {"fate": "referred", "reason_kind": "unfit", "reason": ""}, number=1)

    assert refused.status_code == 422
    assert "Say to whom." in text(refused)
    assert '<option value="unfit" selected>' in text(refused)
    assert "Card 001 came: A-001." in text(act(desk, "say_fate", {"fate": "not_come"}, number=1))


def test_a_day_with_somebody_left_says_who(desk):
    assert "2 of 2 have no fate yet: card 001, 002." in text(act(desk, "end_day"))
    with desk.scope():
        assert not DayClosing.objects.exists()


def test_a_free_place_on_the_next_day_is_taken_with_one_tap(desk):
    url = desk.url("move_later", day=FIRST_DAY, number=1)
    offers = desk.client.get(url)
    first = text(offers).split('name="offer" value="')[1].split('"')[0]
    seen = text(offers).split('name="seen" value="')[1].split('"')[0]

    said = text(desk.client.post(url, {"offer": first, "seen": seen, "reason_kind": "no_time"}, follow=True))

    assert "001 has a place on Tuesday 2 March" in said
    with desk.scope():
        moved = Appointment.objects.get(registration__number=1)
        assert moved.starts_at.astimezone(desk.camp.zone).date() == FIRST_DAY + timedelta(days=1)
        assert Fate.objects.get().fate == "moved"
    assert desk.client.post(url, {"offer": "x", "reason_kind": "no_time"}).status_code == 422
    gone = {"offer": first, "seen": "long ago", "reason_kind": "no_time"}
    assert desk.client.post(desk.url("move_later", day=FIRST_DAY, number=2), gone).status_code == 409


def test_no_other_days_page_and_nobody_without_the_right(desk, time_machine):
    assert desk.client.get(desk.url("close", day=FIRST_DAY - timedelta(days=1))).status_code == 404
    assert "has not begun" in text(desk.get("close", day=FIRST_DAY + timedelta(days=1)))
    other = open_desk(Role.DESK, slug="other")
    assert other.client.get(other.url("close", day=FIRST_DAY)).status_code == 403
    assert other.client.get(other.url("report")).status_code == 200


def sheet(desk, name):
    answer = desk.client.get(desk.url("report_csv", sheet=name))
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def served(desk):
    """Card 1 was operated on from 9:10 to 9:55, after two hours of waiting since seven."""
    with desk.scope():
        ticket = ticket_of(on(desk, 1).arrivals.get())
        begun = desk.camp.instant(FIRST_DAY, time(9, 10))
        Ticket.objects.filter(pk=ticket.pk).update(
            lane="theatre",
            state="done",
            appointment=Appointment.objects.get(registration__number=1),
            station=desk.made.stations["Table 1"],
            called_at=begun,
            started_at=begun,
            ended_at=begun + timedelta(minutes=45),
        )


def test_the_report_says_each_share_with_its_count(desk):
    served(desk)
    act(desk, "accept_fates", {"reason-2": "transport"})
    act(desk, "end_day")

    steps = {row["Step"]: (row["People"], row["Of those registered"]) for row in sheet(desk, "funnel")}
    assert steps["Registered"] == ("4", "")
    assert steps["Arrived"] == steps["Operated"] == ("1", "1 of 4 (25 %)")
    assert steps["Followed up"] == ("not recorded yet", "")
    (wait,) = sheet(desk, "waits")
    assert (wait["Lane"], wait["Called"], wait["Median, min"], wait["P90, min"]) == ("Theatre", "1", "130", "130")
    (table,) = sheet(desk, "tables")
    assert (table["Timed"], table["Minutes used"]) == ("1 of 1 (100 %)", "45 of 600 (8 %)")
    assert (table["First case late, min"], table["Longer, min"], table["Overtime, min"]) == ("10", "15", "0")
    (loss,) = sheet(desk, "losses")
    assert list(loss.values()) == ["Did not come", "Transport money", "1 of 1 (100 %)"]
    shown = text(desk.get("report"))
    assert "1 of 2 (50 %)" in shown
    assert "0 marked in theatre, 0 entered by hand, 1 as the queue saw" in shown
    assert shown.count("<svg viewBox") == shown.count("<title>") - 1 == 4


def test_the_tables_day_is_that_of_the_moments_marked_in_theatre_and_says_so(desk):
    served(desk)
    with desk.scope():
        went(Appointment.objects.get(registration__number=1), wheels_in=5, knife=15, out=45)

    (table,) = sheet(desk, "tables")
    assert (table["Timed"], table["Minutes used"]) == ("1 of 1 (100 %)", "40 of 600 (7 %)")
    assert (table["First case late, min"], table["Longer, min"]) == ("5", "10")
    (timed,) = sheet(desk, "timed")
    assert list(timed.values())[2:] == ["1", "1", "0", "0", "0"]


def test_a_camp_of_which_nothing_is_known_has_no_figures(desk):
    other = open_desk(Role.VIEWER, slug="other", patients=0)

    assert "Nobody is registered yet" in text(other.get("report"))
    for name in ("waits", "tables", "timed", "losses", "messages"):
        assert sheet(other, name) == []
    assert {row["Of those registered"] for row in sheet(other, "funnel")} == {"", "0 of 0"}
    assert other.client.get(other.url("report_csv", sheet="nothing")).status_code == 404


def test_what_a_person_typed_as_a_reason_is_no_formula_in_the_csv(desk):
    with desk.scope():
        one = Appointment.objects.get(registration__number=2)
        desk.made.camp.state = "published"
        desk.made.camp.save()
        cancel(appointment_id=one.pk, actor=Actor(desk.user, reason="=HYPERLINK(1)"), now=EVENING)

    (loss,) = sheet(desk, "losses")

    assert (loss["What"], loss["Why"]) == ("Cancelled on the day", "'=HYPERLINK(1)")


def test_a_loss_that_the_closing_wrote_is_counted_once(desk):
    served(desk)
    with desk.scope():
        add_patient(desk.made, number=9, procedure="LOOK")
        place(desk, 9)
    act(desk, "accept_fates")
    act(desk, "end_day")

    with desk.scope():
        assert ScheduleChange.objects.filter(kind="cancelled").count() == 2
    assert [row["Places"] for row in sheet(desk, "losses")] == ["2 of 2 (100 %)"]


def test_the_report_asks_for_as_much_of_a_large_camp_as_of_a_small_one(desk):
    served(desk)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            desk.get("report")
        return len(seen)

    statements()
    few = statements()
    with desk.scope():
        for number in range(20, 26):
            add_patient(desk.made, number=number, procedure="LOOK")
            place(desk, number)
            arrive(desk.made, on(desk, number))
    assert statements() == few


def test_what_has_no_day_has_an_empty_cell_on_the_page_as_in_the_file():
    sheet = ReportSheet("tables", "Tables", ("Table", "Day", "Gaps"), [("Table 1", FIRST_DAY, 0), ("All", None, 0)])
    days = [cell for row in Part(sheet).lines for heading, cell in row if heading == "Day"]
    assert days == [f"{FIRST_DAY:%A %-d %B}", ""]
