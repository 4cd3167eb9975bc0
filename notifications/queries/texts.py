"""Which text a reader gets: the camp's own, the organisation's own, or the shipped one (notifications/wording)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from camps.models import Camp
from notifications.models import Template
from notifications.wording import LANGUAGES, OwnText

ENGLISH = "en"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Place:
    """Where an own text stands: a kind, channel and language of a camp, or of all the organisation's camps."""

    camp: Camp
    kind: str
    channel: str
    language: str
    whole_house: bool = False


@dataclass(frozen=True)
class Texts:
    """The own texts in force, by kind, channel and language: the camp's and the organisation's."""

    of_camp: dict[Key, Template]
    of_house: dict[Key, Template]
    camp_language: str

    def chosen(self, kind: str, channel: str, language: str) -> Template | None:
        """The own text for a reader of `language`; None where a shipped text comes first.

        The reader's language, its base, the camp's first, English; in each the camp's, the organisation's, the shipped.
        """
        for lang in languages_for(language, self.camp_language):
            own = self.of_camp.get((kind, channel, lang)) or self.of_house.get((kind, channel, lang))
            if own is not None:
                return own
            if lang in LANGUAGES:
                return None
        return None


def texts_of(camp: Camp) -> Texts:
    """One statement."""
    in_force = Template.objects.filter(Q(camp=camp) | Q(camp=None), organisation=camp.organisation_id, retired_at=None)
    of_camp: dict[Key, Template] = {}
    of_house: dict[Key, Template] = {}
    for row in in_force.order_by("version"):  # the newest of two stays
        (of_camp if row.camp_id else of_house)[row.kind, row.channel, row.language] = row
    return Texts(of_camp, of_house, camp.language)


def versions_of(place: Place) -> QuerySet[Template]:
    """Every version, the newest first."""
    return Template.objects.filter(
        organisation=place.camp.organisation_id,
        camp=None if place.whole_house else place.camp,
        kind=place.kind,
        channel=place.channel,
        language=place.language,
    ).order_by("-version")


def languages_for(language: str, camp_language: str) -> Iterator[str]:
    """In order of trying: the reader's, its base ("fr" of "fr-CA"), the camp's first, its base, English; each once."""
    wanted = (language, base_of(language), camp_language, base_of(camp_language), ENGLISH)
    yield from dict.fromkeys(lang for lang in wanted if lang)


def shipped_language(language: str, camp_language: str) -> str:
    """The first of those that a shipped text is written in."""
    return next(lang for lang in languages_for(language, camp_language) if lang in LANGUAGES)


def base_of(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def own_text(template: Template) -> OwnText:
    """A row as the value that the wording renders."""
    return OwnText(
        lang=template.language,
        body=template.body,
        carer=template.carer,
        family=template.family,
        subject=template.subject,
        version=f"{template.language}-own-{template.pk}.{template.version}",
    )
