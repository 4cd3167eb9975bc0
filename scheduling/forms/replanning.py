"""What happened on a day, as people say it: each form is cleaned to a change (planning/changes.py)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from camps.forms.fields import HourField
from camps.look.times import clock_text, when_text
from camps.models import NEVER_BOOKED, Camp, Doctor, Resource, Station
from scheduling.intervals import minute
from scheduling.planning.changes import (
    Change,
    DoctorAway,
    Emergency,
    NoShow,
    Nothing,
    PatientLate,
    RunsOver,
    TableAway,
)
from scheduling.queries.planning import value_of_class
from scheduling.queries.replan_cards import standing_on, too_late, without_place

WHOLE_DAY = 24 * 60


class ChangeForm(forms.Form):
    """About one day of a camp. `change()` is what was said, once the form is valid."""

    def __init__(self, *args: Any, camp: Camp, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.camp, self.day = camp, day
        self.index = camp.dates.index(day)

    def minute_of(self, at: time | None, *, else_: int) -> int:
        """The minute of the day, as the planner counts it: from twelve hours before its noon."""
        if at is None:
            return else_
        return minute(self.camp.instant(self.day, at)) - minute(self.camp.instant(self.day, time(12))) + WHOLE_DAY // 2

    def change(self) -> Change:
        return Nothing(self.index)


class PeriodForm(ChangeForm):
    """From an hour to an hour; neither need be said."""

    opens = HourField(
        label=_("From"),
        required=False,
        help_text=_(
            "Empty: from the beginning of the day, today from now on. If it began before, say when: who should have "
            "begun since then is moved too."
        ),
    )
    closes = HourField(label=_("To"), required=False, help_text=_("Empty: for the rest of the day."))
    start, end = 0, WHOLE_DAY

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.start = self.minute_of(cleaned.get("opens"), else_=0)
        self.end = self.minute_of(cleaned.get("closes"), else_=WHOLE_DAY)
        if not self.errors and self.end <= self.start:
            self.add_error("closes", _("The end must be after the beginning."))
        return cleaned


class TableForm(PeriodForm):
    station = SafeModelChoiceField(label=_("Table or desk"), queryset=Station.objects.none())
    field_order = ["station"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stations = Station.objects.filter(camp=self.camp, beds=1).exclude(kind__in=NEVER_BOOKED)
        self.fields["station"].queryset = stations.order_by("name")  # type: ignore[attr-defined]  # a choice field

    def change(self) -> Change:
        table = Resource.objects.get(station=self.cleaned_data["station"])
        return TableAway(self.index, table.pk, self.start, self.end)


class DoctorForm(PeriodForm):
    doctor = SafeModelChoiceField(label=_("Doctor"), queryset=Doctor.objects.none())
    field_order = ["doctor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doctors = Doctor.objects.filter(shifts__camp=self.camp, shifts__cancelled_at=None).distinct().order_by("name")
        self.fields["doctor"].queryset = doctors  # type: ignore[attr-defined]  # a choice field

    def change(self) -> Change:
        return DoctorAway(self.index, self.cleaned_data["doctor"].resource.pk, self.start, self.end)


class PatientForm(ChangeForm):
    """One of those who have a place on the day."""

    patient = forms.TypedChoiceField(label=_("Patient"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (
                one.registration_id,
                f"{clock_text(one.starts_at, zone=self.camp.zone)}, {one.station}: {_named(one.registration)}",
            )
            for one in standing_on(self.camp, self.day)
        ]
        self.fields["patient"].choices = [("", "---------"), *choices]  # type: ignore[attr-defined]  # a choice field


class NoShowForm(PatientForm):
    def change(self) -> Change:
        return NoShow(self.index, self.cleaned_data["patient"])


class LateForm(PatientForm):
    since = HourField(label=_("Not there before"))

    def change(self) -> Change:
        since = self.minute_of(self.cleaned_data["since"], else_=0)
        return PatientLate(self.index, self.cleaned_data["patient"], since)


class RunsOverForm(PatientForm):
    minutes = forms.IntegerField(label=_("Minutes longer than planned"), min_value=5, max_value=600, initial=30)

    def change(self) -> Change:
        return RunsOver(self.index, self.cleaned_data["patient"], self.cleaned_data["minutes"])


class EmergencyForm(ChangeForm):
    patient = forms.TypedChoiceField(
        label=_("Patient"),
        coerce=int,
        help_text=_("Who is listed. Register and list a new one first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [(one.pk, f"{_named(one)}, {one.procedure}") for one in without_place(self.camp)]
        later = [
            (
                one.registration_id,
                f"{when_text(one.starts_at, zone=self.camp.zone, year=False)}: {_named(one.registration)}",
            )
            for one in too_late(self.camp, self.day)
        ]
        self.fields["patient"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "---------"),
            (_("Without a place"), waiting),
            (_("With a place that is too late"), later),
        ]

    def change(self) -> Change:
        return Emergency(self.index, self.cleaned_data["patient"], value_of_class(1, waited_days=0))


def _named(registration: Any) -> str:
    return f"{registration} {registration.patient.name}"
