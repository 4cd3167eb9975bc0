"""Organisers hear at once, by mail, of what a doctor's answer changed: one message a person and answer."""

from __future__ import annotations

from datetime import datetime

from notifications.models import Answer, Channel
from notifications.queries.audience import Recipient, user_key
from notifications.queries.organisers import organisers_of
from notifications.services.answers.heard import Heard
from notifications.services.drafting import Draft, messages_of, written
from notifications.wording import Kind


def tell_organisers(answer: Answer, heard: Heard, kind: Kind, *, lost: int = 0, now: datetime) -> int:
    """Make the messages to the owners and organisers; returns how many. `lost`: appointments without cover by it."""
    told, doctor = heard.told, heard.doctor
    assert told is not None
    assert doctor is not None
    drafts = [
        Draft(
            camp=heard.camp,
            subject=f"answer:{answer.pk}",
            recipient=Recipient(
                key=user_key(member.user_id),
                channels=(Channel.MAIL,),
                language=heard.camp.language,
                name=member.user.name,
            ),
            kind=kind,
            revision=1,
            not_after=told.ends_at,
            nearest=told.starts_at,
            facts={
                "at": told.starts_at.isoformat(),
                "until": told.ends_at.isoformat(),
                "doctor": doctor.name,
                "lost": lost,
                "to": member.user.name,
            },
            of={"shift": heard.shift, "appointment": heard.appointment},
        )
        for member in organisers_of(heard.camp.organisation_id)
    ]
    return written(message for draft in drafts for message in messages_of(draft, now=now))
