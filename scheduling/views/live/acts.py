"""What the buttons of the live queue do: one POST, one call of a service, then back with a word and an Undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.models import Camp, LaneName, Station
from camps.policy import Verb
from camps.undo_notices import undo_tags
from scheduling.errors import Gone, SchedulingError
from scheduling.forms.queue_acts import QueueActForm
from scheduling.models import Ticket, TicketEvent
from scheduling.queries.ticket_story import event_by, lane_around, station_of, ticket_of
from scheduling.services import calling, leaving_queue, reordering, sending_on
from scheduling.services.tickets import Doing
from scheduling.services.undoing_tickets import undo_event
from scheduling.views.addresses import page_of

Given = dict[str, Any]
DEVICE_COOKIE = "alone"  # what a device calls itself that may go on without a network at a station


@dataclass(frozen=True)
class Act:
    """A button: the service it calls, and what is said when it is done."""

    do: Callable[[Ticket, Doing, Given], object]
    said: str | Promise


def _call(ticket: Ticket, doing: Doing, given: Given) -> object:
    if doing.station is None:
        raise Gone(_("The station is not there any more."))
    return calling.call_this(ticket=ticket, station=doing.station, doing=doing)


def _put_before(ticket: Ticket, doing: Doing, given: Given) -> object:
    """Before that one and all who stand between the two, as the lane is now."""
    lane, own = lane_around(ticket, now=doing.now)
    other = next((one for one in lane.waiting if one.ticket.pk == given["before"]), None)
    if own is None or other is None or other.placed.place >= own.placed.place:
        raise Gone(_("The order has changed since."))
    between = range(other.placed.place, own.placed.place)
    over = [one.ticket.pk for one in lane.waiting if one.placed.place in between]
    return reordering.put_before(ticket=ticket, over=over, doing=doing)


ACTS: dict[str, Act] = {
    "call": Act(_call, gettext_lazy("%(token)s is called.")),
    "recall": Act(lambda t, d, _g: calling.recall(ticket=t, doing=d), gettext_lazy("%(token)s is called again.")),
    "start": Act(lambda t, d, _g: calling.start(ticket=t, doing=d), gettext_lazy("%(token)s came in.")),
    "park": Act(lambda t, d, _g: calling.park(ticket=t, doing=d), gettext_lazy("%(token)s is set aside.")),
    "miss": Act(lambda t, d, _g: calling.miss(ticket=t, doing=d), gettext_lazy("%(token)s is marked as missed.")),
    "back": Act(lambda t, d, _g: calling.back(ticket=t, doing=d), gettext_lazy("%(token)s is in the queue again.")),
    "finish": Act(lambda t, d, _g: leaving_queue.finish(ticket=t, doing=d), gettext_lazy("%(token)s is done.")),
    "leave": Act(lambda t, d, _g: leaving_queue.leave(ticket=t, doing=d), gettext_lazy("%(token)s has left.")),
    "send_on": Act(
        lambda t, d, given: sending_on.send_on(ticket=t, lane=given["lane"], doing=d),
        gettext_lazy("%(token)s waits for %(lane)s now."),
    ),
    "before": Act(_put_before, gettext_lazy("%(token)s was moved ahead.")),
    "last": Act(lambda t, d, _g: reordering.put_last(ticket=t, doing=d), gettext_lazy("%(token)s is at the end now.")),
    "urgency": Act(
        lambda t, d, given: reordering.set_urgency(ticket=t, urgency=given["urgency"] or 0, doing=d),
        gettext_lazy("The urgency of %(token)s is changed."),
    ),
}
NEEDS_REASON = {"leave"}  # the services ask for the others


@requires(Verb.RUN_QUEUE)
@require_POST
def call_next(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The next of the station's lane, whoever that is now."""
    station = station_or_404(camp, pk)
    form = QueueActForm(request.POST)
    back = HttpResponseRedirect(page_of("station_live", camp, pk=station.pk))
    if not form.is_valid():
        messages.error(request, _("That was not understood. Please try again."))
        return back
    doing = _doing(request, form, station)
    try:
        called = calling.call_next(station=station, doing=doing)
    except SchedulingError as error:
        messages.warning(request, sentence(error))
        return back
    if called is None:
        messages.info(request, _("Nobody waits whom %(station)s may call now.") % {"station": station.name})
    else:
        who = f"{called.arrival.token} {called.registration.patient.name}"
        say_done(request, camp, _("%(who)s: please come to %(station)s.") % {"who": who, "station": station}, doing)
    return back


def do_act(request: StaffRequest, camp: Camp, ticket: Ticket) -> HttpResponse:
    """The button that was pressed, then back to the station or to the ticket's page."""
    form = QueueActForm(request.POST)
    good = form.is_valid()
    act = ACTS.get(form.cleaned_data.get("act", ""))
    station = station_of(camp, form.cleaned_data.get("at"))
    back = HttpResponseRedirect(back_address(camp, station, ticket))
    if not good or act is None:
        messages.error(request, _("That was not understood. Please try again."))
        return back
    given = form.cleaned_data
    doing = _doing(request, form, station)
    if given["act"] in NEEDS_REASON and not given["reason"].strip():
        messages.warning(request, _("Say why in a few words."))
        return back
    try:
        act.do(ticket, doing, given)
    except (SchedulingError, CampError) as error:
        messages.warning(request, sentence(error))
        return back
    lane = LaneName(given["lane"]).label if given["lane"] else ""
    say_done(request, camp, str(act.said) % {"token": ticket.arrival.token, "lane": lane}, doing)
    return back


@requires(Verb.RUN_QUEUE)
@require_POST
def undo(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Take back the act named by `of`; what happened since is said, and stays."""
    event = TicketEvent.objects.filter(camp=camp, pk=_number(request.GET.get("of", "")) or 0).first()
    if event is None:
        raise Http404("no such act")
    doing = Doing(by=request.user, now=timezone.now(), client_id=uuid5(event.client_id, "undone"))
    try:
        ticket = undo_event(event=event, doing=doing)
    except SchedulingError as error:
        messages.warning(request, sentence(error))
        ticket = event.ticket
    else:
        words = _("Undone: %(token)s is “%(state)s” again.")
        messages.success(request, words % {"token": ticket.arrival.token, "state": ticket.get_state_display()})
    station = station_of(camp, _number(request.GET.get("at", "")))
    return HttpResponseRedirect(back_address(camp, station, ticket))


def station_or_404(camp: Camp, pk: int) -> Station:
    station = station_of(camp, pk)
    if station is None:
        raise Http404("no station that calls")
    return station


def ticket_or_404(camp: Camp, pk: int) -> Ticket:
    ticket = ticket_of(camp, pk)
    if ticket is None:
        raise Http404("no such ticket")
    return ticket


def back_address(camp: Camp, station: Station | None, ticket: Ticket) -> str:
    if station is not None:
        return page_of("station_live", camp, pk=station.pk)
    return page_of("ticket", camp, pk=ticket.pk)


def device_of(request: HttpRequest) -> UUID | None:
    """What this device calls itself, once it was made ready for an outage."""
    try:
        return UUID(request.COOKIES.get(DEVICE_COOKIE, ""))
    except ValueError:
        return None


def _doing(request: StaffRequest, form: QueueActForm, station: Station | None) -> Doing:
    doing = form.doing(by=request.user, now=timezone.now(), station=station)
    return replace(doing, device=device_of(request))


def say_done(request: StaffRequest, camp: Camp, said: str, doing: Doing) -> None:
    """With the button that takes it back, when this act is on record under its own id."""
    event = event_by(doing.client_id)
    undo = ""
    if event is not None:
        query = {"of": event.pk} | ({"at": doing.station.pk} if doing.station else {})
        address = f"{page_of('undo_act', camp)}?{urlencode(query)}"
        undo = undo_tags(address, about=f"arrival-{event.ticket.arrival_id}")
    messages.success(request, said, extra_tags=undo)


def sentence(error: SchedulingError | CampError) -> str:
    return f"{error.message} {error.cure or ''}".strip()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
