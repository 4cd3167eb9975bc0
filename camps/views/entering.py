"""What follows the password: straight in, the code of a phone, or setting one up."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from camps import devices, halfway, sessions
from camps.errors import TooManyTries
from camps.models import User
from camps.networks import network_of as network_of_address
from camps.queries.second_factor import has_factor, is_required
from camps.services.second_factor import begin_set_up
from camps.services.sign_in import note_signed_in


def let_in(request: HttpRequest, *, user: User, after: str, now: datetime) -> HttpResponse:
    """`user` gave the password, or has just chosen one. `after` is a path of ours."""
    if has_factor(user):
        halfway.begin(request, user=user, after=after, device=None, now=now)
        return HttpResponseRedirect(reverse("camps:sign_in_code"))
    if is_required():
        device = begin_set_up(user=user)
        halfway.begin(request, user=user, after=after, device=device.pk, now=now)
        return HttpResponseRedirect(reverse("camps:sign_in_set_up"))
    return come_in(request, lambda: HttpResponseRedirect(after), user=user, factor=False, now=now)


def come_in(
    request: HttpRequest, answer: Callable[[], HttpResponse], *, user: User, factor: bool, now: datetime
) -> HttpResponse:
    """All steps are done: begin the session, know this browser and its network from now on, then give the `answer`."""
    halfway.end(request)
    sessions.begin(request, user=user, now=now, factor=factor)
    note_signed_in(network=network_of(request), now=now)
    response = answer()
    devices.remember(response, email=user.email)
    return response


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, for the limits (config/middleware.py has taken our own proxies away)."""
    return network_of_address(request.META.get("REMOTE_ADDR", ""))


def safe(request: HttpRequest, path: str) -> str:
    """`path` when it is one of ours, else the front door: a link to our sign-in must not lead elsewhere."""
    ours = url_has_allowed_host_and_scheme(path, {request.get_host()}, require_https=request.is_secure())
    return path if ours else str(settings.LOGIN_REDIRECT_URL)


def too_many(request: HttpRequest, error: TooManyTries) -> HttpResponse:
    """Wait, and how long."""
    seconds = math.ceil(error.wait.total_seconds())
    context = {"retry_minutes": math.ceil(seconds / 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
