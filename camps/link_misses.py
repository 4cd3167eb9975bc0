"""How many secret links an address tried in vain: a count in Redis for a minute, since a GET writes no row."""

from __future__ import annotations

import hashlib
import logging

from django.core.cache import caches
from django.http import HttpRequest
from redis.exceptions import RedisError

from camps.networks import network_of

MOST_A_MINUTE = 30
log = logging.getLogger(__name__)


def too_many_misses(request: HttpRequest) -> bool:
    """Count one more and say whether it was one too many.

    With Redis away nobody is held up: what guards a link is its 128 bits, this only spares the database.
    """
    who = hashlib.sha256(network_of(request.META.get("REMOTE_ADDR", "")).encode()).hexdigest()
    key = f"visit.misses.{who}"
    live = caches["live"]
    try:
        live.add(key, 0, timeout=60)
        return live.incr(key) > MOST_A_MINUTE
    except ValueError:  # it ran out between the two
        return False
    except RedisError:
        log.warning("Redis is away: misses of secret links are not counted")
        return False
