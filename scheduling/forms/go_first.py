"""What a helper sends about going first: the question, an answer that somebody gave, or that it is taken back."""

from __future__ import annotations

from django import forms

from scheduling.models import GoFirstReason


class GoFirstForm(forms.Form):
    """`client_id` comes fresh with each page, so that a double click asks once."""

    act = forms.ChoiceField(choices=[(name, name) for name in ("ask", "yes", "no", "take_back")])
    client_id = forms.UUIDField()
    reason = forms.ChoiceField(choices=[("", ""), *GoFirstReason.choices], required=False)
    token = forms.CharField(max_length=12, required=False)
    at = forms.IntegerField(required=False, min_value=1)
