"""Your account: the second step of the sign-in, recovery codes, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from camps import devices, halfway, sessions
from camps.access import signed_in
from camps.account_mail import tell_account_changed
from camps.errors import CampError, TooManyTries
from camps.forms.accounts import OwnPasswordForm
from camps.forms.second_factor import EitherCodeForm, FirstCodeForm
from camps.models import User
from camps.queries.second_factor import device_being_set_up, has_factor, is_offered, is_required, second_factor_of
from camps.queries.signed_in import places
from camps.services.second_factor import begin_set_up, check_either, finish_set_up, remove_factor, renew_recovery_codes
from camps.services.sign_in import check_own_password
from camps.services.signed_in import end_session, end_sessions
from camps.views.entering import network_of, too_many
from camps.views.form_pages import show_error
from camps.views.qr import QrKey

_DEVICE = "device_being_set_up"


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """What stands between a stolen password and the patients."""
    user = _user(request)
    context = {
        "factor": second_factor_of(user),
        "required": is_required(),
        "offered": is_offered(),
        "places": places(user, here=request.session.session_key, now=timezone.now()),
    }
    return render(request, "camps/account/account.html", context)


@signed_in
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End one other session, or all of them."""
    mark = request.POST.get("place", "")
    if mark:
        end_session(user=_user(request), mark=mark)
    else:
        end_sessions(user=_user(request), but=request.session.session_key)
    messages.success(request, _("Signed out there."))
    return HttpResponseRedirect(reverse("camps:account"))


@signed_in
def change_phone(request: HttpRequest) -> HttpResponse:
    """Before a (new) phone is set up: a code of the old one, or the password where there is none."""
    user = _user(request)
    if not is_offered() and not has_factor(user):
        raise PermissionDenied

    def then() -> HttpResponse:
        request.session[_DEVICE] = {"pk": begin_set_up(user=user).pk, "at": timezone.now().timestamp()}
        return HttpResponseRedirect(reverse("camps:set_up_phone"))

    return _confirmed(request, then, heading=_("Set up a phone"), button=_("Continue"))


@signed_in
def set_up_phone(request: HttpRequest) -> HttpResponse:
    """The key, the first code, the recovery codes."""
    user, now = _user(request), timezone.now()
    device = _waiting(request, now=now)
    if device is None:
        return HttpResponseRedirect(reverse("camps:account"))
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = finish_set_up(
                user=user, device=device.pk, code=form.cleaned_data["code"], network=network_of(request), now=now
            )
        except TooManyTries as error:
            return too_many(request, error)
        except CampError as error:
            show_error(form, error)
        else:
            del request.session[_DEVICE]
            sessions.renew_with_factor(request.session)
            tell_account_changed(user=user, change="set up")
            return _show_codes(request, codes)
    context = {"form": form, "key": QrKey.of(device)}
    return render(request, "camps/account/set_up_phone.html", context, status=422 if form.is_bound else 200)


@signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new ones, shown once."""
    user = _user(request)
    if not has_factor(user):
        return HttpResponseRedirect(reverse("camps:account"))

    def then() -> HttpResponse:
        codes = renew_recovery_codes(user=user)
        tell_account_changed(user=user, change="codes renewed")
        return _show_codes(request, codes)

    words = _("You get ten new codes; the earlier ones stop working.")
    return _confirmed(request, then, heading=_("New recovery codes"), button=_("Make new codes"), words=words)


@signed_in
def switch_off(request: HttpRequest) -> HttpResponse:
    """Only where the second step is no duty."""
    user = _user(request)
    if is_required():
        raise PermissionDenied
    if not has_factor(user):
        return HttpResponseRedirect(reverse("camps:account"))

    def then() -> HttpResponse:
        remove_factor(user=user)
        logout(request)  # the session's row is gone with the others
        tell_account_changed(user=user, change="removed")
        return HttpResponseRedirect(reverse("camps:sign_in"))

    words = _("From then on your password alone opens your account. You are signed out everywhere.")
    return _confirmed(request, then, heading=_("Switch the second step off"), button=_("Switch it off"), words=words)


def _confirmed(
    request: HttpRequest, then: Callable[[], HttpResponse], *, heading: str, button: str, words: str = ""
) -> HttpResponse:
    """Ask for a code, or for the password where there is no phone yet: a screen left open must not be enough."""
    user, now = _user(request), timezone.now()
    with_code = has_factor(user)
    form = EitherCodeForm(request.POST or None) if with_code else OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        known = devices.name_of(request, email=user.email)
        asked: dict[str, Any] = {"user": user, "network": network_of(request), "device": known, "now": now}
        try:
            if with_code and check_either(**asked, **form.cleaned_data):
                tell_account_changed(user=user, change="recovery used")
            if not with_code:
                check_own_password(**asked, **form.cleaned_data)
        except TooManyTries as error:
            return too_many(request, error)
        except CampError as error:
            show_error(form, error)
        else:
            return then()
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "words": words,
        "crumb": _("Your account"),
        "crumb_url": reverse("camps:account"),
        "back_url": reverse("camps:account"),
    }
    return render(request, "camps/form.html", context, status=422 if form.is_bound else 200)


def _waiting(request: HttpRequest, *, now: datetime) -> TOTPDevice | None:
    """The phone being set up here, for a quarter of an hour: a screen left open later must not be enough."""
    held = request.session.get(_DEVICE)
    if held is None or now.timestamp() - held["at"] > halfway.HOLDS.total_seconds():
        return None
    return device_being_set_up(_user(request), pk=held["pk"])


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The one time they are shown. Not redirected to: they would have to be kept somewhere for that."""
    return render(request, "camps/account/recovery_codes.html", {"codes": codes, "after": reverse("camps:account")})


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # `signed_in` stands before every page here
    return request.user
