"""What an alarm says: what is wrong, and what to do about it. For the pages of organisers and their mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.queries.alerts import Alert


@dataclass(frozen=True)
class AlertWords:
    """`wrong` is a sentence, `cure` one or two."""

    wrong: str
    cure: str


def alert_words(alert: Alert) -> AlertWords:
    """An alarm in words; a code that nobody named yet is shown as it is."""
    count = {"n": alert.count, "provider": alert.provider}
    known = {
        "late": (
            ngettext("%(n)s message should have left by now.", "%(n)s messages should have left by now.", alert.count),
            _("The part of Campline that sends may be standing still: tell whoever runs it. Call those who come soon."),
        ),
        "provider": (
            _("%(provider)s does not take our messages as it should."),
            _("They go by the next provider or channel where there is one. Whoever runs it looks at the account."),
        ),
        "refused": (
            ngettext(
                "%(n)s phone or address was refused for good within an hour.",
                "%(n)s phones or addresses were refused for good within an hour.",
                alert.count,
            ),
            _("Most likely a sheet was read wrongly: look at some of the numbers, then load it again."),
        ),
        "unknown": (
            ngettext(
                "Of %(n)s message nobody knows whether it arrived.",
                "Of %(n)s messages nobody knows whether they arrived.",
                alert.count,
            ),
            _("Ask these people, and say on “Needs a person now” whether it arrived."),
        ),
        "leases": (
            ngettext(
                "%(n)s message is held by a worker that does not answer.",
                "%(n)s messages are held by a worker that does not answer.",
                alert.count,
            ),
            _("They come back by themselves as soon as a worker runs: tell whoever runs Campline."),
        ),
    }
    wrong, cure = known.get(alert.code, (alert.code, ""))
    return AlertWords(wrong % count, cure)
