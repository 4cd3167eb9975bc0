"""The visit as a file for the reader's own calendar."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from camps.models import Contact, ContactKind
from notifications.ical.event import Event
from notifications.ical.invitation import publish
from notifications.queries.audience import contact_key
from notifications.queries.facts import dialled
from notifications.queries.settled import Settled
from notifications.queries.visits import told_sequence, visit_of
from notifications.services.reply_tokens import address_for
from notifications.views.visit_door import Caller, behind_the_link
from notifications.wording import Facts, Kind, event_text

RINGS_BEFORE = timedelta(days=1)


@behind_the_link("GET", "HEAD")
def calendar(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The file, with the UID that a mailed invitation carries too, so that a calendar shows the visit once."""
    visit = visit_of(caller.registration, now=caller.now)
    if visit.place is None or not visit.may_give_up:
        return HttpResponseRedirect(caller.path())
    body = calendar_file(visit.place, caller)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def calendar_file(place: Settled, caller: Caller) -> bytes:
    """Nothing of the link, the person or the illness is in it: calendars are shared."""
    camp, appointment = caller.registration.camp, place.appointment
    facts = Facts(
        camp_short_name=camp.short_name or camp.name,
        when=place.arrive_at.astimezone(place.venue.zone),
        zone_name=place.venue.timezone,
        venue=place.venue.name,
        meeting_point=place.venue.meeting_point,
        help_phone=dialled(camp.help_phone, place.venue.country),
    )
    shown = event_text(Kind.BOOKED, lang=caller.language, facts=facts)
    return publish(
        Event(
            uid=appointment.uid,
            sequence=told_sequence(appointment),
            stamp=place.last.at,
            start=place.arrive_at,
            end=place.ends_at,
            summary=shown.summary,
            description=shown.description,
            location=shown.location,
            organizer=address_for(uid=appointment.uid, recipient=_mailed(caller)),
            organizer_name=camp.short_name or camp.name,
            private=True,
            alarm=RINGS_BEFORE,
        )
    )


def _mailed(caller: Caller) -> str:
    """ORGANIZER must be the one of the mailed invitation, or calendars refuse its updates; without mail any will do."""
    mails = Contact.objects.filter(patient=caller.registration.patient_id, kind=ContactKind.MAIL)
    first = mails.order_by("rank", "pk").first()
    return contact_key(first.pk) if first else f"patient:{caller.registration.patient_id}"
