"""The lists that people work off: a call, or a word carried to a town. Nothing is sent, and nothing is set."""

from notifications.channels.providers import Offer
from notifications.models import Channel

OFFERS = (
    Offer(provider="people", channel=Channel.CALL, replies=True),
    Offer(provider="people", channel=Channel.TOWN, replies=True),
)
