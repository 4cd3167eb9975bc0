"""What a text says of the stomach before an operation: an hour, one segment, and never what it is for.

Every text stands in golden_prepare/<language>.txt; after a wanted change write them anew with
`python -m tests.notifications.wording.test_prepare` and read the difference.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifications.wording import LANGUAGES, Facts, Kind, OtherVisit, mail, sms
from tests.notifications.wording.samples import LAGOS, LONGEST, ORDINARY
from tests.notifications.wording.test_privacy import ILLNESS

GOLDEN = Path(__file__).parent / "golden_prepare"
TELLING = (Kind.DAY_BEFORE, Kind.PREPARE)
SAME_DAY = replace(ORDINARY, nothing_to_eat_after=datetime(2027, 3, 9, 2, tzinfo=LAGOS))
EVENING = replace(ORDINARY, nothing_to_eat_after=datetime(2027, 3, 8, 22, tzinfo=LAGOS))


def drawn(lang: str) -> str:
    parts = []
    for kind in TELLING:
        for said, facts in (("the same day", SAME_DAY), ("the evening before", EVENING)):
            for who, child in (("own", False), ("carer", True)):
                text = sms(kind, lang=lang, facts=replace(facts, is_child=child)).text
                parts.append(f"=== {kind}, {said}, {who}\n{text}\n")
    return "\n".join(parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_of_eating_is_what_was_read_and_agreed(lang: str) -> None:
    assert drawn(lang) == (GOLDEN / f"{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", TELLING)
@pytest.mark.parametrize("child", [False, True])
@pytest.mark.parametrize("hours_before", [6, 13])
def test_it_is_one_segment_and_names_no_illness(kind: Kind, lang: str, child: bool, hours_before: int) -> None:
    for facts in (ORDINARY, LONGEST[lang]):
        assert facts.when is not None
        after = facts.when - timedelta(hours=hours_before)
        found = sms(kind, lang=lang, facts=replace(facts, is_child=child, nothing_to_eat_after=after))
        assert (found.segments.encoding, found.segments.count) == ("GSM-7", 1), found.text
        assert not ILLNESS.search(found.text), found.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_on_preparing_says_the_hour_however_long_the_names_are(lang: str) -> None:
    said = {"en": "eat nothing after 10pm the day before", "fr": "ne mangez rien après 22 h la veille"}[lang]
    longest: Facts = LONGEST[lang]
    assert longest.when is not None
    after = longest.when.replace(hour=22, minute=0) - timedelta(days=1)
    assert said in sms(Kind.PREPARE, lang=lang, facts=replace(longest, nothing_to_eat_after=after)).text


def test_without_the_hour_it_points_to_the_sheet() -> None:
    assert "instruction sheet" in sms(Kind.PREPARE, lang="en", facts=ORDINARY).text
    assert "eat" not in sms(Kind.PREPARE, lang="en", facts=ORDINARY).text


def test_a_family_reads_no_hour_of_one_of_them() -> None:
    assert SAME_DAY.when is not None
    family = replace(SAME_DAY, others=(OtherVisit(when=SAME_DAY.when + timedelta(hours=1)),))
    for kind in TELLING:
        text = sms(kind, lang="en", facts=family).text
        assert "2am" not in text
        assert "sheets" in text


def test_two_days_before_is_left_to_the_sheet() -> None:
    early = replace(ORDINARY, nothing_to_eat_after=datetime(2027, 3, 7, 22, tzinfo=LAGOS))
    assert "10pm" not in sms(Kind.PREPARE, lang="en", facts=early).text


@pytest.mark.parametrize("kind", TELLING)
def test_a_mail_keeps_it_behind_the_link(kind: Kind) -> None:
    assert "2am" not in mail(kind, lang="en", facts=SAME_DAY).text


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for language in LANGUAGES:
        (GOLDEN / f"{language}.txt").write_text(drawn(language), encoding="utf-8")
