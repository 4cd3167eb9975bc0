"""The ledger of messages, one message, one patient's messages, and the ledger as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from camps.access import StaffRequest, one_registration, requires
from camps.models import Camp, Registration
from camps.policy import Verb, can
from camps.sheets.safe_csv import csv_lines
from notifications.forms.ledger import FilterForm
from notifications.models import Category, Message, MessageState
from notifications.queries import ledger as queries
from notifications.queries.audience import STOPPED, refusals_of
from notifications.queries.links import link_state, where_to_send
from notifications.queries.outbox import is_there
from notifications.queries.reach import figures_of, placed_people
from notifications.queries.settled import settled_places
from notifications.queries.timeline import timeline
from notifications.queries.wishes import AS_USUAL, unwanted_by, wishes_of
from notifications.services.resending import can_be_told_again
from notifications.services.samples import text_of
from notifications.views.alarms import alarms_for
from scheduling.models import Appointment, AppointmentState

A_PAGE = 30
TOLD_AGAIN_FROM = ("sent", "delivered", "read", "unknown", "refused", "ended", "called", "listed")


@requires(Verb.SEE_MESSAGES)
def ledger(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Every message, narrowed by the address."""
    now = timezone.now()
    form = FilterForm(request.GET)
    wanted = form.wanted()
    page = Paginator(queries.ledger(camp, wanted, now=now), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "camp": camp,
        "filter": form,
        "wanted": wanted,
        "page": page,
        "counts": queries.counts_of(camp),
        "query": request.GET.urlencode(),
        "alarms": alarms_for(request, camp, now=now),
        "outbox": is_there() and can(request.member, Verb.SEE_OUTBOX, request.organisation),
        "now": now,
    }
    return render(request, "notifications/ledger/ledger.html", context)


@requires(Verb.SEE_MESSAGES)
def export(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The ledger as it is narrowed, as CSV with the byte-order mark that Excel needs."""
    found = queries.ledger(camp, FilterForm(request.GET).wanted(), now=timezone.now())
    lines = csv_lines(queries.ledger_rows(found, camp=camp))
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{camp.slug}-messages.csv"'
    return answer


@requires(Verb.SEE_MESSAGES)
def one_message(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """One message: its text as it was sent, or as it would read today, and every try."""
    now = timezone.now()
    found = Message.objects.select_related(
        "camp__venue", "registration__patient", "doctor", "contact", "appointment", "shift"
    )
    message: Message = get_object_or_404(found.prefetch_related("attempts"), camp=camp, pk=pk)
    told = queries.told_last(message)
    to_come = message.state == MessageState.PLANNED and not message.body
    context = {
        "camp": camp,
        "message": message,
        "name": queries.name_of(message),
        "address": queries.address_of(message),
        "told": told,
        "body": queries.without_secrets(message.body),
        "draft": text_of(message, told, now=now) if to_come else None,
        "now": now,
    }
    return render(request, "notifications/ledger/message.html", context)


@requires(Verb.SEE_MESSAGES, on=one_registration)
def of_patient(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Was this patient told, when, by what?"""
    camp = registration.camp
    if not can(request.member, Verb.SEE_REGISTRATION, registration):
        raise Http404
    now = timezone.now()
    person = placed_people(camp).filter(pk=registration.pk).first()
    places = Appointment.objects.filter(registration=registration).exclude(state=AppointmentState.CANCELLED)
    context = {
        "camp": camp,
        "registration": registration,
        "person": person,
        "place": places.select_related("station").order_by("-starts_at").first(),
        "contacts": registration.patient.contacts.all(),
        **_passed(request, registration, now=now),
        "link": link_state(registration, now=now),
        "can_send_link": bool(where_to_send(registration, now=now)),
        "has_paper": registration.pk in settled_places(camp, only=[registration.pk]),
        "now": now,
    }
    return render(request, "notifications/ledger/patient.html", context)


def _passed(request: StaffRequest, registration: Registration, *, now: datetime) -> dict[str, Any]:
    """What passed between us and the patient, and how he or she wants to be told."""
    patient, moments = registration.patient, timeline(registration, now=now)
    unwanted = unwanted_by(patient)
    return {
        "moments": moments,
        "again": {one.message.pk for one in moments if one.message and can_be_told_again(one.message)},
        "acts": TOLD_AGAIN_FROM,
        "may_handle": can(request.member, Verb.HANDLE_MESSAGES, registration.camp),
        "wishes": wishes_of([patient.pk]).get(patient.pk, AS_USUAL),
        "unwanted": [Category(name).label for name in unwanted],
        "stopped": STOPPED in refusals_of([patient.pk])[patient.pk],
        "language": patient.language or registration.camp.language,
    }


@requires(Verb.SEE_MESSAGES)
def told(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Everybody with a place: told or not, confirmed or not, reachable or not."""
    show = request.GET.get("show", "")
    page = Paginator(placed_people(camp, show=show), A_PAGE).get_page(request.GET.get("page"))
    context = {"camp": camp, "page": page, "show": show, "figures": figures_of(camp), "now": timezone.now()}
    return render(request, "notifications/ledger/told.html", context)
