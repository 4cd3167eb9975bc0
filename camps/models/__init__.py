"""The facts: who, where, what. One file a topic."""

from camps.models.camp import Camp, CampState, DoctorInvites
from camps.models.consent import ConsentRecord
from camps.models.doctor import Absence, Doctor, DoctorRole, Level, Shift, Skill
from camps.models.organisation import Invitation, Member, Organisation, Role
from camps.models.patient import Contact, ContactKind, Family, Guardian, Owner, Patient, Sex
from camps.models.procedure import Anaesthesia, Procedure
from camps.models.registration import Consent, Decision, Fitness, Observation, Registration, Side, Urgency
from camps.models.resource import Resource, ResourceKind
from camps.models.scoped import Scoped
from camps.models.sheet import ColumnMemory, Outcome, SheetImport, SheetRow, SheetState
from camps.models.sheet_job import JobState, SheetAct, SheetJob
from camps.models.sign_in import FactorReset, SignIn
from camps.models.station import NEVER_BOOKED, Kit, LaneName, Station, StationClosure, StationKind
from camps.models.throttle import TokenBucket
from camps.models.user import User
from camps.models.venue import Venue

__all__ = [
    "NEVER_BOOKED",
    "Absence",
    "Anaesthesia",
    "Camp",
    "CampState",
    "ColumnMemory",
    "Consent",
    "ConsentRecord",
    "Contact",
    "ContactKind",
    "Decision",
    "Doctor",
    "DoctorInvites",
    "DoctorRole",
    "FactorReset",
    "Family",
    "Fitness",
    "Guardian",
    "Invitation",
    "JobState",
    "Kit",
    "LaneName",
    "Level",
    "Member",
    "Observation",
    "Organisation",
    "Outcome",
    "Owner",
    "Patient",
    "Procedure",
    "Registration",
    "Resource",
    "ResourceKind",
    "Role",
    "Scoped",
    "Sex",
    "SheetAct",
    "SheetImport",
    "SheetJob",
    "SheetRow",
    "SheetState",
    "Shift",
    "Side",
    "SignIn",
    "Skill",
    "Station",
    "StationClosure",
    "StationKind",
    "TokenBucket",
    "Urgency",
    "User",
    "Venue",
]
