"""Tell what is due, without Celery: once, or for ever with --loop."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from notifications.services.round_clock import round_clock
from notifications.services.sweep import tick

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Make the messages that are still to be made and send what is due. SIGTERM finishes the one at hand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--every", type=float, default=5.0, help="seconds between two rounds of --loop")
        parser.add_argument("--seconds", type=float, default=300.0, help="begin no further message after this long")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._round(options["seconds"], stop)
            while options["loop"] and not stop.wait(options["every"]):
                self._round(options["seconds"], stop)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _round(self, seconds: float, stop: threading.Event) -> None:
        close_old_connections()
        try:
            clock = round_clock()
            until = clock() + timedelta(seconds=seconds)
            counts = tick(clock=clock, until=until, stopping=stop.is_set, pause=stop.wait)
        except (DatabaseError, InterfaceError):
            logger.exception("the database is away; the next round tries again")
            connection.close()
            return
        if counts:
            self.stdout.write(", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
