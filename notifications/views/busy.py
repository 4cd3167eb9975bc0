"""A doctor's own calendars, read for busy times: the doctor's page, and the organiser's who has leave to enter one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.look.times import range_text, when_text
from camps.models import Camp, Doctor
from camps.policy import Verb
from camps.views.form_pages import confirm_page, form_page
from notifications.forms.busy import BusyCalendarForm, BusyOfDoctorForm
from notifications.models import BusyCalendar
from notifications.queries import busy as queries
from notifications.queries.busy import Conflict
from notifications.queries.case_names import case_name
from notifications.services.busy_calendars import add_calendar, remove_calendar
from notifications.tasks import read_busy_on_commit
from notifications.views.feed_lines import ago_words
from notifications.views.invites import one_doctor
from scheduling.beside_the_day import DayNote, DayNotes


@dataclass(frozen=True)
class BusyLine:
    """A calendar in one line of a page: how it stands, and since when."""

    calendar: BusyCalendar
    tone: str
    state: str
    read: str


def whose_calendar(kwargs: dict[str, Any]) -> object:
    """Puts `calendar` in the place of `pk`; what the policy is asked about is the doctor it belongs to."""
    found: BusyCalendar = get_object_or_404(
        BusyCalendar.objects.select_related("doctor").defer("sealed"), pk=kwargs.pop("pk")
    )
    kwargs["calendar"] = found
    return found.doctor


@requires(Verb.USE_OWN_FEED)
def own_busy(request: StaffRequest) -> HttpResponse:
    """A doctor's own calendars, and where they meet what is planned."""
    doctor = request.member.doctor
    assert doctor is not None  # the policy's word
    back = reverse("notifications:own_calendar")
    form = BusyCalendarForm(request.POST or None)
    return _page(request, doctor, form, heading=_("Your own calendars"), back=back, crumb=_("Your calendar"))


@requires(Verb.EDIT_FEEDS, on=one_doctor)
def doctor_busy(request: StaffRequest, doctor: Doctor) -> HttpResponse:
    """The same for the organiser, with the doctor's leave."""
    heading = _("Busy times of %(name)s") % {"name": doctor.name}
    back = reverse("camps:doctor", kwargs={"pk": doctor.pk})
    return _page(request, doctor, BusyOfDoctorForm(request.POST or None), heading=heading, back=back, crumb=doctor.name)


@requires(Verb.USE_OWN_FEED, on=whose_calendar)
def remove_own(request: StaffRequest, calendar: BusyCalendar) -> HttpResponse:
    """Take one's own calendar out again."""
    return _removal(request, calendar, back=reverse("notifications:own_busy"))


@requires(Verb.EDIT_FEEDS, on=whose_calendar)
def remove_of_doctor(request: StaffRequest, calendar: BusyCalendar) -> HttpResponse:
    """Take a doctor's calendar out again."""
    back = reverse("notifications:doctor_busy", kwargs={"pk": calendar.doctor_id})
    return _removal(request, calendar, back=back)


def notes_of_day(camp: Camp, day: date) -> DayNotes | None:
    """What the day view says of conflicts, and of calendars that can't be read; nothing is refused for it."""
    begins, ends = camp.instant(day, time.min), camp.instant(day + timedelta(days=1), time.min)
    found = queries.conflicts_of_camp(camp, since=begins, until=ends)
    notes = [
        DayNote(conflict_words(one), appointment_url(one), about=one.appointment.pk, mark=mark_words(one))
        for one in found
    ]
    unread = queries.unread_calendars(camp, since=begins, until=ends)
    notes += [DayNote(unread_words(calendar, camp)) for calendar in unread]
    return DayNotes(_("Busy in own calendar"), notes) if notes else None


def mark_words(conflict: Conflict) -> str:
    """Such as "Ada Bone busy in own calendar, 10am to 11am", at the place of the appointment itself."""
    words = {"doctor": conflict.doctor.name}
    if conflict.all_day:
        return _("%(doctor)s busy in own calendar, all day") % words
    hours = range_text(conflict.starts_at, conflict.ends_at, zone=conflict.appointment.camp.zone)
    return _("%(doctor)s busy in own calendar, %(busy)s") % {**words, "busy": hours}


def unread_words(calendar: BusyCalendar, camp: Camp) -> str:
    """Whose calendar can't be read, since when; not what it is called, as others than organisers see it here."""
    words = {"doctor": calendar.doctor.name}
    if calendar.fetched_at is None:
        return _("%(doctor)s: own calendar could never be read, so busy times are not known") % words
    words["since"] = when_text(calendar.fetched_at, zone=camp.zone, year=False)
    return _("%(doctor)s: own calendar can't be read since %(since)s; busy times are those of then") % words


def conflict_words(conflict: Conflict) -> str:
    """Such as "Ada Bone: busy 10am to 11am, planned for Case 014 - A.O. 9am to 10:15am"."""
    zone, planned = conflict.appointment.camp.zone, conflict.appointment
    words = _("%(doctor)s: busy %(busy)s, planned for %(case)s %(hours)s")
    if conflict.all_day:
        words = _("%(doctor)s: busy all day, planned for %(case)s %(hours)s")
    return words % {
        "doctor": conflict.doctor.name,
        "busy": range_text(conflict.starts_at, conflict.ends_at, zone=zone),
        "case": case_name(planned.registration, "en"),
        "hours": range_text(planned.starts_at, planned.ends_at, zone=zone),
    }


def appointment_url(conflict: Conflict) -> str:
    camp = conflict.appointment.camp
    return reverse("scheduling:appointment", kwargs={"slug": camp.slug, "pk": conflict.appointment.pk})


def line_of(calendar: BusyCalendar, *, now: datetime) -> BusyLine:
    """How a calendar stands: read, not yet, or why not."""
    read = _("Not read yet: it takes a minute")
    if calendar.fetched_at is not None:
        read = _("Last read %(ago)s") % {"ago": ago_words(now - calendar.fetched_at)}
    if calendar.fault:
        return BusyLine(calendar, "bad", _("Can't be read"), read)
    return BusyLine(calendar, "ok" if calendar.fetched_at else "info", _("Read every few hours"), read)


def _page(
    request: StaffRequest, doctor: Doctor, form: BusyCalendarForm, *, heading: str, back: str, crumb: str
) -> HttpResponse:
    now = timezone.now()

    def save(**values: Any) -> BusyCalendar:
        made = add_calendar(doctor=doctor, by=request.user, now=now, **values)
        read_busy_on_commit()
        return made

    conflicts = [
        (when_text(one.appointment.starts_at, zone=one.appointment.camp.zone, year=False), conflict_words(one))
        for one in queries.conflicts_of_doctor(doctor, now=now)
    ]
    return form_page(
        request,
        form=form,
        save=save,
        said=lambda made: _("%(name)s is read within a minute.") % {"name": made.name},
        to=request.path,
        template="notifications/busy.html",
        heading=heading,
        button=_("Read this calendar"),
        crumb=crumb,
        crumb_url=back,
        lines=[line_of(calendar, now=now) for calendar in queries.calendars_of(doctor)],
        conflicts=conflicts,
        own=doctor == request.member.doctor and not isinstance(form, BusyOfDoctorForm),
    )


def _removal(request: StaffRequest, calendar: BusyCalendar, *, back: str) -> HttpResponse:
    return confirm_page(
        request,
        act=lambda: remove_calendar(calendar=calendar),
        question=_("Stop reading “%(name)s”?") % {"name": calendar.name},
        consequences=_("Its address and the busy times read from it are deleted. It can be entered again at any time."),
        label=_("Stop reading it"),
        said=_("%(name)s is no longer read.") % {"name": calendar.name},
        to=back,
        back=back,
    )
