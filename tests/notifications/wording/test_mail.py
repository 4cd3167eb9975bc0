"""Mails: one source drawn as text and as HTML."""

from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.wording import LANGUAGES, PATIENT_KINDS, QUEUE_KINDS, STAFF_KINDS, Facts, Kind, mail
from tests.notifications.wording.samples import LAGOS, ORDINARY, VARIANTS, variant_of

CASES = [(kind, lang, variant) for kind in Kind for lang in LANGUAGES for variant in VARIANTS]


class Page(HTMLParser):
    """Tags, links and visible text of a page (its title is the subject)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: list[str | None] = []
        self.text = ""
        self.in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.in_title = tag == "title"
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        if not self.in_title:
            self.text += data + "\n"


def test_subject_names_the_visit_its_hour_and_the_camp() -> None:
    found = mail(Kind.BOOKED, lang="en", facts=ORDINARY)
    assert found.subject == "Your visit on Tuesday 9 March 2027, 8:30am - Jalingo Camp"
    assert mail(Kind.BOOKED, lang="fr", facts=ORDINARY).subject == (
        "Votre visite, mardi 9 mars 2027 à 8 h 30 - Jalingo Camp"
    )


def spoken(text: str) -> list[str]:
    """The words of a text; the colons that stand for the table's columns left out."""
    return [word.rstrip(":") for word in text.split() if word != ":"]


@pytest.mark.parametrize(("kind", "lang", "variant"), CASES)
def test_text_and_html_say_the_same(kind: Kind, lang: str, variant: str) -> None:
    facts = variant_of(ORDINARY, kind, variant)
    found = mail(kind, lang=lang, facts=facts)
    page = Page(found.html)
    assert spoken(page.text) == [word for word in spoken(found.text) if word != facts.link]
    assert page.links == [facts.link]
    assert facts.link in found.text.splitlines()
    assert f'<html lang="{lang}" dir="ltr">' in found.html


@pytest.mark.parametrize(("kind", "lang", "variant"), CASES)
def test_no_placeholder_and_no_foreign_content_is_left(kind: Kind, lang: str, variant: str) -> None:
    found = mail(kind, lang=lang, facts=variant_of(ORDINARY, kind, variant))
    for text in (found.subject, found.text, Page(found.html).text):
        assert "{" not in text
        assert "None" not in text
        assert "\n\n\n" not in found.text
    assert not Page(found.html).tags & {"img", "script", "link", "iframe", "style", "form"}
    assert len(found.html.encode()) < 8000


@pytest.mark.parametrize("kind", sorted(set(Kind) - STAFF_KINDS - QUEUE_KINDS))  # these go by phone alone
@pytest.mark.parametrize("lang", LANGUAGES)
def test_hour_comes_with_the_name_of_its_zone(kind: Kind, lang: str) -> None:
    text = mail(kind, lang=lang, facts=variant_of(ORDINARY, kind, "own")).text
    zone = {"en": "(Lagos time, UTC+1)", "fr": "(heure de Lagos, UTC+1)"}[lang]
    assert zone in text


def test_moved_visit_shows_old_and_new_hour() -> None:
    facts = replace(ORDINARY, old_when=datetime(2027, 3, 8, 14, tzinfo=LAGOS))
    text = mail(Kind.MOVED, lang="en", facts=facts).text
    assert "When: Tuesday 9 March 2027, 8:30am (Lagos time, UTC+1)" in text
    assert "Was: Monday 8 March 2027, 2pm (Lagos time, UTC+1)" in text


def test_cancelled_visit_shows_its_hour_as_past() -> None:
    text = mail(Kind.CANCELLED, lang="en", facts=ORDINARY).text
    assert "Was: Tuesday 9 March 2027, 8:30am (Lagos time, UTC+1)" in text
    assert "When:" not in text


def test_family_mail_names_who_comes_when() -> None:
    text = mail(Kind.BOOKED, lang="en", facts=variant_of(ORDINARY, Kind.BOOKED, "family")).text
    assert "  8:30am Amina\n  9:30am Bello\n" in text
    assert text.startswith("Hello,\n")
    assert "your 2 visits" in text


def test_childs_mail_speaks_to_the_carer() -> None:
    text = mail(Kind.BOOKED, lang="en", facts=replace(ORDINARY, is_child=True)).text
    assert text.startswith("To the parent or carer of Amina,\n\nWe have booked your child's visit.")


def test_day_list_has_a_line_for_each_case() -> None:
    text = mail(Kind.DAY_LIST, lang="en", facts=variant_of(ORDINARY, Kind.DAY_LIST, "own")).text
    assert "  8:30am  Case 000 - B.U.  T1\n  9:30am  Case 001 - B.U.  T1\n" in text
    assert text.count("Case ") == 12


def test_shift_says_from_when_to_when() -> None:
    assert ORDINARY.when is not None
    facts = replace(ORDINARY, until=ORDINARY.when + timedelta(hours=8))
    found = mail(Kind.SHIFT_INVITATION, lang="en", facts=facts)
    assert found.subject == "Your shift on Tuesday 9 March 2027, 8:30am to 4:30pm - Jalingo Camp"
    assert "When: Tuesday 9 March 2027, 8:30am to 4:30pm (Lagos time, UTC+1)" in found.text


def test_missing_facts_leave_no_empty_row() -> None:
    text = mail(Kind.BOOKED, lang="en", facts=replace(ORDINARY, meeting_point="", venue="")).text
    assert "Meet at" not in text
    assert "Where" not in text


def test_visit_without_an_hour_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^when is empty"):
        mail(Kind.BOOKED, lang="en", facts=replace(ORDINARY, when=None))


def test_staff_mail_needs_no_camp() -> None:
    facts = Facts(organisation="MedicoExperts", role="organiser", link="https://c.example/i/1")
    found = mail(Kind.STAFF_INVITATION, lang="en", facts=facts)
    assert found.subject == "MedicoExperts invites you to Campline"
    assert "invites you as organiser." in found.text
    assert mail(Kind.PASSWORD_RESET, lang="fr", facts=facts).lang == "fr"


HOSTILE = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["<script>alert(1)</script>", '" onmouseover="x', "a\r\nBcc: evil@example.org", "{camp}", "&amp;"]
)


@settings(deadline=None)
@given(name=HOSTILE, venue=HOSTILE, camp=HOSTILE, kind=st.sampled_from(sorted(PATIENT_KINDS)))
def test_no_text_from_outside_becomes_markup_or_a_header(name: str, venue: str, camp: str, kind: Kind) -> None:
    facts = replace(ORDINARY, camp_short_name=camp, person_called_name=name, venue=venue, meeting_point=name)
    found = mail(kind, lang="en", facts=facts)
    plain = mail(kind, lang="en", facts=ORDINARY)
    assert Page(found.html).tags == Page(plain.html).tags
    assert len(found.subject.splitlines()) == 1
    assert unescape(found.html).count(venue) >= plain.html.count(ORDINARY.venue)
