"""The camp's list of people, decisions about many of them, and the list as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.models import Camp, Decision, Registration
from camps.policy import Verb, can
from camps.services.screening import standing_decisions
from camps.sheets.safe_csv import csv_lines
from camps.views.form_pages import show_error
from scheduling.errors import SchedulingError
from scheduling.forms.registration_list import DecisionForm, FilterForm
from scheduling.queries.registration_export import export_rows
from scheduling.queries.registration_list import counts_of, registrations_of
from scheduling.services import decisions
from scheduling.services.decisions import KEEP_THEIR_PLACE, decide, placed_among
from scheduling.views.addresses import list_page, page_of
from scheduling.views.hearing import id_in

A_PAGE = 50
UNDO = "decisions_before"


@requires(Verb.SEE_REGISTRATIONS)
def registrations(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Everybody registered, narrowed by the address, fifty a page."""
    form = FilterForm(request.GET, camp=camp)
    wanted = form.wanted()
    page = Paginator(registrations_of(camp, wanted), A_PAGE).get_page(request.GET.get("page"))
    counts = counts_of(camp)
    context = {
        "camp": camp,
        "filter": form,
        "wanted": wanted,
        "page": page,
        "counts": counts,
        "chips": [(value, label, counts.by_decision[value]) for value, label in Decision.choices],
        "decisions": Decision.choices,
        "query": request.GET.urlencode(),
        "may_screen": can(request.member, Verb.SCREEN, camp),
        "may_schedule": can(request.member, Verb.EDIT_SCHEDULE, camp),
        "may_register": can(request.member, Verb.EDIT_REGISTRATIONS, camp),
        "may_import": can(request.member, Verb.IMPORT_SHEETS, camp),
    }
    return render(request, "scheduling/registrations.html", context)


@requires(Verb.SEE_REGISTRATIONS)
def export(request: StaffRequest, camp: Camp) -> StreamingHttpResponse:
    """The list as it is narrowed, as CSV with a byte-order mark, which Excel needs to read it as UTF-8."""
    found = registrations_of(camp, FilterForm(request.GET, camp=camp).wanted())
    rows = list(export_rows(found))  # inside the scope; a stream is read after the middleware has closed it
    answer = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{camp.slug}-registrations.csv"'
    return answer


@requires(Verb.SCREEN)
@require_POST
def decide_page(request: StaffRequest, camp: Camp) -> HttpResponse:
    """First what will happen, then the act: the first post only asks."""
    picked = chosen(request.POST, camp)
    if not picked:
        messages.warning(request, _("Nobody was ticked. Tick the people first, then choose the decision."))
        return HttpResponseRedirect(list_page(camp))
    sure = "confirmed" in request.POST
    form = DecisionForm(request.POST) if sure else DecisionForm(initial={"decision": request.POST.get("decision")})
    if sure and form.is_valid():
        before = standing_decisions(picked)
        try:
            done = decide(registrations=picked, by=request.user, now=timezone.now(), **form.cleaned_data)
        except CampError as error:
            show_error(form, error)
        except SchedulingError as error:
            form.add_error("cancel_places", f"{error.message} {error.cure}")
        else:
            return _decided(request, camp, before, len(done.registrations), done.cancelled)
    decision = (request.POST.get("decision") or "") if not sure else form["decision"].value()
    context = {
        "camp": camp,
        "form": form,
        "tone": "" if decision in KEEP_THEIR_PLACE else "bad",
        "count": len(picked),
        "placed": placed_among(picked),
        "people": Registration.objects.filter(pk__in=picked).select_related("patient").order_by("number")[:12],
        "pick": ",".join(str(pk) for pk in picked) if "all" not in request.POST else "",
        "all": "all" in request.POST,
        "query": request.POST.get("query", ""),
        "back_url": list_as_it_was(camp, request.POST.get("query", "")),
    }
    return render(request, "scheduling/decide.html", context, status=422 if sure else 200)


@requires(Verb.SCREEN)
@require_POST
def undo_decisions(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Write the decisions back as they stood before the last bulk decision of this sign-in."""
    kept = request.session.pop(UNDO, None)
    if not kept or kept["camp"] != camp.pk:
        messages.warning(request, _("There is nothing left to undo."))
    else:
        count, placed = decisions.undo_decisions(camp=camp, rows=kept["rows"])
        if placed:
            cards = ", ".join(str(one) for one in placed)
            messages.warning(request, _("These have a place since and stay as they are: %(cards)s.") % {"cards": cards})
        messages.success(
            request, ngettext("%(n)s decision is as before.", "%(n)s decisions are as before.", count) % {"n": count}
        )
    return HttpResponseRedirect(list_page(camp))


def _decided(
    request: StaffRequest, camp: Camp, before: list[list[object]], count: int, cancelled: int
) -> HttpResponseRedirect:
    """Say it, with the way back: decisions can be undone, places that were cancelled cannot."""
    said = ngettext("Decided about %(n)s person.", "Decided about %(n)s people.", count) % {"n": count}
    undo = ""
    if cancelled:
        said += " " + ngettext("%(n)s place was cancelled.", "%(n)s places were cancelled.", cancelled) % {
            "n": cancelled
        }
    else:
        request.session[UNDO] = {"camp": camp.pk, "rows": before}
        undo = f"undo:{page_of('undo_decisions', camp)}"
    messages.success(request, said, extra_tags=undo)
    return HttpResponseRedirect(list_as_it_was(camp, request.POST.get("query", "")))


def chosen(post: QueryDict, camp: Camp) -> list[int]:
    """The ids that were ticked, or of everybody the list's filters match; others' ids are left aside."""
    if "all" in post:
        found = registrations_of(camp, FilterForm(QueryDict(post.get("query", "")), camp=camp).wanted())
        return list(found.values_list("pk", flat=True))
    pieces = (piece for value in post.getlist("pick") for piece in value.split(","))
    given = [pk for piece in pieces if (pk := id_in(piece)) is not None]
    return list(camp.registrations.filter(pk__in=given).order_by("number").values_list("pk", flat=True))


def list_as_it_was(camp: Camp, query: str) -> str:
    """The list as it was narrowed; only what a query string may hold is put back."""
    kept = QueryDict(query).urlencode()
    return f"{list_page(camp)}?{kept}" if kept else list_page(camp)
