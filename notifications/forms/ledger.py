"""The filters of the ledger."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from camps.forms.fields import DayField
from notifications.kind_names import KIND_NAMES
from notifications.models import Channel, MessageState
from notifications.queries.ledger import GROUPS, Wanted


class FilterForm(forms.Form):
    """Read from the address; what it can't read narrows nothing."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, phone or card number"), "autocomplete": "off"}
        ),
    )
    kind = forms.ChoiceField(
        label=_("Message"), required=False, choices=[("", pgettext_lazy("filter", "Any")), *KIND_NAMES.items()]
    )
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", pgettext_lazy("filter", "Any")), *Channel.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", pgettext_lazy("filter", "Any")), *MessageState.choices]
    )
    day = DayField(label=_("Day"), required=False)
    group = forms.ChoiceField(
        required=False, choices=[("", ""), *((name, name) for name in GROUPS)], widget=forms.HiddenInput
    )

    def wanted(self) -> Wanted:
        """What is asked for; a field with an error counts as empty."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
