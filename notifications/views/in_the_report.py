"""The telling as a table of the camp's report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from camps.models import Camp
from notifications.models import Channel, MessageState
from notifications.queries.in_the_report import messages_by_channel
from notifications.queries.reach import REACHED
from scheduling.beside_the_report import ReportSheet
from scheduling.report.counting import Share
from scheduling.views.report_sheets import share


def messages_sheet(camp: Camp) -> ReportSheet:
    """Patients', doctors' and the team's own messages by channel."""
    counts = messages_by_channel(camp)
    lines = []
    for channel in sorted(counts):
        of = counts[channel]
        whole = sum(of.values())
        gone = sum(of[state] for state in REACHED)
        lines.append(
            (
                Channel(channel).label,
                whole,
                share(Share(gone, whole)),
                share(Share(of[MessageState.DELIVERED], whole)),
                of[MessageState.FAILED],
                of[MessageState.EXPIRED],
            )
        )
    return ReportSheet(
        "messages",
        _("What became of the messages"),
        (_("Channel"), _("Messages"), _("Gone out"), _("Known to have arrived"), _("Failed"), _("Too late to send")),
        lines,
        _("Not every channel says whether a message arrived."),
    )
