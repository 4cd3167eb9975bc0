"""The list as rows of a file; `camps.sheets.safe_csv` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch, QuerySet

from camps.models import Contact, Registration

HEADINGS = (
    "Card",
    "Sheet row",
    "Name",
    "Sex",
    "Born",
    "Town",
    "Phone or e-mail",
    "Complaint",
    "Procedure",
    "Urgency",
    "Family",
    "Arrives from",
    "Decision",
    "Needs a check",
    "Reason",
    "Place",
    "Station",
)


def export_rows(registrations: QuerySet[Registration]) -> Iterator[Sequence[object]]:
    """The headings, then a row for each registration, times in the venue's own hour."""
    yield HEADINGS
    with_contacts = registrations.select_related("camp__venue").prefetch_related(
        Prefetch("patient__contacts", queryset=Contact.objects.order_by("rank", "pk"))
    )
    for registration in with_contacts.iterator(chunk_size=500):
        patient = registration.patient
        place = registration.live[0] if registration.live else None  # type: ignore[attr-defined]  # see registrations_of
        yield (
            f"{registration.number:03d}",
            registration.sheet_row,
            patient.name,
            patient.sex,
            f"about {patient.birth_date:%Y}" if patient.birth_estimated and patient.birth_date else patient.birth_date,
            patient.town,
            "; ".join(contact.value for contact in patient.contacts.all()),
            registration.complaint,
            registration.procedure_codes,
            registration.get_urgency_display(),
            registration.family.code if registration.family else "",
            registration.arrives_on,
            registration.get_decision_display(),
            "yes" if registration.needs_check else "",
            registration.decision_reason,
            f"{place.arrive_at.astimezone(registration.camp.zone):%Y-%m-%d %H:%M}" if place else "",
            place.station.name if place else "",
        )
