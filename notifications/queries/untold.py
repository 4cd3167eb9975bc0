"""How many changes nobody was told of yet: the count of what `preview` lists, without reading everybody."""

from __future__ import annotations

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from camps.models import Camp, CampState, Contact, Doctor, Registration, Shift
from notifications.models import Told
from notifications.queries.audience import doctor_key
from notifications.queries.invites import forms_of
from notifications.queries.reach import OF_PATIENTS, people_of
from scheduling.models import Allocation, Appointment, AppointmentState


def untold(camp: Camp) -> int:
    """Patients' places and doctors' invitations that a publishing would tell. Two or three statements."""
    waiting = _patients(camp).count()
    forms = forms_of(camp)
    doctors = Doctor.objects.values_list("pk", flat=True)
    by_case = [pk for pk in doctors if forms.each_case(pk)]
    if by_case:
        waiting += _cases(camp).filter(resource__doctor__in=by_case).count()
        waiting += _cases_given_up(camp).filter(recipient__in=[doctor_key(pk) for pk in by_case]).count()
    return waiting + _shifts(camp).exclude(doctor__in=by_case).count()


def _patients(camp: Camp) -> QuerySet[Appointment]:
    """New places, moved ones, cancelled ones, and those whose people have another contact now."""
    known = Told.objects.filter(OF_PATIENTS, appointment=OuterRef("pk"), cancelled=False)
    elsewhere = known.exclude(starts_at=OuterRef("arrive_at"), venue=OuterRef("venue"))
    told_here = Told.objects.filter(appointment=OuterRef(OuterRef("pk")), recipient=OuterRef("key"), cancelled=False)
    contacts = Contact.objects.filter(patient=OuterRef("registration__patient"), failed_at=None)
    still_there = contacts.annotate(key=_key("contact:", "pk")).filter(Exists(told_here))
    reachable: QuerySet[Registration] = people_of(camp).filter(Q(is_reachable=True), pk=OuterRef("registration"))
    stands = ~Q(state=AppointmentState.CANCELLED)
    return Appointment.objects.filter(camp=camp, registration__isnull=False).filter(
        (stands & (~Exists(known) | Exists(elsewhere) | (Exists(reachable) & ~Exists(still_there))))
        | (~stands & Exists(known))
    )


def _shifts(camp: Camp) -> QuerySet[Shift]:
    known = Told.objects.filter(shift=OuterRef("pk"), cancelled=False)
    as_told = known.filter(starts_at=OuterRef("starts_at"), ends_at=OuterRef("ends_at"), venue=camp.venue_id)
    if camp.state == CampState.CANCELLED:
        return Shift.objects.filter(Exists(known), camp=camp)
    stands = Q(cancelled_at=None)
    return Shift.objects.filter((stands & ~Exists(as_told)) | (~stands & Exists(known)), camp=camp)


def _cases(camp: Camp) -> QuerySet[Allocation]:
    """Doctors who hold an appointment that they were not told, or not so."""
    as_told = Told.objects.filter(
        appointment=OuterRef("appointment"),
        recipient=OuterRef("key"),
        cancelled=False,
        starts_at=OuterRef("appointment__starts_at"),
        ends_at=OuterRef("appointment__ends_at"),
        venue=OuterRef("appointment__venue"),
        station=OuterRef("appointment__station"),
    )
    held = Allocation.objects.filter(appointment__camp=camp, live=True, resource__doctor__isnull=False)
    return held.annotate(key=_key("doctor:", "resource__doctor_id")).filter(~Exists(as_told))


def _cases_given_up(camp: Camp) -> QuerySet[Told]:
    """Doctors who were told a case that they hold no more."""
    held = Allocation.objects.filter(appointment=OuterRef("appointment"), live=True).annotate(
        key=_key("doctor:", "resource__doctor_id")
    )
    told = Told.objects.filter(appointment__camp=camp, recipient__startswith="doctor:", cancelled=False)
    return told.filter(~Exists(held.filter(key=OuterRef("recipient"))))


def _key(kind: str, field: str) -> Concat:
    """The recipient's key of a row, as Told keeps it."""
    return Concat(Value(kind), Cast(F(field), CharField()), output_field=CharField())
