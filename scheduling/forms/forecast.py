"""What a forecast assumes, as a person says it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.queries.forecast import FAR, Assumed

USUAL = Assumed()
HEDGES = [
    ("0", _("At the planned hour")),
    ("0.25", _("A little before")),
    ("0.5", _("Before, as usual")),
    ("1", _("Well before")),
]
DRAWS = [("300", "300"), ("1000", "1,000"), ("3000", "3,000")]


class AssumedForm(forms.Form):
    """Shares are typed in per cent. What is left empty is as usual."""

    absent = forms.IntegerField(
        label=_("Of 100 people, how many do not come?"),
        help_text=_("23 on average over many countries, 43 in Africa."),
        min_value=0,
        max_value=90,
        required=False,
    )
    absent_far = forms.IntegerField(
        label=_("And of those who live %(km)s km away or farther?") % {"km": FAR},
        help_text=_("Empty: as many."),
        min_value=0,
        max_value=90,
        required=False,
    )
    hedge = forms.ChoiceField(label=_("When people are asked to come"), choices=HEDGES, required=False)
    near_km = forms.IntegerField(
        label=_("On standby: lives within so many km"), min_value=0, max_value=2000, required=False
    )
    standby_a_day = forms.IntegerField(
        label=_("On standby: people a day, at most"), min_value=0, max_value=40, required=False
    )
    samples = forms.ChoiceField(label=_("Days drawn"), choices=DRAWS, required=False)

    def assumed(self) -> Assumed:
        """What was typed; the form is valid."""
        said: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        for share in {"absent", "absent_far"} & said.keys():
            said[share] = float(Decimal(said[share]) / 100)
        for number, kind in (("hedge", float), ("samples", int)):
            if number in said:
                said[number] = kind(said[number])
        return replace(USUAL, **said)


def as_typed(assumed: Assumed) -> dict[str, str]:
    """What the form shows for these, and what an address carries."""
    far = assumed.absent_far
    return {
        "absent": f"{100 * assumed.absent:.0f}",
        "absent_far": "" if far is None else f"{100 * far:.0f}",
        "hedge": f"{assumed.hedge:g}",
        "near_km": str(assumed.near_km),
        "standby_a_day": str(assumed.standby_a_day),
        "samples": str(assumed.samples),
    }
