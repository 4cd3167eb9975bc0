"""What the organiser does next, spelled out: the steps that are open, in their order, the first one big."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.models import Camp, CampState
from notifications.queries.needs_person import Needs
from notifications.queries.reach import Figures
from notifications.views.addresses import of_schedule, page_of
from scheduling.queries.day_numbers import DayNumbers

BY_HAND = 3  # so many people are placed one by one; more are planned


@dataclass(frozen=True)
class Step:
    """One thing to do: what stands, in a sentence, and the button that leads to it ("" when there is no page)."""

    says: str
    url: str = ""
    button: str = ""
    verb: str = "see_camp"


def next_steps(
    camp: Camp, figures: Figures, needs: Needs, *, missing: int, untold: int, today: DayNumbers | None = None
) -> list[Step]:
    """The open steps. `missing` fields keep publishing waiting, `untold` changes wait for it.

    On a day of the camp, with its numbers in `today`, that day comes first.
    """
    if camp.state == CampState.CANCELLED:
        return []
    steps = [
        *_day(camp, today),
        *_people(camp, figures),
        *_fields(camp, missing),
        *_telling(camp, untold),
    ]
    if needs.count:
        says = ngettext("%(n)s matter waits for a person.", "%(n)s matters wait for a person.", needs.count)
        steps.append(Step(says % {"n": needs.count}, page_of("needs_person", camp), _("Look at them"), "see_messages"))
    return steps


def _day(camp: Camp, today: DayNumbers | None) -> list[Step]:
    if today is None:
        return []
    says = _("The camp is on today: %(arrived)s arrived, %(waiting)s waiting, %(done)s done.")
    return [Step(says % vars(today), of_schedule("today", camp), _("Go to today"), "see_schedule")]


def _people(camp: Camp, figures: Figures) -> list[Step]:
    if not figures.registered:
        url = of_schedule("registrations", camp)
        return [Step(_("Nobody is registered yet: load the registration sheet."), url, _("Registrations"))]
    steps = []
    if figures.unscreened:
        n = figures.unscreened
        says = ngettext("%(n)s person is not screened yet.", "%(n)s people are not screened yet.", n) % {"n": n}
        steps.append(Step(says, of_schedule("registrations", camp, "decision=new"), _("Screen them"), "screen"))
    if figures.without_place:
        n = figures.without_place
        says = ngettext("%(n)s listed person has no place yet.", "%(n)s listed people have no place yet.", n) % {"n": n}
        if n > BY_HAND:
            steps.append(Step(says, of_schedule("plans", camp), _("Plan the camp"), "edit_schedule"))
        else:
            url = of_schedule("registrations", camp, "decision=listed&placed=no")
            steps.append(Step(says, url, _("Find places"), "edit_schedule"))
    return steps


def _fields(camp: Camp, n: int) -> list[Step]:
    if not n:
        return []
    says = ngettext(
        "%(n)s field is missing before you can publish.", "%(n)s fields are missing before you can publish.", n
    )
    return [Step(says % {"n": n}, reverse("camps:settings", args=[camp.slug]), _("Fill in"), "edit_camp")]


def _telling(camp: Camp, n: int) -> list[Step]:
    if not n:
        return []
    if camp.state == CampState.DRAFT:
        says = ngettext("%(n)s person is waiting to be told.", "%(n)s people are waiting to be told.", n)
    else:
        says = ngettext("%(n)s change is not yet told.", "%(n)s changes are not yet told.", n)
    return [Step(says % {"n": n}, page_of("publish", camp), _("Look and publish"), "publish")]
