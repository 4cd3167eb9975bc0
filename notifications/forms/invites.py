"""How a doctor is invited: as each camp says, or always in one form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from camps.models import DoctorInvites

AS_THE_CAMP_SAYS = _("As the camp says")


class InvitesForm(forms.Form):
    """Cleaned to what `choose_invites` takes."""

    invites = forms.ChoiceField(
        label=_("How you are invited"),
        choices=[("", AS_THE_CAMP_SAYS), *DoctorInvites.choices],
        required=False,
        help_text=_(
            "It holds for every camp, and at once: the invitations that stand in the calendar are taken out by mail "
            "and sent in the other form. The evening's list and a calendar feed stay as they are."
        ),
    )
