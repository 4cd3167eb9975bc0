"""The properties that invitations and feed fragments write alike."""

from notifications.ical.event import Event
from notifications.ical.lines import line, text

PRODID = "-//Campline//Campline//EN"
CANCELLED_PREFIX = "CANCELLED: "  # Google drops STATUS:CANCELLED, Outlook shows it as active


def texts(*, summary: str, description: str, location: str) -> str:
    """Return SUMMARY, and DESCRIPTION and LOCATION where there is one."""
    lines = line("SUMMARY", text(summary))
    if description:
        lines += line("DESCRIPTION", text(description))
    if location:
        lines += line("LOCATION", text(location))
    return lines


def cancelled_summary(summary: str) -> str:
    """Return `summary` marked as cancelled, once."""
    return summary if summary.startswith(CANCELLED_PREFIX) else CANCELLED_PREFIX + summary


def alarm(event: Event) -> str:
    """Return the VALARM of `event`, or nothing when it has none."""
    if event.alarm is None:
        return ""
    minutes = int(event.alarm.total_seconds() // 60)
    shown = line("DESCRIPTION", text(event.summary))
    return f"BEGIN:VALARM\r\nACTION:DISPLAY\r\n{shown}TRIGGER:-PT{minutes}M\r\nEND:VALARM\r\n"
