"""The telling. One file a topic."""

from notifications.models.fan_out import FanOut
from notifications.models.feed import Feed, FeedKind, Reader
from notifications.models.inbound import InboundMail
from notifications.models.invites import DoctorChoice, InvitedAs
from notifications.models.link import VisitLink
from notifications.models.message import BY_MACHINE, Attempt, Channel, Message, MessageState
from notifications.models.told import Told

__all__ = [
    "BY_MACHINE",
    "Attempt",
    "Channel",
    "DoctorChoice",
    "FanOut",
    "Feed",
    "FeedKind",
    "InboundMail",
    "InvitedAs",
    "Message",
    "MessageState",
    "Reader",
    "Told",
    "VisitLink",
]
