"""The codes a person types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AppCodeForm(forms.Form):
    """Six digits; the phone's keyboard for numbers opens, and a password manager may fill them in."""

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "class": "code"}
        ),
    )


class FirstCodeForm(AppCodeForm):
    """Stands below the key and takes no focus: a phone would scroll to it, past the picture, and open its keyboard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"].widget.attrs["autofocus"]


class RecoveryCodeForm(forms.Form):
    code = forms.CharField(
        label=_("One of your recovery codes"),
        help_text=_("Ten letters and numbers, such as abcde-fgh23. Each works once."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )


class EitherCodeForm(forms.Form):
    """For somebody who is signed in and changes the second step: the phone may be the very thing that is gone."""

    code = forms.CharField(
        label=_("Code from the app, or a recovery code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}),
    )


class ResetFactorForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It stays on record with your name. Make sure that it is really this person who asks you."),
        max_length=200,
    )
