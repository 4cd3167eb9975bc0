"""Facts for the tests: an ordinary message, and the longest one the rules allow."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from notifications.wording import DOCTOR_KINDS, QUEUE_KINDS, STAFF_KINDS, DayLine, Facts, Kind, OtherVisit

LAGOS = ZoneInfo("Africa/Lagos")
SMS_KINDS = [kind for kind in Kind if kind not in STAFF_KINDS]
VARIANTS = ("own", "carer", "family")

ORDINARY = Facts(
    camp_short_name="Jalingo Camp",
    when=datetime(2027, 3, 9, 8, 30, tzinfo=LAGOS),
    answer_by=datetime(2027, 3, 9, 7, 40, tzinfo=LAGOS),
    zone_name="Africa/Lagos",
    venue="General Hospital",
    meeting_point="gate 2",
    help_phone="0803 555 0100",
    link="https://camp.example.org/v/Zk3vJ9qQ2mN7xT5cW8bL1A",
    person_called_name="Amina",
    today=date(2027, 3, 8),
)

# A camp's name of 20 characters, a host of 25, a path of 30, and the longest day and hour.
_LONGEST = Facts(
    camp_short_name="Port Harcourt Camp B",
    when=datetime(2026, 9, 30, 10, 30, tzinfo=LAGOS),
    answer_by=datetime(2026, 9, 30, 10, 10, tzinfo=LAGOS),
    zone_name="Africa/Lagos",
    venue="Braithwaite Memorial Specialist Hospital, Port Harcourt",
    meeting_point="the outpatient entrance behind the old laundry",
    help_phone="+234 803 555 010 012",
    link="https://campline-appointments.org/visit/Zk3vJ9qQ2mN7xT5cW8bL1A7",
    person_called_name="Oluwaseun",
    today=date(2026, 9, 29),
)


LONGEST = {
    "en": _LONGEST,
    "fr": replace(_LONGEST, when=datetime(2027, 9, 1, 10, 30, tzinfo=LAGOS), today=date(2027, 8, 31)),
}


def variant_of(facts: Facts, kind: Kind, variant: str) -> Facts:
    """The facts as this kind and reader have them."""
    assert facts.when is not None
    if kind in (Kind.DOCTOR_DECLINED, Kind.DOCTOR_COMES):
        return replace(facts, until=facts.when + timedelta(hours=5), doctor="Dr Ngozi Obi", lost=3)
    if kind == Kind.ALERT:
        return replace(facts, wrong="12 messages should have left by now.", cure="Tell whoever runs Campline.")
    if kind in STAFF_KINDS:
        return Facts(
            organisation="MedicoExperts",
            role="organiser",
            link=facts.link,
            when=None,
            zone_name=facts.zone_name,
            until=facts.when,
            person_called_name=facts.person_called_name,
        )
    if kind in QUEUE_KINDS:
        earlier = facts.when - timedelta(minutes=90)
        return replace(facts, token="B-014", before=2, near="Room 3", old_when=earlier, is_child=variant == "carer")
    if kind in DOCTOR_KINDS:
        return replace(
            facts,
            until=facts.when + timedelta(hours=1),
            case="Case 014 - A.O.",
            what_changed=("time", "place"),
            old_when=facts.when - timedelta(days=1),
            old_venue="Old Clinic",
            lines=tuple(
                DayLine(when=facts.when + timedelta(hours=n), case=f"Case {n:03d} - B.U.", station="T1")
                for n in range(12)
            ),
        )
    if kind in (Kind.MOVED, Kind.POSTPONED, Kind.VENUE_CHANGED):
        facts = replace(facts, old_when=datetime(2026, 9, 1, 9, tzinfo=LAGOS), old_venue="Old Hall")
    if variant == "carer":
        return replace(facts, is_child=True)
    if variant == "family":
        assert facts.when is not None
        second = OtherVisit(when=facts.when + timedelta(hours=1), person_called_name="Bello")
        return replace(facts, others=(second,))
    return facts
