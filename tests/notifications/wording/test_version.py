"""Versions name the wording that was sent."""

import re
from dataclasses import replace
from itertools import product

import pytest

from notifications.wording import LANGUAGES, Kind, catalogue, mail, template_version, version
from tests.notifications.wording.samples import ORDINARY

CHANNELS: tuple[version.Channel, ...] = ("sms", "mail")


def test_version_names_the_language_and_hashes_the_content() -> None:
    assert re.fullmatch(r"en-[0-9a-f]{12}", template_version(Kind.BOOKED, "sms", "en"))
    assert template_version("booked", "sms", "ha") == template_version(Kind.BOOKED, "sms", "en")
    found = mail(Kind.BOOKED, lang="fr", facts=ORDINARY)
    assert found.template_version == template_version(Kind.BOOKED, "mail", "fr")


def test_every_template_has_its_own_version() -> None:
    versions = [template_version(kind, channel, lang) for kind, channel, lang in product(Kind, CHANNELS, LANGUAGES)]
    assert len(set(versions)) == len(versions)


def test_one_changed_word_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = template_version(Kind.BOOKED, "sms", "en")
    mail_before = template_version(Kind.BOOKED, "mail", "en")
    old = catalogue.entry(Kind.BOOKED, "en")
    new = replace(old, sms=(*old.sms[:-1], "your visit: {day}, {time}."))
    monkeypatch.setitem(catalogue._ENTRIES["en"], Kind.BOOKED, new)
    version._version.cache_clear()
    try:
        assert template_version(Kind.BOOKED, "sms", "en") != before
        assert template_version(Kind.BOOKED, "mail", "en") == mail_before
    finally:
        version._version.cache_clear()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_is_written_in_every_language(lang: str) -> None:
    assert set(catalogue._ENTRIES[lang]) == set(Kind)
    english, own = catalogue._ENTRIES["en"], catalogue._ENTRIES[lang]
    for kind in Kind:
        assert own[kind].rows == english[kind].rows
        assert bool(own[kind].sms_carer) == bool(english[kind].sms_carer)
        assert bool(own[kind].sms_family) == bool(english[kind].sms_family)
