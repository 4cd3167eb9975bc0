"""The decisions: when. One file a topic."""

from scheduling.models.allocation import Allocation, Part
from scheduling.models.appointment import Appointment, AppointmentKind, AppointmentState
from scheduling.models.arrival import Arrival, ArrivalKind, Desk, Scan, ScanOutcome
from scheduling.models.board_link import BoardLink
from scheduling.models.change import ChangeKind, Publication, ScheduleChange, Tell
from scheduling.models.fate import AS_MEANT, DayClosing, Fate, FateKind, ReasonKind
from scheduling.models.filling import Filling, FillingState
from scheduling.models.go_first import GoFirst, GoFirstAnswer, GoFirstReason, GoFirstVerdict, Through
from scheduling.models.milestone import Identifier, IdentityCheck, Milestone, MilestoneKind, SiteMarked
from scheduling.models.outage import KeptKind, StationDevice, UnmergedAct
from scheduling.models.plan import Plan, PlanKind, PlanState
from scheduling.models.slot import QueueSlot
from scheduling.models.standby_offer import OfferState, StandbyOffer
from scheduling.models.ticket import AT_A_STATION, OPEN, GoesAhead, Ticket, TicketAct, TicketEvent, TicketState
from scheduling.models.time_request import RequestState, TimeRequest
from scheduling.models.timing import LogName, LogState, NameKind, Timing, TimingLog, TimingSource
from scheduling.models.zone_table import ZoneTable

__all__ = [
    "AS_MEANT",
    "AT_A_STATION",
    "OPEN",
    "Allocation",
    "Appointment",
    "AppointmentKind",
    "AppointmentState",
    "Arrival",
    "ArrivalKind",
    "BoardLink",
    "ChangeKind",
    "DayClosing",
    "Desk",
    "Fate",
    "FateKind",
    "Filling",
    "FillingState",
    "GoFirst",
    "GoFirstAnswer",
    "GoFirstReason",
    "GoFirstVerdict",
    "GoesAhead",
    "Identifier",
    "IdentityCheck",
    "KeptKind",
    "LogName",
    "LogState",
    "Milestone",
    "MilestoneKind",
    "NameKind",
    "OfferState",
    "Part",
    "Plan",
    "PlanKind",
    "PlanState",
    "Publication",
    "QueueSlot",
    "ReasonKind",
    "RequestState",
    "Scan",
    "ScanOutcome",
    "ScheduleChange",
    "SiteMarked",
    "StandbyOffer",
    "StationDevice",
    "Tell",
    "Through",
    "Ticket",
    "TicketAct",
    "TicketEvent",
    "TicketState",
    "TimeRequest",
    "Timing",
    "TimingLog",
    "TimingSource",
    "UnmergedAct",
    "ZoneTable",
]
