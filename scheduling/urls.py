"""Addresses of the schedule's pages, all below a camp's."""

from datetime import date

from django.urls import path, register_converter

from scheduling.views import registrations


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

urlpatterns = [
    path(people, registrations.registrations, name="registrations"),
    path(f"{people}export.csv", registrations.export, name="export_registrations"),
    path(f"{people}decide/", registrations.decide_page, name="decide"),
    path(f"{people}undo/", registrations.undo_decisions, name="undo_decisions"),
]
