"""Every address of the house with the policy its view names: what the walks over all pages share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories.busy import own_busy
from tests.factories.camps import World
from tests.factories.feeds import camp_feed, own_feed
from tests.factories.offers import offer_of
from tests.factories.queue import own_ticket
from tests.factories.sheets import sheet_of
from tests.factories.timings import log_of

FRAMEWORK = {"admin"}  # Django's admin guards itself; tests/camps/access/test_admin.py looks at it
OF_THE_WIRING = {"healthz", "readyz", "csp_report", "robots", "favicon"}  # open to all, without any organisation's row

# What the argument `pk` stands for, address by address. A new page about one row adds its row here, else the walk that
# opens every page as an owner finds a 404.
ROWS: dict[str, Callable[[World], int]] = {
    "camps:member": lambda world: world.members["desk"].pk,
    "camps:delete_member": lambda world: world.members["desk"].pk,
    "camps:reset_second_factor": lambda world: world.members["desk"].pk,
    "camps:revoke_invitation": lambda world: world.invitation.pk,
    "camps:repeat_invitation": lambda world: world.invitation.pk,
    "camps:venue": lambda world: world.venue.pk,
    "camps:delete_venue": lambda world: world.venue.pk,
    "camps:doctor": lambda world: world.doctor.pk,
    "camps:delete_doctor": lambda world: world.doctor.pk,
    "camps:station": lambda world: world.station.pk,
    "camps:delete_station": lambda world: world.station.pk,
    "camps:kit": lambda world: world.kit.pk,
    "camps:delete_kit": lambda world: world.kit.pk,
    "camps:procedure": lambda world: world.procedure.pk,
    "camps:delete_procedure": lambda world: world.procedure.pk,
    "camps:delete_contact": lambda world: world.contact.pk,
    **dict.fromkeys(
        (
            "camps:sheet",
            "camps:sheet_columns",
            "camps:sheet_progress",
            "camps:sheet_rows",
            "camps:fix_sheet",
            "camps:sheet_doubles",
            "camps:sheet_changes",
            "camps:faulty_rows",
            "camps:commit_sheet",
            "camps:sheet_consent",
            "camps:undo_sheet",
            "camps:discard_sheet",
        ),
        lambda world: sheet_of(world).pk,
    ),
    "scheduling:answer_offer": lambda world: offer_of(world).pk,
    "scheduling:shift": lambda world: world.shift.pk,
    "scheduling:cancel_shift": lambda world: world.shift.pk,
    "scheduling:remove_absence": lambda world: world.absence.pk,
    "scheduling:remove_closure": lambda world: world.closure.pk,
    **dict.fromkeys(
        (
            "scheduling:station_hours",
            "scheduling:station_live",
            "scheduling:station_now",
            "scheduling:call_next",
            "scheduling:station_alone",
            "scheduling:station_hold",
            "scheduling:station_sync",
            "scheduling:release_station",
        ),
        lambda world: world.station.pk,
    ),
    **dict.fromkeys(
        ("scheduling:ticket", "scheduling:ask_first", "scheduling:first_now"), lambda world: own_ticket(world).pk
    ),
    "scheduling:empty_filling": lambda world: world.rows["filling"],
    **dict.fromkeys(
        (
            "scheduling:plan",
            "scheduling:plan_progress",
            "scheduling:stop_plan",
            "scheduling:accept_plan",
            "scheduling:undo_plan",
            "scheduling:plan_what_if",
            "scheduling:plan_dial",
        ),
        lambda world: world.rows["plan"],
    ),
    "scheduling:undo_check_in": lambda world: world.rows["arrival"],
    "scheduling:appointment": lambda world: world.rows["appointment"],
    "scheduling:cancel": lambda world: world.rows["appointment"],
    "scheduling:swap": lambda world: world.rows["appointment"],
    "scheduling:cover": lambda world: world.rows["appointment"],
    "scheduling:took": lambda world: world.rows["appointment"],
    "scheduling:remove_took": lambda world: world.rows["appointment"],
    **dict.fromkeys(
        (
            "scheduling:log",
            "scheduling:log_columns",
            "scheduling:faulty_log_rows",
            "scheduling:undo_log",
            "scheduling:discard_log",
        ),
        lambda world: log_of(world).pk,
    ),
    **dict.fromkeys(
        ("scheduling:identity", "scheduling:mark", "scheduling:unmark", "scheduling:theatre_times"),
        lambda world: world.rows["appointment"],
    ),
    "scheduling:go_first": lambda world: world.rows["appointment"],
    **dict.fromkeys(
        ("scheduling:replanned", "scheduling:accept_replan", "scheduling:undo_replan"),
        lambda world: world.rows["change"],
    ),
    "scheduling:request": lambda world: world.rows["request"],
    "notifications:message": lambda world: world.rows["message"],
    "notifications:again": lambda world: world.rows["message"],
    "notifications:mail_done": lambda world: world.rows["mail"],
    "notifications:mail_again": lambda world: world.rows["mail"],
    "notifications:doctor_invitations": lambda world: world.doctor.pk,
    "notifications:doctor_busy": lambda world: world.doctor.pk,
    "notifications:remove_busy": lambda world: own_busy(world).pk,
    "notifications:remove_own_busy": lambda world: own_busy(world).pk,
    "notifications:renew_feed": lambda world: camp_feed(world).pk,
    "notifications:revoke_feed": lambda world: camp_feed(world).pk,
    "notifications:renew_own_feed": lambda world: own_feed(world).pk,
    "notifications:print_slip": lambda world: world.rows["arrival"],
    "notifications:revoke_own_feed": lambda world: own_feed(world).pk,
}


@dataclass(frozen=True)
class Address:
    """One address: its full name, such as camps:settings, the names of its arguments, its view."""

    name: str
    arguments: tuple[str, ...]
    view: Any

    @property
    def policy(self) -> str:
        """What `requires`, `signed_in` or `public` wrote on the view; empty when nobody did."""
        return str(getattr(self.view, "policy", ""))

    @property
    def is_public(self) -> bool:
        return self.policy.startswith("public")

    def path(self, world: World) -> str:
        """The path to this organisation's row. A row that nobody named here is number 1 of its camp."""
        known: dict[str, object] = {
            "slug": world.camp.slug,
            "number": world.registration.number,
            "day": world.camp.first_day,
            "act": "postpone",
            "what": "table",
            "sheet": "funnel",
            "of": "surgery",
            "rung": "3d",
            "kind": "booked",
            "channel": "sms",
            "language": "en",
            "version": 1,
        }
        if self.name in ROWS:
            known["pk"] = ROWS[self.name](world)
        return reverse(self.name, kwargs={name: known.get(name, 1) for name in self.arguments})


def all_addresses() -> list[Address]:
    """Everything below config/urls.py but the framework's own and the wiring's."""
    found = _walk(get_resolver().url_patterns, names=())
    return [address for address in found if address.name not in OF_THE_WIRING]


def _walk(patterns: list[URLPattern | URLResolver], *, names: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name in FRAMEWORK:
                continue
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern.url_patterns, names=inner)
            continue
        arguments = tuple(getattr(pattern.pattern, "converters", {})) or _groups(pattern)
        name = ":".join((*names, pattern.name)) if pattern.name else f"unnamed {pattern.pattern}"
        yield Address(name, arguments, pattern.callback)


def _groups(pattern: URLPattern) -> tuple[str, ...]:
    regex = getattr(pattern.pattern, "regex", re.compile(""))
    return tuple(regex.groupindex)
