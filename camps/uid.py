"""Identities that leave the house."""

from __future__ import annotations

import uuid

from django.conf import settings


def new_uid() -> str:
    """A calendar UID `<uuid4>@<our domain>`: stored, fixed for life, never reused (RFC 5545 s3.8.4.7)."""
    return f"{uuid.uuid4()}@{settings.MAIL_DOMAIN}"
