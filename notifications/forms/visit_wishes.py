"""How a patient wants to be told, as he or she says it on the page behind the secret link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from camps.look.times import hour_text
from notifications.models import Category, Channel, PlainWords
from notifications.wording import LANGUAGES

MORNINGS, EVENINGS = range(6, 13), range(16, 24)
USUAL_MORNING, USUAL_EVENING = time(8), time(20)  # notifications/ladder/hours.py
WAYS = {
    Channel.SMS: _("A text message"),
    Channel.MAIL: _("An e-mail"),
    Channel.WHATSAPP: _("WhatsApp"),
    Channel.CALL: _("A call"),
}


class PatientsWishesForm(forms.Form):
    """`ways` are those there is a contact for. The wording is only for who showed to be the patient."""

    language = forms.ChoiceField(label=_("Your language"), widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("How shall we tell you?"), required=False, widget=forms.RadioSelect)
    morning = forms.ChoiceField(label=_("Texts in the morning not before"), required=False)
    evening = forms.ChoiceField(label=_("and in the evening not after"), required=False)
    unwanted = forms.MultipleChoiceField(
        label=_("What do you not need?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (Category.REMINDERS, _("Reminders")),
            (Category.QUESTIONS, _("The question whether you will come")),
            (Category.AFTER_CARE, _("Messages after the visit")),
        ],
    )
    wording = forms.ChoiceField(
        label=_("May a text name you?"),
        widget=forms.RadioSelect,
        choices=[
            (PlainWords.DISCREET, _("No: whoever sees the phone learns no name")),
            (PlainWords.PLAIN, _("Yes, with my first name")),
        ],
    )

    def __init__(self, *args: Any, ways: Sequence[Channel], may_be_named: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        usual = pgettext_lazy("hour", "as usual")
        self._choose("language", [(code, name) for code, name in settings.LANGUAGES if code in LANGUAGES])
        self._choose("way", [("", _("As the camp does it")), *((way, WAYS[way]) for way in ways)])
        self._choose("morning", [("", usual), *_hours(MORNINGS)])
        self._choose("evening", [("", usual), *_hours(EVENINGS)])
        if not may_be_named:
            del self.fields["wording"]

    def quiet(self) -> tuple[time | None, time | None]:
        """(from, until); the hour that was left alone is the usual one."""
        morning, evening = self.cleaned_data["morning"], self.cleaned_data["evening"]
        if not morning and not evening:
            return None, None
        begins = time(int(evening)) if evening else USUAL_EVENING
        return begins, time(int(morning)) if morning else USUAL_MORNING

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _hours(hours: range) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(str(hour), hour_text(time(hour), language=language)) for hour in hours]
