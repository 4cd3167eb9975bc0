"""What a patient fills in: one question a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from camps.look.times import clock_text, when_text
from camps.models import Camp
from notifications.services.visit_identity import DIGITS, digits_of

ANY_TIME = "any"
# Near the ends of Python's calendar a step to another zone or day is an OverflowError.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class SeenForm(forms.Form):
    """The hour the page showed, so that an answer is never taken for another hour."""

    seen = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%MZ"], widget=forms.HiddenInput)

    def clean_seen(self) -> datetime:
        seen: datetime = self.cleaned_data["seen"].replace(tzinfo=UTC)
        if not EARLIEST <= seen < LATEST:
            raise forms.ValidationError("This is no hour of a camp.")
        return seen


class TimeForm(forms.Form):
    """One of the free times. With `may_wish` also "another time", and a note for the person who answers."""

    arrive = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a time."), "invalid_choice": _("Choose one of these times.")},
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        label=_("What suits you better?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, offers: Iterable[datetime], camp: Camp, label: Any, may_wish: bool, one_day: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        language = get_language() or "en"
        choices: list[tuple[str, Any]] = [
            (
                written(at),
                clock_text(at, zone=camp.zone, language=language)
                if one_day
                else when_text(at, zone=camp.zone, language=language, year=False),
            )
            for at in offers
        ]
        if may_wish:
            choices.append((ANY_TIME, pgettext_lazy("choice of a visit's time", "Another time")))
        else:
            del self.fields["note"]
        field = self.fields["arrive"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.label = label


class WhoForm(forms.Form):
    """Something only the patient or the carer knows."""

    known = forms.CharField(
        label=_("Last 4 digits of your phone number, or your year of birth"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": DIGITS}),
        error_messages={"required": _("Write 4 digits.")},
    )

    def clean_known(self) -> str:
        known: str = self.cleaned_data["known"]
        if len(digits_of(known)) < DIGITS:
            raise forms.ValidationError(_("Write 4 digits."))
        return known


def written(at: datetime) -> str:
    """An instant as a form carries it, to the minute: 2027-03-01T08:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def read(given: str) -> datetime | None:
    """What `written` wrote; None for anything else, also for an hour in years that no camp has."""
    try:
        at = datetime.strptime(given, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if EARLIEST <= at < LATEST else None
