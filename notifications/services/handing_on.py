"""What one recipient was told is told to another one too: a next contact, or one that a person chose."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from notifications.models import Told


def told_as(other: Told, *, recipient: str, now: datetime) -> Told:
    """What `recipient` (its key) is told from now on: the time and place that `other` says.

    Who knew something else reads a newer revision, with a SEQUENCE that only rises: a calendar drops an update below
    the one it has (RFC 5546 s2.1.5).
    """
    if recipient == other.recipient:
        return other
    of_it = Q(shift=other.shift_id) if other.shift_id else Q(appointment=other.appointment_id)
    own = Told.objects.filter(of_it, recipient=recipient).first()
    if own is not None and own.says_the_same(other):
        return own
    if own is None:
        own = Told(recipient=recipient, revision=other.revision, sequence=other.sequence)
        for name in ("organisation_id", "appointment_id", "shift_id"):
            setattr(own, name, getattr(other, name))
    else:
        own.revision, own.sequence = own.revision + 1, max(own.sequence + 1, other.sequence)
    own.at = now
    own.say_as(other)
    own.save()
    return own
