"""A doctor's own choice of invitations, followed mid-way: nothing twice in the calendar, nothing left behind in it."""

from datetime import timedelta

import pytest
import vobject

from camps.errors import Invalid
from camps.models import Shift
from camps.services.shifts import change_shift
from camps.uid import new_uid
from notifications.ical.validator import faults
from notifications.models import Message, Told
from notifications.queries.preview import preview
from notifications.queries.untold import untold
from notifications.services.fan_out import fan_out
from notifications.services.invites import choose_invites
from scheduling.services.booking import Actor, cancel
from tests.conformance.readers import by_vobject, mail_parts, octets_of
from tests.factories.schedule import NOW
from tests.factories.telling import appointment_at, local, moved, run_tick, tell_all

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db(transaction=True)


class Calendar:
    """What a mail client makes of the mails to one person: by vobject, in order of SEQUENCE."""

    def __init__(self, mailbox, address: str) -> None:
        self.events: dict[str, tuple[int, object]] = {}
        self.subjects = []
        for raw, mail in zip(mailbox.raw, mailbox.mails, strict=True):
            parts = mail_parts(raw)
            if mail["To"] != address or "text/calendar" not in parts:
                continue
            self.subjects.append(mail["Subject"])
            body = octets_of(parts["text/calendar"])
            method = vobject.readOne(body.decode()).method.value
            assert faults(body, mime_method=method) == []
            [event] = by_vobject(body)
            known = self.events.get(event["uid"])
            assert known is None or event["sequence"] > known[0]  # SEQUENCE never falls, nothing comes twice
            self.events[event["uid"]] = (event["sequence"], event["start"] if method == "REQUEST" else None)

    @property
    def shown(self) -> dict[str, object]:
        return {uid: start for uid, (_, start) in self.events.items() if start is not None}


@pytest.fixture
def camp(made, mailbox):
    """Ada operates twice on the first day and has two shifts; all is told and sent."""
    made.mailbox = mailbox
    made.ada = made.doctors["Ada Bone"]
    made.rows = [
        appointment_at(made, made.registrations[n], at=local(made, 0, 9 + 3 * n), doctors=(made.ada,)) for n in (0, 1)
    ]
    made.shifts = list(Shift.objects.filter(doctor=made.ada).order_by("starts_at"))
    tell_all(made)
    run_tick(NOW)
    return made


def calendar(camp) -> dict[str, object]:
    return Calendar(camp.mailbox, "ada@example.org").shown


def starts(rows) -> dict[str, object]:
    return {row.uid: row.starts_at for row in rows}


def chosen(camp, invites: str, *, hours: int) -> None:
    at = NOW + hours * HOUR
    choose_invites(doctor=camp.ada, invites=invites, now=at)
    run_tick(at)


def test_without_a_choice_the_camps_holds(camp):
    assert calendar(camp) == starts(camp.shifts)


def test_a_doctor_who_wants_each_appointment_gets_them_for_the_shifts_at_once(camp):
    chosen(camp, "appointment", hours=1)
    assert calendar(camp) == starts(camp.rows)
    ben = Calendar(camp.mailbox, "ben@example.org").shown
    assert set(ben) == {shift.uid for shift in Shift.objects.filter(doctor=camp.doctors["Ben Bone"])}


def test_the_mail_says_that_the_shift_stands(camp):
    chosen(camp, "appointment", hours=1)
    [mail] = [one for one in camp.mailbox.to("ada@example.org") if "invited case by case" in one["Subject"]][:1]
    text = mail.get_body(("plain",)).get_content()
    assert "This shift stands" in text
    assert "will not take place" not in text


def test_a_second_tick_and_a_publishing_exchange_nothing_again(camp):
    chosen(camp, "appointment", hours=1)
    sent = len(camp.mailbox.raw)
    run_tick(NOW + 2 * HOUR)
    tell_all(camp, now=NOW + 2 * HOUR)
    run_tick(NOW + 2 * HOUR)
    assert len(camp.mailbox.raw) == sent


def test_there_and_back_brings_the_shifts_back(camp):
    chosen(camp, "appointment", hours=1)
    chosen(camp, "", hours=2)
    assert calendar(camp) == starts(camp.shifts)
    chosen(camp, "appointment", hours=3)
    assert calendar(camp) == starts(camp.rows)


def test_a_choice_taken_back_before_anything_left_sends_no_mail(camp):
    sent = len(camp.mailbox.raw)
    choose_invites(doctor=camp.ada, invites="appointment", now=NOW + HOUR)
    fan_out(now=NOW + HOUR)
    choose_invites(doctor=camp.ada, invites="shift", now=NOW + HOUR)
    run_tick(NOW + HOUR)
    again = [mail["Subject"] for mail in camp.mailbox.mails[sent:]]
    assert calendar(camp) == starts(camp.shifts)
    assert not any("case by case" in subject or "Your case" in subject for subject in again)


def test_later_changes_follow_the_choice(camp):
    chosen(camp, "appointment", hours=1)
    moved(camp.rows[0], to=local(camp, 0, 16), now=NOW + 2 * HOUR)
    cancel(appointment_id=camp.rows[1].pk, actor=Actor(), now=NOW + 2 * HOUR)
    change_shift(
        shift=camp.shifts[0],
        starts_at=camp.shifts[0].starts_at + HOUR,
        ends_at=camp.shifts[0].ends_at,
        now=NOW + 2 * HOUR,
    )
    tell_all(camp, now=NOW + 2 * HOUR)
    run_tick(NOW + 2 * HOUR)
    assert calendar(camp) == {camp.rows[0].uid: local(camp, 0, 16)}


def test_a_draft_does_not_show_in_the_exchange(camp):
    moved(camp.rows[0], to=local(camp, 0, 16), now=NOW + HOUR)
    chosen(camp, "appointment", hours=1)
    assert calendar(camp)[camp.rows[0].uid] == local(camp, 0, 9)
    tell_all(camp, now=NOW + 2 * HOUR)
    run_tick(NOW + 2 * HOUR)
    assert calendar(camp)[camp.rows[0].uid] == local(camp, 0, 16)


def test_a_shift_moved_while_its_withdrawal_waits_still_leaves_the_calendar(camp):
    camp.mailbox.answer = lambda *_: "451 Later"
    chosen(camp, "appointment", hours=1)
    change_shift(
        shift=camp.shifts[0],
        starts_at=camp.shifts[0].starts_at + HOUR,
        ends_at=camp.shifts[0].ends_at,
        now=NOW + 2 * HOUR,
    )
    tell_all(camp, now=NOW + 2 * HOUR)
    camp.mailbox.answer = lambda *_: "250 Kept"
    run_tick(NOW + 3 * HOUR)
    assert calendar(camp) == starts(camp.rows)


def test_what_is_over_is_left_alone(camp):
    at = local(camp, 0, 23)
    choose_invites(doctor=camp.ada, invites="appointment", now=at)
    run_tick(at)
    assert calendar(camp) == starts(camp.shifts[:1])


def test_the_camps_choice_is_followed_with_the_next_publishing_and_not_before(camp):
    camp.camp.refresh_from_db()
    camp.camp.doctor_invites = "appointment"
    camp.camp.save()
    run_tick(NOW + HOUR)
    assert calendar(camp) == starts(camp.shifts)
    tell_all(camp, now=NOW + 2 * HOUR)
    run_tick(NOW + 2 * HOUR)
    assert calendar(camp) == starts(camp.rows)


@pytest.mark.parametrize("whose", ["the camp's", "the doctor's"])
def test_what_is_new_in_the_same_publishing_comes_in_the_new_form_only(camp, whose):
    new = Shift.objects.get(pk=camp.shifts[0].pk)
    new.pk, new.uid = None, new_uid()
    new.starts_at, new.ends_at = new.starts_at + 12 * HOUR, new.ends_at + 12 * HOUR
    new.save()
    if whose == "the camp's":
        camp.camp.refresh_from_db()
        camp.camp.doctor_invites = "appointment"
        camp.camp.save()
    else:
        choose_invites(doctor=camp.ada, invites="appointment", now=NOW + HOUR)
    tell_all(camp, now=NOW + 2 * HOUR)
    run_tick(NOW + 2 * HOUR)
    assert calendar(camp) == starts(camp.rows)


def test_a_withdrawal_stands_on_the_revision_it_is_of(camp):
    chosen(camp, "appointment", hours=1)
    withdrawn = Message.objects.filter(kind="shift_withdrawn")
    told = Told.objects.filter(shift__in=camp.shifts).values_list("revision", flat=True)
    assert sorted(withdrawn.values_list("revision", flat=True)) == sorted(told)


def test_a_withdrawal_that_waited_while_its_shift_was_cancelled_says_so(camp):
    choose_invites(doctor=camp.ada, invites="appointment", now=NOW + HOUR)
    fan_out(now=NOW + HOUR)
    Shift.objects.filter(pk=camp.shifts[0].pk).update(cancelled_at=NOW + HOUR)
    tell_all(camp, now=NOW + 2 * HOUR)
    run_tick(NOW + 2 * HOUR)
    said = {row.shift_id: row.subject for row in Message.objects.filter(kind="shift_withdrawn", shift__in=camp.shifts)}
    assert said[camp.shifts[0].pk].startswith("Off: your shift")
    assert "invited case by case" in said[camp.shifts[1].pk]
    assert calendar(camp) == starts(camp.rows)


def test_a_doctors_choice_goes_before_the_camps(camp):
    chosen(camp, "shift", hours=1)
    camp.camp.refresh_from_db()
    camp.camp.doctor_invites = "appointment"
    camp.camp.save()
    tell_all(camp, now=NOW + 2 * HOUR)
    run_tick(NOW + 2 * HOUR)
    assert calendar(camp) == starts(camp.shifts)


def test_the_preview_and_the_count_go_by_the_doctors_choice(camp):
    chosen(camp, "appointment", hours=1)
    change_shift(
        shift=camp.shifts[0],
        starts_at=camp.shifts[0].starts_at + HOUR,
        ends_at=camp.shifts[0].ends_at,
        now=NOW + 2 * HOUR,
    )
    assert (len(preview(camp.camp, now=NOW + 2 * HOUR).doctors), untold(camp.camp)) == (0, 0)


def test_the_feed_goes_on_with_a_higher_sequence(camp):
    before = dict(Told.objects.filter(recipient=f"doctor:{camp.ada.pk}").values_list("pk", "sequence"))
    chosen(camp, "appointment", hours=1)
    rows = Told.objects.filter(recipient=f"doctor:{camp.ada.pk}")
    assert not rows.filter(cancelled=True).exists()
    assert all(row.sequence > before[row.pk] for row in rows)


def test_an_unknown_way_is_refused(camp):
    with pytest.raises(Invalid, match="no way of inviting"):
        choose_invites(doctor=camp.ada, invites="dove", now=NOW)
