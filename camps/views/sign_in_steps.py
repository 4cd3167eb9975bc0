"""The steps between the password and the first page: a code, a recovery code, or setting up a phone.

Whoever is here is not signed in (camps/halfway.py).
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps import devices, halfway
from camps.access import public
from camps.account_mail import tell_account_changed
from camps.errors import CampError, TooManyTries
from camps.forms.second_factor import AppCodeForm, FirstCodeForm, RecoveryCodeForm
from camps.queries.second_factor import device_being_set_up, has_factor, second_factor_of
from camps.services.second_factor import check_app_code, check_recovery_code, finish_set_up
from camps.views.entering import come_in, network_of, too_many
from camps.views.form_pages import show_error
from camps.views.qr import QrKey


@public("halfway through the sign-in; without the password before it, it leads back there")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The code that the phone shows."""
    return _ask(request, AppCodeForm(request.POST or None), check_app_code, "registration/second_factor_code.html")


@public("halfway through the sign-in; without the password before it, it leads back there")
def sign_in_recovery(request: HttpRequest) -> HttpResponse:
    """One of the recovery codes, where the phone is not at hand."""
    form = RecoveryCodeForm(request.POST or None)
    return _ask(request, form, check_recovery_code, "registration/second_factor_recovery.html")


@public("halfway through the sign-in; without the password before it, it leads back there")
def sign_in_set_up(request: HttpRequest) -> HttpResponse:
    """The key for a phone, and the first code as proof that it arrived; then the recovery codes, once."""
    now = timezone.now()
    half = halfway.who(request, now=now)
    device = device_being_set_up(half.user, pk=half.device) if half else None
    if half is None or device is None or has_factor(half.user):
        return _begin_again(request)
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = finish_set_up(
                user=half.user,
                device=device.pk,
                code=form.cleaned_data["code"],
                network=network_of(request),
                now=now,
                as_first=True,
            )
        except TooManyTries as error:
            return too_many(request, error)
        except CampError as error:
            show_error(form, error)
        else:
            tell_account_changed(user=half.user, change="set up")
            page = {"codes": codes, "after": half.after, "who": half.user}
            return come_in(
                request,
                lambda: render(request, "registration/recovery_codes.html", page),
                user=half.user,
                factor=True,
                now=now,
            )
    context = {"form": form, "key": QrKey.of(device), "who": half.user}
    return render(request, "registration/second_factor_set_up.html", context, status=422 if form.is_bound else 200)


def _ask(
    request: HttpRequest, form: AppCodeForm | RecoveryCodeForm, check: Callable[..., None], template: str
) -> HttpResponse:
    now = timezone.now()
    half = halfway.who(request, now=now)
    if half is None or half.device is not None:
        return _begin_again(request)
    if request.method == "POST" and form.is_valid():
        known = devices.name_of(request, email=half.user.email)
        try:
            check(user=half.user, code=form.cleaned_data["code"], network=network_of(request), device=known, now=now)
        except TooManyTries as error:
            return too_many(request, error)
        except CampError as error:
            show_error(form, error)
        else:
            if check is check_recovery_code:
                _tell_of_recovery(request, half)
            to = half.after
            return come_in(request, lambda: HttpResponseRedirect(to), user=half.user, factor=True, now=now)
    context = {"form": form, "who": half.user}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _tell_of_recovery(request: HttpRequest, half: halfway.Halfway) -> None:
    """On the page and by mail: a code somebody else used must not go unseen."""
    left = second_factor_of(half.user).codes_left
    said = ngettext("%(left)s recovery code is left.", "%(left)s recovery codes are left.", left) % {"left": left}
    cure = _("Is the phone lost? Set up another one under “Your account”.")
    messages.warning(request, f"{said} {cure}")
    tell_account_changed(user=half.user, change="recovery used")


def _begin_again(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Please begin again: this step holds for a quarter of an hour."))
    return HttpResponseRedirect(reverse("camps:sign_in"))
