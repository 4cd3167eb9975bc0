"""What a person asks the planner for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.planning.settings import PlanSettings
from scheduling.planning.what_if import More

LONG = [("10", _("10 seconds")), ("20", _("20 seconds")), ("60", _("1 minute")), ("300", _("5 minutes"))]
DIAL = [
    ("0", _("Serve as many as possible; many tables end late")),
    ("0.5", _("Keep a little time back")),
    ("1", _("Balanced: some time kept back on every table and day")),
    ("1.645", _("Careful: fewer patients, few tables end late")),
]


class PlanForm(forms.Form):
    """How long, how careful, and with what more than there is."""

    z = forms.ChoiceField(label=_("How careful"), choices=DIAL, initial="1", widget=forms.RadioSelect)
    seconds = forms.ChoiceField(label=_("How long to search"), choices=LONG, initial="20")
    tables = forms.IntegerField(label=_("Extra tables"), min_value=0, max_value=20, initial=0, required=False)
    surgeons = forms.IntegerField(label=_("Extra surgeons"), min_value=0, max_value=20, initial=0, required=False)
    anaesthetists = forms.IntegerField(
        label=_("Extra anaesthetists"), min_value=0, max_value=20, initial=0, required=False
    )
    minutes = forms.IntegerField(
        label=_("Minutes longer each day"), min_value=0, max_value=240, initial=0, required=False
    )
    days = forms.IntegerField(label=_("Days more"), min_value=0, max_value=10, initial=0, required=False)

    @property
    def what_if(self) -> list[forms.BoundField]:
        """The fields that count with what is not there."""
        return [self[name] for name in More.__dataclass_fields__]

    @property
    def what_if_open(self) -> bool:
        """Is there something in these fields that a person should see?"""
        return any(field.errors or str(field.value() or "0") != "0" for field in self.what_if)

    def clean_seconds(self) -> float:
        return float(self.cleaned_data["seconds"])

    def clean_z(self) -> float:
        return float(self.cleaned_data["z"])

    def settings(self) -> PlanSettings:
        """What was asked for; the form is valid."""
        found: dict[str, Any] = self.cleaned_data
        more = More(**{name: found[name] or 0 for name in More.__dataclass_fields__})
        return PlanSettings(seconds=found["seconds"], z=found["z"], more=more)
