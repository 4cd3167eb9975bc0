"""What a feed shows, as events: everything that a fragment is made of, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from notifications.models import Feed, FeedKind
from notifications.queries.case_names import case_label
from notifications.queries.feed_rows import Row, in_window
from notifications.wording.catalogue import text_language, words
from notifications.wording.feeds import feed_words

A_MOMENT = 1  # second: what ends at midnight is no event of the next day


class Entry(NamedTuple):
    """An appointment or a shift, with everything that its fragment is made of; instants in whole seconds since 1970."""

    told: int
    at: int
    uid: str
    sequence: int
    cancelled: bool
    starts_at: int
    ends_at: int
    summary: str
    station: str
    venue: str
    meeting: str
    zone: str
    lang: str
    camp: int
    camp_name: str


class Days(NamedTuple):
    """A camp of several days as a banner above its hours, which marks nobody as busy (indico#6867)."""

    at: int
    uid: str
    cancelled: bool
    first_day: date
    last_day: date
    summary: str
    venue: str
    sequence: int = 0


Shown = Entry | Days


def language_of(feed: Feed) -> str:
    """A doctor's own language, else the camp's."""
    said = feed.doctor.language if feed.doctor else feed.camp.language if feed.camp else ""
    return text_language(said or "en")


def shown_in(feed: Feed, rows: Iterable[Row], *, now: datetime) -> list[Shown]:
    """What `feed` shows now of its `told_rows`, in order of time."""
    lang = language_of(feed)
    entries = [_entry(row, feed=feed, lang=lang) for row in in_window(rows, now=now)]
    banners = [] if feed.busy_only or feed.kind == FeedKind.STATION else _banners(entries, feed=feed)
    return [*banners, *entries]


def _entry(row: Row, *, feed: Feed, lang: str) -> Entry:
    summary = feed_words(lang).busy if feed.busy_only else _summary(row, lang)
    is_shift = row.appointment_id is None
    return Entry(
        told=row.id,
        at=row.told,
        uid=row.uid,
        sequence=row.sequence,
        cancelled=row.cancelled,
        starts_at=row.begins,
        ends_at=row.ends,
        summary=f"{summary} - {row.procedures}" if row.procedures else summary,
        station="" if feed.busy_only else row.station or "",
        venue="" if feed.busy_only else row.venue,
        meeting=row.meeting if is_shift and not feed.busy_only else "",
        zone=row.zone,
        lang=lang,
        camp=row.camp,
        camp_name=row.camp_name,
    )


def _summary(row: Row, lang: str) -> str:
    if row.appointment_id is None:
        return words(lang).event_shift.format(camp=row.camp_name)
    if row.number is None:
        return words(lang).event_case
    return case_label(number=row.number, patient_name=row.patient or "", lang=lang)


def _banners(entries: Iterable[Entry], *, feed: Feed) -> list[Days]:
    """One for each camp of more than one day, from the first to the last day of what is shown of it."""
    of_camp: dict[int, list[Entry]] = {}
    for entry in entries:
        of_camp.setdefault(entry.camp, []).append(entry)
    found = []
    for camp, own in of_camp.items():
        live = [entry for entry in own if not entry.cancelled] or own
        zone = ZoneInfo(live[-1].zone)  # a camp has one venue
        first_day = datetime.fromtimestamp(min(entry.starts_at for entry in live), zone).date()
        last_day = datetime.fromtimestamp(max(entry.ends_at for entry in live) - A_MOMENT, zone).date()
        if own[0].camp_name and first_day < last_day:
            found.append(
                Days(
                    at=max(entry.at for entry in own),
                    uid=feed.uid.replace("@", f"-camp{camp}@", 1),
                    cancelled=all(entry.cancelled for entry in own),
                    first_day=first_day,
                    last_day=last_day,
                    summary=own[0].camp_name,
                    venue=live[-1].venue,
                )
            )
    return found
