"""The sample camps filled by the first fit: quickly, and right by a checker of its own."""

from __future__ import annotations

import time

import pytest
from django_scopes import scope

from camps.services.organisations import create_organisation
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from tests.factories.camps import NOW, make_user
from tests.factories.sample_camp import sample_camp


@pytest.fixture
def team(db):
    organisation = create_organisation(name="Team", owner=make_user("owner@team.test"))
    with scope(organisation=organisation):
        yield organisation


@pytest.mark.parametrize("name", ["ortho", "ogoni", "taraba"])
def test_a_sample_camp_is_filled_within_ten_seconds(team, name):
    camp = sample_camp(name, organisation=team, now=NOW)
    began = time.process_time()
    result = fill_camp(camp=camp, actor=SYSTEM, now=NOW)
    took = time.process_time() - began
    assert took < 10, "seconds of this process; the wall clock is measured by bench/"
    assert len(result.placed) + len(result.left_out) == camp.registrations.count()
