"""English: what staff receive. By mail only: a link to an account is not sent to a phone."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

STAFF: dict[str, Entry] = {
    Kind.STAFF_INVITATION: Entry(
        subject="{organisation} invites you to Campline",
        lead=(
            "{organisation} plans its camps with Campline and invites you as {role}.",
            "Choose a password to begin.",
        ),
        rows=("until",),
        action="Accept the invitation",
        after=("If you do not know {organisation}, you can leave this mail unanswered.",),
    ),
    Kind.PASSWORD_RESET: Entry(
        subject="A new password for Campline",
        lead=("Somebody, most likely you, asked for a new password for this address.",),
        rows=("until",),
        action="Choose a new password",
        after=("If it was not you, do nothing: your password stays as it is.",),
    ),
    Kind.DOCTOR_DECLINED: Entry(
        subject="Declined by a doctor: {day} {year}, {time} to {until} - {camp}",
        lead=(
            "{doctor} declined this time in the calendar and is marked as away then.",
            "Appointments that need cover by it: {lost}. Nothing was moved or cancelled.",
        ),
        rows=("when", "where"),
        action="See what needs a person",
    ),
    Kind.DOCTOR_COMES: Entry(
        subject="Accepted after all: {day} {year}, {time} to {until} - {camp}",
        lead=(
            "{doctor} had declined this time and has accepted it now. The absence is taken back.",
            "What needed cover for that alone is covered again.",
        ),
        rows=("when", "where"),
        action="See what needs a person",
    ),
    Kind.ALERT: Entry(
        subject="Something is wrong with the messages - {camp}",
        lead=("{wrong}", "{cure}"),
        rows=(),
        action="See how the messages stand",
        after=("You hear of this again in six hours if it goes on.",),
    ),
}
