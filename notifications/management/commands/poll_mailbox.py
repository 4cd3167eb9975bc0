"""Take in the answers that lie in a mailbox, once or until stopped."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from notifications.receiving.mailbox import Account, MailboxFault, take_all
from notifications.services.inbound import take_in
from notifications.tasks import wake

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Take in the answers that lie in the mailbox of IMAP_URL, every IMAP_SECONDS, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        account = settings.IMAP_MAILBOX
        if account is None:
            raise CommandError("There is no mailbox to look into: set IMAP_URL.")
        stop = threading.Event()
        before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
        passed_over: set[tuple[bytes, bytes]] = set()
        try:
            self._look(account, stop, passed_over)
            while not options["once"] and not stop.wait(settings.IMAP_SECONDS):
                self._look(account, stop, passed_over)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _look(self, account: Account, stop: threading.Event, passed_over: set[tuple[bytes, bytes]]) -> None:
        close_old_connections()
        try:
            taken = take_all(account, keep=_keep, stopping=stop.is_set, passed_over=passed_over)
        except MailboxFault as fault:
            logger.warning("the mailbox can't be read now; the next look tries again: %s", fault)
            return
        except (DatabaseError, InterfaceError):
            logger.exception("the database is away; the mails stay in the mailbox")
            connection.close()
            return
        if taken:
            self.stdout.write(f"{taken} mails taken in")
            wake()


def _keep(raw: bytes, to: list[str]) -> None:
    take_in(raw, to=to, via="imap", received_at=timezone.now())
