"""Whatever a person types, the calendar says it and nothing more: no new line, no new property."""

from hypothesis import example, given
from hypothesis import strategies as st

from notifications.ical.cleaning import clean, one_line
from notifications.ical.feed import feed
from notifications.ical.fragment import fragment
from notifications.ical.invitation import request
from notifications.ical.validator import faults
from tests.conformance.readers import by_icalendar, by_vobject
from tests.notifications.ical.events import CHANGED, FEED_UID, a_case, a_shift

BREAKERS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00\x1b\t\x7f"
SCRIPTS = (
    "Ọláìyá Ṣówándé | 李小龍 | Владимир | محمد عبد الله | דוד | นางสาวสมหญิง | ສົມ | კახა | አበበ | தமிழ் | नरेंद्र | ᓄᓇᕗᑦ | "
    "ʻOkina | Nguyễn | Łukasz | İstanbul | ﷺ | 𝔸𝔻𝔸 | 👩🏽‍⚕️ | e\u0301\u0323 | A\u202eB\u202cC | \ufeffBOM | 한국어"
)
TRAP = "Ada\r\nATTENDEE:mailto:x@y.example\nEND:VEVENT\rMETHOD:CANCEL\u2028BEGIN:VALARM\x85\\n\\,;,\\"
TYPED = st.text() | st.text(alphabet=BREAKERS + ':;,\\"^=ab é𝔸', max_size=200)
PLAIN_NAMES = ["DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "UID"]


def rendered(*fragments: str) -> bytes:
    return feed(fragments, name="x", uid=FEED_UID, last_modified=CHANGED, tz="Africa/Lagos", color="teal")


@given(TYPED, TYPED, TYPED)
@example(SCRIPTS, SCRIPTS * 3, SCRIPTS)
@example(TRAP, TRAP, TRAP)
@example("".join(map(chr, range(0x180))), BREAKERS * 9, BREAKERS)
def test_feed_says_what_was_typed_and_nothing_more(summary: str, description: str, location: str) -> None:
    event = a_case(summary="Case " + summary, description=description, location=location)
    body = rendered(fragment(event))
    assert [fault for fault in faults(body) if fault.rule != "secret-link"] == []
    (first,), (second,) = by_icalendar(body), by_vobject(body)
    for read in (first, second):
        assert read["summary"] == one_line("Case " + summary)
        assert read["description"] == clean(description)
        assert read["location"] == one_line(location)
        optional = ["DESCRIPTION"] * bool(clean(description)) + ["LOCATION"] * bool(one_line(location))
        assert read["names"] == sorted([*PLAIN_NAMES, "CLASS", "LAST-MODIFIED", "TRANSP", *optional])


@given(TYPED, TYPED)
@example(SCRIPTS, SCRIPTS)
@example(TRAP, TRAP)
@example("", '"; X="^n,:')
def test_invitation_invites_nobody_else(summary: str, organizer_name: str) -> None:
    event = a_shift(summary="Camp " + summary, organizer_name=organizer_name)
    body = request(event)
    assert [fault for fault in faults(body, mime_method="REQUEST") if fault.rule != "secret-link"] == []
    (first,), (second,) = by_icalendar(body), by_vobject(body)
    for read in (first, second):
        assert read["summary"] == one_line("Camp " + summary)
        assert read["names"] == sorted([*PLAIN_NAMES, "ATTENDEE", "ORGANIZER", "X-MICROSOFT-DISALLOW-COUNTER"])


@given(st.lists(TYPED, max_size=6))
def test_one_odd_row_takes_no_other_event_from_the_feed(summaries: list[str]) -> None:
    events = [
        a_case(summary="Case " + summary, uid=f"b20d4c77-1f0e-4a86-8d53-{number:012}@camps.example.org")
        for number, summary in enumerate(summaries)
    ]
    body = rendered(*map(fragment, events))
    expected = [(event.uid, event.summary) for event in events]
    assert [(read["uid"], read["summary"]) for read in by_icalendar(body)] == expected
    assert [(read["uid"], read["summary"]) for read in by_vobject(body)] == expected
