"""ETag, Last-Modified and 304."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from notifications.ical.freshness import etag, http_date, not_modified

TAG = etag(b"body")
CHANGED = datetime(2027, 3, 9, 7, 8, 9, 500_000, tzinfo=UTC)


def asked(*, tag: str | None = None, since: str | None = None) -> bool:
    return not_modified(etag=TAG, last_modified=CHANGED, if_none_match=tag, if_modified_since=since)


def test_etag_is_strong_and_the_sha256_of_the_body() -> None:
    assert etag(b"body") == f'"{hashlib.sha256(b"body").hexdigest()}"'


def test_http_date_is_in_gmt_and_whole_seconds() -> None:
    assert http_date(CHANGED.astimezone(timezone(timedelta(hours=1)))) == "Tue, 09 Mar 2027 07:08:09 GMT"


@pytest.mark.parametrize("tag", [TAG, f"W/{TAG}", f'"other", {TAG}', f'"a,b",{TAG}', "*", " * "])
def test_matching_tag_is_not_modified(tag: str) -> None:
    assert asked(tag=tag)


@pytest.mark.parametrize("tag", ['"other"', "", TAG.strip('"'), TAG[:-2] + '"', '"*"', "W/*"])
def test_other_tag_gets_the_body_whatever_the_date_says(tag: str) -> None:
    assert not asked(tag=tag, since="Fri, 31 Dec 2999 00:00:00 GMT")


def test_matching_tag_beats_an_old_date() -> None:
    assert asked(tag=TAG, since="Thu, 01 Jan 1970 00:00:00 GMT")


@pytest.mark.parametrize(
    ("since", "fresh"),
    [
        ("Tue, 09 Mar 2027 07:08:09 GMT", True),
        ("Tue, 09 Mar 2027 07:08:10 GMT", True),
        ("Tue, 09 Mar 2027 07:08:08 GMT", False),
    ],
)
def test_date_decides_where_there_is_no_tag(since: str, *, fresh: bool) -> None:
    assert asked(since=since) is fresh


@pytest.mark.parametrize(
    "since",
    [
        "",
        "now",
        "2999-01-01",
        "Fri, 31 Dec 2999 00:00:00",
        "Fri, 31 Dec 2999 00:00:00 +0000",
        "Fri, 31 Feb 2999 00:00:00 GMT",
        "Fri, 31 Dec 2999 25:00:00 GMT",
        "Friday, 31-Dec-99 00:00:00 GMT",
        "Fri Dec 31 00:00:00 2999",
        "Fri, ٣١ Dec 2999 00:00:00 GMT",
    ],
)
def test_unreadable_date_gets_the_body(since: str) -> None:
    assert not asked(since=since)


def test_no_condition_gets_the_body() -> None:
    assert not asked()
