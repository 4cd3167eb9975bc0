"""The telling. One file a topic."""

from notifications.models.answer import Answer, AnsweredBy, Meaning
from notifications.models.busy import BusyCalendar, BusyTime
from notifications.models.fan_out import FanOut
from notifications.models.feed import Feed, FeedKind, Reader
from notifications.models.inbound import InboundEvent, InboundMail, InboundState
from notifications.models.invites import DoctorChoice, InvitedAs
from notifications.models.ladder import CampTelling, Ladder, LadderRung
from notifications.models.link import VisitLink
from notifications.models.message import BY_MACHINE, Attempt, Channel, Message, MessageState
from notifications.models.preference import Category, OptOut, PlainWords, Preference
from notifications.models.printing import PaperKind, Printing
from notifications.models.provider import ProviderHealth
from notifications.models.template import Template
from notifications.models.told import Told
from notifications.models.told_time import ToldTime

__all__ = [
    "BY_MACHINE",
    "Answer",
    "AnsweredBy",
    "Attempt",
    "BusyCalendar",
    "BusyTime",
    "CampTelling",
    "Category",
    "Channel",
    "DoctorChoice",
    "FanOut",
    "Feed",
    "FeedKind",
    "InboundEvent",
    "InboundMail",
    "InboundState",
    "InvitedAs",
    "Ladder",
    "LadderRung",
    "Meaning",
    "Message",
    "MessageState",
    "OptOut",
    "PaperKind",
    "PlainWords",
    "Preference",
    "Printing",
    "ProviderHealth",
    "Reader",
    "Template",
    "Told",
    "ToldTime",
    "VisitLink",
]
