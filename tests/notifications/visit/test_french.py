"""Patients read their own language: every text of theirs is translated, and what was compiled is what was written."""

import re
import runpy
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scheduling.models import TimeRequest
from tests.notifications.visit.conftest import LATER, words

ROOT = Path(__file__).resolve().parents[3]
TOOL = runpy.run_path(str(ROOT / ".ci" / "translations.py"))
PO = ROOT / "locale/fr/LC_MESSAGES/django.po"
PLACES = re.compile(r"%\(\w+\)s|</?\w+>")


@pytest.fixture(scope="module")
def french():
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def keys(catalog) -> set[tuple[str, str]]:
    return {(m.context or "", m.id[0] if isinstance(m.id, tuple) else m.id) for m in catalog if m.id}


def test_the_catalogue_holds_the_texts_of_today_and_no_others(french):
    """Run `.venv/bin/python .ci/translations.py` when this fails."""
    assert keys(french) == keys(TOOL["extracted"]())


def test_every_text_has_its_translation(french):
    empty = [m.id for m in french if m.id and not all([m.string] if isinstance(m.string, str) else m.string)]
    assert empty == []
    assert [m.id for m in french if m.fuzzy and m.id] == []


def test_a_translation_keeps_the_places_that_are_filled_in(french):
    wrong = []
    for message in french:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            if {frozenset(PLACES.findall(text)) for text in (*ids, *strings)} != {frozenset(PLACES.findall(ids[0]))}:
                wrong.append(message.id)
    assert wrong == []


def test_what_was_compiled_is_what_was_written(french):
    assert PO.with_suffix(".mo").read_bytes() == TOOL["as_mo"](french)


@pytest.mark.parametrize("page", ["", "/times", "/give-up", "/who", "/wishes"])
def test_a_french_page_holds_no_english(phone, operation, french, page):
    TimeRequest.objects.create(
        organisation=operation.made.organisation, appointment=operation.appointment, asked_at=LATER
    )
    html = unescape(phone.get(f"{operation.path}{page}?lang=fr").content.decode())
    assert '<html lang="fr"' in html
    same = {"Version %(number)s"}
    english = {text for _, text in keys(french) if text not in same and len(text) > 8 and not PLACES.search(text)}
    shown = {part.strip() for part in re.split(r"<[^>]+>", html)}
    assert shown & english == set()


def test_a_french_page_says_day_and_hour_in_french(phone, operation):
    said = words(phone.get(f"{operation.path}?lang=fr"))
    assert "Votre visite est réservée" in said
    assert "lundi 1er mars 2027 10 h heure de Lagos" in said
    assert "Appeler le 0803 000 0399" in said


def test_a_closed_link_answers_in_the_readers_language(phone, db):
    answer = phone.get("/v/never-given", HTTP_ACCEPT_LANGUAGE="fr-CM,fr;q=0.9")
    assert "Ce lien ne fonctionne plus" in words(answer)
    assert '<html lang="fr"' in answer.content.decode()
    assert '<html lang="en"' in phone.get("/v/never", HTTP_ACCEPT_LANGUAGE="ar").content.decode()
