"""What a desk asks of somebody nobody expected: four things in fifteen seconds, the rest later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.forms.fields import PhoneField, clean_phone
from camps.forms.registrations import OfCamp
from camps.names import name_key
from camps.services.registrations import NewPerson
from camps.sheets.fields.ages import parse_birth
from camps.sheets.problems import NotUnderstood
from scheduling.services.arriving import new_walk_in


class WalkInForm(OfCamp):
    """Cleaned to `person`. Only the name must be there; a phone is asked for, never required."""

    name = forms.CharField(label=_("Full name, as you write it"), max_length=160)
    birth = forms.CharField(
        label=_("Age"), help_text=_("Such as 12, about 40, 7 months."), max_length=40, required=False
    )
    complaint = forms.CharField(label=_("Why they come"), max_length=300, required=False)
    phone = PhoneField(label=_("Phone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # what was not understood has the focus
            first = "birth" if self.initial.get("name") else "name"
            self.fields[first].widget.attrs["autofocus"] = True

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name_key(name):
            raise forms.ValidationError(_("Write the name with letters."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        clean_phone(self, "phone", country=self.camp.venue.country)
        born, estimated = None, False
        try:
            if birth := parse_birth(cleaned.get("birth", "") or "", on=self.camp.first_day):
                born, estimated = birth.date, birth.estimated
        except NotUnderstood as error:
            self.add_error("birth", f"{error.why} {error.cure}")
        if not self.errors:
            cleaned["person"] = self._person(cleaned, born, estimated)
        return cleaned

    def _person(self, cleaned: dict[str, Any], born: Any, estimated: bool) -> NewPerson:
        return new_walk_in(
            name=cleaned["name"],
            birth_date=born,
            estimated=estimated,
            complaint=cleaned["complaint"],
            phone=cleaned.get("phone", ""),
        )
