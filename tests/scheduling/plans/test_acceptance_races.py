"""Acceptance and undo beside another connection."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django_scopes import scope, scopes_disabled

from scheduling.errors import SchedulingError
from scheduling.models import Appointment
from scheduling.queries.plan_places import differences
from scheduling.services import accepting, unaccepting
from scheduling.services.booking import SYSTEM, book, book_all
from scheduling.services.filling import fill_camp
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, add_patient, small_camp
from tests.scheduling.plans.test_accepting import LATER, accepted, planned

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def racing(transactional_db):
    with scopes_disabled():
        made = small_camp(patients=0)
        for number in range(1, 9):
            add_patient(made, number=number, procedure="LOOK")
        make_slots(camp=made.camp)
    with scope(organisation=made.organisation):
        yield made


def beside(made, act):
    """Run `act` on a connection of its own."""
    found = []

    def run():
        try:
            with scope(organisation=made.organisation):
                found.append(act())
        except SchedulingError as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, found


def test_one_booking_by_hand_does_not_break_a_whole_acceptance(racing, monkeypatch):
    """Acceptance holds every window of the camp (make_slots), then wants registrations; a booking by hand holds its
    registration, then wants a window. Where more than deadlock_timeout (1 s) lies between, the acceptance is ended."""
    plan = planned(racing)
    last = [line for line in differences(plan, now=LATER) if line.place][-1]
    wanted = {"registration_id": last.case.key, "place": last.place, "procedure_ids": [racing.procedures["LOOK"].pk]}
    threads = []

    def slow_book(**values):
        if not threads:  # a camp of hundreds takes more than a second to reach its last
            threads.append(beside(racing, lambda: book(**wanted, actor=SYSTEM, now=LATER)))
            time.sleep(1.6)
        return book_all(**values)

    monkeypatch.setattr(accepting, "book_all", slow_book)
    try:
        refused = None
        accepted(plan, what_fits=True)
    except SchedulingError as error:
        refused = error
    thread, _ = threads[0]
    thread.join(10)
    assert refused is None, f"the whole acceptance of {len(plan.spots)} fell: {refused.message}"


def test_a_camp_is_not_published_in_the_middle_of_an_undo(racing, monkeypatch):
    """can_undo says yes; the camp is published; then the places are cancelled and nobody is told."""
    plan = planned(racing)
    accepted(plan)
    untouched = unaccepting._untouched
    during = []

    def publish():
        from notifications.services.publishing import publish

        racing.camp.refresh_from_db()
        return publish(racing.camp, by=None, now=LATER + timedelta(minutes=1))

    def published_meanwhile(kept):
        from notifications.services import publishing

        monkeypatch.setattr(publishing, "missing_for_publishing", lambda _: [])
        thread, found = beside(racing, publish)
        thread.join(3)
        during.append((not thread.is_alive(), found))
        return untouched(kept)

    monkeypatch.setattr(unaccepting, "_untouched", published_meanwhile)
    unaccepting.undo_acceptance(plan=plan, actor=SYSTEM, now=LATER + timedelta(minutes=2))
    ((ended, found),) = during
    assert not ended, (
        f"published {found} and then {Appointment.objects.filter(state='cancelled').count()} cancelled, telling nobody"
    )


def test_who_pins_a_draft_while_a_plan_is_accepted_waits_until_it_is_over(racing, monkeypatch):
    """Else a place pinned between the look and the cancelling would be given up."""
    with scopes_disabled():
        for number in range(60, 90):
            add_patient(racing, number=number, procedure="BONE", urgency=4)
    fill_camp(camp=racing.camp, actor=SYSTEM, now=NOW)
    with scopes_disabled():
        for number in range(30, 42):
            add_patient(racing, number=number, procedure="BONE", urgency=2)
    plan = planned(racing, at=NOW + timedelta(minutes=1))
    look = accepting.differences
    pins = []

    def then_pinned(*args, **values):
        lines = look(*args, **values)
        one = next(line.standing.pk for line in lines if line.kind == "dropped")
        draft = Appointment.objects.filter(pk=one, state="booked")
        thread, found = beside(racing, lambda: draft.update(pinned=True))
        thread.join(1)
        assert thread.is_alive()
        pins.append((thread, found))
        return lines

    monkeypatch.setattr(accepting, "differences", then_pinned)
    accepted(plan)
    ((thread, found),) = pins
    thread.join(10)
    assert found == [0]  # there is no draft to pin any more
