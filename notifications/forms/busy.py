"""The address of a doctor's own calendar."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BusyCalendarForm(forms.Form):
    """For the doctor; cleaned to what `add_calendar` takes."""

    name = forms.CharField(label=_("What you call it"), max_length=60, help_text=_("Such as: Hospital, or Private."))
    address = forms.CharField(
        label=_("Its secret address"),
        max_length=2_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "inputmode": "url"}),
        help_text=_(
            "It begins with https:// and ends in .ics. Google: Settings of the calendar, Secret address in iCal "
            "format. Outlook: Shared calendars, Publish, ICS. Apple: share the calendar publicly and copy its link."
        ),
    )


class BusyOfDoctorForm(BusyCalendarForm):
    """For the organiser, who has the doctor's word for it."""

    allowed = forms.BooleanField(
        label=_("The doctor gave me this address for this purpose"),
        error_messages={"required": _("Ask the doctor first: it is his or her own calendar.")},
    )
    field_order = ["name", "address", "allowed"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        self.fields["name"].label = _("What it is called")

    def clean(self) -> dict[str, object]:
        """The leave was given; the service needs no more than that."""
        values = dict(super().clean() or {})
        values.pop("allowed", None)
        return values
