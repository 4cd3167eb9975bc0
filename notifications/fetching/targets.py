"""Which addresses may be asked for at all, and which machines may be connected to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from notifications.fetching.errors import NotFetched

HTTPS = 443
LONGEST = 2_000

# A name of at least two labels; one whose last label is a number is an IPv4 address to some resolvers (0x7f.1, 127.1).
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.(?!0x|[0-9])[a-z0-9-]*[a-z0-9]")
_PRINTABLE = re.compile(r"[!-~]+")  # no blank, no control, no backslash trick: what is odd is refused, not mended
_NOT_OUTSIDE = ("localhost", "local", "internal", "lan", "home", "arpa", "onion", "test", "invalid")

# Beyond what Python calls not global: ranges in which another address hides, and some that its versions differ about.
_REFUSED = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
            *("::/8", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"),
            *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        ),
    )
)


@dataclass(frozen=True)
class Target:
    """One https address: its host in ASCII, and path with query."""

    host: str
    path: str


def target_of(address: str) -> Target:
    """Return what to ask for. `webcal:` is read as https, as every calendar does.

    Raises NotFetched for another scheme or port, for a name with a password, for a host that is a number or stands in
    no public zone.
    """
    address = address.strip()
    if not _PRINTABLE.fullmatch(address) or "\\" in address or len(address) > LONGEST:
        raise NotFetched("This is no address of a calendar. Copy the whole address, which begins with https://.")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        raise NotFetched("This address is broken. Copy the whole address, which begins with https://.") from None
    if parts.scheme not in ("https", "webcal", "webcals"):
        raise NotFetched("Only addresses that begin with https:// or webcal:// are read.")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise NotFetched("An address with a name and password is not read. Use the calendar's secret address instead.")
    if port not in (None, HTTPS):
        raise NotFetched(f"Port {port} is not asked, only {HTTPS}. Leave the port out of the address.")
    if not _HOST.fullmatch(host) or len(host) > 253 or host.rpartition(".")[2] in _NOT_OUTSIDE:
        raise NotFetched(f"{host[:60] or 'It'} is no public name. Use the address your calendar service gives you.")
    return Target(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_public(address: str) -> bool:
    """Return whether this IP address is somebody's on the open internet, whatever form it is written in."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return is_public(str(found.ipv4_mapped))
    if any(found.version == network.version and found in network for network in _REFUSED):
        return False
    return found.is_global and not found.is_multicast
