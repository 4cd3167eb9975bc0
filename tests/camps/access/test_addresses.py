"""Every address of every app, by every role and from the other organisation. Each walk lists all that is wrong."""

import re

import pytest
from django.test import Client

from camps.policy import EXPERT, RIGHTS, Verb
from tests.addresses import Address, all_addresses
from tests.camps.access.conftest import LEAK
from tests.factories.camps import COLUMNS, World

pytestmark = pytest.mark.xdist_group("two worlds")  # so that they are made once
ADDRESSES = all_addresses()
GUARDED = [address for address in ADDRESSES if not address.is_public]
OF_STAFF = [address for address in GUARDED if address.policy in set(Verb)]


def somebody_with_the_right(world: World, address: Address) -> Client:
    return world.client(next(column for column in COLUMNS if address.policy in RIGHTS[column]))


def both(client: Client, path: str):
    return client.get(path), client.post(path)


def everything_in(answer) -> str:
    return answer.content.decode() + str(answer.headers)


def test_every_address_names_its_policy():
    assert {address.name for address in ADDRESSES if not address.policy} == set()


def test_a_stranger_is_sent_to_the_sign_in(other):
    wrong = [
        address.name
        for address in GUARDED
        for answer in both(Client(), address.path(other))
        if answer.status_code != 302
        or not answer["Location"].startswith("/sign-in/")
        or LEAK in answer.content.decode()
    ]
    assert wrong == []


@pytest.mark.parametrize("column", COLUMNS)
def test_a_role_without_the_right_is_refused(world, column):
    client = world.client(column)
    wrong = [
        address.name
        for address in OF_STAFF
        if address.policy not in RIGHTS[column]
        for answer in both(client, address.path(world))
        if answer.status_code != 403 or "Alpha Amadi" in everything_in(answer)
    ]
    assert wrong == []


def test_another_organisations_rows_do_not_exist(world, other):
    wrong = [
        address.name
        for address in OF_STAFF
        if address.arguments
        for answer in both(somebody_with_the_right(world, address), address.path(other))
        if answer.status_code != 404 or LEAK in everything_in(answer)
    ]
    assert wrong == []


def test_a_list_holds_nothing_of_another_organisation(world, other):
    wrong = []
    for address in OF_STAFF:
        if not address.arguments:
            answer = somebody_with_the_right(world, address).get(address.path(world))
            if answer.status_code not in (200, 302, 405) or LEAK in everything_in(answer):
                wrong.append(address.name)
    assert wrong == []


def test_a_row_of_the_other_organisation_below_ones_own_camp_does_not_exist(world, other):
    """The address is right, the camp is one's own, only the row is a stranger's."""
    rows = {"stations": other.station, "kits": other.kit, "procedures": other.procedure}
    paths = [f"/camps/{world.camp.slug}/settings/{name}/{row.pk}/delete/" for name, row in rows.items()]
    paths.append(f"/camps/{world.camp.slug}/registrations/1/contacts/{other.contact.pk}/delete/")
    client = world.client()
    assert [client.post(path).status_code for path in paths] == [404] * 4


def test_the_owner_opens_every_page_of_staff(world):
    client = world.client()
    wrong = {}
    for address in OF_STAFF:
        if address.policy in RIGHTS["owner"]:
            answer = client.get(address.path(world))
            if answer.status_code not in (200, 302, 405, 422):  # 405: an act without a page; 422: one that wants more
                wrong[address.name] = answer.status_code
            page = answer.content.decode() if answer.get("Content-Type", "").startswith("text/html") else ""
            title = re.search(r"<title>(.*?) – Campline</title>", page, re.DOTALL)
            if title and not re.fullmatch(r"[^<>]+", title[1]):
                wrong[address.name] = title[1]
    assert wrong == {}


def test_an_expert_opens_the_referred_case_and_no_other(world):
    client = world.client(EXPERT)
    path = f"/camps/{world.camp.slug}/registrations/"
    answers = [client.get(f"{path}{row.number}/") for row in (world.referred, world.registration)]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert b"Amadi" not in answers[1].content


def test_staff_pages_are_not_stored(world):
    assert world.client().get("/camps/")["Cache-Control"] == "no-store"
