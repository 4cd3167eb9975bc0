"""Who has not been reached: everybody once, with the reason and what to do about it."""

from datetime import timedelta

import pytest

from camps.models import Contact
from notifications.models import Message, MessageState
from notifications.queries.not_reached import Reason, people_not_reached, with_reason
from notifications.services.call_list import reached
from tests.factories.organiser import member_of
from tests.factories.schedule import NOW
from tests.notifications.pages.test_overview import words_of

PAGE = "/camps/small/messages/not-reached/"


def reasons(made) -> dict[str, Reason]:
    rows = [with_reason(person, now=NOW) for person in people_not_reached(made.camp)]
    return {str(row.person): row.reason for row in rows}


def test_each_has_the_reason_that_holds(told):
    assert reasons(told) == {"001": Reason.CALL, "002": Reason.UNKNOWN, "009": Reason.TOWN, "010": Reason.TOWN}


def test_before_the_publishing_that_is_the_reason(placed):
    assert set(reasons(placed).values()) == {Reason.NOT_PUBLISHED}
    assert len(reasons(placed)) == 12


@pytest.mark.parametrize(
    ("due", "state", "working", "reason"),
    [
        (timedelta(hours=10), MessageState.PLANNED, True, Reason.TO_COME),
        (timedelta(0), MessageState.PLANNED, True, Reason.LEAVING),
        (timedelta(0), MessageState.FAILED, True, Reason.FAILED),
        (timedelta(0), MessageState.FAILED, False, Reason.NO_CONTACT),
    ],
)
def test_the_newest_message_gives_the_reason(told, due, state, working, reason):
    fourth = told.registrations[3]
    Message.objects.filter(registration=fourth, rung="").update(state=state, due_at=NOW + due)
    if not working:
        Contact.objects.filter(patient=fourth.patient).update(failed_at=NOW)
    assert reasons(told)["004"] == reason


def test_who_was_told_by_a_person_is_off_the_list(told):
    call = Message.objects.get(channel="call")
    reached(camp=told.camp, message_ids=[call.pk], by=member_of(told.organisation), now=NOW)
    assert "001" not in reasons(told)


def test_the_page_names_the_reason_and_one_button_each(told, owner):
    answer = owner(told).get(PAGE)
    said = words_of(answer)
    assert "4 people have a place and do not know it." in said
    assert "001 Aminatu Bello Monday 1 March, 8am Somebody has to call. Refused: the number does not exist" in said
    assert answer.content.decode().count('class="btn quiet" href="/camps/small/messages/calls/"') == 1


def test_the_overview_counts_them_and_leads_there(told, owner):
    html = owner(told).get("/camps/small/").content.decode()
    assert f'href="{PAGE}"' in html
    assert "Not reached" in html


def test_a_viewer_is_offered_only_what_he_or_she_may_do(told, owner):
    Message.objects.filter(registration=told.registrations[3], rung="").update(state=MessageState.FAILED)
    assert "/again/" in owner(told).get(PAGE).content.decode()
    assert "/again/" not in owner(told, "viewer").get(PAGE).content.decode()
