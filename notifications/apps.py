from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Our tabs on the pages of a camp. The import waits until the models are there, as the policy needs them."""
        from camps.look.navigation import CampPage, add_camp_page  # noqa: PLC0415  see above
        from camps.policy import Verb, can  # noqa: PLC0415  see above

        def who_may(verb: Verb) -> Any:
            return lambda request, camp: can(getattr(request, "member", None), verb, camp)

        overview, publish, ledger = who_may(Verb.SEE_CAMP), who_may(Verb.PUBLISH), who_may(Verb.SEE_MESSAGES)
        add_camp_page(CampPage("overview", _("Overview"), "notifications:camp_overview", order=10, shown_to=overview))
        add_camp_page(CampPage("publish", _("Publish"), "notifications:publish", order=50, shown_to=publish))
        feeds = CampPage("feeds", _("Doctors & feeds"), "notifications:doctors_and_feeds", order=70, shown_to=overview)
        add_camp_page(feeds)
        add_camp_page(CampPage("messages", _("Messages"), "notifications:ledger", order=60, shown_to=ledger))
        reminders = CampPage("reminders", _("Reminders"), "notifications:reminders", 65, who_may(Verb.EDIT_CAMP))
        add_camp_page(reminders)
        plan = who_may(Verb.SEE_SCHEDULE)
        add_camp_page(CampPage("print", _("Print"), "notifications:printing", order=55, shown_to=plan))
        self._leaving()
        self._busy_times()
        self._scanned_cards()
        self._report()
        self._costs()
        self._reach()

    def _report(self) -> None:
        """Who was told, and what became of the messages."""
        from notifications.queries.in_the_report import registrations_told  # noqa: PLC0415  see above
        from notifications.views.in_the_report import messages_sheet  # noqa: PLC0415  see above
        from scheduling.beside_the_report import add_sheet, add_told  # noqa: PLC0415  see above

        add_told("messages", registrations_told)
        add_sheet("messages", messages_sheet)

    def _costs(self) -> None:
        """What telling the people of a proposal comes to, beside it."""
        from notifications.queries.telling_cost import costs_in_words  # noqa: PLC0415  see above
        from scheduling.beside_a_proposal import add_cost_of_telling  # noqa: PLC0415  see above

        add_cost_of_telling("messages", costs_in_words)

    def _reach(self) -> None:
        """How many texts a question in the queue sends, before it is asked."""
        from notifications.queries.give_way_reach import texts_to  # noqa: PLC0415  see above
        from scheduling.beside_the_asking import add_reach  # noqa: PLC0415  see above

        add_reach("texts", texts_to)

    def _scanned_cards(self) -> None:
        """The code on a card is the patient's link: the desk scans it."""
        from notifications.scanned_cards import marks_of_camp, registration_on_card  # noqa: PLC0415  see above
        from scheduling.scanned import add_marks, add_reader  # noqa: PLC0415  see above

        add_reader("link", registration_on_card)
        add_marks("link", marks_of_camp)

    def _busy_times(self) -> None:
        """Doctors' own calendars beside what other apps' pages show of their time."""
        from camps.beside_shifts import add_beside_shifts  # noqa: PLC0415  see above
        from notifications.views.busy import notes_of_day  # noqa: PLC0415  see above
        from notifications.views.busy_beside import beside_shifts  # noqa: PLC0415  see above
        from scheduling.beside_the_day import add_day_notes  # noqa: PLC0415  see above

        add_day_notes("busy", notes_of_day)
        add_beside_shifts("busy", beside_shifts)

    def _leaving(self) -> None:
        """Who leaves keeps no calendar feed."""
        from camps.services.leaving import LeavingStep, add_leaving_step  # noqa: PLC0415  see above
        from notifications.services.leaving_feeds import feeds_foretold, switch_feeds_off  # noqa: PLC0415  see above

        add_leaving_step(LeavingStep("feeds", foretells=feeds_foretold, does=switch_feeds_off))
