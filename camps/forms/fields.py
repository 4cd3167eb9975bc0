"""Inputs that several forms share: days, hours, phones, lists in one line, places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from camps.places import countries, zones
from camps.sheets.fields.phones import parse_phones
from camps.sheets.problems import NotUnderstood


class DayInput(forms.DateInput):
    """The browser's own date picker; it wants and gives ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """The browser's own time picker, hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class DayField(forms.DateField):
    widget = DayInput


class HourField(forms.TimeField):
    widget = HourInput


class PhoneField(forms.CharField):
    """A number in any spelling; `clean_phone` reads it once the form knows the country."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)


class ListField(forms.CharField):
    """Several short texts in one line, parted by commas or semicolons; cleaned to a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        items = [item.strip() for item in text.replace(";", ",").split(",") if item.strip()]
        if too_long := [item for item in items if len(item) > 40]:
            raise ValidationError(_("“%(item)s” is longer than 40 characters."), params={"item": too_long[0][:60]})
        return list(dict.fromkeys(items))


class CountryField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", "---------"), *countries()], **kwargs)


class ZoneField(forms.ChoiceField):
    """An IANA time zone; one that stands already and is not in the list (an old name) stays possible."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: [("", "---------"), *((zone, zone.replace("_", " ")) for zone in zones())], **kwargs
        )


class LanguageField(forms.ChoiceField):
    """A language that messages are written in."""

    def __init__(self, *, empty: str | Promise = "", **kwargs: Any) -> None:
        first = [("", empty)] if empty else []
        super().__init__(choices=lambda: [*first, *settings.LANGUAGES], **kwargs)


def clean_phone(form: forms.Form, name: str, *, country: str) -> None:
    """Turn the number in field `name` into E.164, or put the reason beside it.

    A number in national form is `country`'s (ISO 3166); with no country it must name its own.
    """
    typed = form.cleaned_data.get(name)
    if not typed:
        return
    if not country and not typed.strip().startswith(("+", "00")):
        form.add_error(name, _("Begin with the country's code, such as +234."))
        return
    try:
        numbers = parse_phones(typed, country=country or "ZZ")
    except NotUnderstood as error:
        form.add_error(name, f"{error.why} {error.cure}")
        return
    if len(numbers) > 1:
        form.add_error(name, _("These are two numbers. Write one here, and add the other afterwards."))
        return
    form.cleaned_data[name] = numbers[0] if numbers else ""
