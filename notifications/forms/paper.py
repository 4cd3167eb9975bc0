"""Which blank tokens to print."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from camps.look.times import day_text
from camps.models import Camp

MOST = 200  # in one print: ten sheets
HIGHEST = 999


class BlankTokensForm(forms.Form):
    """`B`, 14 to 33, for one day: read from the address, so that a preview can be shown and printed."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)
    letter = forms.CharField(
        label=_("Letter of the desk"),
        max_length=2,
        widget=forms.TextInput(attrs={"size": 3}),
        validators=[RegexValidator(r"(?i)^[A-HJ-NP-Z]{1,2}$", _("One or two letters such as B, but neither I nor O."))],
    )
    first = forms.IntegerField(label=_("From"), min_value=1, max_value=HIGHEST)
    last = forms.IntegerField(label=_("To"), min_value=1, max_value=HIGHEST)

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["day"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(day.isoformat(), day_text(day, language=get_language() or "en")) for day in camp.dates]

    def clean_letter(self) -> str:
        return str(self.cleaned_data["letter"]).upper()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("This comes before the first one."))
        elif first and last and last - first >= MOST:
            self.add_error("last", _("At most %(most)s tokens in one print.") % {"most": MOST})
        return given
