"""The secret link of a camp's hall board: opens without a sign-in, so that a screen in a hall lasts all day."""

from __future__ import annotations

from django.db import models

from camps.models import Scoped


class BoardLink(Scoped):
    """The token is HMAC(LINK_KEY, camp id, version), never stored; `token_hash` (SHA-256) finds the row.

    It opens the board on the camp's days and half a day around them. Raising `version` makes the older one useless.
    """

    camp = models.OneToOneField("camps.Camp", on_delete=models.CASCADE, related_name="board_link")
    version = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
