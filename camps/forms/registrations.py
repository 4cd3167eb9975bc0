"""One person at a camp: registering, and putting right what stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from camps.forms.fields import DayField, LanguageField, PhoneField, clean_phone
from camps.forms.patients_day import DayFields
from camps.models import Camp, ConsentRecord, ContactKind, Owner, Patient, Procedure, Registration, Sex, Side, Urgency
from camps.names import name_key
from camps.queries.patients import known_as
from camps.services.registrations import NewContact, NewPerson
from camps.sheets.fields.ages import parse_birth
from camps.sheets.problems import NotUnderstood

AGREED = [("yes", _("Yes")), ("no", _("No")), ("", _("Not asked yet"))]
# The operation has a page of its own, beside fitness.
ABOUT = [choice for choice in ConsentRecord.Purpose.choices if choice[0] != ConsentRecord.Purpose.SURGERY]
SOMEBODY_ELSE = "new"
SEXES = [("", _("Not known")), *Sex.choices]


class OfCamp(forms.Form):
    """A form about somebody at `camp`, whose days and country its fields are read by."""

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.camp = camp


class PersonFields(OfCamp):
    """Who it is. An age or a year is enough; `birth` is cleaned to a date and `birth_estimated`."""

    name = forms.CharField(label=_("Full name, as you write it"), max_length=160)
    called_name = forms.CharField(label=_("Called"), max_length=80, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, required=False)
    birth = forms.CharField(
        label=_("Age or birth date"),
        help_text=_("Such as 12, about 40, 7 months, 1985 or 17/05/2015."),
        max_length=40,
        required=False,
    )
    birth_estimated = forms.BooleanField(label=_("The date is a guess"), required=False)
    town = forms.CharField(label=_("Town or village"), max_length=80, required=False)
    language = LanguageField(label=_("Language"), empty=_("The camp's first language"), required=False)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name_key(name):
            raise forms.ValidationError(_("Write the name with letters."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        guessed = cleaned.pop("birth_estimated", False)
        born: date | None = None
        try:
            if birth := parse_birth(cleaned.pop("birth", "") or "", on=self.camp.first_day):
                born, guessed = birth.date, birth.estimated or guessed
        except NotUnderstood as error:
            self.add_error("birth", f"{error.why} {error.cure}")
        cleaned["birth_date"], cleaned["birth_estimated"] = born, guessed
        return cleaned


class PatientForm(PersonFields):
    """Putting right who a patient is; cleaned to what `change_patient` takes."""

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        standing = {name: getattr(patient, name) for name in ("name", "called_name", "sex", "town", "language")}
        standing |= {
            "birth": patient.birth_date.isoformat() if patient.birth_date else "",
            "birth_estimated": patient.birth_estimated,
        }
        super().__init__(*args, initial=standing, **kwargs)


class CaseFields(OfCamp):
    """What the patient comes for."""

    complaint = forms.CharField(label=_("Complaint"), max_length=300, required=False)
    procedure = SafeModelChoiceField(
        label=_("Procedure asked for"),
        queryset=Procedure.objects.none(),
        empty_label=_("Not known yet"),
        required=False,
    )
    more_procedures = SafeModelMultipleChoiceField(
        label=_("Also, in the same operation"),
        help_text=_("Under one anaesthetic, by the same surgeon: their minutes are added."),
        queryset=Procedure.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    side = forms.ChoiceField(
        label=_("Side of the operation"),
        help_text=_("As the patient says it: the patient's own left or right."),
        choices=Side.choices,
        required=False,
    )
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=Urgency.choices, coerce=int, initial=Urgency.ROUTINE)
    arrives_on = DayField(label=_("Can be there from"), help_text=_("Empty: on any day of the camp."), required=False)
    family = forms.CharField(
        label=_("Family group"),
        help_text=_("The same word for people who come together."),
        max_length=40,
        required=False,
    )
    km_to_venue = forms.IntegerField(label=_("Kilometres to the venue"), min_value=0, max_value=5000, required=False)
    remarks = forms.CharField(label=_("Remarks"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, camp=camp, **kwargs)
        procedures = Procedure.objects.filter(camp=camp).order_by("name")
        for name in ("procedure", "more_procedures"):
            self.fields[name].queryset = procedures  # type: ignore[attr-defined]  # a choice field

    def clean_arrives_on(self) -> date | None:
        day: date | None = self.cleaned_data["arrives_on"]
        if day and day > self.camp.last_day:
            raise forms.ValidationError(_("The camp is over by then."))
        return day


class CaseForm(CaseFields):
    """Putting right what a patient comes for; cleaned to what `change_registration` takes."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        names = ("complaint", "procedure", "side", "urgency", "arrives_on", "km_to_venue", "remarks")
        standing = {name: getattr(registration, name) for name in names}
        standing["more_procedures"] = registration.more_procedures.all()
        standing["family"] = registration.family.code if registration.family else ""
        super().__init__(*args, camp=registration.camp, initial=standing, **kwargs)


class RegistrationForm(PersonFields, CaseFields, DayFields):
    """A person at the desk or on the phone: the phone first, since it finds who is known already."""

    phone = PhoneField(label=_("Phone"), help_text=_("In any spelling."), required=False)
    phone_owner = forms.ChoiceField(
        label=_("Whose phone it is"), choices=Owner.choices, initial=Owner.SELF, required=False
    )
    no_phone = forms.BooleanField(label=_("There is no phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    guardian_name = forms.CharField(
        label=_("Parent or carer"),
        help_text=_("Who answers for a child, or for somebody who can't."),
        max_length=160,
        required=False,
    )
    guardian_relation = forms.CharField(
        label=_("Relation"), help_text=_("Such as mother."), max_length=40, required=False
    )
    hb = forms.DecimalField(
        label=_("Haemoglobin in g/dL"), min_value=2, max_value=25, max_digits=4, decimal_places=1, required=False
    )
    agreed = forms.ChoiceField(
        label=_("Agreed to be called or texted"), choices=AGREED, widget=forms.RadioSelect, initial="", required=False
    )
    same_as = forms.CharField(label=_("Is this the same person?"), widget=forms.HiddenInput, required=False)

    field_order = [
        "phone", "phone_owner", "no_phone", "name", "same_as", "called_name", "sex", "birth", "birth_estimated", "town",
        "language", "guardian_name", "guardian_relation", "procedure", "more_procedures", "side", "complaint",
        "urgency", "arrives_on", "earliest_time", "home_by", "family", "km_to_venue", "hb", "diabetic", "infected",
        "preferred_doctor", "email", "agreed", "remarks",
    ]  # fmt: skip

    def __init__(self, *args: Any, camp: Camp, **kwargs: Any) -> None:
        super().__init__(*args, camp=camp, **kwargs)
        self.offer_doctors(camp)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        clean_phone(self, "phone", country=self.camp.venue.country)
        phone, none = cleaned.get("phone", ""), cleaned.pop("no_phone", False)
        if "phone" not in self.errors and bool(phone) == none:
            text = _("A number is written here too.") if none else _("Write a number, or tick “There is no phone”.")
            self.add_error("no_phone" if none else "phone", text)
        if phone and cleaned.get("phone_owner") == Owner.GUARDIAN and not cleaned.get("guardian_name"):
            self.add_error("guardian_name", _("Name the parent or carer whose phone this is."))
        patient = self._ask_who_it_is(cleaned)
        return {"person": self._person(cleaned, patient)} if not self.errors else cleaned

    def _ask_who_it_is(self, cleaned: dict[str, Any]) -> Patient | None:
        """Somebody with this name and phone is known: a person says whether it is the same one."""
        known = known_as(name=cleaned.get("name", ""), phone=cleaned.get("phone", ""))
        answer = cleaned.pop("same_as", "")
        if not known:
            return None
        choices: list[tuple[str, Any]] = [
            (str(patient.pk), _("Yes: %(who)s") % {"who": _described(patient)}) for patient in known
        ]
        choices.append((SOMEBODY_ELSE, _("No, this is somebody else")))
        self.fields["same_as"].widget = forms.RadioSelect(choices=choices)
        if answer not in dict(choices):
            self.add_error(
                "same_as", _("Somebody with this name and phone is known already. Say whether it is the same person.")
            )
        return next((patient for patient in known if str(patient.pk) == answer), None)

    def _person(self, cleaned: dict[str, Any], patient: Patient | None) -> NewPerson:
        owner = cleaned.pop("phone_owner") or Owner.SELF
        contacts = []
        if phone := cleaned.pop("phone"):
            contacts.append(NewContact(kind=ContactKind.PHONE, value=phone, owner=owner))
        if email := cleaned.pop("email").lower():
            contacts.append(NewContact(kind=ContactKind.MAIL, value=email, owner=owner))
        agreed = {"yes": True, "no": False}.get(cleaned.pop("agreed"))
        cleaned["more_procedures"] = tuple(cleaned["more_procedures"])
        return NewPerson(**cleaned, contacts=tuple(contacts), agreed_to_texts=agreed, patient=patient)


class GuardianForm(forms.Form):
    name = forms.CharField(label=_("Parent or carer"), max_length=160)
    relation = forms.CharField(label=_("Relation"), max_length=40, required=False)


class ContactForm(OfCamp):
    """One more way to reach a patient; cleaned to what `add_contact` takes."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Number or address"), max_length=254)
    owner = forms.ChoiceField(label=_("Whose it is"), choices=Owner.choices)
    first = forms.BooleanField(label=_("Try this one first"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ContactKind.PHONE:
            clean_phone(self, "value", country=self.camp.venue.country)
        elif cleaned.get("value"):
            try:
                cleaned["value"] = forms.EmailField().clean(cleaned["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
        return cleaned


class ConsentForm(forms.Form):
    """What a person agreed to or refused; cleaned to what `record_consent` takes."""

    purpose = forms.ChoiceField(label=_("About"), choices=ABOUT)
    given = forms.TypedChoiceField(
        label=_("The answer"),
        choices=[("yes", _("Agreed")), ("no", _("Refused or withdrew"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    giver = forms.ChoiceField(
        label=_("Who said it"), choices=[("self", _("The patient")), ("guardian", _("A parent or carer"))]
    )
    how = forms.CharField(label=_("How"), help_text=_("Such as: at the desk, by phone, on paper."), max_length=80)


class HaemoglobinForm(forms.Form):
    value = forms.DecimalField(
        label=_("Haemoglobin in g/dL"), min_value=Decimal(2), max_value=Decimal(25), max_digits=4, decimal_places=1
    )


def _described(patient: Patient) -> str:
    born = f"{patient.birth_date:%Y}" if patient.birth_date else ""
    return ", ".join(part for part in (patient.name, born, patient.town) if part)
