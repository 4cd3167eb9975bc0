"""One reminder of a ladder, and how a camp tells as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.forms.fields import HourField
from camps.models import Procedure
from notifications.kind_names import RUNG_TEXTS
from notifications.ladder import MORNING_FROM, MORNING_UNTIL, Rung
from notifications.models import Channel
from notifications.wording import URGENT_KINDS, Kind

OF_PATIENTS = {
    "moved": frozenset({Kind.MOVED, Kind.POSTPONED}),
    "cancelled": frozenset({Kind.CANCELLED, Kind.CAMP_CANCELLED}),
    "venue": frozenset({Kind.VENUE_CHANGED}),
    "offer": frozenset({Kind.OFFER}),
}
BREAKING = {**OF_PATIENTS, "doctors": URGENT_KINDS - frozenset().union(*OF_PATIENTS.values())}
BREAKING_WORDS = (
    ("moved", _("A new time")),
    ("cancelled", _("A cancellation")),
    ("venue", _("A new place")),
    ("offer", _("A free place, offered")),
    ("doctors", _("Changes for doctors")),
)


class RungForm(forms.Form):
    """When, which text, by what. `rung` is what was filled in, once it is valid."""

    days_before = forms.IntegerField(label=_("Days before"), required=False, min_value=0)
    hours_before = forms.IntegerField(
        label=_("Or hours before the arrival"),
        required=False,
        min_value=0,
        help_text=_("One that would fall into the quiet hours goes at the end of the evening before."),
    )
    from_hour = HourField(label=_("From"), initial=MORNING_FROM, help_text=_("By the reader's clock. For days before."))
    until_hour = HourField(label=_("Until"), initial=MORNING_UNTIL, help_text=_("People are spread over this time."))
    text = forms.ChoiceField(label=_("What it says"), choices=RUNG_TEXTS.items())
    channels = forms.MultipleChoiceField(
        label=_("Only by"),
        required=False,
        choices=[(Channel.SMS, Channel.SMS.label), (Channel.MAIL, Channel.MAIL.label)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: each person's own ways. Who can't be reached by a ticked one is told as always."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        days, hours = cleaned.get("days_before"), cleaned.get("hours_before")
        if not self.errors and (days is None) == (hours is None):
            self.add_error("days_before", _("Give days or hours before the visit, one of the two."))
        return cleaned

    @property
    def rung(self) -> Rung:
        given = self.cleaned_data
        return Rung(
            name="",
            kind=given["text"],
            days_before=given["days_before"],
            hours_before=given["hours_before"],
            from_hour=given["from_hour"],
            until_hour=given["until_hour"],
            channels=tuple(given["channels"]),
        )


class OwnLadderForm(forms.Form):
    """Which procedure gets reminders of its own."""

    procedure: forms.ModelChoiceField[Procedure] = forms.ModelChoiceField(
        label=_("Procedure"), queryset=Procedure.objects.none(), help_text=_("It begins with the reminders it has now.")
    )


class TellingForm(forms.Form):
    """Cleaned to what `change_telling` takes."""

    quiet_from = HourField(label=_("Quiet from"), help_text=_("By the reader's clock."))
    quiet_until = HourField(label=_("Quiet until"))
    breaks_quiet = forms.MultipleChoiceField(
        label=_("What may come at night all the same"),
        required=False,
        choices=BREAKING_WORDS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only close to the visit. What the morning would be too late for always goes."),
    )
    urgent_hours = forms.IntegerField(
        label=_("Close to the visit means"), min_value=0, max_value=72, help_text=_("Hours before the visit.")
    )
    instructions_in_sms = forms.BooleanField(
        label=_("A text may say how to prepare, such as “eat nothing after 2am”"),
        required=False,
        help_text=_(
            "Whoever holds the phone reads it, and may guess at an operation. Off, a text says “follow your "
            "instruction sheet”. The hour comes from the procedure's fasting hours and the arrival."
        ),
    )
    sms_price = forms.DecimalField(
        label=_("Price of one text"), required=False, min_value=0, max_digits=8, decimal_places=4
    )
    currency = forms.CharField(
        label=_("Currency"), required=False, min_length=3, max_length=3, help_text=_("Three letters, such as NGN.")
    )

    def clean_breaks_quiet(self) -> frozenset[str]:
        return frozenset().union(*(BREAKING[group] for group in self.cleaned_data["breaks_quiet"]))


def groups_of(breaking: frozenset[str]) -> list[str]:
    """The groups that are wholly among these kinds."""
    return [group for group, kinds in BREAKING.items() if kinds <= breaking]
