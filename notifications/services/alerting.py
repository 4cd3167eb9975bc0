"""Tells the owners by mail what goes wrong with the telling: each alarm once in six hours, through the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_scopes import scope, scopes_disabled

from camps.models import Camp, CampState, Organisation, Role
from notifications.alert_words import alert_words
from notifications.models import Channel, Message
from notifications.queries.alerts import Alert, alerts
from notifications.queries.audience import Recipient, user_key
from notifications.queries.organisers import organisers_of
from notifications.services.drafting import Draft, messages_of, written
from notifications.wording import Kind

TOLD_AGAIN_AFTER = timedelta(hours=6)
OF_USE = timedelta(hours=12)


def tell_owners(*, now: datetime) -> int:
    """Plan a mail of every alarm that an organisation's owners were not told of for six hours; returns how many."""
    with scopes_disabled():
        telling = Camp.objects.exclude(state=CampState.DRAFT).values("organisation")
        organisations = list(Organisation.objects.filter(pk__in=telling).order_by("pk"))
    made = 0
    for organisation in organisations:
        with scope(organisation=organisation):
            for alert in alerts(now=now, organisation_id=organisation.pk):
                made += _tell(organisation, alert, now=now)
    return made


def _tell(organisation: Organisation, alert: Alert, *, now: datetime) -> int:
    lately = Message.objects.filter(
        organisation=organisation, kind=Kind.ALERT, facts__alert=alert.key, created_at__gt=now - TOLD_AGAIN_AFTER
    )
    camps = Camp.objects.exclude(state=CampState.DRAFT).select_related("venue").order_by("-first_day", "-pk")
    camp = camps.filter(pk=alert.camp_id or 0).first() or camps.first()
    if camp is None or lately.exists():
        return 0
    words = alert_words(alert)
    period = int(now.timestamp() // TOLD_AGAIN_AFTER.total_seconds())  # of two ticks at once, one tells
    drafts = [
        Draft(
            camp=camp,
            subject=f"alert:{organisation.pk}:{alert.key}:{period}",
            recipient=Recipient(
                key=user_key(member.user_id), channels=(Channel.MAIL,), language=camp.language, name=member.user.name
            ),
            kind=Kind.ALERT,
            revision=1,
            not_after=now + OF_USE,
            nearest=now + OF_USE,
            facts={"alert": alert.key, "wrong": words.wrong, "cure": words.cure, "to": member.user.name},
        )
        for member in organisers_of(organisation.pk)
        if member.role == Role.OWNER
    ]
    return written(message for draft in drafts for message in messages_of(draft, now=now))
