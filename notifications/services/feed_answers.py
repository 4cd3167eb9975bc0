"""What an asking for a feed is answered: 200, 304, the notice of a dead one, 410.

Most askings end after one query: the body that left last is kept with its validators, and it stands while nothing new
was told and the rest (names of tables, initials, the calendar day) was looked at within a minute. Else the events are
read again and joined from their kept fragments; only a body that differs is validated and stored.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_scopes import scope

from notifications.ical.errors import CalendarRefused
from notifications.ical.event import utc_seconds
from notifications.ical.feed import feed as calendar
from notifications.ical.feed import latest, revoked_notice
from notifications.ical.freshness import etag, not_modified
from notifications.ical.lines import line, text
from notifications.ical.properties import cancelled_summary
from notifications.ical.succession import Published, published_events, succeeding
from notifications.ical.validator import faults, fragment_faults
from notifications.models import Feed, FeedKind
from notifications.queries.audience import UTC, zone_named
from notifications.queries.feed_events import Entry, Shown, fragment_of, language_of, shown_in
from notifications.queries.feeds import Known, feed_with_owner, find_feed, last_body, organisation_of
from notifications.services.feeds import expiry_of, hash_of, record_fetch
from notifications.wording.feeds import feed_words

logger = logging.getLogger(__name__)
COLORS = {FeedKind.DOCTOR: "teal", FeedKind.STATION: "steelblue", FeedKind.CAMP: "darkorange"}
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an asking brings: its token, its validators, and who it says it is."""

    token: str
    if_none_match: str | None = None
    if_modified_since: str | None = None
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is empty for 304, 410 (gone, or never was) and 503 (nothing fit to serve yet)."""

    status: int
    etag: str = ""
    changed_at: datetime | None = None
    body: bytes = b""


GONE = Answer(410)
NOT_YET = Answer(503)


def answer(asked: Asked, *, now: datetime) -> Answer:
    """Answer an asking. An unknown token and one long dead read the same."""
    known = find_feed(hash_of(asked.token))
    if known is None or known.is_gone(now):
        return GONE
    with scope(organisation=organisation_of(known)):
        ended_at = known.ended_at(now)
        if ended_at is not None:
            return _answered(asked, _notice(known, ended_at=ended_at), ended_at)
        if not known.stands(now):
            return _refreshed(known, asked, now=now)
        assert known.changed_at is not None
        if _has(asked, known.etag, known.changed_at):
            return Answer(304, known.etag, known.changed_at)
        body = last_body(known.feed_id)
        return _answered(asked, body, known.changed_at) if body else _refreshed(known, asked, now=now)


def _has(asked: Asked, tag: str, changed_at: datetime) -> bool:
    return not_modified(
        etag=tag,
        last_modified=changed_at,
        if_none_match=asked.if_none_match,
        if_modified_since=asked.if_modified_since,
    )


def _answered(asked: Asked, body: bytes, changed_at: datetime) -> Answer:
    if not body:
        return NOT_YET
    tag, changed_at = etag(body), utc_seconds(changed_at, field="changed_at")
    return Answer(304, tag, changed_at) if _has(asked, tag, changed_at) else Answer(200, tag, changed_at, body)


def _refreshed(known: Known, asked: Asked, *, now: datetime) -> Answer:
    """Look at everything again. The feed's row is locked, so that two askings at once count a change once."""
    with transaction.atomic():
        Feed.objects.select_for_update(no_key=True, of=("self",)).values_list("pk").get(pk=known.feed_id)
        feed = feed_with_owner(known.feed_id)
        body, changed_at = refresh(feed, told_at=known.newest, now=now)
        record_fetch(feed_id=feed.pk, reader=asked.reader, now=now)
    return _answered(asked, body, changed_at)


def refresh(feed: Feed, *, told_at: datetime | None, now: datetime) -> tuple[bytes, datetime]:
    """The body as it must be now, and when it last changed; what differs from the last one is judged and kept."""
    before = last_body(feed.pk)
    shown = shown_in(feed, now=now)
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
    _keep(feed, body, changed_at, before=before, faulty=faulty, told_at=told_at, now=now)
    return body, changed_at


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
            written = succeeding(
                lambda sequence, changed, each=each: fragment_of(each, sequence, changed),  # type: ignore[misc]
                sequence=each.sequence,
                changed=utc_seconds(each.at, field="at"),
                before=before,
                now=utc_seconds(now, field="now"),
            )
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
    changed_at = utc_seconds(latest((each.at for each in shown), created_at=feed.created_at), field="at")
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


def _keep(
    feed: Feed,
    body: bytes,
    changed_at: datetime,
    *,
    before: bytes,
    faulty: bool,
    told_at: datetime | None,
    now: datetime,
) -> None:
    """Write what changed: nothing at all when all is as it was."""
    wanted = {
        "told_at": told_at,
        "faulty_at": (feed.faulty_at or now) if faulty else None,
        "expires_at": feed.expires_at if feed.kind == FeedKind.DOCTOR else expiry_of(feed, now=now),
    }
    values: dict[str, object] = {name: value for name, value in wanted.items() if getattr(feed, name) != value}
    if body != before:
        values |= {"last_good": body, "etag": etag(body), "changed_at": changed_at}
    if values:
        Feed.objects.filter(pk=feed.pk).update(**values)


def _notice(known: Known, *, ended_at: datetime) -> bytes:
    feed = feed_with_owner(known.feed_id)
    said = feed_words(language_of(feed))
    return revoked_notice(
        name=_name(feed),
        uid=feed.uid,
        revoked_at=ended_at,
        tz=_zone(feed),
        color="gray",
        summary=said.switched_off if known.revoked_at else said.run_out,
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
