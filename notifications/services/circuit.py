"""A provider that fails five times in a row rests for a minute, then one worker tries it once (delivery.md §4.4).

All workers know it together, so it stands in PostgreSQL. While all is well nobody writes here but for a sign of life
a minute, and that rides on the record of a sending (`SIGN_OF_LIFE` in outcomes.record_sent).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from notifications.models import ProviderHealth

MOST_FAILURES = 5
REST = timedelta(seconds=60)

# A part of the statement that records a sending: no statement more a message, and no row written while all is well.
SIGN_OF_LIFE = """
UPDATE notifications_providerhealth SET failures = 0, rests_until = NULL, last_ok_at = %(now)s
WHERE provider = %(provider)s
  AND (failures > 0 OR last_ok_at IS NULL OR last_ok_at NOT BETWEEN %(now)s - interval '1 minute' AND %(now)s)
"""

_FAILED = """
INSERT INTO notifications_providerhealth AS health (provider, failures, last_fault_at, last_fault)
VALUES (%(provider)s, 1, %(now)s, %(words)s)
ON CONFLICT (provider) DO UPDATE SET failures = health.failures + 1, last_fault_at = %(now)s, last_fault = %(words)s,
  rests_until = CASE WHEN health.failures + 1 >= %(most)s THEN %(rests_until)s END
RETURNING rests_until
"""


def know(providers: list[str]) -> None:
    """Make a row for each provider not yet known, so that its signs of life have a place."""
    rows = [ProviderHealth(provider=name) for name in providers]
    ProviderHealth.objects.bulk_create(rows, ignore_conflicts=True)


def resting() -> dict[str, datetime]:
    """The providers that failed too often, and until when each rests; the time may have passed: see `take_one_try`."""
    found = ProviderHealth.objects.filter(rests_until__isnull=False).values_list("provider", "rests_until")
    return {provider: until for provider, until in found if until is not None}


def take_one_try(provider: str, *, now: datetime) -> bool:
    """After the rest: True for one caller among all workers. It rests on for the others until that one has succeeded.

    Should that worker die, the next try is a rest later. A rest that ends further off than any rest lasts was begun
    before the clock was set back; it has ended.
    """
    over = ProviderHealth.objects.filter(provider=provider, failures__gte=MOST_FAILURES)
    ended = over.filter(rests_until__lte=now) | over.filter(rests_until__gt=now + REST)
    return bool(ended.update(rests_until=now + REST))


def failed(provider: str, *, words: str, now: datetime) -> datetime | None:
    """It refused for now, or fell silent. Returns until when it rests, None while it may be tried on.

    `words` are kept for the operator; they must not name a recipient.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _FAILED,
            {
                "provider": provider,
                "now": now,
                "words": words[:200],
                "most": MOST_FAILURES,
                "rests_until": now + REST,
            },
        )
        (until,) = cursor.fetchone()
    return until


def answered(provider: str, *, now: datetime) -> None:
    """It lives: it answered, if only to refuse a message for good."""
    with connection.cursor() as cursor:
        cursor.execute(SIGN_OF_LIFE, {"provider": provider, "now": now})
