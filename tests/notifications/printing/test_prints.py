"""Each print of a list has a number and says which one it replaces; looking at a list is no print."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled

from notifications.models import PaperKind, Printing
from notifications.services.printings import record_prints
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.schedule import NOW, small_camp
from tests.factories.telling import local
from tests.notifications.visit.conftest import words

THEATRE = "/camps/small/print/theatre/?day=2027-03-01"
STAFF = "/camps/small/print/staff/?day=2027-03-01"


def test_a_print_says_its_number_its_hour_and_the_one_before(sign_in, published, clock):
    clock.move_to(local(published, 0, 10, 15))
    client = sign_in()
    first = words(client.post(THEATRE, {"as": "page"}))
    clock.move_to(local(published, 0, 10, 42))
    second = words(client.post(THEATRE, {"as": "page"}))
    assert "Theatre list, Table 1, Monday 1 March: print 1, 10:15am" in first
    assert "supersedes" not in first
    assert "Theatre list, Table 1, Monday 1 March: print 2, 10:42am supersedes print 1 of 10:15am" in second


def test_a_print_of_another_day_is_named_with_it(sign_in, published, clock):
    sign_in().post(THEATRE, {"as": "page"})
    clock.move_to(local(published, 0, 7))
    said = words(sign_in("organiser").post(THEATRE, {"as": "page"}))
    assert "print 2, 7am supersedes print 1 of Monday 1 February, midday" in said


def test_looking_is_a_preview_and_counts_nothing(sign_in, published):
    client = sign_in()
    client.post(THEATRE, {"as": "page"})
    before = digest()
    said = words(client.get(THEATRE))
    assert digest() == before
    assert "Theatre list, Table 1, Monday 1 March: preview, not a print The last print is print 1 of midday" in said


def test_each_station_is_counted_by_itself(sign_in, published):
    client = sign_in()
    table = published.stations["Table 1"].pk
    client.post(f"{STAFF}&only={table}", {"as": "page"})
    client.post(STAFF, {"as": "page"})
    scopes = [(one.scope, one.number) for one in Printing.objects.order_by("scope", "number")]
    desk = published.stations["Desk"].pk
    expected = [
        (f"2027-03-01 station {table}", 1),
        (f"2027-03-01 station {table}", 2),
        (f"2027-03-01 station {desk}", 1),
    ]
    assert sorted(scopes) == sorted(expected)


def test_a_print_keeps_who_made_it_and_of_which_version(sign_in, published):
    client = sign_in("organiser")
    client.post(THEATRE, {"as": "page"})
    printing = Printing.objects.get()
    assert (printing.by.email, printing.publication, str(printing.kind)) == ("organiser@example.test", 1, "theatre")


def test_an_empty_list_is_not_counted(sign_in, published):
    said = words(sign_in().post("/camps/small/print/theatre/?day=2027-03-02", {"as": "pdf"}))
    assert "No table has anybody on this day." in said
    assert not Printing.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("viewer", 200), ("doctor", 403), ("desk", 200)])
def test_the_call_list_is_printed_by_who_may_see_messages(sign_in, published, role, status):
    assert sign_in(role).get("/camps/small/print/calls/").status_code == status


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_print_at_once_get_two_numbers():
    with scopes_disabled():
        camp = small_camp(patients=0).camp
    both = Barrier(2)

    def prints(_: int) -> int | None:
        with scope(organisation=camp.organisation):
            both.wait()
            made = record_prints(camp=camp, kind=PaperKind.GATE, scopes=[""], by=None, now=NOW)
        connection.close()
        return made[""].number

    with ThreadPoolExecutor(2) as pool:
        numbers = [number for _ in range(5) for number in pool.map(prints, range(2))]
    assert sorted(numbers) == list(range(1, 11))
