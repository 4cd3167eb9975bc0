"""The pages of the set-up."""

from datetime import date

import pytest
from django_scopes import scopes_disabled

from camps.models import Camp, Doctor, Kit, Member, Procedure, Station, Venue


@pytest.fixture(autouse=True)
def _looking_into_the_rows():
    """The tests look at rows; the requests open scopes of their own."""
    with scopes_disabled():
        yield


def page_of(world, rest: str) -> str:
    return f"/camps/{world.camp.slug}/{rest}"


def settings_of(world, **values) -> dict:
    camp = world.camp
    return {
        "name": camp.name, "venue": camp.venue_id, "first_day": "2027-03-01", "days": 2, "day_opens": "08:00",
        "day_closes": "18:00", "short_name": camp.short_name, "help_phone": "0803 000 0399", "language": "fr",
        "other_languages": ["en", "ha"], "preparation": "Bring papers.", "window_minutes": 60,
        "doctor_invites": "shift", **values,
    }  # fmt: skip


def test_the_first_camp_goes_by_way_of_its_venue(world, client):
    venue = {"name": "Clinic", "country": "NG", "timezone": "Africa/Lagos", "latitude": "4.777", "longitude": "7.013"}
    assert client.post("/venues/new/?next=/camps/new/", venue)["Location"] == "/camps/new/"
    new = {"name": "Spring camp", "venue": Venue.objects.get(name="Clinic").pk, "first_day": "2027-04-05", "days": "3"}
    answer = client.post("/camps/new/", new)
    assert answer["Location"] == "/camps/spring-camp-2027/settings/"
    assert "Before this camp can be published" in client.get(answer["Location"]).content.decode()


def test_a_venue_page_sends_to_our_own_pages_only(client):
    venue = {"name": "Clinic", "country": "NG", "timezone": "Africa/Lagos"}
    assert client.post("/venues/new/?next=https://evil.test/", venue)["Location"] == "/venues/"


def test_settings_are_saved_in_the_form_messages_need(world, client):
    assert client.post(page_of(world, "settings/"), settings_of(world)).status_code == 302
    camp = Camp.objects.get(pk=world.camp.pk)
    assert (camp.help_phone, camp.languages) == ("+2348030000399", ["fr", "en", "ha"])


def test_settings_show_again_what_they_saved(world, client):
    client.post(page_of(world, "settings/"), settings_of(world))
    form = client.get(page_of(world, "settings/")).context["form"]
    assert (form["language"].value(), form["other_languages"].value()) == ("fr", ["en", "ha"])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"help_phone": "0803"}, "help_phone"),
        ({"short_name": "x" * 21}, "short_name"),
        ({"day_closes": "07:00"}, "day_closes"),
        ({"first_day": "2027-03-02"}, "first_day"),
        ({"language": "", "other_languages": ["fr"]}, "language"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(world, client, values, field):
    answer = client.post(page_of(world, "settings/"), settings_of(world, preparation="Bring the child.", **values))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Bring the child." in answer.content.decode()
    assert Camp.objects.get(pk=world.camp.pk).preparation != "Bring the child."


def test_settings_name_what_is_missing_for_publishing(world, client):
    Camp.objects.filter(pk=world.camp.pk).update(help_phone="")
    Venue.objects.filter(pk=world.venue.pk).update(meeting_point="")
    page = client.get(page_of(world, "settings/")).content.decode()
    assert '<a href="#id_help_phone">Help phone' in page
    assert f'<a href="/venues/{world.venue.pk}/">Meeting point' in page
    assert "Short name: it signs" not in page


NEXT = {"name": "Next", "first_day": "2028-03-06", "short_name": "Next"}


def test_a_camp_is_copied_to_other_days(world, client):
    answer = client.post(page_of(world, "settings/copy/"), NEXT)
    assert answer["Location"] == "/camps/next-2028/settings/"
    copy = Camp.objects.get(slug="next-2028")
    assert (copy.first_day, copy.stations.count(), copy.shifts.count()) == (date(2028, 3, 6), 1, 1)


def test_a_draft_is_deleted_after_a_question(world, client):
    client.post(page_of(world, "settings/copy/"), {"name": "Next", "first_day": "2028-03-06"})
    slug = Camp.objects.exclude(pk=world.camp.pk).get().slug
    assert "Delete Next?" in client.get(f"/camps/{slug}/settings/delete/").content.decode()
    assert client.post(f"/camps/{slug}/settings/delete/")["Location"] == "/camps/"
    assert list(Camp.objects.all()) == [world.camp]


def test_a_camp_with_people_is_kept_and_the_reason_said(world, client):
    answer = client.post(page_of(world, "settings/delete/"))
    assert answer.status_code == 422
    assert "Cancel the camp instead" in answer.content.decode()


def test_a_reader_sees_the_facts_and_no_settings(world):
    reader = world.client("viewer")
    assert reader.get(page_of(world, ""), follow=True).status_code == 200
    assert "/settings/delete/" not in reader.get(page_of(world, "about/")).content.decode()
    assert "settings/stations/new/" not in reader.get(page_of(world, "settings/stations/")).content.decode()


STATION = {
    "name": "Table 2", "kind": "table", "beds": "1", "opens": "08:00", "closes": "18:00",
    "equipment": "c-arm; c-arm, lamp",
}  # fmt: skip
KIT = {"name": "drill", "count": "2", "sterilise_min": "30"}
PROCEDURE = {
    "code": "x1", "name": "X", "specialty": "any", "station_kind": "table", "anaesthesia": "none", "median_min": "10",
    "p90_min": "20", "turnover_min": "0", "recovery_min": "0", "equipment": "lamp",
}  # fmt: skip


@pytest.mark.parametrize(
    ("many", "model", "values"),
    [("stations", Station, STATION), ("kits", Kit, KIT), ("procedures", Procedure, PROCEDURE)],
)
def test_a_part_of_the_camp_is_added_changed_and_deleted(world, client, many, model, values):
    base = page_of(world, f"settings/{many}/")
    assert client.post(f"{base}new/", values)["Location"] == base
    row = model.objects.get(camp=world.camp, name=values["name"])
    assert client.post(f"{base}{row.pk}/", values | {"name": "Renamed"})["Location"] == base
    assert "Renamed" in client.get(base).content.decode()
    assert client.post(f"{base}{row.pk}/delete/")["Location"] == base
    assert not model.objects.filter(pk=row.pk).exists()


def test_a_list_in_one_line_is_read(world, client):
    client.post(page_of(world, "settings/stations/new/"), STATION)
    assert Station.objects.get(name="Table 2").equipment == ["c-arm", "lamp"]


def test_a_name_in_use_is_said_beside_it(world, client):
    answer = client.post(page_of(world, "settings/stations/new/"), STATION | {"name": "Alpha Table"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])


def test_changing_a_station_leaves_its_hours(world, client):
    client.post(page_of(world, f"settings/stations/{world.station.pk}/"), {"name": "T", "kind": "table", "beds": "2"})
    station = Station.objects.get(pk=world.station.pk)
    assert (station.beds, station.opens.hour, station.closes.hour) == (2, 8, 18)


@pytest.mark.parametrize("page", ["stations", "kits", "procedures", "doctors"])
def test_an_empty_list_says_what_to_do(world, client, page):
    client.post("/camps/new/", {"name": "Bare", "venue": world.venue.pk, "first_day": "2027-04-05", "days": "3"})
    answer = client.get(f"/camps/bare-2027/settings/{page}/").content.decode()
    assert 'class="empty"' in answer
    assert "new/" in answer


DOCTOR = {
    "name": "Ada", "role": "surgeon", "email": "ada@example.test", "phone": "+234 803 407 5067",
    "home_timezone": "Asia/Kolkata", "language": "en", "specialty_0": "Plastics", "level_0": "trainee",
    "specialty_2": "any", "level_2": "independent",
}  # fmt: skip


def test_a_doctor_is_added_with_skills_and_changed(world, client):
    assert client.post("/doctors/new/", DOCTOR)["Location"] == "/doctors/"
    doctor = Doctor.objects.get(name="Ada")
    assert doctor.phone == "+2348034075067"
    assert set(doctor.skills.values_list("specialty", "level")) == {("plastics", "trainee"), ("any", "independent")}
    client.post(f"/doctors/{doctor.pk}/", DOCTOR | {"specialty_0": "", "specialty_2": "bones"})
    assert list(doctor.skills.values_list("specialty", flat=True)) == ["bones"]
    assert client.post(f"/doctors/{doctor.pk}/delete/")["Location"] == "/doctors/"


@pytest.mark.parametrize(
    ("values", "field"), [({"phone": "0803 407 5067"}, "phone"), ({"specialty_1": "plastics "}, "specialty_1")]
)
def test_a_doctor_with_something_wrong_is_not_added(world, client, values, field):
    answer = client.post("/doctors/new/", DOCTOR | values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_doctors_of_a_camp_are_those_with_a_shift(world, client):
    page = client.get(page_of(world, "settings/doctors/")).content.decode()
    assert "Alpha Surgeon" in page
    assert "Alpha Expert" not in page


def test_a_member_gets_another_role_and_a_doctor(world, client):
    desk = world.members["desk"]
    assert client.post(f"/members/{desk.pk}/", {"role": "doctor"}).status_code == 422
    assert client.post(f"/members/{desk.pk}/", {"role": "doctor", "doctor": world.doctor.pk})["Location"] == "/members/"
    assert Member.objects.get(pk=desk.pk).doctor == world.doctor


def test_only_an_owner_makes_and_touches_owners(world):
    organiser, owner = world.client("organiser"), world.members["owner"]
    desk = world.members["desk"]
    assert organiser.post(f"/members/{desk.pk}/", {"role": "owner"}).status_code == 422
    assert organiser.post("/members/", {"email": "x@example.test", "role": "owner"}).status_code == 422
    assert organiser.post(f"/members/{owner.pk}/", {"role": "desk"}).status_code == 403
    assert organiser.post(f"/members/{owner.pk}/delete/").status_code == 403
    assert organiser.post(f"/members/{desk.pk}/", {"role": "viewer"}).status_code == 302
