"""The doctors' side: "Doctors & feeds" of a camp for its organiser, and a doctor's own calendar page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import segno
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from camps.access import StaffRequest, one_camp, requires
from camps.beside_shifts import put_beside_shifts
from camps.errors import CampError
from camps.models import Camp, Doctor
from camps.policy import Verb, can
from camps.views.form_pages import confirm_page, show_error
from notifications.forms.feeds import CampFeedForm, FeedForm
from notifications.models import Feed
from notifications.queries import feeds as queries
from notifications.services.feeds import NewFeed, create_feed, renew_feed, revoke_feed
from notifications.views.feed_lines import line_of
from notifications.views.invites import invited_words

ON_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def a_feed_of_the_camp(kwargs: dict[str, Any]) -> object:
    """Puts `camp` and `feed` in the place of `slug` and `pk`: of the camp, a station, or a doctor of it."""
    camp = one_camp(kwargs)
    assert isinstance(camp, Camp)
    kwargs["feed"] = get_object_or_404(queries.feeds_around(camp), pk=kwargs.pop("pk"))
    return kwargs["feed"]


def whose_feed(kwargs: dict[str, Any]) -> object:
    """Puts `feed` in the place of `pk`; what the policy is asked about is the doctor it belongs to."""
    feed: Feed = get_object_or_404(Feed.objects.select_related("doctor").defer("last_good"), pk=kwargs.pop("pk"))
    kwargs["feed"] = feed
    return feed.doctor


@requires(Verb.SEE_CAMP)
def doctors_and_feeds(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Who works here, who asks for which calendar, and when last."""
    now = timezone.now()
    found = queries.doctors_with_feeds(camp, now=now)
    may_plan = can(request.member, Verb.EDIT_AVAILABILITY, camp)
    beside = put_beside_shifts(camp, [each.doctor for each in found]) if may_plan else []
    doctors = [(each.doctor, [line_of(feed, now=now) for feed in each.feeds]) for each in found]
    of_camp = [line_of(feed, now=now) for feed in queries.feeds_of_camp(camp, now=now)]
    context = {"camp": camp, "doctors": doctors, "of_camp": of_camp, "beside": beside, "now": now}
    return render(request, "notifications/feeds/camp.html", context)


@requires(Verb.EDIT_FEEDS)
def new_feed(request: StaffRequest, camp: Camp) -> HttpResponse:
    """A feed of the camp, of a station, or of a doctor who asked the organiser for it."""
    form = CampFeedForm(request.POST or None, camp=camp, initial={"of": request.GET.get("of", "camp")})
    back = reverse("notifications:doctors_and_feeds", args=[camp.slug])
    made = _made(request, form, now=timezone.now())
    if made is not None:
        return _address_page(request, made, back=back, camp=camp)
    context = {"form": form, "camp": camp, "heading": _("New calendar feed"), "button": _("Make the address")}
    context |= {"base": "camps/camp_base.html", "back_url": back}
    return render(request, "camps/form.html", context, status=422 if form.is_bound else 200)


@requires(Verb.EDIT_FEEDS, on=a_feed_of_the_camp)
def renew(request: StaffRequest, camp: Camp, feed: Feed) -> HttpResponse:
    """Another address for the same feed."""
    back = reverse("notifications:doctors_and_feeds", args=[camp.slug])
    return _renewal(request, feed, back=back, camp=camp)


@requires(Verb.EDIT_FEEDS, on=a_feed_of_the_camp)
def revoke(request: StaffRequest, camp: Camp, feed: Feed) -> HttpResponse:
    """Switch a feed off."""
    return _revocation(request, feed, back=reverse("notifications:doctors_and_feeds", args=[camp.slug]))


@requires(Verb.USE_OWN_FEED)
def own_calendar(request: StaffRequest) -> HttpResponse:
    """A doctor's own feeds, how to subscribe, and how quickly calendars ask."""
    doctor = request.member.doctor
    assert doctor is not None  # the policy's word
    now = timezone.now()
    form = FeedForm(request.POST or None, initial={"name": _("My phone")})
    made = _made(request, form, now=now, doctor=doctor)
    if made is not None:
        return _address_page(request, made, back=reverse("notifications:own_calendar"))
    feeds = [line_of(feed, now=now) for feed in queries.feeds_of_doctor(doctor, now=now)]
    context = {"form": form, "doctor": doctor, "feeds": feeds, "now": now, "invited": invited_words(doctor)}
    return render(request, "notifications/feeds/own.html", context, status=422 if form.is_bound else 200)


@requires(Verb.USE_OWN_FEED, on=whose_feed)
def renew_own(request: StaffRequest, feed: Feed) -> HttpResponse:
    """Another address for one's own feed."""
    return _renewal(request, feed, back=reverse("notifications:own_calendar"))


@requires(Verb.USE_OWN_FEED, on=whose_feed)
def revoke_own(request: StaffRequest, feed: Feed) -> HttpResponse:
    """Switch one's own feed off."""
    return _revocation(request, feed, back=reverse("notifications:own_calendar"))


def _made(request: StaffRequest, form: FeedForm, *, now: datetime, doctor: Doctor | None = None) -> NewFeed | None:
    """The feed that a sent and right form asked for."""
    if request.method != "POST" or not form.is_valid():
        return None
    of: dict[str, Any] = {"doctor": doctor} if doctor else {}
    return _tried(form, lambda: create_feed(now=now, by=request.user, **of, **form.cleaned_data))


def _tried(form: FeedForm, act: Callable[[], NewFeed]) -> NewFeed | None:
    try:
        return act()
    except CampError as error:
        show_error(form, error)
        return None


def _renewal(request: StaffRequest, feed: Feed, *, back: str, **context: Any) -> HttpResponse:
    """Asked first, since every reader of the old address must subscribe again."""
    refused = None
    if request.method == "POST":
        try:
            return _address_page(
                request, renew_feed(feed=feed, by=request.user, now=timezone.now()), back=back, **context
            )
        except CampError as error:
            refused = error
    words = {
        "question": _("A new address for “%(name)s”?") % {"name": feed.name},
        "consequences": _(
            "The old address stops at once and shows a notice for 30 days. Subscribe again with the new one on every "
            "device that used it, then remove the old calendar there."
        ),
        "label": _("Make a new address"),
        "back_url": back,
        "refused": refused,
        "tone": "bad",
    }
    return render(request, "camps/confirm_act.html", words, status=422 if refused else 200)


def _revocation(request: StaffRequest, feed: Feed, *, back: str) -> HttpResponse:
    return confirm_page(
        request,
        act=lambda: revoke_feed(feed=feed, now=timezone.now()),
        question=_("Switch “%(name)s” off?") % {"name": feed.name},
        consequences=_(
            "Its address brings nothing from now on; who subscribed sees a notice for 30 days. This can't be undone, "
            "but a new calendar can be made at any time."
        ),
        label=_("Switch it off"),
        said=_("%(name)s is switched off.") % {"name": feed.name},
        to=back,
        back=back,
    )


@dataclass(frozen=True)
class Address:
    """A secret address in the forms that calendars take it. It is shown once and in no link to anybody else."""

    https: str

    @property
    def webcal(self) -> str:
        """What a phone opens in its calendar."""
        return "webcal://" + self.https.partition("://")[2]

    @property
    def only_here(self) -> bool:
        """Whether nothing but this machine can reach it, as with a trial on one's own computer."""
        return urlsplit(self.https).hostname in ON_THIS_MACHINE

    @property
    def qr(self) -> SafeString:
        """The webcal address to be read by a phone's camera, as inline SVG: dark on white in every theme."""
        code = segno.make(self.webcal, error="m", micro=False)
        # segno writes numbers and path commands only; the address is in the pattern, not in the text.
        return mark_safe(code.svg_inline(scale=5, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None))  # noqa: S308


def _address_page(request: StaffRequest, made: NewFeed, *, back: str, **context: Any) -> HttpResponse:
    """The one time the address is shown. Not redirected to: it would have to be kept somewhere for that."""
    context |= {"feed": made.feed, "address": Address(made.address), "back_url": back}
    return render(request, "notifications/feeds/address.html", context)
