"""What goes wrong with the telling as a whole, with figures: late, a provider failing, a wave of refusals, not known,
leases run out (delivery.md §10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from notifications.models import BY_MACHINE, Attempt, Message, MessageState, ProviderHealth
from notifications.queries.call_list import BY_HAND

LATE_AFTER = timedelta(minutes=2)  # a worker looks every 30 seconds
UNKNOWN_AFTER = timedelta(minutes=15)
LEASE_GRACE = timedelta(seconds=60)  # a sweep takes a lease back that ran out; one that stands longer has no sweeper
LATELY = timedelta(hours=1)
LATEST = 2_000  # of the attempts: enough for an hour of a camp, and the share of a big one
FAILING_SHARE, FEWEST_TRIES = 0.05, 20
CODES = ("late", "refused", "unknown", "leases")  # those that count messages; "provider" names who fails
BAD = (Attempt.Outcome.PERMANENT, Attempt.Outcome.TEMPORARY, Attempt.Outcome.UNKNOWN)


@dataclass(frozen=True)
class Alert:
    """`code`: late, provider, refused, unknown, leases. `count` of what, `since` when, `provider` whose.

    `camp_id` is where most of it is; None: of no camp alone.
    """

    code: str
    count: int
    since: datetime | None = None
    provider: str = ""
    camp_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.code}:{self.provider}" if self.provider else self.code


def alerts(*, now: datetime, organisation_id: int | None = None) -> list[Alert]:
    """The worst first. Of one organisation, or of the whole installation (outside any scope). Five statements."""
    own = Message.objects.all() if organisation_id is None else Message.objects.filter(organisation=organisation_id)
    tries = _latest_tries(now=now, organisation_id=organisation_id)
    return [
        *_late(own, now=now),
        *_failing(tries, now=now),
        *_refused(tries),
        *_unknown(own, now=now),
        *_run_out(own, now=now),
    ]


def _late(own, *, now: datetime) -> list[Alert]:  # type: ignore[no-untyped-def]  # a queryset of Message
    due = own.filter(
        state=MessageState.PLANNED, channel__in=BY_MACHINE, due_at__lte=now - LATE_AFTER, not_after__gt=now
    )
    return _of(due.values("camp").annotate(n=Count("pk"), first=Min("due_at")), "late")


def _unknown(own, *, now: datetime) -> list[Alert]:  # type: ignore[no-untyped-def]  # a queryset of Message
    silent = own.filter(state=MessageState.UNKNOWN, not_after__gt=now).annotate(tried=Max("attempts__started_at"))
    old = silent.filter(Q(tried=None) | Q(tried__lte=now - UNKNOWN_AFTER)).values_list("camp_id", "tried")
    of_camp: dict[int | None, list[datetime | None]] = defaultdict(list)
    for camp_id, tried in old:
        of_camp[camp_id].append(tried)
    rows: list[dict[str, object]] = [
        {"camp": camp_id, "n": len(all_tried), "first": min(filter(None, all_tried), default=None)}
        for camp_id, all_tried in of_camp.items()
    ]
    return _of(rows, "unknown")


def _run_out(own, *, now: datetime) -> list[Alert]:  # type: ignore[no-untyped-def]  # a queryset of Message
    held = own.filter(state=MessageState.LEASED, leased_until__lte=now - LEASE_GRACE)
    return _of(held.values("camp").annotate(n=Count("pk"), first=Min("leased_until")), "leases")


def _of(rows: Iterable[dict[str, object]], code: str) -> list[Alert]:
    """One alert of the camps' figures; none where there are none."""
    found = [(int(str(row["n"])), row["first"], row["camp"]) for row in rows]
    if not found:
        return []
    since = min((first for _, first, _ in found if isinstance(first, datetime)), default=None)
    _, _, camp = max(found, key=lambda row: row[0])
    return [Alert(code, sum(n for n, _, _ in found), since, camp_id=camp if isinstance(camp, int) else None)]


def _latest_tries(*, now: datetime, organisation_id: int | None) -> list[tuple[str, str, datetime, int | None]]:
    """(provider, outcome, started, camp) of the last hour's tries, by their primary key: no other index is needed."""
    rows = Attempt.objects.all() if organisation_id is None else Attempt.objects.filter(organisation=organisation_id)
    latest = rows.exclude(provider=BY_HAND).order_by("-pk")
    values = latest.values_list("provider", "outcome", "started_at", "message__camp_id")[:LATEST]
    return [row for row in values if row[2] > now - LATELY]


def _failing(tries: list[tuple[str, str, datetime, int | None]], *, now: datetime) -> list[Alert]:
    """Providers that rest after failures in a row, or refuse more than one in twenty of the last hour."""
    resting = ProviderHealth.objects.filter(rests_until__gt=now)
    found = {row.provider: Alert("provider", row.failures, row.last_fault_at, row.provider) for row in resting}
    of_provider: dict[str, list[str]] = defaultdict(list)
    for provider, outcome, _, _ in tries:
        of_provider[provider].append(outcome)
    for provider, outcomes in of_provider.items():
        bad = sum(outcome in BAD for outcome in outcomes)
        if provider not in found and len(outcomes) >= FEWEST_TRIES and bad > FAILING_SHARE * len(outcomes):
            found[provider] = Alert("provider", bad, provider=provider)
    return [found[provider] for provider in sorted(found)]


def _refused(tries: list[tuple[str, str, datetime, int | None]]) -> list[Alert]:
    """A wave of phones and addresses that do not exist: most likely a sheet read wrongly."""
    refused = [(at, camp) for _, outcome, at, camp in tries if outcome == Attempt.Outcome.PERMANENT]
    if len(refused) <= settings.ALERT_REFUSALS_AN_HOUR:
        return []
    camps = [camp for _, camp in refused if camp]
    return [
        Alert(
            "refused",
            len(refused),
            min(at for at, _ in refused),
            camp_id=max(set(camps), key=camps.count) if camps else None,
        )
    ]
