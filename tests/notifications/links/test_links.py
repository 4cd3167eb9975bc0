"""The patient's secret link: one for life, found by its hash, expiring, revocable."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django_scopes import scopes_disabled

from notifications.models import VisitLink
from notifications.services.links import Expired, Unknown, expires_at, find, link_for, links_for, renew
from tests.factories.schedule import NOW
from tests.factories.telling import appointment_at, local


def token_in(address):
    return address.rpartition("/")[2]


@pytest.fixture
def visit(made):
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    return made.registrations[0]


def test_the_link_is_the_same_each_time_and_its_path_is_short(visit):
    first = link_for(visit, now=NOW)
    assert link_for(visit, now=NOW + timedelta(days=9)) == first
    assert VisitLink.objects.count() == 1
    path = urlsplit(first).path
    assert path.startswith("/v/")
    assert (len(token_in(first)), len(path)) == (22, 25)


def test_the_token_stands_nowhere_in_the_database(visit):
    token = token_in(link_for(visit, now=NOW))
    assert token not in str(VisitLink.objects.values().get())


def test_two_registrations_and_two_keys_have_different_links(made, settings):
    first, second = links_for(made.registrations[:2], now=NOW).values()
    assert first != second
    settings.LINK_KEY = "another key"
    assert link_for(made.registrations[0], now=NOW) != first


def test_the_link_finds_its_registration_without_any_scope(visit):
    token = token_in(link_for(visit, now=NOW))
    assert find(token, NOW) == visit


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "A" * 4000, "\x00é"])
def test_what_was_never_given_out_is_unknown(visit, token):
    link_for(visit, now=NOW)
    assert find(token, NOW) == Unknown()


def test_a_link_ends_a_day_after_the_appointment(made, visit):
    token = token_in(link_for(visit, now=NOW))
    ends = local(made, 0, 10) + timedelta(hours=24)
    assert find(token, ends - timedelta(seconds=1)) == visit
    assert find(token, ends) == Expired(camp=made.camp, at=ends)


def test_a_link_without_an_appointment_ends_a_day_after_the_camp(made):
    patient = made.registrations[1]
    token = token_in(link_for(patient, now=NOW))
    ends = local(made, 1, 18) + timedelta(hours=24)
    assert find(token, ends - timedelta(seconds=1)) == patient
    assert find(token, ends) == Expired(camp=made.camp, at=ends)


def test_a_cancelled_appointment_does_not_shorten_the_link(made, visit):
    visit.appointments.update(state="cancelled")
    token = token_in(link_for(visit, now=NOW))
    assert find(token, local(made, 1, 12)) == visit


def test_a_hand_set_end_wins(visit):
    token = token_in(link_for(visit, now=NOW))
    VisitLink.objects.update(expires_at=NOW)
    assert isinstance(find(token, NOW), Expired)
    assert expires_at(VisitLink.objects.get()) == NOW


def test_a_revoked_link_is_unknown_and_the_new_one_works(visit):
    old = token_in(link_for(visit, now=NOW))
    new = token_in(renew(visit, now=NOW))
    assert find(old, NOW) == Unknown()
    assert find(new, NOW) == visit
    assert token_in(link_for(visit, now=NOW)) == new


def test_finding_writes_nothing(visit):
    token = token_in(link_for(visit, now=NOW))
    before = list(VisitLink.objects.values())
    for _ in range(3):
        find(token, NOW)
    assert list(VisitLink.objects.values()) == before


def test_a_sheet_of_links_costs_the_same_statements_for_one_and_for_four(made, django_assert_num_queries):
    with django_assert_num_queries(3):  # look, insert, look
        links_for(made.registrations[:1], now=NOW)
    with scopes_disabled():
        VisitLink.objects.all().delete()
    with django_assert_num_queries(3):
        links_for(made.registrations, now=NOW)
