"""A patient's link: close it, make a new one, send the new one. Each asks first or says what it did."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from camps.access import StaffRequest, one_registration, requires
from camps.errors import CampError
from camps.models import Registration
from camps.policy import Verb
from camps.views.form_pages import confirm_page
from notifications.queries.links import LinkStage, LinkState, link_state
from notifications.services.link_messages import send_new_link
from notifications.services.links import close, renew
from notifications.tasks import wake_on_commit


@requires(Verb.EDIT_LINKS, on=one_registration)
@require_http_methods(["GET", "HEAD", "POST"])
def close_link(request: StaffRequest, registration: Registration) -> HttpResponse:
    """No reason is asked for: a lost card or a phone in other hands is nobody's business."""
    back, state = _page_of(registration), link_state(registration, now=timezone.now())
    return confirm_page(
        request,
        act=lambda: close(registration, now=timezone.now()),
        question=_("Close the link of %(name)s?") % {"name": registration.patient.name},
        consequences=" ".join(
            [
                _("Nobody can open the patient's page any more, whoever holds a card, a text or a mail with the link."),
                _carried(state),
                _("The place itself stays as it is. To take this back, make a new link."),
            ]
        ),
        label=_("Close this link"),
        said=_("The link is closed."),
        to=back,
        back=back,
    )


@requires(Verb.EDIT_LINKS, on=one_registration)
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: StaffRequest, registration: Registration) -> HttpResponse:
    """`?version=` is the link that the page showed, so that two taps make one."""
    back, state = _page_of(registration), link_state(registration, now=timezone.now())
    if state.stage in (LinkStage.NONE, LinkStage.OVER):
        return HttpResponseRedirect(back)  # the first message makes one; nothing reopens a visit that is over
    return confirm_page(
        request,
        act=lambda: renew(registration, seen=_version_in(request), now=timezone.now()),
        question=_("Make a new link for %(name)s?") % {"name": registration.patient.name},
        consequences=" ".join(
            [
                _("The link the patient has opens nothing from then on."),
                _carried(state),
                _("Send the new link or print a new card afterwards; messages to come carry it by themselves."),
            ]
        ),
        label=_("Make a new link"),
        said=_("There is a new link; the old one is closed."),
        to=back,
        back=back,
        tone="sun" if state.stage == LinkStage.CLOSED else "bad",
    )


@requires(Verb.EDIT_LINKS, on=one_registration)
@require_POST
def send_link(request: StaffRequest, registration: Registration) -> HttpResponse:
    """One message for each of the patient's contacts; texts keep the quiet hours."""
    try:
        count = send_new_link(registration, now=timezone.now())
    except CampError as refused:
        messages.error(request, str(refused))
    else:
        wake_on_commit()
        said = (
            _("The new link is on its way already.")
            if not count
            else ngettext(
                "The new link is on its way to %(count)d contact; texts wait for the morning.",
                "The new link is on its way to %(count)d contacts; texts wait for the morning.",
                count,
            )
        )
        messages.success(request, said % {"count": count})
    return HttpResponseRedirect(_page_of(registration))


def _carried(state: LinkState) -> str:
    if not state.carried_by:
        return _("A card or a sheet that was printed is void too.")
    return ngettext(
        "%(count)d message carried it, and a card or a sheet that was printed has it too: all of them are void then.",
        "%(count)d messages carried it, and a card or a sheet that was printed has it too: all of them are void then.",
        state.carried_by,
    ) % {"count": state.carried_by}


def _page_of(registration: Registration) -> str:
    return reverse("notifications:of_patient", args=[registration.camp.slug, registration.number])


def _version_in(request: HttpRequest) -> int:
    """Raises Http404: the buttons of the page write it into the address."""
    given = request.GET.get("version", "")
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise Http404
    return int(given)
