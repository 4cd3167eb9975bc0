"""What goes wrong today, in two questions at most: which, and how long. Filled in with what is most likely."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from camps.forms.fields import HourField
from camps.models import Camp, Doctor, Resource, Station, StationKind
from scheduling.forms.replanning import WHOLE_DAY, ChangeForm, EmergencyForm, RunsOverForm
from scheduling.intervals import minute
from scheduling.models import Allocation, AppointmentState
from scheduling.planning.changes import Change, DoctorAway, PowerCut, RunningLate, TableAway
from scheduling.queries.replan_cards import standing_on

FIVE = 5
LONGEST = 600


class WrongForm(ChangeForm):
    """About today, from now on. `since` is the minute it is, as the planner counts the day."""

    def __init__(self, *args: Any, camp: Camp, day: date, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, camp=camp, day=day, **kwargs)
        self.now = now
        self.since = self.minute_of(now.astimezone(camp.zone).time(), else_=0)

    def _next(self) -> Any:
        """The operation that begins next; what is asked about is most likely its table or its doctor."""
        return standing_on(self.camp, self.day).filter(ends_at__gt=self.now).order_by("starts_at", "pk").first()

    def _until(self, minutes: int | None) -> int:
        return min(WHOLE_DAY, self.since + minutes) if minutes else WHOLE_DAY


class DoctorLateForm(WrongForm):
    doctor = SafeModelChoiceField(label=_("Which doctor"), queryset=Doctor.objects.none(), empty_label=None)
    until = HourField(label=_("There from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _doctors_today(self)
        self.fields["until"].initial = _on_five(self.now.astimezone(self.camp.zone) + timedelta(minutes=30))

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if self.minute_of(until, else_=0) <= self.since:
            raise forms.ValidationError(_("This hour has come already."))
        return until

    def change(self) -> Change:
        until = self.minute_of(self.cleaned_data["until"], else_=WHOLE_DAY)
        return DoctorAway(self.index, self.cleaned_data["doctor"].resource.pk, self.since, until)


class DoctorGoneForm(WrongForm):
    doctor = SafeModelChoiceField(label=_("Which doctor"), queryset=Doctor.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _doctors_today(self)

    def change(self) -> Change:
        return DoctorAway(self.index, self.cleaned_data["doctor"].resource.pk, self.since, WHOLE_DAY)


class TableDownForm(WrongForm):
    station = SafeModelChoiceField(label=_("Which table or desk"), queryset=Station.objects.none(), empty_label=None)
    minutes = forms.IntegerField(
        label=_("For how many minutes"),
        help_text=_("Empty: for the rest of the day."),
        min_value=FIVE,
        max_value=LONGEST,
        required=False,
        initial=60,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tables_today(self)

    def change(self) -> Change:
        until = self._until(self.cleaned_data["minutes"])
        return TableAway(self.index, _unit_of(self.cleaned_data["station"]), self.since, until)


class PowerCutForm(WrongForm):
    stations = SafeModelMultipleChoiceField(
        label=_("Where"), queryset=Station.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(
        label=_("For how many minutes"),
        help_text=_("Empty: for the rest of the day."),
        min_value=FIVE,
        max_value=LONGEST,
        required=False,
        initial=60,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stations"]
        field.queryset = _stations(self.camp)
        field.initial = [one.pk for one in field.queryset if one.kind == StationKind.TABLE]

    def change(self) -> Change:
        units = tuple(sorted(_unit_of(one) for one in self.cleaned_data["stations"]))
        return PowerCut(self.index, units, self.since, self._until(self.cleaned_data["minutes"]))


class RunningLateForm(WrongForm):
    station = SafeModelChoiceField(label=_("Which list"), queryset=Station.objects.none(), empty_label=None)
    minutes = forms.IntegerField(label=_("How many minutes late"), min_value=FIVE, max_value=LONGEST, initial=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tables_today(self)

    def change(self) -> Change:
        """Whose hour came less than the delay ago can't have begun: they wait for a list that is so late."""
        minutes = self.cleaned_data["minutes"]
        return RunningLate(
            self.index, _unit_of(self.cleaned_data["station"]), max(0, self.since - minutes + 1), minutes
        )


class OverrunForm(WrongForm, RunsOverForm):
    """The operation that lies now is the likely one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lying = standing_on(self.camp, self.day).filter(starts_at__lte=self.now, ends_at__gt=self.now)
        one = lying.order_by("ends_at", "pk").first() or self._next()
        self.fields["patient"].initial = one.registration_id if one else None


class EmergencyNowForm(WrongForm, EmergencyForm):
    """Whoever is listed."""


def _stations(camp: Camp) -> Any:
    """Those that patients are booked to, tables first."""
    return Station.objects.filter(camp=camp, beds=1, kind__in=(StationKind.TABLE, StationKind.DESK)).order_by(
        "-kind", "name"
    )


def _tables_today(form: WrongForm) -> None:
    field: Any = form.fields["station"]
    field.queryset = _stations(form.camp)
    following = form._next()
    field.initial = following.station_id if following else None


def _doctors_today(form: WrongForm) -> None:
    """Who has a shift today; filled in with who leads the next operation."""
    begins = form.camp.instant(form.day, datetime.min.time())
    field: Any = form.fields["doctor"]
    field.queryset = (
        Doctor.objects.filter(
            shifts__camp=form.camp,
            shifts__cancelled_at=None,
            shifts__starts_at__lt=begins + timedelta(days=1),
            shifts__ends_at__gt=begins,
        )
        .distinct()
        .order_by("name")
    )
    led = Allocation.objects.filter(
        live=True,
        resource__doctor__isnull=False,
        appointment__camp=form.camp,
        appointment__state=AppointmentState.BOOKED,
        appointment__starts_at__gte=form.now,
    )
    following = led.order_by("appointment__starts_at", "-part", "pk").select_related("resource").first()
    field.initial = following.resource.doctor_id if following else None


def _unit_of(station: Station) -> int:
    return Resource.objects.get(station=station).pk


def _on_five(at: datetime) -> Any:
    """The next hour on a mark of five minutes."""
    return (at + timedelta(minutes=-minute(at) % FIVE)).time().replace(second=0, microsecond=0)
