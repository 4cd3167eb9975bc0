"""Every address says who may open it: `@requires(verb)` or `@public(why)`. A test walks all addresses for one of them.

A page of one camp takes `slug` from its address and gets `camp`; with `on=one_registration` also `number`, and gets
`registration`. What belongs to another organisation answers 404 like what does not exist; a role that lacks the right
answers 403 before anything is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from camps.models import Camp, Member, Organisation, Registration, User
from camps.policy import Verb, can, may

View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=View)
Loader = Callable[[dict[str, Any]], object]


class StaffRequest(HttpRequest):
    """What a view behind `requires` gets: someone signed in, and his or her place in the organisation."""

    user: User
    member: Member
    organisation: Organisation


def one_camp(kwargs: dict[str, Any]) -> object:
    """Puts `camp`, with its venue, in the place of `slug`."""
    kwargs["camp"] = get_object_or_404(Camp.objects.select_related("venue", "organisation"), slug=kwargs.pop("slug"))
    return kwargs["camp"]


def one_registration(kwargs: dict[str, Any]) -> object:
    """Puts `registration`, with its camp, patient and procedure, in the place of `slug` and `number`."""
    kwargs["registration"] = get_object_or_404(
        Registration.objects.select_related("camp__venue", "camp__organisation", "patient", "procedure", "referred_to"),
        camp__slug=kwargs.pop("slug"),
        number=kwargs.pop("number"),
    )
    return kwargs["registration"]


def requires(verb: str, *, on: Loader | None = None) -> Callable[[View], View]:
    """Only who may do `verb`: to what `on` loads, else to the camp of the address, else in the organisation."""
    wanted = Verb(verb)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            member: Member | None = getattr(request, "member", None)
            if member is None:
                return _to_the_door(request)
            if not may(member, wanted):
                raise PermissionDenied
            load = on or (one_camp if "slug" in kwargs else None)
            if not can(member, wanted, load(kwargs) if load else _own(member, wanted)):
                raise PermissionDenied
            return view(request, **kwargs)

        guarded.policy = wanted  # type: ignore[attr-defined]  # read by the walk over all addresses
        return guarded

    return guard


def allowed(request: HttpRequest, verb: str, obj: object) -> None:
    """For what a view loads by itself. Raises PermissionDenied."""
    if not can(getattr(request, "member", None), verb, obj):
        raise PermissionDenied


def public(why: str) -> Callable[[AnyView], AnyView]:
    """A page that needs no sign-in, and the reason for it."""

    def mark(view: AnyView) -> AnyView:
        view.policy = f"public: {why}"  # type: ignore[attr-defined]  # read by the walk over all addresses
        return view

    return mark


def signed_in(view: View) -> View:
    """A page about the person alone, such as the choice of an organisation: no place in one is needed."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return view(request, **kwargs) if request.user.is_authenticated else _to_the_door(request)

    guarded.policy = "signed in"  # type: ignore[attr-defined]  # read by the walk over all addresses
    return guarded


def _own(member: Member, verb: Verb) -> object:
    """Without an object in the address a verb is about the organisation, or about the doctor the member is."""
    if verb in (Verb.USE_OWN_FEED, Verb.SEE_OWN_CASES):
        return member.doctor
    return member.organisation


def _to_the_door(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in, or to the choice among one's organisations; htmx is told to leave the page for it."""
    signed_in_already = request.user.is_authenticated
    door = reverse("camps:organisations") if signed_in_already else str(settings.LOGIN_URL)
    address = f"{door}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else door
    if getattr(request, "htmx", False):
        response = HttpResponseClientRedirect(door)
        response.status_code = 401  # a page that polls by itself loads itself again on it
        return response
    return HttpResponseRedirect(address)
