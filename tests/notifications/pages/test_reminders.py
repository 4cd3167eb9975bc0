"""The pages on which a camp's reminders, quiet hours and texts are changed."""

import pytest
from django.urls import reverse

from notifications.models import Ladder, LadderRung, Message, Template
from notifications.queries.ladders import ladders_of, telling_of
from tests.factories.schedule import NOW


def at(made, name="reminders", **parts):
    return reverse(f"notifications:{name}", kwargs={"slug": made.camp.slug, **parts})


def rung(made, name="3d", of="surgery", act="rung"):
    return at(made, act, of=of, rung=name)


FORM = {"days_before": "2", "hours_before": "", "from_hour": "08:00", "until_hour": "10:00", "text": "three_days"}


def test_the_page_shows_each_ladder_as_a_picture_and_as_a_table(placed, owner):
    page = owner(placed).get(at(placed)).content.decode()
    assert page.count('<svg class="ladder-line"') == 2
    assert 'aria-label="booked, 7 d, 3 d, 1 d, visit"' in page
    for words in ("7 days before", "Asks whether they will come", "As usual", "20:00 – 08:00"):
        assert words in page


def test_a_desk_helper_changes_no_reminder(placed, owner):
    assert owner(placed, "desk").get(at(placed)).status_code == 403


def test_a_reminder_is_added_changed_and_removed(placed, owner):
    client = owner(placed)
    assert client.post(at(placed, "new_rung", of="surgery"), FORM).status_code == 302
    assert set(LadderRung.objects.values_list("name", flat=True)) == {"7d", "3d", "2d", "1d"}
    page = client.get(rung(placed, "2d")).content.decode()
    assert 'value="2"' in page
    client.post(rung(placed, "2d"), FORM | {"days_before": "", "hours_before": "4", "text": "prepare"})
    assert LadderRung.objects.get(name="4h").text == "prepare"
    assert client.get(rung(placed, "4h", act="drop_rung")).status_code == 200
    client.post(rung(placed, "4h", act="drop_rung"))
    assert set(LadderRung.objects.values_list("name", flat=True)) == {"7d", "3d", "1d"}
    client.post(at(placed, "usual_ladder", of="surgery"))
    assert not Ladder.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"days_before": "70"}, "Give 60 days at most."),
        ({"days_before": "0"}, "For the day itself, give hours before."),
        ({"hours_before": "4"}, "one of the two"),
        ({"days_before": "", "hours_before": "0"}, "Give one hour at least."),
        ({"days_before": "3"}, "There is a reminder at this hour already: 3 days before, 08:00 to 10:00."),
        ({"from_hour": "06:00"}, "06:00 lies in the quiet hours, 20:00 to 08:00."),
    ],
)
def test_what_cant_stand_is_said_beside_its_field(placed, owner, given, said):
    answer = owner(placed).post(at(placed, "new_rung", of="surgery"), FORM | given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not LadderRung.objects.exists()


def test_a_procedure_gets_its_own_ladder(placed, owner):
    client, procedure = owner(placed), placed.procedures["BONE"]
    client.post(at(placed, "new_ladder"), {"procedure": procedure.pk})
    page = client.get(at(placed)).content.decode()
    assert "Bone operation" in page
    assert client.get(rung(placed, "3d", of=f"procedure-{procedure.pk}")).status_code == 200
    assert client.get(rung(placed, "9d", of=f"procedure-{procedure.pk}")).status_code == 404
    assert client.get(rung(placed, "3d", of="procedure-0")).status_code == 404
    assert client.get(rung(placed, "3d", of="nonsense")).status_code == 404
    assert set(ladders_of(placed.camp).of_procedure) == {procedure.pk}


def test_quiet_hours_prices_and_the_switch_are_kept(placed, owner):
    given = {
        "quiet_from": "19:00",
        "quiet_until": "07:30",
        "breaks_quiet": ["cancelled"],
        "urgent_hours": "12",
        "instructions_in_sms": "on",
        "sms_price": "4.25",
        "currency": "ngn",
    }
    client = owner(placed)
    assert client.post(at(placed, "quiet_hours"), given).status_code == 302
    placed.camp.refresh_from_db()
    telling = telling_of(type(placed.camp).objects.get(pk=placed.camp.pk))
    assert telling.breaking == {"cancelled", "camp_cancelled"}
    assert telling.instructions_in_sms
    assert (str(telling.sms_price), telling.currency) == ("4.2500", "NGN")
    page = client.get(at(placed)).content.decode()
    assert "19:00 – 07:30" in page
    assert "within 12 hours of the visit" in page
    assert client.post(at(placed, "quiet_hours"), given | {"quiet_from": "06:00"}).status_code == 422


def test_the_preview_shows_real_people_word_for_word(placed, owner):
    page = owner(placed).get(at(placed, "telling_preview")).content.decode()
    assert "Somebody without a phone or mail" in page
    assert "list by town" in page
    assert "As if you published now" in page
    assert "your visit is booked for" in page


def text(made, name="text", kind="booked", channel="sms", language="en", **parts):
    return at(made, name, kind=kind, channel=channel, language=language, **parts)


OWN = "you come on {day} at {time}. Questions? {phone}."


def test_the_list_names_segments_in_each_language(placed, owner):
    placed.camp.languages = ["en", "fr", "yo"]
    placed.camp.save()
    page = owner(placed).get(at(placed, "texts")).content.decode()
    assert page.count("1 segment") >= 30
    assert "written in English" in page
    assert owner(placed, "organiser").get(at(placed, "texts") + "?by=mail").status_code == 200


def test_an_own_text_is_tried_saved_and_taken_back(placed, owner):
    client = owner(placed)
    page = client.get(text(placed)).content.decode()
    assert "your visit is booked for {day}" in page
    tried = client.post(text(placed), {"body": OWN, "do": "check"})
    assert "you come on Tuesday 2 March at 10:15am" in tried.content.decode()
    assert not Template.objects.exists()
    assert client.post(text(placed), {"body": OWN, "do": "save"}).status_code == 302
    client.post(text(placed), {"body": "second: {day}, {time}", "do": "save"})
    client.post(text(placed, "old_text", version=1))
    assert list(Template.objects.order_by("version").values_list("version", "body", "retired_at")) == [
        (1, OWN, NOW),
        (2, "second: {day}, {time}", NOW),
        (3, OWN, None),
    ]
    client.post(text(placed, "shipped_text"))
    assert not Template.objects.filter(retired_at=None).exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("come on {day} at {time}, {name}", "{name} does not exist: a text may be read by somebody else."),
        ("your {diagnosis} on {day} at {time}", "{diagnosis} does not exist"),
        ("come on {date} at {time}", "There is no placeholder {date}."),
        ("come on {day}", "It does not say the hour. Put {time} into it."),
        ("reply YES for {day}, {time}", "“YES” is a word on which phone companies block"),
        ("{day}, {time} see www.camp.org", "The patient&#x27;s own link stands behind every text by itself."),
        ("{day, {time}", "A brace is open or closed alone."),
        ("", "There is no text."),
    ],
)
def test_a_text_that_cant_stand_is_refused_with_its_cure(placed, owner, body, said):
    answer = owner(placed).post(text(placed), {"body": body, "do": "save"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Template.objects.exists()


def test_the_letter_that_makes_a_text_dearer_is_named(placed, owner):
    page = owner(placed).post(text(placed), {"body": "“you” come {day}, {time} ɗ", "do": "check"}).content.decode()
    assert "UCS-2" in page
    assert '<bdi class="letter-odd">ɗ</bdi>' in page


def test_planned_messages_keep_their_text_unless_they_are_given_the_new_one(placed, owner):
    from tests.factories.telling import tell_all

    tell_all(placed)
    client = owner(placed)
    client.post(text(placed, kind="three_days"), {"body": OWN, "do": "save"})
    planned = Message.objects.filter(kind="three_days", channel="sms", state="planned")
    assert set(planned.values_list("template", flat=True)) == {None}
    client.post(text(placed, kind="three_days"), {"body": f"{OWN} Bye.", "planned_too": "on", "do": "save"})
    newest = Template.objects.get(retired_at=None)
    assert set(planned.exclude(language="fr").values_list("template", flat=True)) == {newest.pk}
    assert set(planned.filter(language="fr").values_list("template", flat=True)) == {None}


def test_a_text_for_every_camp_serves_where_the_camp_has_none(placed, owner):
    client = owner(placed)
    client.post(f"{text(placed)}?for=house", {"body": f"house {OWN}", "do": "save"})
    assert Template.objects.get().camp is None
    assert "Your own, for every camp" in client.get(at(placed, "texts")).content.decode()
    client.post(text(placed), {"body": f"camp {OWN}", "do": "save"})
    assert "camp you come on" in client.get(at(placed, "texts")).content.decode()


@pytest.mark.parametrize("parts", [{"kind": "birthday"}, {"channel": "town"}, {"language": "xx"}])
def test_what_has_no_text_is_not_found(placed, owner, parts):
    assert owner(placed).get(text(placed, **parts)).status_code == 404


def test_publishing_says_in_which_language_people_will_read(placed, owner):
    """A Hausa reader of a French camp reads French, unless the camp wrote Hausa."""
    placed.camp.languages = ["fr"]
    placed.camp.save()
    address = reverse("notifications:publish", kwargs={"slug": placed.camp.slug})
    client = owner(placed)
    before = client.get(address).content.decode()
    assert "(written in French for now)" in before
    assert "(written in English for now)" not in before
