"""Why a service of this app refused: what is wrong, where it stands, and what to do about it."""

from __future__ import annotations

from datetime import timedelta


class CampError(Exception):
    """A refusal that a person can act on.

    `field` is the form field or column concerned (None: the whole act), `value` what was given, `cure` what to do.
    """

    def __init__(self, message: str, field: str | None = None, value: object = None, cure: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message} {self.cure}" if self.cure else self.message


class Invalid(CampError):
    """A value that can't stand."""


class Taken(CampError):
    """A name, code or address that must be the only one, and is not."""


class InUse(CampError):
    """Something else still needs what was to be removed or made smaller."""


class InvitationGone(CampError):
    """An invitation that is unknown, used, withdrawn or too old; they all read the same, so nothing can be guessed."""


class AlreadyStarted(CampError):
    """The first organisation exists: from now on people come by invitation."""


class TooManyTries(CampError):
    """Wait before the next try. `wait` is how long."""

    def __init__(self, message: str, *, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class MailNotSent(CampError):
    """The mail server did not take it; what the mail was about stands and can be sent again."""
