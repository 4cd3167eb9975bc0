"""A new calendar feed: what it is called, whose it is, how much it says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.models import Camp, Doctor, Station
from camps.queries.camps import doctors_at


class FeedForm(forms.Form):
    """For somebody's own feed; cleaned to what `create_feed` takes."""

    name = forms.CharField(
        label=_("Name of the device"),
        max_length=60,
        help_text=_(
            "One address for each phone or computer, such as “My phone”: a lost one can be switched off alone."
        ),
    )
    busy_only = forms.BooleanField(
        label=_("Say only “Busy”"),
        required=False,
        help_text=_("For a calendar that family or colleagues see: hours, but no case and no place."),
    )


class CampFeedForm(FeedForm):
    """The organiser also says whose. `of` is one of `camp`, `station-<id>`, `doctor-<id>` of this camp."""

    of = forms.ChoiceField(label=_("What it shows"))
    field_order = ["of", "name", "busy_only"]

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.camp = camp
        self.things: dict[str, Camp | Station | Doctor] = {"camp": camp}
        self.things |= {f"station-{station.pk}": station for station in camp.stations.all()}
        self.things |= {f"doctor-{doctor.pk}": doctor for doctor in doctors_at(camp)}
        groups: dict[type, list[tuple[str, str]]] = {Camp: [], Station: [], Doctor: []}
        for key, thing in self.things.items():
            groups[type(thing)].append((key, str(_("The whole camp") if key == "camp" else thing)))
        self.fields["of"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *groups[Camp],
            (_("A doctor"), groups[Doctor]),
            (_("A station"), groups[Station]),
        ]

    def clean(self) -> dict[str, Any]:
        """Put `doctor`, `station` or `camp` in the place of `of`."""
        values = dict(super().clean() or {})
        thing = self.things.get(values.pop("of", ""))
        if thing is not None:
            values[type(thing).__name__.lower()] = thing
        return values
