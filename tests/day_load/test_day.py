"""The bench's day is one that the product's pages show, and that goes on."""

import pytest
from django.test import Client
from django.utils import timezone

from bench.day_load.acts import Team
from bench.day_load.camp import day_of_ogoni


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_each_screen_finds_its_page_with_what_it_shows_while_the_day_goes_on():
    day = day_of_ogoni(now=timezone.now(), phones=60, boards=40)
    team = Team(day)
    done = [team.act(now=timezone.now()) for _ in range(60)]
    assert set(done) == {"checked in", "called", "came in", "sent on"}

    for screen in day.screens:
        client = Client()
        name, _, value = screen.cookie.partition("=")
        if name:
            client.cookies[name] = value
        answer = client.get(screen.page)
        assert answer.status_code == 200, screen
        assert screen.shows in answer.content.decode(), screen
        assert "data-poll=" in answer.content.decode(), screen
