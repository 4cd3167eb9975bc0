"""Who may do what: one table, and nothing is allowed that it does not say."""

from __future__ import annotations

from enum import StrEnum

from camps.models import Doctor, DoctorRole, Member, Organisation, Registration, Role, Scoped

EXPERT = "expert"  # a doctor limited to the cases referred to him or her; a column of the table, not a role to give


class Verb(StrEnum):
    """What can be done. `SEE_REGISTRATIONS` is the camp's list of people, `SEE_REGISTRATION` is one of them.

    `RUN_QUEUE`: check people in, call them, send them on.
    `RUN_THEATRE` writes down who came in and when: whoever stands at the table may, not only who plans.
    """

    SEE_CAMP = "see_camp"
    EDIT_CAMP = "edit_camp"
    EDIT_AVAILABILITY = "edit_availability"
    SEE_REGISTRATIONS = "see_registrations"
    SEE_REGISTRATION = "see_registration"
    EDIT_REGISTRATIONS = "edit_registrations"
    IMPORT_SHEETS = "import_sheets"
    SCREEN = "screen"
    SEE_SCHEDULE = "see_schedule"
    EDIT_SCHEDULE = "edit_schedule"
    RUN_QUEUE = "run_queue"
    RUN_THEATRE = "run_theatre"
    PUBLISH = "publish"
    SEE_MESSAGES = "see_messages"
    HANDLE_MESSAGES = "handle_messages"
    EDIT_LINKS = "edit_links"
    EDIT_FEEDS = "edit_feeds"
    USE_OWN_FEED = "use_own_feed"
    SEE_OWN_CASES = "see_own_cases"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_OWNERS = "manage_owners"
    SEE_OUTBOX = "see_outbox"


_LOOKS = frozenset({Verb.SEE_CAMP, Verb.SEE_REGISTRATIONS, Verb.SEE_REGISTRATION, Verb.SEE_SCHEDULE, Verb.SEE_MESSAGES})
_AT_WORK = frozenset({Verb.RUN_QUEUE, Verb.RUN_THEATRE})
_DESK = _LOOKS | _AT_WORK | {Verb.EDIT_REGISTRATIONS, Verb.HANDLE_MESSAGES, Verb.EDIT_LINKS}
_COORDINATOR = _DESK | {Verb.EDIT_AVAILABILITY, Verb.IMPORT_SHEETS, Verb.SCREEN, Verb.EDIT_SCHEDULE}
_ORGANISER = _COORDINATOR | {Verb.EDIT_CAMP, Verb.PUBLISH, Verb.EDIT_FEEDS, Verb.MANAGE_MEMBERS}
_EXPERT = frozenset({Verb.SEE_REGISTRATION, Verb.USE_OWN_FEED, Verb.SEE_OWN_CASES})

RIGHTS: dict[str, frozenset[Verb]] = {
    Role.OWNER: _ORGANISER | {Verb.MANAGE_OWNERS, Verb.SEE_OUTBOX},
    Role.ORGANISER: _ORGANISER,
    Role.COORDINATOR: _COORDINATOR,
    Role.DESK: _DESK,
    Role.DOCTOR: _EXPERT | _AT_WORK | {Verb.SEE_CAMP, Verb.SEE_REGISTRATIONS, Verb.SEE_SCHEDULE},
    EXPERT: _EXPERT,
    Role.VIEWER: _LOOKS,
}
_OF_ONE_DOCTOR = frozenset({Verb.USE_OWN_FEED, Verb.SEE_OWN_CASES})

Thing = Organisation | Scoped | Member


def column_of(member: Member) -> str:
    """The column of the table that holds for a member."""
    if member.role == Role.DOCTOR and (member.doctor is None or member.doctor.role == DoctorRole.EXPERT):
        return EXPERT
    return member.role


def may(member: Member | None, verb: str) -> bool:
    """Whether the role alone allows `verb`: asked before anything is loaded. Raises ValueError for an unknown verb."""
    wanted = Verb(verb)
    return member is not None and member.user.is_active and wanted in RIGHTS.get(column_of(member), frozenset())


def can(member: Member | None, verb: str, obj: object) -> bool:
    """Whether `member` may do `verb` to `obj`: an organisation or a row of one. Anything not said here is refused.

    A verb about a doctor's own things needs that very Doctor as `obj`; an expert needs a case referred to him or her.
    """
    if member is None or not may(member, verb) or _organisation_id(obj) != member.organisation_id:
        return False
    if verb in _OF_ONE_DOCTOR:
        return isinstance(obj, Doctor) and obj.pk == member.doctor_id
    if column_of(member) == EXPERT:
        return isinstance(obj, Registration) and member.doctor_id is not None and obj.referred_to_id == member.doctor_id
    return True


def _organisation_id(obj: object) -> int | None:
    """Only what is saved and belongs to an organisation has one; None equals no member's."""
    if isinstance(obj, Organisation):
        return obj.pk
    return obj.organisation_id if isinstance(obj, Scoped | Member) else None
