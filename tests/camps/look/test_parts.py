"""The components as templates use them."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from camps.look.navigation import CampPage, camp_tabs
from camps.look.states import STATES, TONES, state_of
from camps.models.registration import Decision


def shown(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


class SampleForm(forms.Form):
    age = forms.IntegerField(label="Age", help_text="In years.")
    side = forms.ChoiceField(label="Side", choices=[("l", "LEFT"), ("r", "RIGHT")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)


def test_a_badge_says_its_state_by_word_and_icon_not_by_colour_alone() -> None:
    html = shown("{% state 'not_now' %}")
    assert "Not now" in html
    assert "<svg" in html


def test_every_decision_of_the_model_has_a_badge_of_its_own() -> None:
    assert [word for word in Decision.values if word not in STATES] == []


def test_every_state_has_a_known_tone_and_a_drawn_icon() -> None:
    for word in STATES:
        assert state_of(word).tone in TONES
        assert "<path" in shown("{% state word %}", word=word)


def test_a_state_nobody_drew_is_shown_as_a_plain_word() -> None:
    assert "Half done" in shown("{% state 'half_done' %}")


def test_a_badge_escapes_what_people_wrote() -> None:
    assert "<b>" not in shown("{% badge text %}", text="<b>x</b>")


def test_an_unknown_tone_is_a_mistake_in_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="'red' is none of"):
        shown("{% badge 'x' tone='red' %}")


def test_crumbs_come_in_pairs() -> None:
    assert shown("{% crumbs 'Camps' '/' 'Jalingo' '/j/' %}").count("<li>") == 2
    with pytest.raises(TemplateSyntaxError, match="pairs"):
        shown("{% crumbs 'Camps' %}")


def test_a_block_component_keeps_its_content_and_escapes_its_title() -> None:
    html = shown("{% card title=name %}<p>{{ name }}</p>{% endcard %}", name="A & B")
    assert "<h2>A &amp; B</h2>" in html
    assert "<p>A &amp; B</p>" in html


def test_a_figure_of_a_whole_is_said_as_text_beside_its_bar() -> None:
    html = shown("{% stat 'Told' 41 50 %}")
    assert "of 50" in html
    assert 'width="82"' in html


def test_a_field_ties_label_help_and_error_to_its_input() -> None:
    form = SampleForm({"age": "old", "side": "l"})
    html = shown("{% field form.age %}", form=form)
    assert 'for="id_age"' in html
    assert 'aria-describedby="id_age_helptext id_age_error"' in html
    assert 'id="id_age_helptext"' in html
    assert 'id="id_age_error"' in html
    assert 'aria-invalid="true"' in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = shown("{% field form.side %}", form=SampleForm())
    assert html.count("<fieldset") == html.count("<legend>Side") == 1
    assert html.count('type="radio"') == 2


def test_a_field_that_may_stay_empty_says_so_unless_told_not_to() -> None:
    assert "(optional)" in shown("{% field form.note %}", form=SampleForm())
    assert "(optional)" not in shown("{% field form.note optional=False %}", form=SampleForm())
    assert "(optional)" not in shown("{% field form.age %}", form=SampleForm())


def test_the_summary_links_each_error_to_its_field_and_a_group_to_its_first_choice() -> None:
    html = shown("{% error_summary form %}", form=SampleForm({"age": ""}))
    assert 'href="#id_age">Age – ' in html
    assert 'href="#id_side_0">Side – ' in html


def test_nothing_wrong_shows_no_summary() -> None:
    assert shown("{% error_summary form %}", form=SampleForm()).strip() == ""
    assert shown("{% error_summary form %}", form=SampleForm({"age": "3", "side": "l"})).strip() == ""


def test_a_message_with_a_way_back_has_a_button_that_posts() -> None:
    message = Message(constants.SUCCESS, "Moved.", extra_tags="undo:/undo/7/")
    html = shown("{% page_messages %}", messages=[message])
    assert '<form method="post" action="/undo/7/">' in html
    assert 'class="notice ok"' in html


def test_only_an_address_of_our_own_can_be_the_way_back() -> None:
    message = Message(constants.INFO, "Moved.", extra_tags="undo:https://elsewhere.example/")
    assert "<form" not in shown("{% page_messages %}", messages=[message])


def test_the_pager_keeps_the_filters_of_the_list() -> None:
    request = RequestFactory().get("/list/?q=Bello&page=2")
    html = shown("{% pager page %}", page=Paginator(range(100), 10).page(2), request=request)
    assert 'href="?q=Bello&amp;page=3"' in html
    assert "11 to 20 of 100" in html


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/style/patient/", ["Guide"]),
        ("/style/patient/more/", ["Guide"]),
        ("/camps/patient/desk/", ["Guide"]),
        ("/camps/patient/", []),
        ("/elsewhere/", []),
    ],
)
def test_the_current_tab_is_found_by_the_address(path: str, current: list[str]) -> None:
    pages = [
        CampPage("guide", "Guide", "camps:style_guide_page", 20, below=("desk/",)),
        CampPage("later", "Not built yet", "camps:no_such_page", 10),
        CampPage("hidden", "Hidden", "camps:style_guide_page", 5, shown_to=lambda *_: False),
    ]
    request = SimpleNamespace(path=path)
    tabs = camp_tabs(request=request, camp=SimpleNamespace(slug="patient"), pages=pages)
    assert [tab.label for tab in tabs] == ["Guide"]
    assert [tab.label for tab in tabs if tab.current] == current
