"""Going first, for the team: whose place it costs, how the question stands, and what somebody said at the desk.

How many said yes is shown while it is asked, never who, and never a no: who writes an answer down sees that one alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.live.answers import begin, live
from camps.look.times import clock_text
from camps.models import Camp
from camps.policy import Verb
from scheduling.beside_the_asking import reach_of
from scheduling.errors import Gone, SchedulingError
from scheduling.forms.go_first import GoFirstForm
from scheduling.models import GoFirst, GoFirstReason, GoFirstVerdict, Through, Ticket
from scheduling.queries.arriving import split_token
from scheduling.queries.go_first import asked_now, counted, open_questions, question_of
from scheduling.queries.ticket_story import station_of
from scheduling.services.go_first import ask, give_answer, take_back
from scheduling.services.go_first.asking import REFUSALS
from scheduling.services.tickets import Doing
from scheduling.views.addresses import page_of
from scheduling.views.live.acts import back_address, say_done, sentence, ticket_or_404


@requires(Verb.RUN_QUEUE)
@require_safe
@live()
def first_now(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The part of the ticket's page that is polled."""
    ticket = ticket_or_404(camp, pk)
    return render(request, "scheduling/live/_first.html", first_context(camp, ticket, now=timezone.now()))


def first_part(request: StaffRequest, camp: Camp, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """The same for the page around it, before it is polled."""
    reading, poll = begin(camp.pk), page_of("first_now", camp, pk=ticket.pk)
    return first_context(camp, ticket, now=now) | {"first_url": poll, "first_tag": reading.tag(request, part=poll)}


def first_context(camp: Camp, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """What is asked by or of this person, else what asking would mean."""
    ticket.camp = camp
    context: dict[str, Any] = {"camp": camp, "ticket": ticket, "now": now, "first_reasons": GoFirstReason.choices}
    if open_one := counted(open_questions(camp, now=now).filter(ticket=ticket)).first():
        return context | {"open": open_one}
    context["last"] = GoFirst.objects.filter(ticket=ticket).order_by("-pk").first()
    if asked := asked_now(ticket, now=now):
        context["asked"] = Ticket.objects.select_related("arrival").get(pk=asked.go_first.ticket_id)
    question = question_of(ticket, now=now)
    if question.obstacle:
        return context | {"refusal": " ".join(REFUSALS[question.obstacle])}
    reach = reach_of(camp, [one.ticket.pk for one in question.asked])
    return context | {
        "question": question,
        "texts": reach.words,
        "by_hand": [one.ticket.arrival.token for one in question.asked if one.ticket.pk in reach.by_hand],
    }


@requires(Verb.RUN_QUEUE)
@require_POST
def first(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Ask for this person, write down what somebody answered, or take the question back."""
    ticket = ticket_or_404(camp, pk)
    form = GoFirstForm(request.POST)
    good = form.is_valid()
    station = station_of(camp, form.cleaned_data.get("at"))
    back = HttpResponseRedirect(back_address(camp, station, ticket))
    if not good:
        messages.error(request, _("That was not understood. Please try again."))
        return back
    given = form.cleaned_data
    doing = Doing(by=request.user, now=timezone.now(), station=station, client_id=given["client_id"])
    try:
        if given["act"] == "ask":
            asked = ask(ticket=ticket, reason=given["reason"], doing=doing)
            say_done(request, camp, _asked_words(camp, asked), doing)
        elif given["act"] == "take_back":
            take_back(go_first=_question(camp, ticket), doing=doing)
            messages.success(request, _("The question is taken back."))
        else:
            _write_down(request, camp, ticket, given, doing)
    except (SchedulingError, CampError) as error:
        messages.warning(request, sentence(error))
    return back


def _question(camp: Camp, ticket: Ticket) -> GoFirst:
    found = GoFirst.objects.filter(camp=camp, ticket=ticket).order_by("-pk").first()
    if found is None:
        raise Gone(_("Nobody asks any more."))
    return found


def _write_down(request: StaffRequest, camp: Camp, ticket: Ticket, given: dict[str, Any], doing: Doing) -> None:
    """`ticket` is who asks; who answered is named by the token."""
    question = _question(camp, ticket)
    letter, number = split_token(given["token"])
    rows = Ticket.objects.filter(asked_to_give_way__go_first=question, arrival__letter=letter, arrival__number=number)
    who = rows.select_related("arrival").first()
    if who is None:
        raise Gone(_("%(token)s was not asked.") % {"token": given["token"] or "?"}, cure=_("Look at the token."))
    yes = given["act"] == "yes"
    give_answer(go_first=question, ticket=who, yes=yes, through=Through.DESK, now=doing.now, by=doing.by)
    said = _("Written down: %(token)s says yes.") if yes else _("Written down: %(token)s says no.")
    messages.success(request, said % {"token": who.arrival.token})
    question.refresh_from_db(fields=["verdict"])
    if question.verdict == GoFirstVerdict.AGREED:
        messages.success(request, _("%(token)s goes first now.") % {"token": ticket.arrival.token})


def _asked_words(camp: Camp, asked: GoFirst) -> str:
    until = clock_text(asked.until, zone=camp.zone, language=get_language() or "en")
    return _("Those before %(token)s are asked until %(until)s.") % {
        "token": asked.ticket.arrival.token,
        "until": until,
    }
