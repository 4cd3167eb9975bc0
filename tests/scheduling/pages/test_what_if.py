"""What a plan and what stands will be like, read from the page and held against draws of our own."""

from __future__ import annotations

import re
from datetime import time, timedelta
from html import unescape
from html.parser import HTMLParser
from math import exp, log

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Camp, Decision, Procedure, Registration, Resource, Shift, Station
from scheduling.models import Appointment, Plan
from scheduling.planning.json_form import problem_to_json
from scheduling.planning.trade import turned_to
from scheduling.planning.what_if import More, with_more
from scheduling.queries.planning import camp_problem
from scheduling.queries.plans import solution_of, spots_to_json
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from scheduling.views import dial
from tests.factories.schedule import NOW, add_doctor, add_patient
from tests.scheduling.desk import open_desk

EVERYBODY = {"absent": "0", "samples": "3000"}


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return open_desk()


class Tables(HTMLParser):
    """The tables of a page by their caption: rows of what a person reads in each cell, headings left away."""

    def __init__(self, answer):
        super().__init__()
        self.found = {}
        self.rows = self.row = None
        self.words, self.heading = "", False
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        if tag in ("caption", "td", "th"):
            self.words = ""
        elif tag == "tr":
            self.row = []
        elif tag == "tbody":
            self.heading = False
        elif tag == "thead":
            self.heading = True

    def handle_endtag(self, tag):
        words = " ".join(self.words.split())
        if tag == "caption":
            self.rows = self.found.setdefault(words, [])
        elif tag in ("td", "th") and self.row is not None:
            self.row.append(words)
        elif tag == "tr" and self.row and self.rows is not None and not self.heading:
            self.rows.append(self.row)

    def handle_data(self, data):
        self.words += data

    def __getitem__(self, caption):
        return self.found[caption]


def text(answer):
    """What a person reads: no tags, one space between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def planned(desk, *, patients=4, z=1.0, more=None, now=NOW):
    """A plan of so many people, of whom all but two want an operation; the quickest there is."""
    with desk.scope():
        for number in range(Registration.objects.count() + 1, patients + 1):
            add_patient(desk.made, number=number, procedure="BONE")
        read = camp_problem(desk.camp, now=now, z=z)
        problem = with_more(read.problem, more or More())
        return Plan.objects.create(
            organisation=desk.made.organisation,
            camp=desk.camp,
            state="done",
            problem=problem_to_json(problem),
            zeros=list(read.zeros),
            spots=spots_to_json(turned_to(problem, {}, steps=5)),
            asked_at=NOW,
            read_at=now,
        )


def minutes(said):
    """ "4:30pm" as minutes of the day."""
    if said == "midday":
        return 720
    hour, minute, half = re.fullmatch(r"(\d+)(?::(\d\d))?(am|pm)", said).groups()
    return (int(hour) % 12 + 12 * (half == "pm")) * 60 + int(minute or 0)


def own_draws(procedure, cases, samples=20_000):
    """When each table ends on a day, drawn here; cases are (table, leader, anaesthetist, told) in the day's order."""
    chance = np.random.default_rng(99)
    shift = procedure.median_min / 4
    mu = log(procedure.median_min - shift)
    sigma = (log(procedure.p90_min - shift) - mu) / 1.2815515655446004
    mean, free, ends = shift + exp(mu + sigma**2 / 2), {}, {}
    assert 60 < mean < 75
    for table, leader, anaesthetist, told in cases:
        start = np.full(samples, float(told))
        for holder in (table, leader, anaesthetist):
            start = np.maximum(start, free.get(holder, 0.0))
        end = start + shift + chance.lognormal(mu, sigma, samples)
        free |= {leader: end, anaesthetist: end, table: end + procedure.turnover_min}
        ends[table] = end
    return ends


def test_the_page_says_what_draws_of_our_own_say(desk):
    with desk.scope():
        add_doctor(desk.made, name="Titi Sleep", role="anaesthetist", specialty="anaesthesia")
    plan = planned(desk, patients=30, z=0.0)
    with desk.scope():
        bone = Procedure.objects.get(code="BONE")
        spots = solution_of(plan).spots
        numbers = {one.pk: one.number for one in Registration.objects.filter(procedure=bone)}
    page = Tables(desk.get("plan_what_if", EVERYBODY, pk=plan.pk))
    told = {int(row[0][:3]): minutes(row[2]) for row in page["Hours to tell"]}
    day = sorted((spot.start, numbers[key], spot) for key, spot in spots.items() if key in numbers and spot.day == 0)
    cases = [(f"t{spot.table}", spot.leader, spot.anaesthetist, told[number]) for _, number, spot in day]
    ends = own_draws(bone, cases)
    with desk.scope():
        units = Resource.objects.filter(station__camp=desk.camp).select_related("station")
        names = {f"t{unit.pk}": unit.station.name for unit in units}
    said = {row[0]: row for row in reversed(page["When each table ends"])}  # the first day's stays
    assert len(ends) == 2
    for table, end in ends.items():
        row = said[names[table]]
        late = (end > 18 * 60).mean()
        assert float(re.search(r"\d+", row[5])[0]) == pytest.approx(100 * late, abs=4)
        assert float(row[7]) == pytest.approx(np.maximum(0, end - 18 * 60).mean(), abs=2)
        assert minutes(row[3]) == pytest.approx(np.quantile(end, 0.5), abs=5)
        assert minutes(row[4]) == pytest.approx(np.quantile(end, 0.9), abs=10)
        assert row[8] == row[5].split(" %")[0] + " %"  # everybody comes here
    assert max((end > 18 * 60).mean() for end in ends.values()) > 0.1  # else the page could say nothing


def test_who_does_not_come_is_drawn_and_said(desk):
    plan = planned(desk, patients=22)
    placed = len(plan.spots)
    page = desk.get("plan_what_if", {"absent": "43"}, pk=plan.pk)
    assert "If 43 of 100 stay away" in text(page)
    (served, *_) = Tables(page)["What to expect"]
    assert int(served[1]) == placed
    assert float(served[2].split()[0]) == pytest.approx(0.57 * placed, abs=1)
    assert Tables(desk.get("plan_what_if", {"absent": "0"}, pk=plan.pk))["What to expect"][0][2].split()[0] == str(
        placed
    )


def test_people_who_live_far_may_stay_away_more_often(desk):
    plan = planned(desk, patients=12)
    with desk.scope():
        Registration.objects.update(km_to_venue=80)
    page = desk.get("plan_what_if", {"absent": "0", "absent_far": "90"}, pk=plan.pk)
    assert float(Tables(page)["What to expect"][0][2].split()[0]) < 0.3 * len(plan.spots)
    assert f"{len(plan.spots)} of those placed live so far away" in text(page)


def test_another_share_of_those_from_afar_is_named_wherever_the_share_is(desk):
    plan = planned(desk, patients=12)
    said = text(desk.get("plan_what_if", {"absent": "10", "absent_far": "43"}, pk=plan.pk))
    assert said.count("10 of 100 stay away, 43 of those from afar") == 2


def test_an_empty_standby_list_gives_its_own_reason(desk):
    plan = planned(desk, patients=26)
    none_asked = text(desk.get("plan_what_if", {"standby_a_day": "0"}, pk=plan.pk))
    assert "Nobody would be a good standby" not in none_asked
    assert "Nobody is asked for" in none_asked
    unknown = text(desk.get("plan_what_if", {"absent": "60"}, pk=plan.pk))
    assert "as far as their distance is known" in unknown


def test_the_standby_list_names_who_lives_near_and_who_was_screened_for_it(desk):
    plan = planned(desk, patients=26)
    with desk.scope():
        left = Registration.objects.exclude(pk__in=plan.spots)
        near, far = left[0], left[1]
        left.update(km_to_venue=200)
        Registration.objects.filter(pk=near.pk).update(km_to_venue=3)
        screened = add_patient(desk.made, number=99, procedure="BONE", decision=Decision.STANDBY, km_to_venue=5)
        add_patient(desk.made, number=98, procedure="BONE", decision=Decision.NOT_NOW, km_to_venue=5)
    page = desk.get("plan_what_if", {"absent": "60"}, pk=plan.pk)
    rows = {row[0][:3]: row for row in Tables(page)["Suggested standby list"]}
    assert set(rows) == {f"{near.number:03d}", f"{screened.number:03d}"}
    assert f"{far.number:03d}" not in rows
    assert rows["099"][5] == "5"
    assert all(25 <= int(row[3].split()[0].strip("<>")) <= 100 for row in rows.values())


def test_fasting_is_counted_from_the_hour_that_people_are_told(desk):
    with desk.scope():
        Procedure.objects.filter(code="BONE").update(fasting_hours=6)
        Registration.objects.filter(number=3).update(decision=Decision.NEW)
    plan = planned(desk)
    row = next(
        row for row in Tables(desk.get("plan_what_if", pk=plan.pk))["What to expect"] if "without food" in row[0]
    )
    assert row[1] == "6:00, 6:00"  # only one fasts, the first of the day
    with desk.scope():
        Camp.objects.update(fasts_from=time(22))
    row = next(
        row for row in Tables(desk.get("plan_what_if", pk=plan.pk))["What to expect"] if "without food" in row[0]
    )
    assert row[1] == "10:00, 10:00"  # from ten in the evening before until eight
    with desk.scope():
        Camp.objects.update(fasts_from=None)
        Procedure.objects.update(fasting_hours=None)
    assert "without food" not in text(desk.get("plan_what_if", pk=plan.pk))


def test_a_plan_without_anybody_has_nothing_to_foresee(desk):
    with desk.scope():
        Registration.objects.exclude(number=1).update(decision=Decision.NEW)
    plan = planned(desk)
    with desk.scope():
        Plan.objects.update(spots={})
    for page in ("plan_what_if", "plan_dial"):
        answer = desk.get(page, pk=plan.pk)
        assert answer.status_code == 200
        assert "Nobody has a place here yet" in text(answer)


def test_what_stands_is_looked_at_without_any_plan(desk):
    assert "Nobody has a place here yet" in text(desk.get("what_if"))
    with desk.scope():
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
    page = Tables(desk.get("what_if"))
    assert {row[0] for row in page["Hours to tell"]} == {f"00{n} Patient {n}" for n in (1, 2, 3, 4)}
    assert page["What to expect"][0][1] == "4"


def test_a_place_that_was_booked_too_short_is_drawn_as_long_as_it_takes(desk):
    with desk.scope():
        Registration.objects.exclude(number=1).update(decision=Decision.NEW)
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
        Appointment.objects.update(pinned=True)
        Procedure.objects.filter(code="BONE").update(median_min=180, p90_min=180)
    (row,) = Tables(desk.get("what_if"))["When each table ends"]
    assert (row[1], row[3]) == ("9am", "11am")


def filled(desk, *, patients=4):
    """Places for so many people, as *Fill the camp* gives them: one after the other, as long as half of them take."""
    with desk.scope():
        for number in range(5, patients + 1):
            add_patient(desk.made, number=number, procedure="BONE")
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
        return set(Appointment.objects.values_list("registration__number", flat=True))


def test_everybody_who_stands_counts_beside_the_standby_too(desk):
    placed = str(len(filled(desk, patients=30)))
    page = Tables(desk.get("what_if", EVERYBODY))
    assert page["What to expect"][0][1] == placed
    assert page["How many are served"][0][1:] == [placed] * 3


def test_who_comes_after_midnight_belongs_to_the_evening_before(desk):
    with desk.scope():
        Station.objects.filter(name="Desk").update(opens=time(23), closes=time(1))
        for shift in Shift.objects.filter(doctor__role="examiner"):
            shift.starts_at, shift.ends_at = shift.starts_at + timedelta(hours=12), shift.ends_at + timedelta(hours=12)
            shift.save()
        make_slots(camp=desk.camp)
        for number in range(20, 26):
            add_patient(desk.made, number=number, procedure="LOOK")
    assert len(filled(desk)) == 10
    waits = [row for row in Tables(desk.get("what_if", EVERYBODY))["What to expect"] if "waits" in row[0]]
    assert int(waits[0][1].split(", ")[1]) < 60


def test_the_planned_end_is_the_one_that_is_booked(desk):
    filled(desk)
    with desk.scope():
        Procedure.objects.filter(code="BONE").update(p90_min=180)  # the mean is far above the sixty minutes booked
    rows = {row[0]: row for row in Tables(desk.get("what_if"))["When each table ends"]}
    assert rows["Table 1"][1] == "9am"


def test_who_had_a_place_on_a_day_that_has_begun_is_neither_counted_nor_called_in(desk, time_machine):
    filled(desk, patients=30)
    with desk.scope():
        Registration.objects.update(km_to_venue=2)
        Appointment.objects.filter(registration__number__gt=9).update(pinned=True)
        begins = desk.camp.instant(desk.camp.dates[1], time(0))
        first = set(Appointment.objects.filter(starts_at__lt=begins).values_list("registration__number", flat=True))
        others = Appointment.objects.filter(starts_at__gte=begins).count()
    assert first
    assert others
    time_machine.move_to(desk.camp.instant(desk.camp.first_day, time(20)), tick=False)
    desk.client.force_login(desk.user)
    page = Tables(desk.get("what_if", {"absent": "40"}))
    assert page["What to expect"][0][1] == str(others)
    assert float(page["How many are served"][0][2]) == pytest.approx(0.6 * others, abs=1)
    assert not {int(row[0][:3]) for row in page["Suggested standby list"]} & first


def test_cleaning_that_was_lengthened_since_contradicts_nobody_who_has_a_place(desk):
    filled(desk, patients=9)
    with desk.scope():
        Appointment.objects.update(pinned=True)
        Procedure.objects.update(turnover_min=90)  # longer than the cleaning that was booked
    assert Tables(desk.get("what_if", EVERYBODY))["How many are served"][0][2] == "9"
    assert "As it stands" in text(desk.get("dial"))


def test_what_invitations_say_now_is_held_against_the_other_ways(desk):
    with desk.scope():
        Registration.objects.exclude(number=1).update(decision=Decision.NEW)
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
        Appointment.objects.update(arrive_at=desk.camp.instant(desk.camp.first_day, time(7)))
    rows = {row[0]: row for row in Tables(desk.get("what_if"))["Ways to ask people to come"]}
    assert rows["As invitations say now"][1:3] == ["60", "60"]  # from seven until the table opens at eight
    assert rows["Each a little early"][1] == "0"
    assert "As invitations say now" not in text(desk.get("plan_what_if", pk=planned(desk).pk))


def test_a_day_that_has_begun_is_not_foreseen_any_more(desk, time_machine):
    with desk.scope():
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
    desk.client.cookies.clear()
    time_machine.move_to(desk.camp.instant(desk.camp.first_day, time(9)), tick=False)
    desk.client.force_login(desk.user)
    assert "Nobody has a place here yet" in text(desk.get("what_if"))


def test_what_can_not_be_assumed_is_refused_beside_its_field(desk):
    plan = planned(desk)
    answer = desk.get("plan_what_if", {"absent": "95"}, pk=plan.pk)
    assert answer.status_code == 422
    assert "90" in text(answer)
    assert "If 23 of 100 stay away" in text(answer)  # and the page goes on with what is usual


def test_the_form_shows_what_was_drawn(desk):
    plan = planned(desk)
    page = desk.get("plan_what_if", {"absent": "31"}, pk=plan.pk).content.decode()
    chosen = re.findall(r'<option value="([^"]+)" selected', page)
    assert ("0.5" in chosen, "1000" in chosen) == (True, True)  # what an address leaves away is as usual
    assert re.search(r'name="absent"[^>]*value="31"|value="31"[^>]*name="absent"', page)


def test_a_day_is_chosen_and_what_was_assumed_is_kept(desk):
    plan = planned(desk, patients=16)
    answer = desk.get("plan_what_if", {"absent": "31", "day": "1"}, pk=plan.pk)
    days = re.findall(r'href="(\?[^"]*day=\d)#hours"([^>]*)>', answer.content.decode())
    assert ["absent=31" in link for link, _ in days] == [True, True]
    assert ["aria-current" in rest for _, rest in days] == [False, True]
    second = {row[0] for row in Tables(answer)["Hours to tell"]}
    first = {row[0] for row in Tables(desk.get("plan_what_if", {"day": "0"}, pk=plan.pk))["Hours to tell"]}
    assert not first & second
    assert len(first | second) == len(plan.spots)
    assert desk.get("plan_what_if", {"day": "9²"}, pk=plan.pk).status_code == 200


def test_a_day_that_a_what_if_has_added_follows_the_last(desk):
    with desk.scope():
        Registration.objects.update(arrives_on=desk.camp.last_day)
    plan = planned(desk, patients=26, more=More(days=1))
    assert max(spot.day for spot in solution_of(plan).spots.values()) == 2
    assert "Wednesday 3 March" in text(desk.get("plan_what_if", pk=plan.pk))


def test_a_plan_with_doctors_who_are_not_there_is_foreseen_too(desk):
    plan = planned(desk, patients=26, more=More(tables=1, surgeons=1, anaesthetists=1))
    with desk.scope():
        add_patient(desk.made, number=99, procedure="BONE", decision=Decision.STANDBY, km_to_venue=5)
    answer = desk.get("plan_what_if", EVERYBODY, pk=plan.pk)
    assert answer.status_code == 200
    assert "Extra table 1" in text(answer)


def test_of_a_camp_that_was_moved_the_page_shows_the_days_that_were_planned_and_says_so(desk):
    plan = planned(desk, patients=12)
    assert "was moved" not in text(desk.get("plan_what_if", pk=plan.pk))
    with desk.scope():
        Camp.objects.update(first_day=desk.camp.first_day + timedelta(days=35))
    said = text(desk.get("plan_what_if", pk=plan.pk))
    assert "was moved" in said
    assert "Monday 1 March" in said
    assert said.count("April") == 2  # the camp's own days, at the top
    assert "was moved" in text(desk.get("plan_dial", pk=plan.pk))


def test_a_plan_that_is_still_made_is_not_said_to_place_nobody(desk):
    plan = planned(desk)
    with desk.scope():
        Plan.objects.update(spots={}, state="running")
    said = text(desk.get("plan_what_if", pk=plan.pk))
    assert "still being made" in said
    assert "places nobody" not in said


def test_the_dial_shows_the_plan_and_what_other_marks_would_cost(desk):
    plan = planned(desk, patients=26, z=1.0)
    page = desk.get("plan_dial", pk=plan.pk)
    rows = Tables(page)["The marks of the dial"]
    assert [row[0] for row in rows] == ["0.0", "0.5", "1.0 this plan", "1.645"]
    assert int(rows[2][1]) == len(plan.spots)
    assert int(rows[0][1]) >= int(rows[2][1]) >= int(rows[3][1])
    assert "Sani Sleep" in {row[0] for row in Tables(page)["What one more hour would bring"]}  # the only anaesthetist


def test_a_plan_made_during_the_camp_says_nothing_of_who_had_begun_by_then(desk, time_machine):
    filled(desk, patients=20)
    eleven = desk.camp.instant(desk.camp.first_day, time(11))
    with desk.scope():
        Appointment.objects.update(pinned=True)
        later = Appointment.objects.filter(starts_at__gt=eleven).count()
        Procedure.objects.update(p90_min=60)
        Procedure.objects.filter(code="LOOK").update(median_min=15, p90_min=15)
    time_machine.move_to(eleven, tick=False)
    desk.client.force_login(desk.user)
    plan = planned(desk, patients=20, now=eleven)
    page = Tables(desk.get("plan_what_if", EVERYBODY, pk=plan.pk))
    assert page["What to expect"][0][1] == str(later)
    assert page["What to expect"][1][1:] == ["0 %", "0 %"]  # everything takes what it takes


def test_the_dial_counts_at_each_mark_who_is_to_come(desk, time_machine):
    filled(desk, patients=30)
    with desk.scope():
        begins = desk.camp.instant(desk.camp.dates[1], time(0))
        Appointment.objects.filter(starts_at__lt=begins).update(pinned=True)
        to_come = Appointment.objects.filter(starts_at__gte=begins).count()
    time_machine.move_to(desk.camp.instant(desk.camp.first_day, time(9)), tick=False)
    desk.client.force_login(desk.user)
    rows = Tables(desk.get("dial"))["The marks of the dial"]
    assert rows[0][:2] == ["As it stands", str(to_come)]
    assert max(int(row[1]) for row in rows) <= to_come + 2  # the tables of one day hold no more; two more look


def test_the_dial_draws_what_operations_take_and_not_what_was_booked(desk):
    filled(desk, patients=16)
    with desk.scope():
        Appointment.objects.update(pinned=True)
        Procedure.objects.filter(code="BONE").update(median_min=170, p90_min=170)
    late = Tables(desk.get("what_if", {"absent": "0"}))["What to expect"][1][1]
    (own, *marks) = Tables(desk.get("dial"))["The marks of the dial"]
    assert own[2] == late != "0 %"
    assert [row[0] for row in marks] == ["0.0", "0.5", "1.0", "1.645"]  # who was placed by hand kept no time back


def test_the_dial_says_who_stays_at_every_mark(desk):
    filled(desk, patients=9)
    assert "stay where they are at every mark" not in text(desk.get("dial"))
    with desk.scope():
        Appointment.objects.filter(registration__number__lt=4).update(pinned=True)
    assert "3 of these 9 people were told" in text(desk.get("dial"))


def test_the_picture_of_a_day_names_the_hour_at_which_each_table_closes(desk):
    filled(desk)
    with desk.scope():
        Station.objects.filter(name="Table 1").update(closes=time(16, 30))
    page = desk.get("what_if").content.decode()
    (first, *_) = re.findall(r"<svg viewBox.*?</svg>", page, re.DOTALL)
    words = re.findall(r'<text [^>]*class="(?:name|says)">([^<]*)<', first)
    assert words[::3] == ["Table 1", "Table 2", "Desk"]
    assert words[1::3] == ["16:30", "18:00", "18:00"]


def test_what_if_is_found_under_the_plan(desk):
    filled(desk)
    for page in (desk.get("what_if"), desk.get("dial")):
        tabs = re.search(
            r'<a[^>]*aria-current="page"[^>]*>\s*([^<]*)<', page.content.decode().split('class="tabs"')[-1]
        )
        assert tabs[1].strip() == "Plan"


def test_a_huge_camp_is_sent_back_to_the_plans_for_another_dial(desk, monkeypatch):
    monkeypatch.setattr(dial, "TOO_MANY", 3)
    assert "camps of up to 3 people" in text(desk.get("plan_dial", pk=planned(desk).pk))


def test_more_people_take_no_more_queries(desk):
    with desk.scope():
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
    desk.get("what_if")  # what is read once a process
    with CaptureQueriesContext(connection) as few:
        desk.get("what_if")
    with desk.scope():
        for number in range(5, 9):
            add_patient(desk.made, number=number, procedure="LOOK")
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
    with CaptureQueriesContext(connection) as many:
        desk.get("what_if")
    assert len(many) == len(few)
