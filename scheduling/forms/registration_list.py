"""The filters of the list, and a decision about those chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from camps.models import Camp, Decision, Doctor, Urgency
from scheduling.queries.registration_list import Wanted


class FilterForm(forms.Form):
    """Read from the address; what it can't read narrows nothing."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, phone, card or “row 17”"), "autocomplete": "off"}
        ),
    )
    decision = forms.ChoiceField(label=_("Decision"), required=False)
    placed = forms.ChoiceField(
        label=_("Place"),
        required=False,
        choices=[
            ("", _("With or without")),
            ("yes", _("With a place")),
            ("no", _("Without a place")),
            ("cover", _("Needs cover")),
        ],
    )
    urgency = forms.TypedChoiceField(label=_("Urgency"), required=False, coerce=int, empty_value=None)
    procedure = forms.TypedChoiceField(label=_("Procedure"), required=False, coerce=int, empty_value=None)
    contact = forms.ChoiceField(
        label=_("Contact"), required=False, choices=[("", _("With or without")), ("none", _("Contact missing"))]
    )
    cleared = forms.ChoiceField(
        label=_("Consent and fitness"),
        required=False,
        choices=[
            ("", _("With or without")),
            ("yes", _("Both on record")),
            ("no", _("One is missing")),
            ("against", _("Refused or not fit")),
        ],
    )
    needs_check = forms.BooleanField(label=_("Needs a check"), required=False)

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = pgettext_lazy("filter", "Any")
        self.fields["decision"].choices = [("", every), *Decision.choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["urgency"].choices = [("", every), *Urgency.choices]  # type: ignore[attr-defined]  # a ChoiceField
        procedures = camp.procedures.values_list("pk", "name")
        self.fields["procedure"].choices = [("", every), *procedures]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted:
        """What is asked for; a field with an error counts as empty."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value not in ("", None)})

    @property
    def in_force(self) -> int:
        """How many filters narrow the list, the search apart: it is always in sight."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.fields if name != "q") if self.is_bound else 0

    @property
    def at_fault(self) -> bool:
        """Is there a filter that can't be read?"""
        return any(name != "q" for name in self.errors)


class DecisionForm(forms.Form):
    """One decision for everybody chosen; the service says what is missing."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=[choice for choice in Decision.choices if choice[0] != Decision.NEW]
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=400,
        help_text=_("The next screener reads it. Not sent to anybody."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    deferred_until = forms.DateField(
        label=_("Deferred until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    referred_to: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Referred to"), required=False, queryset=None)
    cancel_places = forms.BooleanField(label=_("Cancel the places they have"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referred_to"].queryset = Doctor.objects.order_by("name")  # type: ignore[attr-defined]  # ModelChoiceField
