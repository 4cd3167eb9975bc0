"""Telling a patient once more: by which way, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.services.resending import Way


class AgainForm(forms.Form):
    """`sure` is only asked where the same left within the hour."""

    way = forms.ChoiceField(
        label=_("By which way?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a way."), "invalid_choice": _("This way is gone: choose another one.")},
    )
    reason = forms.CharField(
        label=_("Why?"), max_length=200, help_text=_("Such as: the patient says that nothing came. It stays on record.")
    )
    sure = forms.BooleanField(label=_("Send it all the same"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=999)

    def __init__(self, *args: Any, ways: Sequence[Way], ask: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way.key, f"{way.channel.label}, {way.contact.value}") for way in ways]
        if not ask:
            self.fields["sure"].widget = forms.HiddenInput()
