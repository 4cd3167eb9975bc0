"""Mails about accounts, for staff. Sent at once, outside any transaction; patients' messages go another way."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from camps.errors import MailNotSent
from camps.models import Invitation, User

logger = logging.getLogger(__name__)


def send_invitation(*, invitation: Invitation, token: str) -> None:
    """The link to a place. Raises MailNotSent."""
    path = reverse("camps:accept_invitation", kwargs={"token": token})
    context = {"invitation": invitation, "link": f"{settings.PUBLIC_URL}{path}"}
    _send(
        to=invitation.email,
        subject=render_to_string("camps/mails/invitation_subject.txt", context),
        text=render_to_string("camps/mails/invitation.txt", context),
    )


def send_password_reset(*, user: User) -> None:
    """The link to a new password. It names our own address, never the one a request claims. Raises MailNotSent."""
    key, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    path = reverse("camps:new_password", kwargs={"uidb64": key, "token": token})
    context = {"link": f"{settings.PUBLIC_URL}{path}"}
    _send(
        to=user.email,
        subject=render_to_string("camps/mails/password_reset_subject.txt", context),
        text=render_to_string("camps/mails/password_reset.txt", context),
    )


def tell_account_changed(*, user: User, change: str) -> bool:
    """What was done to the second factor: `set up`, `codes renewed`, `recovery used`, `removed` or `reset`.

    The change stands whether this mail goes out or not, so a mail server that is away is logged, and False returned.
    """
    context = {"change": change, "link": settings.PUBLIC_URL + reverse("camps:password_reset")}
    try:
        _send(
            to=user.email,
            subject=render_to_string("camps/mails/account_changed_subject.txt", context),
            text=render_to_string("camps/mails/account_changed.txt", context),
        )
    except MailNotSent:
        return False  # logged below
    return True


def try_mail_server() -> None:
    """In the place of a mail to an address that has no account: who asks learns from neither the words nor a quick
    answer that it has none. Raises MailNotSent.
    """
    with _told_as_not_sent():
        connection = get_connection()
        connection.open()
        connection.close()


def _send(*, to: str, subject: str, text: str) -> None:
    with _told_as_not_sent():
        EmailMessage(subject=" ".join(subject.split()), body=text, to=[to]).send()


@contextmanager
def _told_as_not_sent() -> Iterator[None]:
    try:
        yield
    except (SMTPException, OSError) as error:
        logger.warning("account mail not sent: %s", type(error).__name__)
        raise MailNotSent("The mail could not be sent.", cure="Try again in a few minutes.") from error
