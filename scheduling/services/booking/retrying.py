"""Once more, when PostgreSQL chose this transaction to fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from scheduling.errors import Taken

P = ParamSpec("P")
R = TypeVar("R")
# 40P01 deadlock, 40001 serialisation, 55P03 lock not available, 23P01 exclusion: all mean "somebody was quicker".
AGAIN = {"40P01", "40001", "55P03", "23P01"}


def once_more(act: Callable[P, R]) -> Callable[P, R]:
    """Run in a transaction, twice if PostgreSQL ends the first (crossing swaps deadlock by nature), then Taken."""

    @wraps(act)
    def retried(*args: P.args, **kwargs: P.kwargs) -> R:
        for last in (False, True):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except (OperationalError, IntegrityError) as error:
                if getattr(error.__cause__, "sqlstate", "") not in AGAIN:
                    raise
                if last or connection.in_atomic_block:
                    raise Taken("This time was just taken.") from error
        raise AssertionError("the loop returns or raises")

    return retried
