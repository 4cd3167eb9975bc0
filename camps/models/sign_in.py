"""Where people are signed in, and what was done to an account's second factor."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from camps.models.scoped import Scoped


class SignIn(AbstractBaseSession):
    """Django's session row with the person beside it, so that all sessions of a person can be listed and ended.

    A row without a person is a browser that is not signed in, such as one between the password and the code.
    """

    user = models.ForeignKey("camps.User", on_delete=models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from camps.session_store import SessionStore  # noqa: PLC0415  the store needs this model

        return SessionStore


class FactorReset(Scoped):
    """An owner, or whoever runs the server (`by` is empty), took a person's second factor away, and why."""

    user = models.ForeignKey("camps.User", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
