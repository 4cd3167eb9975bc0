"""manage.py start_code: what the first page of a new installation asks for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from camps.start_code import start_code


class Command(BaseCommand):
    help = "Print the code that the first page of a new installation asks for."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(start_code())
