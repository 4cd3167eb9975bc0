"""A camp and its venue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from camps.forms.fields import CountryField, DayField, HourField, LanguageField, PhoneField, ZoneField, clean_phone
from camps.models import Camp, DoctorInvites, Venue


class NewCampForm(forms.Form):
    """What a camp can't be without; the rest has its place on the settings page."""

    name = forms.CharField(label=_("Name of the camp"), max_length=120)
    venue = SafeModelChoiceField(label=_("Venue"), queryset=Venue.objects.none())
    first_day = DayField(label=_("First day"))
    days = forms.IntegerField(label=_("Number of days"), min_value=1, max_value=60, initial=3)
    short_name = forms.CharField(
        label=_("Short name"),
        help_text=_("Signs every text message. At most 20 characters, and it names no illness or specialty."),
        max_length=20,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.order_by("name")  # type: ignore[attr-defined]  # a choice field


class CopyCampForm(forms.Form):
    name = forms.CharField(label=_("Name of the new camp"), max_length=120)
    first_day = DayField(label=_("First day"))
    short_name = forms.CharField(label=_("Short name"), max_length=20, required=False)


class CampForm(NewCampForm):
    """Everything about a camp; cleaned to what `update_camp` takes."""

    host = forms.CharField(label=_("Who holds the camp"), max_length=120, required=False)
    day_opens = HourField(label=_("The day opens"))
    day_closes = HourField(label=_("The day closes"))
    help_phone = PhoneField(label=_("Help phone"), help_text=_("Patients call this number."), required=False)
    language = LanguageField(
        label=_("First language"),
        help_text=_("For people whose language we do not know."),
        empty="---------",
        required=False,
    )
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages"), choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )
    preparation = forms.CharField(
        label=_("Preparation"),
        help_text=_("What everybody should bring and do. It names no illness."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    window_minutes = forms.IntegerField(
        label=_("Length of an arrival window in minutes"), min_value=10, max_value=240, initial=60
    )
    doctor_invites = forms.ChoiceField(label=_("How doctors are invited"), choices=DoctorInvites.choices)
    feeds_name_procedures = forms.BooleanField(
        label=_("Doctors' calendars may name the procedure"),
        help_text=_("A calendar is often open on a shared screen: leave this off unless your doctors need it."),
        required=False,
    )

    def __init__(self, *args: Any, camp: Camp | None = None, **kwargs: Any) -> None:
        if camp is not None:
            kwargs["initial"] = {name: getattr(camp, name) for name in self.base_fields if hasattr(camp, name)} | {
                "language": camp.languages[0] if camp.languages else "",
                "other_languages": camp.languages[1:],
            }
        super().__init__(*args, **kwargs)
        choices = LanguageField().choices
        self.fields["other_languages"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, others = cleaned.pop("language", ""), cleaned.pop("other_languages", [])
        if others and not first:
            self.add_error("language", _("Choose the first language too."))
        cleaned["languages"] = [code for code in dict.fromkeys([first, *others]) if code]
        if venue := cleaned.get("venue"):
            clean_phone(self, "help_phone", country=venue.country)
        return cleaned


class VenueForm(forms.Form):
    name = forms.CharField(label=_("Name and town"), help_text=_("As people know it."), max_length=160)
    country = CountryField(label=_("Country"), help_text=_("Phones in national form are read by it."))
    timezone = ZoneField(label=_("Time zone"), help_text=_("Every hour of the camp is this zone's."))
    meeting_point = forms.CharField(
        label=_("Meeting point"), help_text=_("Where to go on arrival, such as gate 2."), max_length=120, required=False
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        help_text=_("Decimal degrees, such as 4.777. On a map, press long on the place to read both numbers."),
        max_digits=9,
        decimal_places=6,
        required=False,
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), help_text=_("Such as 7.013."), max_digits=9, decimal_places=6, required=False
    )

    def __init__(self, *args: Any, venue: Venue | None = None, **kwargs: Any) -> None:
        if venue is not None:
            kwargs["initial"] = {name: getattr(venue, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
