"""Before and at the table: who the patient is, and the hours of an operation put right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.forms.fields import HourField
from camps.models import Side
from scheduling.forms.availability import OfCamp
from scheduling.models import Identifier, MilestoneKind, SiteMarked
from scheduling.theatre.order import KINDS

EVENING, MORNING = 18, 6


class IdentityForm(forms.Form):
    """Cleaned to what `confirm_identity` takes, which says what is missing. Nothing is ticked beforehand; what the
    list does not say (`comparable`) is not offered.
    """

    identifiers = forms.MultipleChoiceField(
        label=_("What the patient said, and it matches"),
        help_text=_("At least two. Ask “What is your name?”, never “Are you …?”."),
        choices=Identifier.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    side = forms.ChoiceField(
        label=_("The side, as the patient says it aloud"),
        choices=[choice for choice in Side.choices if choice[0]],
        widget=forms.RadioSelect,
        required=False,
    )
    site_marked = forms.ChoiceField(
        label=_("Is the site marked?"), choices=SiteMarked.choices, widget=forms.RadioSelect, required=False
    )
    consent_seen = forms.BooleanField(label=_("I saw the signed consent"), required=False)
    remarks = forms.CharField(label=_("Remarks"), max_length=300, required=False)
    emergency = forms.CharField(
        label=_("An emergency: why it can't be made sure"),
        help_text=_("Only then the patient goes in without the rest. The reason stays on record with your name."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, comparable: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for choice in Identifier.choices if choice[0] in comparable]
        self.fields["identifiers"].choices = offered  # type: ignore[attr-defined]  # a choice field


class TheatreTimesForm(OfCamp):
    """The hour of each moment, empty for what did not happen; cleaned to `times` as `set_times` takes them.

    An hour of the early morning after one of the evening means after midnight. What is left as it stood keeps its
    seconds.
    """

    def __init__(self, *args: Any, day: date, stands: Mapping[str, datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.stands = day, stands
        for kind in KINDS:
            at = stands[kind].astimezone(self.camp.zone).time() if kind in stands else None
            self.fields[kind] = HourField(label=MilestoneKind(kind).label, required=False, initial=at)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        times: dict[str, datetime] = {}
        evening, day = False, self.day
        for kind in KINDS:
            hour: time | None = cleaned[kind]
            if hour is None:
                continue
            if evening and hour.hour < MORNING:
                day, evening = self.day + timedelta(days=1), False
            evening = evening or (day == self.day and hour.hour >= EVENING)
            at = self.camp.instant(day, hour)
            stood = self.stands.get(kind)
            same = stood is not None and stood.replace(second=0, microsecond=0) == at
            times[kind] = stood if stood is not None and same else at
        return {"times": times}
