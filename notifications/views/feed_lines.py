"""A feed in one line of a page: what it is called, who asked for it when, whether something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import Feed

QUIET_AFTER = timedelta(hours=48)  # Google, the slowest, asks within a day


@dataclass(frozen=True)
class FeedLine:
    """`tone` and `state` are for a badge; a feed that is `over` can't be renewed or switched off."""

    feed: Feed
    tone: str
    state: str
    asked: str
    over: bool


def line_of(feed: Feed, *, now: datetime) -> FeedLine:
    """How a feed stands."""
    if feed.revoked_at is not None:
        return FeedLine(feed, "calm", _("Switched off"), asked_words(feed, now=now), over=True)
    if feed.expires_at <= now:
        return FeedLine(feed, "warn", _("Run out"), asked_words(feed, now=now), over=True)
    tone, state = "ok", _("In use")
    if feed.faulty_at is not None:
        tone, state = "bad", _("An event can't be written: its last good form is shown")
    elif feed.last_fetched_at is None:
        tone, state = "info", _("Not subscribed yet")
    elif now - feed.last_fetched_at > QUIET_AFTER:
        tone, state = "warn", _("Quiet")
    return FeedLine(feed, tone, state, asked_words(feed, now=now), over=False)


def asked_words(feed: Feed, *, now: datetime) -> str:
    """Such as "Google last asked 14 h ago"; to the minute at best, since an asking is noted once a minute."""
    if feed.last_fetched_at is None:
        return _("Nobody has asked for it yet")
    who = feed.get_last_reader_display() if feed.last_reader else _("A calendar")
    return _("%(who)s last asked %(ago)s") % {"who": who, "ago": ago_words(now - feed.last_fetched_at)}


def ago_words(passed: timedelta) -> str:
    """'just now', '5 min ago', '14 h ago', '3 days ago'."""
    minutes = int(passed.total_seconds() // 60)
    if minutes < 2:
        return _("just now")
    if minutes < 60:
        return _("%(count)d min ago") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)d h ago") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
