"""What a mail server's refusals mean. Any 4xx is for now and any 5xx for good, with these exceptions.

Sources: RFC 5321 s4.2.3 (reply codes), RFC 3463 (enhanced codes), RFC 4954 s6 (sign-in).
"""

import re

from notifications.channels.verdicts import Codes, Verdict

CODES: Codes = {
    503: (Verdict.TEMPORARY, "a session in disorder"),
    530: (Verdict.TEMPORARY, "wants a sign-in"),
    534: (Verdict.TEMPORARY, "wants another way to sign in"),
    535: (Verdict.TEMPORARY, "refuses the sign-in"),
    538: (Verdict.TEMPORARY, "wants encryption for the sign-in"),
    550: (Verdict.BAD_NUMBER, "no such mailbox"),
    551: (Verdict.BAD_NUMBER, "no such mailbox here"),
    553: (Verdict.BAD_NUMBER, "no valid mailbox name"),
}
"""The first five are about the connection or us, not this mail: they must not end every mail that is due."""

_ENHANCED = re.compile(r"\d{3}[ -]5\.\d{1,3}\.\d{1,3}\b")
_ABOUT_THE_READER = re.compile(r"\d{3}[ -]5\.(1\.|2\.1\b)")


def verdict_of(code: int, words: str, *, of_recipient: bool) -> Verdict:
    """What a refusal asks of us. `of_recipient`: it came upon RCPT TO, so a mailbox can be meant.

    Where an enhanced code stands behind the reply, only 5.1.x (the address) and 5.2.1 (closed) are about the reader.
    """
    if code < 500:
        return Verdict.TEMPORARY
    verdict = CODES[code][0] if code in CODES else Verdict.REFUSED
    means_mailbox = _ABOUT_THE_READER.match(words) if _ENHANCED.match(words) else of_recipient
    return Verdict.REFUSED if verdict is Verdict.BAD_NUMBER and not means_mailbox else verdict
