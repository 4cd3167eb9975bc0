from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampsConfig(AppConfig):
    name = "camps"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Our tabs on the pages of a camp. The import waits until the models are there, as the policy needs them."""
        from camps.look.navigation import CampPage, add_camp_page  # noqa: PLC0415  see above
        from camps.policy import Verb, can  # noqa: PLC0415  see above

        def may_edit(request: Any, camp: Any) -> bool:
            return can(getattr(request, "member", None), Verb.EDIT_CAMP, camp)

        add_camp_page(CampPage("settings", _("Set up"), "camps:settings", order=20, shown_to=may_edit))
