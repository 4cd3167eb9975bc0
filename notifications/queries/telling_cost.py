"""How the people of a change would be told, and what their texts cost: said beside a proposal, before it is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.models import Camp, Registration
from notifications.models import BY_MACHINE, Channel
from notifications.queries.audience import contacts_of, patient_recipients, refusals_of
from notifications.queries.ladders import Telling, telling_of
from notifications.queries.wishes import AS_USUAL, wishes_of


def ways_to_each(camp: Camp, registrations: Collection[int]) -> dict[int, Counter[str]]:
    """By registration how many messages go which way; in a number of statements that does not grow with the people."""
    people = list(Registration.objects.filter(camp=camp, pk__in=registrations).select_related("patient"))
    patients = [one.patient_id for one in people]
    contacts, refused, wishes = contacts_of(patients), refusals_of(patients), wishes_of(patients)
    found: dict[int, Counter[str]] = {}
    for one in people:
        recipients = patient_recipients(
            one.patient,
            contacts=contacts.get(one.patient_id, []),
            refused=refused.get(one.patient_id, frozenset()),
            camp=camp,
            wishes=wishes.get(one.patient_id, AS_USUAL),
        )
        found[one.pk] = Counter(str(channel) for recipient in recipients for channel in recipient.channels)
    return found


def costs_in_words(camp: Camp, groups: Sequence[Collection[int]]) -> list[str]:
    """Of each group such as "To patients: 3 texts (NGN 12.00), 1 to be called"; a text of ours is one segment."""
    ways, telling = ways_to_each(camp, {key for group in groups for key in group}), telling_of(camp)
    return [_words(sum((ways.get(key, Counter()) for key in group), Counter()), telling) for group in groups]


def _words(ways: Counter[str], telling: Telling) -> str:
    texts, calls = ways[Channel.SMS], sum(ways[way] for way in ways if way not in BY_MACHINE)
    mails = sum(ways[way] for way in BY_MACHINE) - texts
    said = []
    if texts:
        words = ngettext("%(n)s text", "%(n)s texts", texts) % {"n": texts}
        price = f" ({telling.currency} {telling.sms_price * texts:.2f})" if telling.sms_price is not None else ""
        said.append(f"{words}{price}")
    if mails:
        said.append(ngettext("%(n)s mail or other message", "%(n)s mails or other messages", mails) % {"n": mails})
    if calls:
        said.append(_("%(n)s to be called or told in person") % {"n": calls})
    return _("To patients: %(ways)s.") % {"ways": ", ".join(said)} if said else ""
