"""In and out: signing in, the first owner, invitations, a new password, the choice among organisations."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from camps import devices, sessions
from camps.access import public, signed_in
from camps.account_mail import send_password_reset, try_mail_server
from camps.errors import AlreadyStarted, CampError, InvitationGone, TooManyTries
from camps.forms.accounts import FirstOwnerForm, NewPasswordForm, NewPersonForm, PasswordResetForm, SignInForm
from camps.models import Organisation, User
from camps.policy import Verb, may
from camps.queries.members import memberships
from camps.services.beginning import begin
from camps.services.invitations import accept, accept_as, find_open
from camps.services.sign_in import sign_in as check_password
from camps.services.sign_in import spend_reset
from camps.services.signed_in import end_sessions
from camps.this_machine import is_here
from camps.views.entering import let_in, network_of, safe, too_many
from camps.views.form_pages import show_error


@public("it sends everybody to a first page of their own, and shows nothing")
def home(request: HttpRequest) -> HttpResponse:
    """The front door: to the beginning, the sign-in, the choice of an organisation, the camps or one's cases."""
    member = getattr(request, "member", None)
    if member is not None:
        page = "camps:camps" if may(member, Verb.SEE_CAMP) else "camps:own_cases"
    elif request.user.is_authenticated:
        page = "camps:organisations"
    else:
        page = "camps:sign_in" if Organisation.objects.exists() else "camps:start"
    return HttpResponseRedirect(reverse(page))


@public("the sign-in itself")
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password."""
    form = SignInForm(request.POST or None)
    after = request.POST.get("next", request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        email = form.cleaned_data["email"].lower()
        try:
            user = check_password(
                **form.cleaned_data,
                network=network_of(request),
                device=devices.name_of(request, email=email),
                now=now,
                sample_opens=is_here(request) and not settings.PRODUCTION,
            )
        except TooManyTries as error:
            return too_many(request, error)
        except CampError as error:
            show_error(form, error)
        else:
            return let_in(request, user=user, after=safe(request, after), now=now)
    status = 422 if form.is_bound else 200
    return render(request, "registration/login.html", {"form": form, "next": after}, status=status)


@public("whoever is signed in may leave")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and asks the browser to forget what it holds of us."""
    logout(request)
    response = render(request, "registration/logged_out.html")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public("the first page of a new installation; closed once an organisation exists")
def start(request: HttpRequest) -> HttpResponse:
    """The first organisation and its owner."""
    if Organisation.objects.exists():
        return HttpResponseRedirect(reverse("camps:home"))
    form = FirstOwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            owner = begin(**form.cleaned_data)
        except AlreadyStarted:
            return HttpResponseRedirect(reverse("camps:home"))
        except CampError as error:
            show_error(form, error)
        else:
            response = let_in(request, user=owner, after=reverse("camps:camps"), now=timezone.now())
            messages.success(request, _("Welcome. Your organisation is ready: now make your first camp."))
            return response
    return render(request, "registration/first_owner.html", {"form": form}, status=422 if form.is_bound else 200)


@public("the link of an invitation is its key")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Name and password for somebody new; one button for somebody signed in with the invited address."""
    now = timezone.now()
    try:
        invitation = find_open(token=token, now=now)
        user = request.user if isinstance(request.user, User) else None
        if user is None and User.objects.filter(email=invitation.email).exists():
            here = reverse("camps:accept_invitation", kwargs={"token": token})
            return render(request, "registration/invitation_sign_in.html", {"invitation": invitation, "next": here})
        form = NewPersonForm(request.POST or None, email=invitation.email) if user is None else None
        if request.method == "POST" and (form is None or form.is_valid()):
            if form is None:
                member = accept_as(token=token, user=request.user, now=now)  # type: ignore[arg-type]  # signed in, above
                sessions.choose(request.session, member=member)
                response: HttpResponse = HttpResponseRedirect(reverse("camps:home"))
            else:
                member = accept(token=token, **form.cleaned_data, now=now)
                response = let_in(request, user=member.user, after=reverse("camps:home"), now=now)
            messages.success(request, _("Welcome to %(name)s.") % {"name": member.organisation.name})
            return response
    except CampError as error:
        gone = isinstance(error, InvitationGone)
        return render(request, "registration/invitation_gone.html", {"error": error}, status=410 if gone else 422)
    template = "registration/accept_invitation.html" if form else "registration/invitation_join.html"
    status = 422 if form is not None and form.is_bound else 200
    return render(request, template, {"form": form, "invitation": invitation}, status=status)


@public("somebody who forgot a password can't sign in")
def password_reset(request: HttpRequest) -> HttpResponse:
    """Sends a link, and says the same whether the address has an account or not."""
    form = PasswordResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            spend_reset(email=email, network=network_of(request), now=timezone.now())
            user = User.objects.filter(email=email, is_active=True).order_by("pk").first()
            if user is not None:
                send_password_reset(user=user)
            else:
                try_mail_server()
        except TooManyTries as error:
            return too_many(request, error)
        except CampError as error:
            show_error(form, error)
        else:
            return HttpResponseRedirect(reverse("camps:password_reset_sent"))
    status = 422 if form.is_bound else 200
    return render(request, "registration/password_reset_form.html", {"form": form}, status=status)


@public("follows the request for a new password")
def password_reset_sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "registration/password_reset_done.html")


@public("follows a new password")
def password_changed(request: HttpRequest) -> HttpResponse:
    """Done."""
    return render(request, "registration/password_reset_complete.html")


class NewPassword(PasswordResetConfirmView):
    """Django's own: it moves the token from the address into the session before it shows the form, so no link leaks it.

    No session opened with the old password holds any more; here their rows go too, so that they are not listed.
    """

    form_class = NewPasswordForm
    success_url = reverse_lazy("camps:password_changed")

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        end_sessions(user=form.user, but=self.request.session.session_key)
        return answer


new_password = public("the link in the mail is its key")(NewPassword.as_view())


@signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    """The choice among the organisations a person works in."""
    members = memberships(request.user)  # type: ignore[arg-type]  # signed in
    if request.method == "POST":
        wanted = next(
            (member for member in members if member.organisation.slug == request.POST.get("organisation")), None
        )
        if wanted is not None:
            sessions.choose(request.session, member=wanted)
            return HttpResponseRedirect(safe(request, request.POST.get("next", "")))
    context = {"members": members, "next": request.GET.get("next", "")}
    return render(request, "camps/organisations.html", context, status=422 if request.method == "POST" else 200)
