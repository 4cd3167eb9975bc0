from datetime import time

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import Camp
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from tests.factories.schedule import FIRST_DAY, NOW, SmallCamp, add_patient


@pytest.fixture
def small(begin_small, db):
    """A small camp with its organisation in scope."""
    with scopes_disabled():
        made: SmallCamp = begin_small()
    with scope(organisation=made.organisation):
        yield made


@pytest.fixture
def day(small):
    """Eight on tables on the first day, published; it is seven in the morning of that day."""
    for number in range(5, 16, 2):
        add_patient(small, number=number, procedure="BONE")
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    Camp.objects.update(state="published")
    small.camp.refresh_from_db()
    small.now = small.camp.instant(FIRST_DAY, time(7))
    return small
