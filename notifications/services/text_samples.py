"""What a text becomes at this camp, with its own names and its longest day and hour, and what that costs.

Written by the very code that sends (letters.py), with nobody's name and nobody's link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from camps.models import Camp
from notifications.models import Channel, Message, Template
from notifications.queries.facts import dialled
from notifications.queries.ladders import telling_of
from notifications.queries.texts import Place, texts_of
from notifications.services.letters import Letter, letter_for
from notifications.services.samples import STAND_IN, stand_in_link
from notifications.wording import EDITABLE_KINDS, PATIENT_KINDS, Cost, Facts, OwnText, cost_of, longest_of, of_family

QUARTER = timedelta(minutes=15)
ON_ONE_PHONE = 3  # a family as large as most


@dataclass(frozen=True)
class Tried:
    """One reader's text, the longest it can become; `cost` is None for a mail. `own`: not the shipped one."""

    reader: str
    subject: str
    text: str
    language: str
    cost: Cost | None
    own: bool


def tried(place: Place, text: OwnText | None) -> list[Tried]:
    """`text`, or the shipped one, for a grown-up, a carer and (an SMS) several people on one phone."""
    template = unsaved(place, text) if text else None
    found = []
    for reader, facts in sample_facts(place.camp, language=place.language, channel=place.channel).items():
        if reader == "family" and place.channel == Channel.MAIL:
            continue
        letter = letter_of(place, template, facts)
        price = telling_of(place.camp).sms_price
        shown = letter.text.replace(STAND_IN, "…")
        cost = cost_of(letter.text, price=price) if place.channel == Channel.SMS else None
        own = template is not None and letter.template_version.startswith(f"{place.language}-own-")
        found.append(Tried(reader, letter.subject, shown, letter.lang, cost, own))
    return found


@dataclass(frozen=True)
class InForce:
    """What a reader of `language` gets now; `template` is None for the shipped text."""

    language: str
    template: Template | None
    tried: Tried


def all_in_force(camp: Camp, *, channel: str, languages: Sequence[str]) -> dict[str, list[InForce]]:
    """By kind: the text of each language, as a grown-up reads it. One statement."""
    texts, price = texts_of(camp), telling_of(camp).sms_price
    facts = {lang: sample_facts(camp, language=lang, channel=channel)["adult"] for lang in languages}
    found: dict[str, list[InForce]] = {}
    for kind in EDITABLE_KINDS:
        found[kind] = []
        for lang in languages:
            template = texts.chosen(kind, channel, lang)
            letter = letter_of(Place(camp, kind, channel, lang), template, facts[lang])
            cost = cost_of(letter.text, price=price) if channel == Channel.SMS else None
            shown = letter.text.replace(STAND_IN, "…")
            one = Tried("adult", letter.subject, shown, letter.lang, cost, template is not None)
            found[kind].append(InForce(lang, template, one))
    return found


def sample_facts(camp: Camp, *, language: str, channel: str) -> dict[str, Facts]:
    """By reader: the camp's own facts at its longest day and hour."""
    arrivals = [at.astimezone(camp.zone) for day in camp.dates for at in _quarters(camp, day)]
    basic = Facts(
        camp_short_name=camp.short_name or camp.name[:20],
        zone_name=camp.venue.timezone,
        venue=camp.venue.name,
        meeting_point=camp.venue.meeting_point,
        help_phone=dialled(camp.help_phone, camp.venue.country),
        link=stand_in_link(),
        nothing_to_eat_after=arrivals[0] if telling_of(camp).instructions_in_sms and channel != Channel.MAIL else None,
    )
    longest = longest_of(basic, arrivals, lang=language)
    assert longest.when is not None
    adult = replace(longest, today=longest.when.date() - timedelta(days=1), old_when=longest.when - timedelta(days=1))
    family = of_family(replace(adult, nothing_to_eat_after=None), arrivals, others=ON_ONE_PHONE - 1)
    return {"adult": adult, "carer": replace(adult, is_child=True), "family": family}


def letter_of(place: Place, template: Template | None, facts: Facts) -> Letter:
    """As it would be sent; a row that is never written stands for the message."""
    assert place.kind in PATIENT_KINDS
    message = Message(
        camp=place.camp, kind=place.kind, channel=place.channel, language=place.language, template=template
    )
    return letter_for(message, None, facts)


def unsaved(place: Place, text: OwnText) -> Template:
    """A version that is only tried."""
    return Template(
        organisation_id=place.camp.organisation_id,
        kind=place.kind,
        channel=place.channel,
        language=place.language,
        version=0,
        subject=text.subject,
        body=text.body,
        carer=text.carer,
        family=text.family,
    )


def _quarters(camp: Camp, day: date) -> list[datetime]:
    opens = camp.instant(day, camp.day_opens)
    closes = camp.instant(day, camp.day_closes)
    steps = max(1, int((closes - opens) / QUARTER))
    return [opens + n * QUARTER for n in range(steps)]
