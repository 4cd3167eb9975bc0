"""How answers reach us by mail, besides the built-in server: a mail server hands them to us over LMTP or SMTP, or they
lie in a mailbox that we look into. Nothing listens and nothing is asked unless it is set (docs/operations.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from camps.this_machine import is_loopback
from config.env import env, secret, whole_number


@dataclass(frozen=True)
class Listening:
    """Where a receiver listens: a host and port, or the path of a socket."""

    host: str = ""
    port: int = 0
    path: str = ""


@dataclass(frozen=True)
class Mailbox:
    """A mailbox of our own. What was taken in is moved to the folder `taken`, nothing is deleted."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)  # an error page shows settings
    encrypted: bool
    folder: str = "INBOX"
    taken: str = "Campline-taken"


def listening(name: str) -> Listening | None:
    """`host:port`, or `unix:/path/of/the/socket`; None when `name` is not set. Raises ImproperlyConfigured."""
    value = env.str(name, default="").strip()
    if not value:
        return None
    if value.startswith("unix:/"):
        return Listening(path=value.removeprefix("unix:"))
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ImproperlyConfigured(f"{name}={value!r} is no place to listen; use 127.0.0.1:8024 or unix:/run/lmtp.")
    return Listening(host=host.strip("[]"), port=int(port))


def mailbox(name: str, *, taken: str) -> Mailbox | None:
    """`imaps://user:password@host/FOLDER` (or `name`_FILE); None when not set. Raises ImproperlyConfigured.

    The folder may be left out (INBOX). `imap://`, without encryption, is for this machine alone. The message names no
    value: it holds a password.
    """
    value = secret(name)
    if not value:
        return None
    url = urlsplit(value)
    if url.scheme not in ("imap", "imaps") or not url.hostname or not url.username or url.password is None:
        raise ImproperlyConfigured(f"{name} is no mailbox; use imaps://user:password@mail.example.org/INBOX.")
    if url.scheme == "imap" and not is_loopback(url.hostname):
        raise ImproperlyConfigured(f"{name} would send its password in the clear to {url.hostname}; use imaps://.")
    encrypted = url.scheme == "imaps"
    return Mailbox(
        host=url.hostname,
        port=url.port or (993 if encrypted else 143),
        user=unquote(url.username),
        password=unquote(url.password),
        encrypted=encrypted,
        folder=unquote(url.path.strip("/")) or "INBOX",
        taken=taken,
    )


LMTP_LISTEN = listening("LMTP_LISTEN")
SMTP_LISTEN = listening("SMTP_LISTEN")
IMAP_MAILBOX = mailbox("IMAP_URL", taken=env.str("IMAP_TAKEN_FOLDER", default="Campline-taken"))
IMAP_SECONDS = whole_number("IMAP_SECONDS", default=60, least=1, most=3600)
