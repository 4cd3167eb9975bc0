"""Shifts, absences and closures as people say them: days and hours at the venue, cleaned to instants."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from camps.forms.fields import DayField, HourField
from camps.look.times import day_text
from camps.models import Camp, Doctor, Shift, Station


class OfCamp(forms.Form):
    """A form whose days and hours are those of the camp's venue."""

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.camp = camp

    def period_of(self, day: date, opens: time, closes: time) -> tuple[datetime, datetime]:
        """From `opens` to `closes`; one that closes at or before it opens ends on the next day."""
        ends_on = day if closes > opens else day + timedelta(days=1)
        return self.camp.instant(day, opens), self.camp.instant(ends_on, closes)


class NewShiftForm(OfCamp):
    """The same hours on one or several days; cleaned to `doctor` and `periods`."""

    doctor = SafeModelChoiceField(label=_("Doctor"), queryset=Doctor.objects.none())
    days = forms.MultipleChoiceField(label=_("Days"), widget=forms.CheckboxSelectMultiple)
    opens = HourField(label=_("From"))
    closes = HourField(label=_("To"))

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, camp=camp, **kwargs)
        language = get_language() or "en"
        days = [(day.isoformat(), day_text(day, language=language)) for day in camp.dates]
        self.fields["days"].choices = days  # type: ignore[attr-defined]  # a choice field
        self.fields["doctor"].queryset = Doctor.objects.order_by("name")  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        opens, closes = cleaned["opens"], cleaned["closes"]
        periods = [self.period_of(date.fromisoformat(day), opens, closes) for day in cleaned["days"]]
        return {"doctor": cleaned["doctor"], "periods": periods}


class ShiftForm(OfCamp):
    """Other hours for one shift; cleaned to `starts_at` and `ends_at`."""

    day = DayField(label=_("Day"))
    opens = HourField(label=_("From"))
    closes = HourField(label=_("To"))

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        starts, ends = (at.astimezone(shift.camp.zone) for at in (shift.starts_at, shift.ends_at))
        kwargs["initial"] = {"day": starts.date(), "opens": starts.time(), "closes": ends.time()}
        super().__init__(*args, camp=shift.camp, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        starts_at, ends_at = self.period_of(cleaned["day"], cleaned["opens"], cleaned["closes"])
        return {"starts_at": starts_at, "ends_at": ends_at}


class AwayForm(OfCamp):
    """From one day and hour to another, and why; cleaned to `starts_at`, `ends_at` and `reason`."""

    first_day = DayField(label=_("From the day"))
    opens = HourField(label=_("From the hour"))
    last_day = DayField(label=_("To the day"))
    closes = HourField(label=_("To the hour"))
    reason = forms.CharField(
        label=_("Why"), help_text=_("For your team only. It is told to nobody else."), max_length=120, required=False
    )

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        start = {"first_day": camp.first_day, "last_day": camp.first_day}
        kwargs["initial"] = start | {"opens": camp.day_opens, "closes": camp.day_closes} | (kwargs.get("initial") or {})
        super().__init__(*args, camp=camp, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        starts_at = self.camp.instant(cleaned.pop("first_day"), cleaned.pop("opens"))
        ends_at = self.camp.instant(cleaned.pop("last_day"), cleaned.pop("closes"))
        if ends_at <= starts_at:
            self.add_error("last_day", _("The end must be after the beginning."))
        return cleaned | {"starts_at": starts_at, "ends_at": ends_at}


class AbsenceForm(AwayForm):
    doctor = SafeModelChoiceField(label=_("Doctor"), queryset=Doctor.objects.none())

    field_order = ["doctor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["doctor"].queryset = Doctor.objects.order_by("name")  # type: ignore[attr-defined]  # a choice field


class ClosureForm(AwayForm):
    station = SafeModelChoiceField(label=_("Station"), queryset=Station.objects.none())

    field_order = ["station"]

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, camp=camp, **kwargs)
        stations = Station.objects.filter(camp=camp).order_by("name")
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]  # a choice field


class StationHoursForm(forms.Form):
    opens = HourField(label=_("Opens"))
    closes = HourField(label=_("Closes"))
