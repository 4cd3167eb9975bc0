"""What a camp is made of: stations, kit, procedures. Each has a list, a form, and a question before one goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.forms.equipment import KitForm, ProcedureForm, StationForm
from camps.models import Camp, Kit, Procedure, Station
from camps.policy import Verb
from camps.services.kit import add_kit, change_kit, remove_kit
from camps.services.procedures import add_procedure, change_procedure, remove_procedure
from camps.services.stations import add_station, add_usual_points, change_station, remove_station
from camps.views.camps import page_of
from camps.views.form_pages import confirm_page, form_page

Row = Station | Kit | Procedure


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of part. `one` and `many` name its pages, template and argument; `blank` is how a new row starts."""

    one: str
    many: str
    model: type[Any]  # Station, Kit or Procedure
    form: Callable[..., BaseForm]
    blank: Callable[[Camp], Row]
    add: Callable[..., Row]
    change: Callable[..., Row]
    remove: Callable[..., None]
    new_heading: str | Promise
    warning: str | Promise

    def urls(self) -> list[URLPattern]:
        """The four addresses, below a camp's."""
        base = f"camps/<slug:slug>/settings/{self.many}/"
        return [
            path(base, requires(Verb.SEE_CAMP)(self.list_page), name=self.many),
            path(f"{base}new/", requires(Verb.EDIT_CAMP)(self.new_page), name=f"new_{self.one}"),
            path(f"{base}<int:pk>/", requires(Verb.EDIT_CAMP)(self.change_page), name=self.one),
            path(f"{base}<int:pk>/delete/", requires(Verb.EDIT_CAMP)(self.delete_page), name=f"delete_{self.one}"),
        ]

    def list_page(self, request: StaffRequest, camp: Camp) -> HttpResponse:
        """Every one of the camp."""
        return render(request, f"camps/{self.many}.html", {"camp": camp, "rows": self.model.objects.filter(camp=camp)})

    def new_page(self, request: StaffRequest, camp: Camp) -> HttpResponse:
        """One more."""
        return self._form(
            request,
            camp,
            row=self.blank(camp),
            save=lambda **values: self.add(camp=camp, **values),
            heading=self.new_heading,
        )

    def change_page(self, request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
        """Change one."""
        row = get_object_or_404(self.model, camp=camp, pk=pk)
        return self._form(
            request,
            camp,
            row=row,
            save=lambda **values: self.change(**{self.one: row}, **values),
            heading=row.name,
            delete_url=page_of(f"delete_{self.one}", camp, pk=pk),
        )

    def delete_page(self, request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
        """Refused once something stands on it."""
        row = get_object_or_404(self.model, camp=camp, pk=pk)
        return confirm_page(
            request,
            act=lambda: self.remove(**{self.one: row}),
            question=_("Delete %(name)s?") % {"name": row.name},
            consequences=str(self.warning),
            label=_("Delete it"),
            said=_("%(name)s is deleted.") % {"name": row.name},
            to=page_of(self.many, camp),
            back=page_of(self.one, camp, pk=pk),
        )

    def _form(
        self, request: StaffRequest, camp: Camp, *, row: Row, save: Callable[..., Row], **context: Any
    ) -> HttpResponse:
        return form_page(
            request,
            form=self.form(request.POST or None, **{self.one: row}),
            save=save,
            said=lambda saved: _("%(name)s is saved.") % {"name": saved.name},
            to=page_of(self.many, camp),
            base="camps/camp_base.html",
            camp=camp,
            back_url=page_of(self.many, camp),
            **context,
        )


@requires(Verb.EDIT_CAMP)
@require_POST
def usual_points(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Vitals, the anaesthetist's review, the way out: in one tap, to be changed like any station."""
    made = add_usual_points(camp=camp)
    messages.success(request, _("Added: %(names)s.") % {"names": ", ".join(station.name for station in made) or "–"})
    return HttpResponseRedirect(page_of("stations", camp))


STATIONS = Part(
    one="station",
    many="stations",
    model=Station,
    form=StationForm,
    blank=lambda camp: Station(camp=camp, opens=camp.day_opens, closes=camp.day_closes),
    add=add_station,
    change=change_station,
    remove=remove_station,
    new_heading=gettext_lazy("New station"),
    warning=gettext_lazy("Its arrival windows go too. A table that is out of use for a time can be closed instead."),
)
KITS = Part(
    one="kit",
    many="kits",
    model=Kit,
    form=KitForm,
    blank=lambda camp: Kit(camp=camp, count=1),
    add=add_kit,
    change=change_kit,
    remove=remove_kit,
    new_heading=gettext_lazy("New equipment"),
    warning=gettext_lazy("Procedures that need it can't be placed any more. This can't be undone."),
)
PROCEDURES = Part(
    one="procedure",
    many="procedures",
    model=Procedure,
    form=ProcedureForm,
    blank=lambda camp: Procedure(camp=camp),
    add=add_procedure,
    change=change_procedure,
    remove=remove_procedure,
    new_heading=gettext_lazy("New procedure"),
    warning=gettext_lazy("This can't be undone."),
)
