"""The texts of a camp: which one each reader gets, the editor of an own one, its versions, a trial to oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.models import Camp
from camps.policy import Verb
from camps.views.form_pages import confirm_page, show_error
from notifications.forms.texts import OwnTextForm
from notifications.models import Channel, Template
from notifications.queries.ladders import telling_of
from notifications.queries.texts import Place, own_text, shipped_language, versions_of
from notifications.services.text_samples import all_in_force, sample_facts, tried
from notifications.services.texts import TextRefused, back_to_shipped, go_back_to, planned_with_another, save_text
from notifications.services.trial_texts import send_trial
from notifications.views.addresses import page_of
from notifications.wording import EDITABLE_KINDS, OFFERED, OwnText, faults_of, shipped_example, values

CHANNELS = (Channel.SMS, Channel.MAIL)
HOUSE = "house"


@requires(Verb.EDIT_CAMP)
def texts(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Every kind in every language of the camp, by text or by mail, with its segments and price."""
    channel = Channel.MAIL if request.GET.get("by") == Channel.MAIL else Channel.SMS
    languages = list(dict.fromkeys(camp.languages or ["en"]))
    context = {
        "camp": camp,
        "rows": list(all_in_force(camp, channel=channel, languages=languages).items()),
        "languages": languages,
        "channel": channel,
        "channels": CHANNELS,
        "currency": telling_of(camp).currency,
    }
    return render(request, "notifications/telling/texts.html", context)


@requires(Verb.EDIT_CAMP)
def text(request: StaffRequest, camp: Camp, kind: str, channel: str, language: str) -> HttpResponse:
    """GET shows the text that serves; POST tries, sends a trial, or saves the next version, by the button."""
    place = _place(request, camp, kind, channel, language)
    versions = list(versions_of(place).select_related("made_by"))
    serving = next((row for row in versions if row.retired_at is None), None)
    form = OwnTextForm(
        request.POST or None,
        initial=_initial(place, serving),
        channel=channel,
        language=language,
        country=camp.venue.country,
    )
    status, shown = 200, None
    if request.method == "POST":
        done = _act(request, form, place) if form.is_valid() else None
        if done is not None:
            return done
        status = 422 if form.errors else 200
        shown = form.text if not form.errors else None
    context = {
        "camp": camp,
        "form": form,
        "place": place,
        "serving": serving,
        "versions": versions,
        "tried": tried(place, shown or _own(serving)),
        "placeholders": _placeholders(place),
        "planned": planned_with_another(place),
        "currency": telling_of(camp).currency,
        "mine": request.user.email,
        "shipped_language": shipped_language(language, camp.language),
        "query": f"?for={HOUSE}" if place.whole_house else "",
    }
    return render(request, "notifications/telling/text.html", context, status=status)


@requires(Verb.EDIT_CAMP)
def shipped_text(request: StaffRequest, camp: Camp, kind: str, channel: str, language: str) -> HttpResponse:
    """Ask once, then let the shipped text serve again."""
    place = _place(request, camp, kind, channel, language)
    return confirm_page(
        request,
        act=lambda: back_to_shipped(place=place, now=timezone.now()),
        question=_("Back to the shipped text?"),
        consequences=_("Your versions stay on the list. Messages that are planned already keep their text."),
        label=_("Back to the shipped text"),
        said=_("The shipped text serves again."),
        to=_address(place),
        back=_address(place),
        camp=camp,
        tone="",
    )


@requires(Verb.EDIT_CAMP)
def old_text(request: StaffRequest, camp: Camp, kind: str, channel: str, language: str, version: int) -> HttpResponse:
    """Show an earlier version; POST lets its words serve again, as the next version."""
    place = _place(request, camp, kind, channel, language)
    old = versions_of(place).filter(version=version).first()
    if old is None:
        raise Http404
    return confirm_page(
        request,
        act=lambda: go_back_to(place=place, version=version, by=request.user, now=timezone.now()),
        question=_("Take version %(n)s again?") % {"n": version},
        consequences=old.body,
        label=_("Take it again"),
        said=_("It serves again, as the newest version."),
        to=_address(place),
        back=_address(place),
        camp=camp,
        tone="",
    )


def _act(request: StaffRequest, form: OwnTextForm, place: Place) -> HttpResponse | None:
    """What the button asks for; None: show the page again, with what is wrong or with the text tried."""
    now, wish = timezone.now(), request.POST.get("do", "save")
    try:
        if wish == "test":
            to = form.cleaned_data.get("number") or request.user.email
            if place.channel != Channel.MAIL and "@" in to:
                form.add_error("number", _("Give the phone that the test goes to."))
                return None
            send_trial(place=place, text=form.text, to=to, by=request.user, now=now)
            messages.success(request, _("A test is on its way to %(to)s.") % {"to": to})
            return None
        if wish == "check":
            _check(form, place)
            return None
        planned_too = form.cleaned_data["planned_too"]
        save_text(place=place, text=form.text, planned_too=planned_too, by=request.user, now=now)
    except TextRefused as refused:
        form.show_faults(refused)
        return None
    except CampError as refused:
        show_error(form, refused)
        return None
    messages.success(request, _("Saved. It serves from now on."))
    return HttpResponseRedirect(_address(place))


def _check(form: OwnTextForm, place: Place) -> None:
    """The same refusals as saving, and nothing written."""
    if faults := faults_of(form.text, kind=place.kind, channel=place.channel):
        raise TextRefused(faults)


def _place(request: StaffRequest, camp: Camp, kind: str, channel: str, language: str) -> Place:
    if kind not in EDITABLE_KINDS or channel not in CHANNELS or language not in (*camp.languages, "en"):
        raise Http404
    return Place(camp, kind, channel, language, whole_house=request.GET.get("for") == HOUSE)


def _initial(place: Place, serving: Template | None) -> dict[str, str]:
    """The own text, else the shipped one to begin with."""
    if serving is not None:
        return {
            "subject": serving.subject,
            "body": serving.body,
            "carer": serving.carer,
            "family": serving.family,
        }
    shipped = shipped_example(place.kind, place.channel, place.language)
    return {"subject": shipped.subject, "body": shipped.body, "carer": shipped.carer, "family": shipped.family}


def _own(serving: Template | None) -> OwnText | None:
    return own_text(serving) if serving else None


def _placeholders(place: Place) -> list[tuple[str, str]]:
    """Each with what it says at this camp; "" for one without a fact here."""
    of = sample_facts(place.camp, language=place.language, channel=place.channel)
    adult, family = values(of["adult"], place.language), values(of["family"], place.language)
    return [(name, (family if name in ("count", "times") else adult)[name]) for name in OFFERED]


def _address(place: Place) -> str:
    query = f"?for={HOUSE}" if place.whole_house else ""
    return page_of("text", place.camp, kind=place.kind, channel=place.channel, language=place.language) + query
