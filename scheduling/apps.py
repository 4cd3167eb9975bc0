from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulingConfig(AppConfig):
    name = "scheduling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Our tabs on the pages of a camp. The import waits until the models are there, as the policy needs them."""
        from camps.look.navigation import CampPage, add_camp_page  # noqa: PLC0415  see above
        from camps.policy import Verb, can  # noqa: PLC0415  see above

        def may(verb: Verb) -> Any:
            return lambda request, camp: can(getattr(request, "member", None), verb, camp)

        people, schedule = may(Verb.SEE_REGISTRATIONS), may(Verb.SEE_SCHEDULE)
        add_camp_page(
            CampPage("registrations", _("Registrations"), "scheduling:registrations", order=30, shown_to=people)
        )
        on_the_day = ("desk/", "hall/", "live/", "queue/", "stations/")
        add_camp_page(CampPage("today", _("Today"), "scheduling:today", order=20, shown_to=schedule, below=on_the_day))
        edits = may(Verb.EDIT_SCHEDULE)
        add_camp_page(CampPage("plans", _("Plan"), "scheduling:plans", order=35, shown_to=edits))
        add_camp_page(CampPage("theatre", _("Theatre"), "scheduling:theatre", order=45, shown_to=schedule))
        add_camp_page(CampPage("report", _("Report"), "scheduling:report", order=75, shown_to=schedule))
        add_camp_page(CampPage("day", _("Day view"), "scheduling:first_day", order=40, shown_to=schedule))
