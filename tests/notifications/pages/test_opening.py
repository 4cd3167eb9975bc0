"""Every page of the organiser opens, on an empty, a placed and a told camp."""

import pytest
from django_scopes import scope, scopes_disabled

from notifications.models import Message
from tests.factories.schedule import small_camp

PAGES = [
    "",
    "needs-a-person/",
    "publish/",
    "publish/progress/",
    "publish/?show=new",
    "publish/?show=doctors",
    "messages/",
    "messages/?group=to_come",
    "messages/?group=not_reached&kind=booked&channel=sms&state=failed&q=aminatu",
    "messages/?q=nobody+at+all",
    "messages/?page=99&kind=nonsense",
    "messages/export.csv",
    "messages/people/",
    "messages/people/?show=unreachable",
    "messages/calls/",
    "messages/towns/",
    "messages/towns/paper/",
    "messages/towns/paper/?names=yes",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_a_told_camp(told, owner, page):
    assert owner(told).get(f"/camps/small/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_a_camp_with_nothing_in_it(db, owner, page):
    with scopes_disabled():
        empty = small_camp(patients=0)
    with scope(organisation=empty.organisation):
        assert owner(empty).get(f"/camps/small/{page}").status_code == 200


def test_every_message_has_a_page_of_its_own(told, owner):
    client = owner(told)
    answers = {
        client.get(f"/camps/small/messages/{pk}/").status_code for pk in Message.objects.values_list("pk", flat=True)
    }
    assert answers == {200}


def test_every_patient_has_a_page_of_what_was_told(told, owner):
    client = owner(told)
    answers = {client.get(f"/camps/small/messages/people/{one.number}/").status_code for one in told.registrations}
    assert answers == {200}
