"""How a person wants to be told, as staff write it down and as doctors say it themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.forms.fields import HourField, LanguageField
from notifications.models import Category, Channel, PlainWords

WAYS = [
    ("", _("As the camp does it: text and e-mail")),
    (Channel.SMS, _("Text message")),
    (Channel.MAIL, _("E-mail")),
    (Channel.WHATSAPP, _("WhatsApp")),
    (Channel.CALL, _("A call")),
]
THEN = [("", _("nothing else")), *WAYS[1:]]


class QuietForm(forms.Form):
    """Language and quiet hours: what patients and doctors have in common."""

    language = LanguageField(label=_("Language of the messages"), empty=_("The camp's first language"), required=False)
    quiet_from = HourField(
        label=_("No texts from"),
        required=False,
        help_text=_("The person's own clock. Empty: as the camp does it. What changes close to the visit still comes."),
    )
    quiet_until = HourField(label=_("until the next morning at"), required=False)


class WishesForm(QuietForm):
    """A patient's wishes. Cleaned to what `save_wishes` takes."""

    first = forms.ChoiceField(label=_("Told by"), choices=WAYS, required=False)
    then = forms.ChoiceField(label=_("and where that fails by"), choices=THEN, required=False)
    wording = forms.ChoiceField(
        label=_("Texts"),
        choices=PlainWords.choices,
        help_text=_("A phone is often shared. With the first name only where the person chose it."),
    )
    unwanted = forms.MultipleChoiceField(
        label=_("Wants no more of"),
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A new time or a cancelled visit is always told."),
    )
    field_order = ("language", "first", "then", "quiet_from", "quiet_until", "wording", "unwanted")

    def __init__(self, *args: Any, with_whatsapp: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, ways in (("first", WAYS), ("then", THEN)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [way for way in ways if with_whatsapp or way[0] != Channel.WHATSAPP]
        if with_whatsapp:
            self.fields["first"].help_text = _("WhatsApp only where the person agreed to it: that is written down too.")

    def clean(self) -> dict[str, Any]:
        """`first` and `then` become `channels`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, then = cleaned.pop("first", ""), cleaned.pop("then", "")
        cleaned["channels"] = [channel for channel in dict.fromkeys((first, then)) if channel] if first else []
        return cleaned
