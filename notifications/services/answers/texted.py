"""One text that came in, with what it can be about: what every way of acting on it is handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from notifications.channels.incoming import TextIn
from notifications.models import AnsweredBy, InboundEvent
from notifications.queries.phone_visits import PhoneVisit
from notifications.services.answers.heard import Heard

BY = {"sms": AnsweredBy.SMS, "whatsapp": AnsweredBy.WHATSAPP}


@dataclass(frozen=True)
class Texted:
    """`visits` are one organisation's, that of the newest text first."""

    text: TextIn
    event: InboundEvent
    visits: list[PhoneVisit]
    now: datetime

    @property
    def stamp(self) -> datetime:
        """When it was written: a phone's or provider's clock that runs ahead silences no later answer."""
        return min(self.text.at or self.now, self.now)

    @property
    def open_visits(self) -> list[PhoneVisit]:
        return [visit for visit in self.visits if visit.is_open(now=self.now)]

    def about(self, visit: PhoneVisit) -> Heard:
        """The answer as it is kept. A text that stops several organisations stands with one of them: rows of one
        organisation never point at another's."""
        ours = self.event.organisation_id == visit.message.organisation_id
        return Heard(
            by=BY[self.text.channel],
            recipient=visit.message.recipient,
            camp=visit.camp,
            appointment=visit.appointment,
            told=visit.told,
            contact=visit.contact,
            message=visit.message,
            event=self.event if ours else None,
            text=self.text.text,
            stamp=self.stamp,
        )
