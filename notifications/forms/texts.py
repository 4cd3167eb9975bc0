"""An own text, as it is written, tried and saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.forms.fields import PhoneField, clean_phone
from notifications.models import Channel
from notifications.services.texts import TextRefused
from notifications.wording import OwnText

AREA = forms.Textarea(attrs={"rows": 4, "class": "sms"})


class OwnTextForm(forms.Form):
    """`text` is what was written. An SMS has no subject; `number` is where a trial goes instead of one's own mail."""

    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("Text"), widget=AREA, max_length=2000, required=False)
    carer = forms.CharField(
        label=_("For a child's parent or carer"),
        widget=AREA,
        max_length=2000,
        required=False,
        help_text=_("Empty: the text above. {your_visit} says “your child's visit” there."),
    )
    family = forms.CharField(
        label=_("For several people on one phone"),
        widget=AREA,
        max_length=2000,
        required=False,
        help_text=_("With {count} and {times} in the place of {time}. Empty: the shipped text."),
    )
    planned_too = forms.BooleanField(
        label=_("Also for messages that are planned already"),
        required=False,
        help_text=_("Else each keeps the text it was planned with."),
    )
    number = PhoneField(label=_("Send a test to this phone"), required=False)

    def __init__(self, *args: Any, channel: str, language: str, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel, self.language, self.country = channel, language, country
        if channel == Channel.MAIL:
            self.fields["body"].label = _("First lines")
            self.fields["body"].help_text = _("The greeting, the table of facts and the button stay around them.")
            for name in ("family", "number"):
                del self.fields[name]
        else:
            del self.fields["subject"]
            self.fields["body"].help_text = _("The camp's name goes in front and the person's own link behind.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "number" in self.fields:
            clean_phone(self, "number", country=self.country)
        return cleaned

    @property
    def text(self) -> OwnText:
        given = self.cleaned_data
        return OwnText(
            lang=self.language,
            body=given.get("body", ""),
            carer=given.get("carer", ""),
            family=given.get("family", ""),
            subject=given.get("subject", ""),
        )

    def show_faults(self, refused: TextRefused) -> None:
        """Each beside the field it stands in."""
        for fault in refused.faults:
            self.add_error(fault.field if fault.field in self.fields else None, f"{fault.why} {fault.cure}")
