"""The body of a feed: looked at anew, joined from kept fragments, validated where it differs, and kept.

An event that can't be written keeps the form it last had, and the others go on; a body that still fails the validator
does not leave, the last good one does.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from django.db import connection
from psycopg import Cursor

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import utc_seconds
from notifications.ical.feed import feed as calendar
from notifications.ical.feed import latest, revoked_notice
from notifications.ical.freshness import etag
from notifications.ical.lines import line, text
from notifications.ical.properties import cancelled_summary
from notifications.ical.succession import Published, published_events, succeeding
from notifications.ical.validator import faults, fragment_faults
from notifications.models import Feed, FeedKind
from notifications.queries.audience import UTC, zone_named
from notifications.queries.feed_fragments import SAMPLES, fragment_of
from notifications.queries.feed_rows import digest_in_database, digest_of, told_rows
from notifications.queries.feed_shown import Entry, Shown, language_of, shown_in
from notifications.queries.feeds import last_body
from notifications.wording.feeds import feed_words

logger = logging.getLogger(__name__)
COLORS = {FeedKind.DOCTOR: "teal", FeedKind.STATION: "steelblue", FeedKind.CAMP: "darkorange"}
A_SECOND = timedelta(seconds=1)


def look_again(feed: Feed, *, told_at: datetime | None, now: datetime) -> None:
    """Put on `feed`, whose row is locked and saved by the caller, what is right now; only the body is written here.

    `told_at` is when its people were last told anything. Without an ETag afterwards there is nothing fit to serve.
    """
    if not (feed.etag and feed.made_of and feed.made_of == _made_of(feed, digest_in_database(feed, now=now))):
        _rebuild(feed, now=now)
    feed.told_at = told_at


def _made_of(feed: Feed, rows: str) -> str:
    """Everything a body is made of: the digest of its rows, its header, and the way we write."""
    header = (_name(feed), _zone(feed), language_of(feed), feed.busy_only)
    return sha256(repr((rows, header, _our_hand())).encode()).hexdigest()


@cache
def _our_hand() -> str:
    """How this version of the code writes: another wording gives other bodies, without anybody raising a number."""
    at = SAMPLES[0].at
    return sha256("".join(fragment_of(sample, 0, at) for sample in SAMPLES).encode()).hexdigest()


def _rebuild(feed: Feed, *, now: datetime) -> None:
    """Write the body anew; what differs from the last one is judged before it is kept."""
    before = last_body(feed.pk)
    rows = told_rows(feed, now=now)
    shown = shown_in(feed, rows, now=now)
    published = published_events(before)
    body, changed_at, faulty = before, feed.changed_at or now, True
    for judged in (False, True):  # each event by itself only when the whole is wrong: that takes twice as long
        fragments, doubtful = _fragments(shown, published=published, now=now, judged=judged)
        try:
            new, new_at = _body(feed, fragments, shown, before=before, now=now)
            found = [] if new == before else [str(fault) for fault in faults(new)]
        except CalendarRefused as error:
            found = [str(error)]
        if not found:
            body, changed_at, faulty = new, new_at, doubtful
            break
        logger.error("feed %s can't be served as it is: %s", feed.pk, "; ".join(found[:3]))
    if body != before:
        feed.etag, feed.changed_at = etag(body), changed_at
        _keep(body, feed=feed)
    feed.faulty_at = (feed.faulty_at or now) if faulty else None
    feed.made_of = "" if faulty else _made_of(feed, digest_of(rows, now=now))  # what is wrong is tried again


def _keep(body: bytes, *, feed: Feed) -> None:
    """Handed over in binary, beside Django, which would write megabytes into the statement's text."""
    with Cursor(connection.connection) as cursor:
        cursor.execute("UPDATE notifications_feed SET last_good = %b WHERE id = %s", [body, feed.pk])


def _fragments(
    shown: list[Shown], *, published: dict[str, Published], now: datetime, judged: bool = False
) -> tuple[list[str], bool]:
    """The texts of the events in order, and whether one of them can't be written as it is.

    Such a one keeps the form it last had, so that the others go on; `judged` looks at each with the validator.
    """
    texts, faulty = [], False
    for each in shown:
        before = published.get(each.uid)
        try:
            written = _written(each, before=before, now=now)
            wrong = [str(fault) for fault in fragment_faults(written)] if judged else []
        except CalendarRefused as error:
            wrong = [str(error)]
        if not wrong:
            texts.append(written)
            continue
        faulty = True
        logger.error("feed event %s: %s", each.uid, "; ".join(wrong[:3]))
        if before is not None and _says_no_more(before, each):
            texts.append(before.text)
    return texts, faulty


def _written(each: Shown, *, before: Published | None, now: datetime) -> str:
    """The text of an event, whose SEQUENCE follows what was shown of it before."""
    if before is None:
        return fragment_of(each, each.sequence, each.at)
    return succeeding(
        lambda sequence, changed: fragment_of(each, sequence, int(changed.timestamp())),
        sequence=each.sequence,
        changed=datetime.fromtimestamp(each.at, UTC),
        before=before,
        now=utc_seconds(now, field="now"),
    )


def _says_no_more(before: Published, each: Shown) -> bool:
    """An old form may stand in only under the same title: one with a procedure must go once the camp forbids it."""
    titles = (each.summary, cancelled_summary(each.summary))
    return any(line("SUMMARY", text(title)) in before.text for title in titles)


def _body(
    feed: Feed, fragments: list[str], shown: list[Shown], *, before: bytes, now: datetime
) -> tuple[bytes, datetime]:
    """Joined. LAST-MODIFIED stays while the rest stays, and rises when it does not: never back, never by asking."""
    last = feed.changed_at if before else None
    if last is not None:
        body = _joined(feed, fragments, shown, changed_at=last)
        if body == before:
            return body, last
    told = [datetime.fromtimestamp(at, UTC) for at in {each.at for each in shown}]
    changed_at = utc_seconds(latest(told, created_at=feed.created_at), field="at")
    if last is not None and changed_at <= last:
        changed_at = max(utc_seconds(now, field="now"), last + A_SECOND)
    return _joined(feed, fragments, shown, changed_at=changed_at), changed_at


def _joined(feed: Feed, fragments: list[str], shown: list[Shown], *, changed_at: datetime) -> bytes:
    entries = [each for each in shown if isinstance(each, Entry)]
    zone = entries[-1].zone if entries else None
    return calendar(
        fragments,
        name=_name(feed),
        uid=feed.uid,
        last_modified=changed_at,
        tz=zone or _zone(feed),
        color=COLORS[FeedKind(feed.kind)],
    )


def notice_of(feed: Feed, *, ended_at: datetime) -> bytes:
    """What a feed shows for 30 days after it was switched off or has run out."""
    said = feed_words(language_of(feed))
    return revoked_notice(
        name=_name(feed),
        uid=feed.uid,
        revoked_at=ended_at,
        tz=_zone(feed),
        color="gray",
        summary=said.switched_off if feed.revoked_at else said.run_out,
        description=said.ask_again,
    )


def _name(feed: Feed) -> str:
    """What the reader's list of calendars says: of whom, and nothing of illness (a camp's short name is neutral)."""
    if feed.doctor is not None:
        return f"{feed.organisation.name}: {feed.doctor.name}"
    assert feed.camp is not None
    camp = feed.camp.short_name or feed.organisation.name
    return f"{camp}: {feed.station.name}" if feed.station else camp


def _zone(feed: Feed) -> str:
    if feed.camp is not None:
        return feed.camp.venue.timezone
    return zone_named(feed.doctor.home_timezone if feed.doctor else "", otherwise=UTC).key
