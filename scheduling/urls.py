"""Addresses of the schedule's pages, all below a camp's."""

from datetime import date

from django.urls import path, register_converter

from scheduling.views import availability, registrations


class DayConverter:
    """A day as 2027-03-09."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "scheduling"
camp = "camps/<slug:slug>/"
people = f"{camp}registrations/"
set_up = f"{camp}settings/"

of_availability = [
    path(f"{set_up}availability/", availability.availability, name="availability"),
    path(f"{set_up}shifts/new/", availability.new_shift, name="new_shift"),
    path(f"{set_up}shifts/<int:pk>/", availability.shift, name="shift"),
    path(f"{set_up}shifts/<int:pk>/cancel/", availability.cancel_shift, name="cancel_shift"),
    path(f"{set_up}absences/new/", availability.new_absence, name="new_absence"),
    path(f"{set_up}absences/<int:pk>/remove/", availability.remove_absence, name="remove_absence"),
    path(f"{set_up}closures/new/", availability.new_closure, name="new_closure"),
    path(f"{set_up}closures/<int:pk>/remove/", availability.remove_closure, name="remove_closure"),
    path(f"{set_up}stations/<int:pk>/hours/", availability.station_hours, name="station_hours"),
]

urlpatterns = [
    *of_availability,
    path(people, registrations.registrations, name="registrations"),
    path(f"{people}export.csv", registrations.export, name="export_registrations"),
    path(f"{people}decide/", registrations.decide_page, name="decide"),
    path(f"{people}undo/", registrations.undo_decisions, name="undo_decisions"),
]
