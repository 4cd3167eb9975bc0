"""Sessions in PostgreSQL that know whose they are (Django's documented way to extend its own database sessions)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from camps.models.sign_in import SignIn


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        return SignIn

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        row: SignIn = super().create_model_instance(data)  # type: ignore[assignment]  # made from get_model_class
        owner = data.get(SESSION_KEY)
        row.user_id = int(owner) if owner else None
        return row
