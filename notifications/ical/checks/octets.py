"""The octets as they travel: line ends, line length, UTF-8, characters that may not occur."""

import re
from collections.abc import Iterator

from notifications.ical.checks.fault import Fault

_LIMIT = 75
_SPOTLESS = re.compile(rb"(?:[\x20-\x7e\t]{1,75}+\r\n)++")  # almost every body: one look is enough
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def octet_faults(body: bytes) -> Iterator[Fault]:
    """Yield the faults of the raw body, before any line is understood."""
    if _SPOTLESS.fullmatch(body):
        return
    if body.startswith(b"\xef\xbb\xbf"):
        yield Fault("byte-order-mark", "RFC 5545 s3.1.4", "the body begins with a BOM", 1)
    if not body.endswith(b"\r\n"):
        yield Fault("crlf", "RFC 5545 s3.1", "the last line has no CRLF")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    for number, octets in enumerate(lines, 1):
        if len(octets) > _LIMIT:
            yield Fault("line-length", "RFC 5545 s3.1", f"{len(octets)} octets, {_LIMIT} at most", number)
        if b"\r" in octets or b"\n" in octets:
            yield Fault("crlf", "RFC 5545 s3.1", "a CR or LF stands alone", number)
        if not octets:
            yield Fault("empty-line", "RFC 5545 s3.1", "an empty line", number)
        if octets.isascii() and not _FORBIDDEN.search(octets.decode()):
            continue
        try:
            found = _FORBIDDEN.search(octets.decode())
        except UnicodeDecodeError:
            yield Fault("utf-8", "RFC 5545 s3.1.4", "the line is not UTF-8, or cut inside a character", number)
        else:
            if found:
                yield Fault("control", "RFC 5545 s3.1", f"character U+{ord(found[0]):04X}", number)
