"""What the hour of an operation depends on: for the camp, and for one patient."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from camps.forms.fields import HourField
from camps.models import Camp, Consent, Doctor, DoctorRole, Fitness, Registration
from camps.services.patients_day import FIELDS

GIVERS = [("self", _("The patient")), ("guardian", _("A parent or carer"))]
LEADERS = (DoctorRole.SURGEON, DoctorRole.EXAMINER, DoctorRole.EXPERT)


class PatientsDayForm(forms.Form):
    """Cleaned to what `change_patients_day` takes."""

    last_bus = HourField(
        label=_("Last way home"),
        help_text=_("Whoever does not stay the night is operated early enough for it. Empty: no limit."),
        required=False,
    )
    ward_beds = forms.IntegerField(
        label=_("Beds on the ward"),
        help_text=_("For the nights that procedures ask for. Empty: nights are not counted."),
        min_value=0,
        max_value=2000,
        required=False,
    )
    fasts_from = HourField(
        label=_("Nobody eats after"),
        help_text=_("22:00 is the evening before, 02:00 the same morning. Empty: fasting limits no hour."),
        required=False,
    )
    longest_fast_hours = forms.IntegerField(
        label=_("Longest fast in hours"),
        help_text=_("An operation begins before it is over."),
        min_value=1,
        max_value=48,
    )
    longest_child_fast_hours = forms.IntegerField(
        label=_("Longest fast of a child under 6, in hours"), min_value=1, max_value=48
    )
    clearance_required = forms.BooleanField(
        label=_("Operate only with consent and fitness on record"),
        help_text=_("Without them nobody gets a place for an operation. A refusal always counts."),
        required=False,
    )

    tell_shift_min = forms.IntegerField(
        label=_("Text who waits when the time moves by more than"),
        help_text=_("Minutes. The text says at which hour to come, at most every 20 minutes."),
        min_value=10,
        max_value=240,
    )
    go_first_share = forms.IntegerField(
        label=_("To let somebody go first, so many in a hundred must say yes"),
        help_text=_("Of those who are asked. Empty: everyone who is passed says yes."),
        min_value=1,
        max_value=100,
        required=False,
    )
    go_first_minutes = forms.IntegerField(
        label=_("Minutes to answer"),
        help_text=_("Who has not answered by then has not agreed."),
        min_value=2,
        max_value=60,
    )
    go_first_by_phone = forms.BooleanField(
        label=_("Those who wait may ask to go first from their phone page"),
        help_text=_("Else the team asks for them. Each question sends up to ten texts."),
        required=False,
    )

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(camp, name) for name in FIELDS}
        super().__init__(*args, **kwargs)


class DayFields(forms.Form):
    """What one patient brings along."""

    diabetic = forms.BooleanField(label=_("Diabetic"), help_text=_("Operated early in the day."), required=False)
    infected = forms.BooleanField(label=_("Infected"), help_text=_("Operated last on a table."), required=False)
    earliest_time = HourField(
        label=_("Not before"),
        help_text=_("The hour from which the patient can be there on any day. Empty: from the opening on."),
        required=False,
    )
    home_by = HourField(
        label=_("Must leave by"), help_text=_("Empty: the camp's last way home, where it has one."), required=False
    )
    preferred_doctor = SafeModelChoiceField(
        label=_("Wished surgeon"),
        help_text=_("Asked first; another one operates where this one can't."),
        queryset=Doctor.objects.none(),
        empty_label=_("Nobody in particular"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        arrives, leaves = cleaned.get("earliest_time"), cleaned.get("home_by")
        if arrives and leaves and leaves <= arrives:
            self.add_error("home_by", _("This is before the patient can be there: correct one of the two hours."))
        return cleaned

    def offer_doctors(self, camp: Camp, *, standing: int | None = None) -> None:
        """Those who lead at this camp, and the one who stands."""
        here = Q(shifts__camp=camp, shifts__cancelled_at=None, role__in=LEADERS) | Q(pk=standing)
        found = Doctor.objects.filter(here).distinct().order_by("name")
        self.fields["preferred_doctor"].queryset = found  # type: ignore[attr-defined]  # a choice field


class DayFactsForm(DayFields):
    """Cleaned to what `change_day_facts` takes."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(registration, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.offer_doctors(registration.camp, standing=registration.preferred_doctor_id)


class ClearanceForm(forms.Form):
    """Cleaned to what `record_clearance` takes."""

    consent = forms.ChoiceField(
        label=_("Consent to the operation"), choices=Consent.choices, widget=forms.RadioSelect, required=False
    )
    giver = forms.ChoiceField(label=_("Who said it"), choices=GIVERS, required=False)
    how = forms.CharField(
        label=_("How"),
        help_text=_("Where it is given or refused. Such as: signed on paper, by thumbprint."),
        max_length=80,
        required=False,
    )
    fitness = forms.ChoiceField(
        label=_("Fitness for the operation"), choices=Fitness.choices, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = {"consent": registration.consent, "fitness": registration.fitness}
        super().__init__(*args, **kwargs)

    def clean_giver(self) -> str:
        return self.cleaned_data["giver"] or "self"


AS_IT_IS = "as_it_is"


class ManyClearancesForm(ClearanceForm):
    """The same for many at once; what is not chosen stays as it is with each of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        for name in ("consent", "fitness"):
            choice = self.fields[name]
            choice.choices = [(AS_IT_IS, _("As it is with each of them")), *choice.choices]  # type: ignore[attr-defined]  # a ChoiceField
            choice.initial = AS_IT_IS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {name: None if value == AS_IT_IS else value for name, value in cleaned.items()}
