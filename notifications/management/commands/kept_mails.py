"""Look at the mails that were kept aside and belong to no camp, so that no page shows them; have one acted on again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.queries.kept_mails import kept_mail, mails_of_nobody
from notifications.services.answers.acting import act_again


class Command(BaseCommand):
    help = "List the mails kept aside that fit no invitation; show one as it came, or act on it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--show", type=int, metavar="NUMBER", help="write one mail as it came")
        parser.add_argument(
            "--again", type=int, metavar="NUMBER", help="act on one mail again, after mending the cause"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["show"] is not None:
            mail = kept_mail(options["show"])
            if mail is None:
                raise CommandError(f"There is no mail {options['show']}; without an option all are listed.")
            self.stdout.write(bytes(mail.raw).decode("utf-8", "replace"))
        elif options["again"] is not None:
            ended = act_again(options["again"], now=timezone.now())
            if ended is None:
                raise CommandError(f"No mail {options['again']} was kept aside; without an option all are listed.")
            self.stdout.write(f"{options['again']}: {ended.label}")
        else:
            for mail in mails_of_nobody():
                at = f"{mail.received_at:%Y-%m-%d %H:%M} UTC"
                self.stdout.write(f"{mail.pk}  {at}  {mail.sender or 'unknown sender'}: {mail.said} {mail.reason}")
