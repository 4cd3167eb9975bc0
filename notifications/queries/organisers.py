"""Who hears of what happened to a camp: the organisation's owners and organisers; and what they are told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from camps.models import Member, Role
from notifications.models import Message
from notifications.wording import Facts, Kind

WHO_HEAR = (Role.OWNER, Role.ORGANISER)


def organisers_of(organisation_id: int) -> list[Member]:
    """Those who can sign in, each with the user."""
    members = Member.objects.filter(organisation=organisation_id, role__in=WHO_HEAR, user__is_active=True)
    return list(members.select_related("user").order_by("pk"))


def is_for_staff(message: Message) -> bool:
    """Whether its reader signs in here: it is of no patient's or doctor's concern, and nobody is asked to call."""
    return message.recipient.startswith("user:")


def staff_address(message: Message) -> str:
    """The mail address of the organiser a message is for, read now; empty for somebody who is none any more."""
    members = Member.objects.filter(organisation=message.organisation_id, role__in=WHO_HEAR, user__is_active=True)
    mine = members.filter(user=int(message.recipient.partition(":")[2]))
    return mine.values_list("user__email", flat=True).first() or ""


def staff_facts(message: Message) -> Facts:
    """Which doctor answered, about which hours, and what lost its cover by it; or what an alarm says."""
    camp, facts = message.camp, message.facts
    assert camp is not None
    if message.kind == Kind.ALERT:
        return Facts(
            camp_short_name=camp.short_name,
            link=f"{settings.PUBLIC_URL}/camps/{camp.slug}/messages/",
            person_called_name=facts["to"],
            wrong=facts["wrong"],
            cure=facts["cure"],
        )
    return Facts(
        camp_short_name=camp.short_name,
        when=datetime.fromisoformat(facts["at"]).astimezone(camp.zone),
        until=datetime.fromisoformat(facts["until"]).astimezone(camp.zone),
        zone_name=camp.venue.timezone,
        venue=camp.venue.name,
        link=f"{settings.PUBLIC_URL}/camps/{camp.slug}/needs-a-person/",
        person_called_name=facts["to"],
        doctor=facts["doctor"],
        lost=facts["lost"],
    )
