"""What became of somebody on a day, and a place on a later one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.forms.placing import PlaceForm
from scheduling.models import FateKind, ReasonKind

# Words for the page; the models' own are for the record.
FATES = {
    FateKind.DONE: _("Done: operated"),
    FateKind.SEEN: _("Examined, no operation needed"),
    FateKind.MOVED: _("Moved: has a place on a later day"),
    FateKind.NOT_COME: _("Did not come"),
    FateKind.LEFT: _("Left before the end"),
    FateKind.DEFERRED: _("Deferred to later"),
    FateKind.REFERRED: _("Referred elsewhere"),
}
REASONS = {
    ReasonKind.NOT_KNOWN: _("Not known yet"),
    ReasonKind.TRANSPORT: _("Transport money"),
    ReasonKind.ELSEWHERE: _("Done elsewhere"),
    ReasonKind.FEAR: _("Fear"),
    ReasonKind.FAMILY: _("Family"),
    ReasonKind.UNFIT: _("Ill or not fit"),
    ReasonKind.NO_TIME: _("No theatre time"),
    ReasonKind.NO_MEANS: _("No blood, kit or power"),
    ReasonKind.OTHER: _("Another reason"),
}
REASON_CHOICES = [(str(kind), words) for kind, words in REASONS.items()]


class FateForm(forms.Form):
    """One person's; `may_be` are the fates that the facts allow, `likely` the one that is chosen at first."""

    fate = forms.ChoiceField(label=_("What became of them"))
    reason_kind = forms.ChoiceField(label=_("Why not as planned"), choices=REASON_CHOICES, required=False)
    reason = forms.CharField(
        label=_("In words"), max_length=200, required=False, help_text=_("To whom they are referred, or what else.")
    )
    until = forms.DateField(
        label=_("Deferred until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, number: int, may_be: Iterable[FateKind], likely: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{number}_%s", **kwargs})
        choices = [(str(fate), FATES[fate]) for fate in may_be]
        self.fields["fate"].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["fate"].initial = likely


class LaterForm(PlaceForm):
    """A place on a later day, and why it is not today's."""

    reason_kind = forms.ChoiceField(label=_("Why not today"), choices=REASON_CHOICES)
