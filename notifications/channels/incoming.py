"""What a provider hands to our webhooks, in our words: a text that somebody sent, or what became of one of ours.

Each channel's folder turns its provider's call into these and raises NotGenuine where the signature is wrong. Nothing
here is acted on: services/receipts and services/answers do that.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class NotGenuine(Exception):
    """The call was not signed by the provider. Nothing of it is kept."""


class Receipt(StrEnum):
    """A provider's word on one message, from the first to the last. FAILED is for good."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptIn:
    """One receipt. `event_id` is the same in every copy of it; `at` is the provider's time, where it gives one.

    `reference` is what our `send` was given, where the provider hands it back: it finds the message of a call whose
    answer was lost, so that no `provider_ref` is known. `opted_out`: the reader blocked this sender. `blames_number`:
    the number itself can't be reached.
    """

    provider: str
    event_id: str
    provider_ref: str
    receipt: Receipt
    detail: str = ""
    opted_out: bool = False
    blames_number: bool = False
    at: datetime | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextIn:
    """A text that came in. `sender` and `to` are E.164; `replies_to` is the provider's id of our message, if named.

    `opted` is what the provider did by itself: it stopped, or took up again, all texts to this number.
    """

    provider: str
    event_id: str
    channel: Literal["sms", "whatsapp"]
    sender: str
    to: str
    text: str
    replies_to: str = ""
    opted: Literal["", "out", "in"] = ""
    at: datetime | None = None
