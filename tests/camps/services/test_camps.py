from datetime import date, time

import pytest
from django_scopes import scope

from camps.errors import Invalid, Taken
from camps.models import Camp, CampState
from camps.queries.publishing import missing_for_publishing
from camps.services.camps import create_camp, remove_camp, update_camp
from tests.factories.camps import FIRST_DAY, make_camp, make_venue, make_world


def changed(camp, **values):
    given = {"name": camp.name, "venue": camp.venue, "first_day": camp.first_day, "days": camp.days, **values}
    return update_camp(camp=camp, **given)


def test_a_camp_is_addressed_by_its_short_name_and_year(world):
    assert make_camp(world.organisation, name="Garden City").slug == "garden-city-2027"
    assert make_camp(world.organisation, name="Garden City").slug == "garden-city-2027-2"


def test_an_address_is_unique_among_all_organisations(world):
    other = make_world("Beta")
    with scope(organisation=other.organisation):
        assert make_camp(other.organisation, name="Alpha Camp").slug == "alpha-camp-2027-2"
        with pytest.raises(Taken):
            make_camp(other.organisation, name="Any", slug=world.camp.slug)


def test_a_camp_is_nothing_but_a_name_a_venue_and_days(world):
    camp = create_camp(organisation=world.organisation, name="Bare", venue=world.venue, first_day=FIRST_DAY, days=1)
    assert [gap.field for gap in missing_for_publishing(camp)] == [
        "short_name",
        "help_phone",
        "preparation",
        "languages",
    ]


@pytest.mark.parametrize("field", ["short_name", "help_phone", "preparation", "languages"])
def test_publishing_names_the_one_field_of_the_camp_that_is_missing(world, field):
    setattr(world.camp, field, "")
    assert [gap.field for gap in missing_for_publishing(world.camp)] == [field]


@pytest.mark.parametrize(("column", "field"), [("meeting_point", "meeting_point"), ("latitude", "position")])
def test_publishing_names_what_the_venue_lacks(world, column, field):
    setattr(world.camp.venue, column, None)
    assert [gap.field for gap in missing_for_publishing(world.camp)] == [field]


def test_a_short_name_of_21_characters_is_refused(world):
    with pytest.raises(Invalid) as refused:
        changed(world.camp, short_name="x" * 21)
    assert refused.value.field == "short_name"


def test_a_day_closes_after_it_opens(world):
    with pytest.raises(Invalid) as refused:
        changed(world.camp, day_opens=time(8), day_closes=time(8))
    assert refused.value.field == "day_closes"


def test_days_do_not_leave_a_shift_behind(world):
    with pytest.raises(Invalid, match="Alpha Surgeon has a shift on 01 March 2027"):
        changed(world.camp, first_day=date(2027, 3, 2))
    world.camp.refresh_from_db()
    assert world.camp.first_day == FIRST_DAY


@pytest.mark.parametrize(
    ("values", "field"),
    [({"first_day": date(2027, 2, 28)}, "first_day"), ({"days": 1}, "days"), ({"venue": None}, "venue")],
)
def test_what_was_told_changes_by_an_act_of_its_own_only(world, values, field):
    if "venue" in values:
        values = {"venue": make_venue(world.organisation, name="Elsewhere")}
    Camp.objects.filter(pk=world.camp.pk).update(state=CampState.PUBLISHED)
    camp = Camp.objects.get(pk=world.camp.pk)
    with pytest.raises(Invalid) as refused:
        changed(camp, **values)
    assert refused.value.field == field


def test_the_rest_of_a_published_camp_can_change(world):
    world.camp.state = CampState.PUBLISHED
    assert changed(world.camp, help_phone="+2348030000400").help_phone == "+2348030000400"


def test_a_camp_with_people_is_not_deleted(world):
    with pytest.raises(Invalid):
        remove_camp(camp=world.camp)


def test_a_draft_made_by_mistake_is_deleted(world):
    camp = make_camp(world.organisation, name="Oops")
    remove_camp(camp=camp)
    assert not Camp.objects.filter(slug=camp.slug).exists()
