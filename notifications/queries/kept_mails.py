"""Mails kept aside that belong to no organisation: whoever runs Campline looks at them, no page shows them."""

from __future__ import annotations

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from notifications.models import InboundMail, InboundState


def mails_of_nobody() -> list[InboundMail]:
    """Newest first, without what they hold; at most 200."""
    with scopes_disabled():
        return list(_aside().filter(organisation=None).defer("raw")[:200])


def kept_mail(mail_id: int) -> InboundMail | None:
    """One mail kept aside, whole, whoever it belongs to."""
    with scopes_disabled():
        return _aside().filter(pk=mail_id).first()


def _aside() -> QuerySet[InboundMail]:
    return InboundMail.objects.filter(state=InboundState.ASIDE).order_by("-received_at", "-pk")
