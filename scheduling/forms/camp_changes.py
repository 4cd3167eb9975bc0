"""What is asked before a whole camp is changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.look.times import day_text
from camps.models import Camp, Venue
from scheduling.services.camp_changes import LONGEST_DELAY


class ReasonForm(forms.Form):
    """Why; kept with the publication."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, help_text=_("For your own records; not sent.")
    )
    field_order = ["days", "venue", "day", "reason"]

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.camp = camp


class PostponeForm(ReasonForm):
    days = forms.IntegerField(label=_("Days later"), min_value=1, max_value=LONGEST_DELAY)


class VenueForm(ReasonForm):
    venue: forms.ModelChoiceField = forms.ModelChoiceField(label=_("New venue"), queryset=None)

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, camp=camp, **kwargs)
        venues = Venue.objects.exclude(pk=camp.venue_id).order_by("name")
        self.fields["venue"].queryset = venues  # type: ignore[attr-defined]  # a ModelChoiceField


class DayForm(ReasonForm):
    day = forms.TypedChoiceField(label=_("Day"))

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, camp=camp, **kwargs)
        field = self.fields["day"]
        field.choices = [(day.isoformat(), day_text(day, year=False)) for day in camp.dates]  # type: ignore[attr-defined]
        field.coerce = lambda value: next(d for d in camp.dates if d.isoformat() == value)  # type: ignore[attr-defined]
