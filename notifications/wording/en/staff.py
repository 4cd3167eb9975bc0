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
}
