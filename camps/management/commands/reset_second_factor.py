"""manage.py reset_second_factor: for somebody whom no owner can help, such as the only owner."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from camps.account_mail import tell_account_changed
from camps.errors import CampError
from camps.models import User
from camps.services.factor_resets import reset_factor_from_server


class Command(BaseCommand):
    help = (
        "Take the second step of somebody's sign-in away: phone, recovery codes, sessions. The person is told by mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address the person signs in with")
        parser.add_argument("--reason", required=True, help="stays on record in the person's organisations")

    def handle(self, *args: Any, email: str, reason: str, **options: Any) -> None:
        try:
            user = User.objects.get(email=email.strip().lower())
            reset_factor_from_server(user=user, reason=reason, now=timezone.now())
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody signs in with {email}. Look at the address again.") from error
        except CampError as error:
            raise CommandError(str(error)) from error
        told = tell_account_changed(user=user, change="reset")
        mail = "A mail says so." if told else "The mail about it could not be sent: please tell the person."
        self.stdout.write(f"{email}: the second step is gone, and the person was signed out everywhere. {mail}")
