"""A mailbox that we look into over IMAP. A mail leaves the inbox after its row is committed, by a move, never by a
deletion alone: whoever is killed in between finds it there again, and the row makes it one.

The standard library's imaplib is enough for a look each minute; it is what every Python we run on brings.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.utils import getaddresses
from typing import Any, Protocol

from notifications.ical.reading import LARGEST_MAIL
from notifications.services.inbound import is_ours

SECONDS = 30.0
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


class Account(Protocol):
    """See config.inbound_mail.Mailbox."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def encrypted(self) -> bool: ...
    @property
    def folder(self) -> str: ...
    @property
    def taken(self) -> str: ...


class MailboxFault(Exception):
    """The mailbox can't be read now. The words are the server's, and hold nothing of a mail."""


def take_all(
    account: Account,
    *,
    keep: Callable[[bytes, list[str]], object],
    stopping: Callable[[], bool] = lambda: False,
    passed_over: set[tuple[bytes, bytes]] | None = None,
) -> int:
    """Hand each mail that lies in the mailbox to `keep`, with its reply addresses; then move it. Returns how many.

    What `keep` raises leaves the mail where it is. A mail for none of our addresses stays untouched, and is noted in
    `passed_over`, so that the next look does not fetch it again. Raises MailboxFault.
    """
    seen = passed_over if passed_over is not None else set()
    taken = 0
    with _opened(account) as (imap, validity, can):
        for uid in _uids(imap):
            if stopping():
                break
            if (validity, uid) in seen:
                continue
            raw = _fetched(imap, uid)
            to = _ours(raw)
            if not to:
                seen.add((validity, uid))
                continue
            keep(raw, to)
            _move(imap, uid, account.taken, can=can)
            taken += 1
    return taken


@contextmanager
def _opened(account: Account) -> Iterator[tuple[imaplib.IMAP4, bytes, frozenset[str]]]:
    """Signed in, with the folder selected and the folder of what was taken made; UIDVALIDITY, and what it can do."""
    try:
        imap = (
            imaplib.IMAP4_SSL(account.host, account.port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
            if account.encrypted
            else imaplib.IMAP4(account.host, account.port, timeout=SECONDS)
        )
        try:
            _done(imap.login(_quoted(account.user), account.password))  # imaplib quotes the password only
            imap.create(_quoted(account.taken))  # "NO" where it is there already
            _done(imap.select(_quoted(account.folder)))
            _, validity = imap.response("UIDVALIDITY")
            # Asked after signing in, when servers say more of themselves than before.
            can = str(_done(imap.capability())[0], "ascii", "replace").upper().split()
            yield imap, (validity or [b""])[0] or b"", frozenset(can)
        finally:
            imap.logout()
    except (imaplib.IMAP4.error, OSError) as fault:
        raise MailboxFault(f"{account.host}: {str(fault)[:150]}") from fault


def _uids(imap: imaplib.IMAP4) -> list[bytes]:
    found = _done(imap.uid("SEARCH", "UNDELETED"))
    return bytes(found[0] or b"").split() if found else []


def _fetched(imap: imaplib.IMAP4, uid: bytes) -> bytes:
    """The mail, as far as the largest one that is read goes, and one octet; its flags stay as they are."""
    for part in _done(imap.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LARGEST_MAIL + 1}>)")):
        if isinstance(part, tuple):
            return bytes(part[1])
    raise imaplib.IMAP4.error("a mail that was listed is not there")


def _ours(raw: bytes) -> list[str]:
    mail = message_from_bytes(raw)
    named = [str(value) for header in ADDRESSED for value in mail.get_all(header, [])]
    return sorted({address for _, address in getaddresses(named) if is_ours(address)})


def _move(imap: imaplib.IMAP4, uid: bytes, folder: str, *, can: frozenset[str]) -> None:
    """By MOVE (RFC 6851); without it by a copy, which is there before the mark that takes the original away."""
    name = uid.decode()
    if "MOVE" in can:
        _done(imap.uid("MOVE", name, _quoted(folder)))
        return
    _done(imap.uid("COPY", name, _quoted(folder)))
    _done(imap.uid("STORE", name, "+FLAGS.SILENT", r"(\Deleted)"))
    if "UIDPLUS" in can:
        _done(imap.uid("EXPUNGE", name))


def _done(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server said, bytes and pairs of bytes as imaplib mixes them. Raises imaplib's error where it refused."""
    state, data = answer
    if state != "OK":
        raise imaplib.IMAP4.error(f"the server said {state}")
    return data


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
