"""Where and when, from an address or a form."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.look.times import day_text
from camps.models import NEVER_BOOKED, Camp, Station


class PlaceForm(forms.Form):
    """A station and a start of a camp: `start` as an aware ISO instant, or `day` and `time` at the venue.

    `kind` offers stations of that kind only.
    """

    station: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Station"), queryset=None, empty_label=_("Choose one")
    )
    start = forms.CharField(required=False, widget=forms.HiddenInput)
    day = forms.TypedChoiceField(label=_("Day"), required=False, empty_value=None)
    time = forms.TimeField(label=_("Begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, camp: Camp, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.camp = camp
        self._first = camp.instant(camp.first_day, datetime.min.time())
        self._last = camp.instant(camp.last_day + timedelta(days=2), datetime.min.time())
        stations = Station.objects.filter(camp=camp).exclude(kind__in=NEVER_BOOKED)
        if kind:
            stations = stations.filter(kind=kind)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["day"].choices = [(day.isoformat(), day_text(day, year=False)) for day in camp.dates]  # type: ignore[attr-defined]
        self.fields["day"].coerce = lambda value: next(d for d in camp.dates if d.isoformat() == value)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`start` becomes an instant, from itself or from day and time."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("start"):
            try:
                cleaned["start"] = datetime.fromisoformat(cleaned["start"])
            except ValueError:
                cleaned["start"] = None
            if cleaned["start"] is None or cleaned["start"].tzinfo is None:
                self.add_error("start", _("This is no time with a zone."))
        elif cleaned.get("day") and cleaned.get("time"):
            cleaned["start"] = self.camp.instant(cleaned["day"], cleaned["time"])
        else:
            self.add_error("time", _("Choose the day and the hour."))
        if isinstance(cleaned.get("start"), datetime) and not self._first <= cleaned["start"] <= self._last:
            self.add_error("time", _("This is outside the days of the camp."))
        return cleaned
