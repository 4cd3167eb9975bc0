"""Receive the mails that a mail server hands to us, over LMTP or SMTP."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.receiving.handed_over import Place, listen
from notifications.tasks import wake


class Command(BaseCommand):
    help = "Receive answers that a mail server hands over, at LMTP_LISTEN and SMTP_LISTEN, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        set_ones: dict[str, Place | None] = {"lmtp": settings.LMTP_LISTEN, "smtp": settings.SMTP_LISTEN}
        places = {via: place for via, place in set_ones.items() if place}
        if not places:
            raise CommandError("Nowhere to listen: set LMTP_LISTEN (or SMTP_LISTEN), such as 127.0.0.1:8024.")
        try:
            asyncio.run(self._serve(places))
        except OSError as error:
            raise CommandError(f"Cannot listen there: {error.strerror or error}.") from error

    async def _serve(self, places: dict[str, Place]) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await listen(places, clock=timezone.now, wake=wake, stop=stop)
