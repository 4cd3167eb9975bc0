"""Own texts: each change is a new version, what was told keeps its own, and the shipped text is always there.

A version is never changed. Saving one retires the one before it; going back writes the old words as a new version.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from camps.errors import Invalid
from camps.models import Camp, User
from camps.services.saving import checked
from notifications.models import Message, MessageState, Template
from notifications.queries.texts import Place, texts_of, versions_of
from notifications.wording import OwnText, TextFault, faults_of


class TextRefused(Invalid):
    """An own text that can't stand. `faults` are all of it, field by field; the first speaks for them."""

    def __init__(self, faults: Sequence[TextFault]) -> None:
        first = faults[0]
        super().__init__(first.why, field=first.field, value=first.value, cure=first.cure)
        self.faults = tuple(faults)


@transaction.atomic
def save_text(*, place: Place, text: OwnText, planned_too: bool = False, by: User | None, now: datetime) -> Template:
    """Write the next version and let it serve from now on; the same words again write nothing.

    `planned_too` gives it to what is planned already, which else keeps the text it was planned with. Raises
    TextRefused.
    """
    faults = faults_of(text, kind=place.kind, channel=place.channel)
    if faults:
        raise TextRefused(faults)
    last = _locked(place)
    if last is not None and last.retired_at is None and _words(last) == _words_of(text):
        return last
    row = Template(
        organisation_id=place.camp.organisation_id,
        camp=None if place.whole_house else place.camp,
        kind=place.kind,
        channel=place.channel,
        language=place.language,
        version=(versions_of(place).aggregate(last=Max("version"))["last"] or 0) + 1,
        subject=text.subject.strip(),
        body=_lines(text.body),
        carer=_lines(text.carer),
        family=_lines(text.family),
        made_by=by,
        made_at=now,
    )
    _in_force(place).update(retired_at=now)
    checked(row).save()
    if planned_too:
        _pin_anew(place)
    return row


@transaction.atomic
def go_back_to(*, place: Place, version: int, by: User | None, now: datetime) -> Template:
    """The words of an earlier version as the newest one. Raises Invalid for a version that never was."""
    old = versions_of(place).filter(version=version).first()
    if old is None:
        raise Invalid(f"There is no version {version}.", field="version", value=version, cure="Choose one of the list.")
    words = OwnText(lang=place.language, body=old.body, carer=old.carer, family=old.family, subject=old.subject)
    return save_text(place=place, text=words, by=by, now=now)


@transaction.atomic
def back_to_shipped(*, place: Place, planned_too: bool = False, now: datetime) -> None:
    """No own text any more; its versions stay to be read. What is planned keeps its text unless `planned_too`."""
    _locked(place)
    _in_force(place).update(retired_at=now)
    if planned_too:
        _pin_anew(place)


def planned_with_another(place: Place) -> int:
    """How many messages of this text are planned already: they keep what they were planned with."""
    return _planned(place).count()


def _planned(place: Place) -> QuerySet[Message]:
    camps = {} if place.whole_house else {"camp": place.camp}
    return Message.objects.filter(state=MessageState.PLANNED, kind=place.kind, channel=place.channel, **camps)


def _pin_anew(place: Place) -> None:
    """Give each planned message the text in force now for its reader, as if it were planned now."""
    planned = _planned(place)
    for camp in Camp.objects.filter(pk__in=planned.order_by().values("camp").distinct()):
        texts, here = texts_of(camp), planned.filter(camp=camp)
        for language in here.order_by().values_list("language", flat=True).distinct():
            chosen = texts.chosen(place.kind, place.channel, language)
            here.filter(language=language).update(template=chosen)


def _locked(place: Place) -> Template | None:
    """The newest version. The camp's row keeps two editors apart: the first version has no row of its own to lock."""
    Camp.objects.select_for_update(no_key=True, of=("self",)).get(pk=place.camp.pk)
    return versions_of(place).first()


def _in_force(place: Place) -> QuerySet[Template]:
    return versions_of(place).filter(retired_at=None)


def _words(row: Template) -> tuple[str, ...]:
    return row.subject, row.body, row.carer, row.family


def _words_of(text: OwnText) -> tuple[str, ...]:
    return text.subject.strip(), _lines(text.body), _lines(text.carer), _lines(text.family)


def _lines(text: str) -> str:
    """Browsers send CRLF; a text has plain line ends and nothing around it."""
    return text.replace("\r\n", "\n").strip()
