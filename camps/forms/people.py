"""Doctors with their skills, members and invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelChoiceField

from camps.forms.fields import LanguageField, PhoneField, ZoneField, clean_phone
from camps.models import Doctor, DoctorRole, Level, Member, Role

SKILL_ROWS = 4


class DoctorForm(forms.Form):
    """A practitioner; cleaned to what `add_doctor` and `change_doctor` take, the skill rows as one mapping."""

    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=DoctorRole.choices)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Invitations and the day's list go there."), required=False)
    phone = PhoneField(
        label=_("Phone"), help_text=_("With the country's code, such as +234 803 407 5067."), required=False
    )
    home_timezone = ZoneField(label=_("Time zone at home"), initial="UTC")
    language = LanguageField(label=_("Language"), initial="en")

    def __init__(self, *args: Any, doctor: Doctor | None = None, **kwargs: Any) -> None:
        skills: list[tuple[str, str]] = []
        if doctor is not None:
            kwargs["initial"] = {name: getattr(doctor, name) for name in self.base_fields}
            skills = [(skill.specialty, skill.level) for skill in doctor.skills.order_by("specialty")]
        super().__init__(*args, **kwargs)
        self.skill_rows = max(SKILL_ROWS, len(skills) + 2)
        for row in range(self.skill_rows):
            specialty, level = skills[row] if row < len(skills) else ("", Level.INDEPENDENT)
            self.fields[f"specialty_{row}"] = forms.CharField(
                label=_("Skill %(number)s") % {"number": row + 1}, max_length=40, required=False, initial=specialty
            )
            self.fields[f"level_{row}"] = forms.ChoiceField(
                label=_("Level"), choices=Level.choices, required=False, initial=level
            )

    def skill_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of specialty and level, row by row."""
        return [(self[f"specialty_{row}"], self[f"level_{row}"]) for row in range(self.skill_rows)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        clean_phone(self, "phone", country="")
        skills: dict[str, str] = {}
        for row in range(self.skill_rows):
            specialty = cleaned.pop(f"specialty_{row}", "").strip().lower()
            level = cleaned.pop(f"level_{row}", "") or Level.INDEPENDENT
            if specialty in skills:
                self.add_error(f"specialty_{row}", _("This skill stands above already."))
            elif specialty:
                skills[specialty] = level
        cleaned["skills"] = skills
        return cleaned


class RoleForm(forms.Form):
    """A role; for the role Doctor also which doctor. Only an owner can make owners."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    doctor = SafeModelChoiceField(
        label=_("Which doctor"),
        help_text=_("For the role Doctor only. An expert then sees the cases referred to him or her, and no others."),
        queryset=Doctor.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, owners_too: bool, member: Member | None = None, **kwargs: Any) -> None:
        if member is not None:
            kwargs["initial"] = {"role": member.role, "doctor": member.doctor_id}
        super().__init__(*args, **kwargs)
        roles = [("", "---------"), *(choice for choice in Role.choices if owners_too or choice[0] != Role.OWNER)]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # a choice field
        self.fields["doctor"].queryset = Doctor.objects.order_by("name")  # type: ignore[attr-defined]  # a choice field


class InvitationForm(RoleForm):
    email = forms.EmailField(label=_("E-mail"))

    field_order = ["email", "role", "doctor"]
