"""Stations, kit and procedures of a camp."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.forms.fields import HourField, ListField
from camps.models import NEVER_BOOKED, Anaesthesia, Kit, LaneName, Procedure, Station, StationKind

BOOKED = [(kind, label) for kind, label in StationKind.choices if kind not in NEVER_BOOKED]


class StationForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As written on the door, such as Table 1."), max_length=60)
    public_name = forms.CharField(
        label=_("Name for boards"),
        help_text=_("What the hall and patients' phones show and say, such as Room 3. Empty: the name above."),
        max_length=30,
        required=False,
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=StationKind.choices)
    lane = forms.ChoiceField(
        label=_("Whom it calls on the day"),
        help_text=_("A queue point needs it; a table, desk, laboratory or bay says it by its kind."),
        choices=[("", _("As its kind says")), *LaneName.choices],
        required=False,
    )
    beds = forms.IntegerField(
        label=_("Places"),
        help_text=_("How many people at one time: 1, or the beds of a bay."),
        min_value=1,
        max_value=200,
    )
    opens = HourField(label=_("Opens"))
    closes = HourField(label=_("Closes"))
    equipment = ListField(
        label=_("Equipment that stands here"),
        help_text=_("Parted by commas, such as anaesthesia-machine, c-arm."),
        required=False,
    )

    def __init__(self, *args: Any, station: Station, **kwargs: Any) -> None:
        kwargs["initial"] = _standing(self, station)
        super().__init__(*args, **kwargs)
        self.station = station
        if station.pk:  # other hours may leave appointments outside them: a page of the schedule looks at these
            del self.fields["opens"], self.fields["closes"]

    def clean(self) -> dict[str, Any]:
        standing = {"opens": self.station.opens, "closes": self.station.closes} if self.station.pk else {}
        return (super().clean() or {}) | standing


class KitForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("Such as c-arm."), max_length=40)
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=500)
    sterilise_min = forms.IntegerField(
        label=_("Minutes away after each use"), help_text=_("For cleaning or sterilising."), min_value=0, max_value=1440
    )

    def __init__(self, *args: Any, kit: Kit, **kwargs: Any) -> None:
        kwargs["initial"] = _standing(self, kit)
        super().__init__(*args, **kwargs)


class ProcedureForm(forms.Form):
    """Cleaned to what `change_procedure` takes."""

    code = forms.CharField(label=_("Code"), help_text=_("Short, as in your sheet, such as CLUBF."), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=120)
    specialty = forms.CharField(
        label=_("Specialty"), help_text=_("The doctor needs a skill of this name; “any” fits all."), max_length=40
    )
    station_kind = forms.ChoiceField(label=_("Where"), choices=BOOKED)
    anaesthesia = forms.ChoiceField(label=_("Anaesthesia"), choices=Anaesthesia.choices)
    median_min = forms.IntegerField(label=_("Usual minutes"), min_value=1, max_value=1440)
    p90_min = forms.IntegerField(
        label=_("Long minutes"), help_text=_("Nine of ten take no longer."), min_value=1, max_value=1440
    )
    turnover_min = forms.IntegerField(
        label=_("Minutes between two patients"),
        help_text=_("Cleaning after this one; longer where it takes longer."),
        min_value=0,
        max_value=480,
    )
    recovery_min = forms.IntegerField(
        label=_("Minutes in recovery"),
        help_text=_("In a bed of a recovery bay, where the camp has one among its stations."),
        min_value=0,
        max_value=10_080,
    )
    nights = forms.IntegerField(
        label=_("Nights on the ward"),
        help_text=_("Empty or 0: goes home the same day."),
        min_value=0,
        max_value=60,
        required=False,
    )
    equipment = ListField(label=_("Equipment needed"), help_text=_("Parted by commas."), required=False)
    min_age_years = forms.IntegerField(label=_("Lowest age in years"), min_value=0, max_value=120, required=False)
    max_age_years = forms.IntegerField(label=_("Highest age in years"), min_value=0, max_value=120, required=False)
    min_hb_g_dl = forms.DecimalField(
        label=_("Lowest haemoglobin in g/dL"), min_value=2, max_value=25, max_digits=4, decimal_places=1, required=False
    )
    fasting_hours = forms.IntegerField(
        label=_("Hours without food before"),
        help_text=_("At least. Empty or 0: the patient may eat."),
        min_value=0,
        max_value=48,
        required=False,
    )

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        kwargs["initial"] = _standing(self, procedure)
        super().__init__(*args, **kwargs)

    def clean_nights(self) -> int:
        return self.cleaned_data["nights"] or 0


def _standing(form: forms.Form, row: Station | Kit | Procedure) -> dict[str, Any]:
    """What stands in `row`, or the model's own defaults when it is new."""
    return {name: getattr(row, name) for name in form.base_fields}
