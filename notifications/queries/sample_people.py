"""Real people of a camp who stand for its kinds of readers, so that a preview shows what differs between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from camps.models import Camp, Contact, ContactKind, Owner, Registration
from notifications.queries.audience import contacts_of, is_child
from scheduling.models import Appointment, AppointmentState

LIVE = (AppointmentState.BOOKED,)


@dataclass(frozen=True)
class SamplePerson:
    """`stands_for` in words; `appointments` are his or hers and those of others on the same phone."""

    stands_for: str | Promise
    registration: Registration
    appointments: tuple[Appointment, ...]


@dataclass(frozen=True)
class _Placed:
    appointment: Appointment
    registration: Registration
    contacts: tuple[Contact, ...]

    @property
    def phones(self) -> set[str]:
        return {contact.value for contact in self.contacts if contact.kind == ContactKind.PHONE}


def sample_people(camp: Camp) -> list[SamplePerson]:
    """An adult, a child with a carer, a family on one phone, somebody with no phone, another language; who is there.

    The first of each by camp number; nobody stands for two kinds while another can. Two statements.
    """
    placed = _placed(camp)
    at_phone: dict[str, list[_Placed]] = defaultdict(list)
    for one in placed:
        for phone in one.phones:
            at_phone[phone].append(one)

    def family(one: _Placed) -> bool:
        day = one.appointment.arrive_at.astimezone(camp.zone).date()
        same = [other for phone in one.phones for other in at_phone[phone] if other is not one]
        return any(other.appointment.arrive_at.astimezone(camp.zone).date() == day for other in same)

    def child(one: _Placed) -> bool:
        of_carer = any(contact.owner == Owner.GUARDIAN for contact in one.contacts)
        return of_carer and is_child(one.registration.patient, on=camp.first_day)

    def foreign(one: _Placed) -> bool:
        return bool(one.contacts) and one.registration.patient.language not in ("", camp.language)

    def adult(one: _Placed) -> bool:
        return bool(one.phones) and not is_child(one.registration.patient, on=camp.first_day)

    wanted: list[tuple[str | Promise, Callable[[_Placed], bool]]] = [
        (_("A family on one phone"), family),
        (_("A child with a parent or carer"), child),
        (_("Somebody without a phone or mail"), lambda one: not one.contacts),
        (_("Somebody who reads another language"), foreign),
        (_("A grown-up"), adult),
    ]
    found: list[SamplePerson] = []
    taken: set[int] = set()
    for words, fits in wanted:
        chosen = _first(placed, fits, taken)
        if chosen is not None:
            taken.add(chosen.registration.pk)
            beside = {other.appointment.pk: other.appointment for phone in chosen.phones for other in at_phone[phone]}
            found.append(SamplePerson(words, chosen.registration, (*beside.values(), *_own(chosen, beside))))
    return found


def _own(one: _Placed, beside: Iterable[int]) -> tuple[Appointment, ...]:
    return () if one.appointment.pk in beside else (one.appointment,)


def _first(placed: list[_Placed], fits: Callable[[_Placed], bool], taken: set[int]) -> _Placed | None:
    fitting = [one for one in placed if fits(one)]
    fresh = [one for one in fitting if one.registration.pk not in taken]
    return next(iter(fresh or fitting), None)


def _placed(camp: Camp) -> list[_Placed]:
    live = Appointment.objects.filter(camp=camp, registration__isnull=False, state__in=LIVE)
    rows = list(live.select_related("registration__patient").order_by("registration__number", "pk"))
    contacts = contacts_of({row.registration.patient_id for row in rows if row.registration})
    return [
        _Placed(row, row.registration, tuple(contacts.get(row.registration.patient_id, ())))
        for row in rows
        if row.registration
    ]
