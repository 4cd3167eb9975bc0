"""Who works in the organisation: members, invitations, roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.account_mail import send_invitation
from camps.errors import MailNotSent
from camps.forms.people import InvitationForm, RoleForm
from camps.models import Invitation, Member, Role
from camps.policy import Verb, can
from camps.queries import members as queries
from camps.services.invitations import Invited, invite, revoke
from camps.services.leaving import what_ends
from camps.services.organisations import change_role, remove_member
from camps.services.sign_in import spend_invitation
from camps.views.form_pages import confirm_page, form_page


@requires(Verb.MANAGE_MEMBERS)
def members(request: StaffRequest) -> HttpResponse:
    """Everybody, the open invitations, and a form for one more."""
    now = timezone.now()

    def save(**values: Any) -> Invited:
        spend_invitation(organisation=request.organisation, now=now)
        return _send(request, invite(organisation=request.organisation, by=request.user, now=now, **values))

    return form_page(
        request,
        form=InvitationForm(request.POST or None, owners_too=_may_make_owners(request)),
        save=save,
        said=lambda made: _("An invitation for %(email)s is made.") % {"email": made.invitation.email},
        to=reverse("camps:members"),
        members=queries.members(),
        invitations=queries.open_invitations(),
        now=now,
        template="camps/members.html",
    )


@requires(Verb.MANAGE_MEMBERS)
def member(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a member another role; asked once more where something ends with the old one."""
    found, now = _member(request, pk), timezone.now()
    form = RoleForm(request.POST or None, owners_too=_may_make_owners(request), member=found)
    if request.method == "POST" and form.is_valid() and "understood" not in request.POST:
        ends = what_ends(found, now=now, **form.cleaned_data)
        if ends:
            return _asked_again(request, found, form=form, ends=ends)

    def save(**values: Any) -> Member:
        return change_role(member=found, now=now, **values)

    return form_page(
        request,
        form=form,
        save=save,
        said=_("Saved."),
        to=reverse("camps:members"),
        heading=str(found.user),
        words=found.user.email,
        crumb=_("Members"),
        crumb_url=reverse("camps:members"),
        back_url=reverse("camps:members"),
        delete_url=reverse("camps:delete_member", kwargs={"pk": pk}),
        template="camps/account/member.html",
        lost_phone_url=reverse("camps:reset_second_factor", kwargs={"pk": pk}) if _may_make_owners(request) else "",
    )


@requires(Verb.MANAGE_MEMBERS)
def delete_member(request: StaffRequest, pk: int) -> HttpResponse:
    """End a membership."""
    found, now = _member(request, pk), timezone.now()
    return confirm_page(
        request,
        act=lambda: remove_member(member=found, now=now),
        question=_("Remove %(name)s?") % {"name": found.user},
        consequences=_("From now on nothing of this organisation opens for this person. What he or she did stays."),
        label=_("Remove"),
        said=_("%(name)s is no member any more.") % {"name": found.user},
        to=reverse("camps:members"),
        back=reverse("camps:member", kwargs={"pk": pk}),
        template="camps/leaving.html",
        ends=what_ends(found, now=now) if request.method == "GET" else [],
    )


@requires(Verb.MANAGE_MEMBERS)
def revoke_invitation(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw an offer."""
    found = get_object_or_404(Invitation, pk=pk)
    return confirm_page(
        request,
        act=lambda: revoke(invitation=found, now=timezone.now()),
        question=_("Withdraw the invitation of %(email)s?") % {"email": found.email},
        consequences=_("The link in the mail stops working. You can invite again at any time."),
        label=_("Withdraw it"),
        said=_("The invitation is withdrawn."),
        to=reverse("camps:members"),
        back=reverse("camps:members"),
    )


@requires(Verb.MANAGE_MEMBERS)
def repeat_invitation(request: StaffRequest, pk: int) -> HttpResponse:
    """A new link by a new mail; the old one stops working."""
    found = get_object_or_404(Invitation, pk=pk, accepted_at=None)
    if found.role == Role.OWNER and not _may_make_owners(request):
        raise PermissionDenied
    now = timezone.now()

    def act() -> None:
        spend_invitation(organisation=request.organisation, now=now)
        made = invite(
            organisation=request.organisation,
            email=found.email,
            role=found.role,
            doctor=found.doctor,
            by=request.user,
            now=now,
        )
        _send(request, made)

    return confirm_page(
        request,
        act=act,
        question=_("Invite %(email)s again?") % {"email": found.email},
        consequences=_("A new mail with a new link is sent; the link in the earlier mail stops working."),
        label=_("Send it"),
        said=_("A new invitation for %(email)s is made.") % {"email": found.email},
        to=reverse("camps:members"),
        back=reverse("camps:members"),
        tone="",
    )


def _asked_again(request: StaffRequest, found: Member, *, form: RoleForm, ends: list[str]) -> HttpResponse:
    """The question before a role is changed that something hangs on. Its answer is the form again, `understood`."""
    context = {
        "question": _("Another role for %(name)s?") % {"name": found.user},
        "consequences": _("From now on he or she sees what the new role sees."),
        "label": _("Change the role"),
        "back_url": reverse("camps:member", kwargs={"pk": found.pk}),
        "tone": "bad",
        "ends": ends,
        "sent": {name: form.data.get(name, "") for name in form.fields} | {"understood": "yes"},
    }
    return render(request, "camps/leaving.html", context)


def _send(request: StaffRequest, made: Invited) -> Invited:
    """The invitation stands even when its mail does not go out: then it can be sent again."""
    try:
        send_invitation(invitation=made.invitation, token=made.token)
    except MailNotSent as error:
        messages.error(request, _("%(why)s Use “Send again” below.") % {"why": error.message})
    return made


def _member(request: StaffRequest, pk: int) -> Member:
    """Only an owner touches an owner."""
    found: Member = get_object_or_404(Member.objects.select_related("user", "doctor"), pk=pk)
    if found.role == Role.OWNER and not _may_make_owners(request):
        raise PermissionDenied
    return found


def _may_make_owners(request: StaffRequest) -> bool:
    return can(request.member, Verb.MANAGE_OWNERS, request.organisation)
