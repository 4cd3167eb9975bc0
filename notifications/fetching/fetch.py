"""One asking: at most 10 s, 5 MB, 3 redirects; each host judged before it is connected to."""

from __future__ import annotations

import http.client
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from notifications.fetching.errors import NotFetched
from notifications.fetching.net import Net, TimedSocket
from notifications.fetching.targets import HTTPS, Target, is_public, target_of

SECONDS = 10.0
LARGEST = 5_000_000  # octets, after unpacking
REDIRECTS = 3
_A_PIECE = 65_536
_MOVED = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Fetched:
    """`body` is None where the server says that nothing changed (304)."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def fetch(
    address: str, *, etag: str = "", last_modified: str = "", net: Net | None = None, seconds: float = SECONDS
) -> Fetched:
    """Return what stands at `address`; the validators are those of the body that is known.

    Raises NotFetched, in words for the owner of the address.
    """
    net, ends_at = net or Net(), time.monotonic() + seconds
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip", "User-Agent": "Campline"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    for _ in range(REDIRECTS + 1):
        target = target_of(address)
        answer = _asked(target, headers, net, ends_at)
        if isinstance(answer, Fetched):
            return answer
        # Joined as a browser would; what comes out is judged like the first one.
        address = urljoin(f"https://{target.host}{target.path}", answer)
    raise NotFetched(f"It is redirected more than {REDIRECTS} times. Copy the address that you come to in the end.")


def _asked(target: Target, headers: dict[str, str], net: Net, ends_at: float) -> Fetched | str:
    """The answer, or where it points to."""
    connection = _Pinned(target.host, net, ends_at)
    try:
        connection.request("GET", target.path, headers=headers)
        with connection.getresponse() as response:
            return _pointed(response, target) if response.status in _MOVED else _answered(response, target)
    except TimeoutError:
        raise NotFetched(f"{target.host} took too long to answer. It is asked again by itself.") from None
    except ssl.SSLCertVerificationError as fault:
        raise NotFetched(f"{target.host} has no valid certificate ({fault.verify_message}).") from None
    except (OSError, http.client.HTTPException) as fault:
        raise NotFetched(f"{target.host} could not be asked ({type(fault).__name__}). It is tried again.") from None
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, under the name that was asked for."""

    def __init__(self, host: str, net: Net, ends_at: float) -> None:
        super().__init__(host, HTTPS)
        self.default_port = HTTPS  # a Host header without a port
        self._net, self._ends_at = net, ends_at

    def connect(self) -> None:
        left: Callable[[], float] = lambda: max(0.01, self._ends_at - time.monotonic())  # noqa: E731
        address = _judged(self.host, self._net.resolve(self.host, left()))
        plain = self._net.connect(address, left())
        try:
            plain.settimeout(left())  # the handshake as a whole
            sock = self._net.context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        assert isinstance(sock, TimedSocket)
        sock.ends_at = self._ends_at
        self.sock = sock


def _judged(host: str, addresses: list[str]) -> str:
    """One of a name's addresses, if all of them are public: a name that also points inside is up to something."""
    inside = [address for address in addresses if not is_public(address)]
    if inside or not addresses:
        raise NotFetched(f"{host} leads into a private network, which is never asked. Use a public address.")
    return addresses[0]


def _pointed(response: http.client.HTTPResponse, target: Target) -> str:
    where = response.headers.get("Location", "")
    if not where:
        raise NotFetched(f"{target.host} redirects to nowhere. Copy the address anew from your calendar.")
    return where


def _answered(response: http.client.HTTPResponse, target: Target) -> Fetched:
    found = {"etag": _header(response, "ETag", 200), "last_modified": _header(response, "Last-Modified", 60)}
    if response.status == 304:
        return Fetched(None, **found)
    if response.status in (401, 403, 404, 410):
        raise NotFetched(
            f"{target.host} knows no calendar under this address ({response.status}). Copy its secret address anew."
        )
    if response.status != 200:
        raise NotFetched(f"{target.host} answered {response.status}. It is asked again by itself.")
    return Fetched(_body(response, target), **found)


def _header(response: http.client.HTTPResponse, name: str, longest: int) -> str:
    value = response.headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _body(response: http.client.HTTPResponse, target: Target) -> bytes:
    """The whole of it, unpacked piece by piece, so that a small bomb never becomes a large one in memory."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip"):
        raise NotFetched(f"{target.host} packs its calendar in a way that is not read ({coding[:20]}).")
    unpacker = zlib.decompressobj(wbits=31) if coding.endswith("gzip") else None
    body = bytearray()
    while piece := response.read(_A_PIECE):
        try:
            body += unpacker.decompress(piece, LARGEST + 1 - len(body)) if unpacker else piece
        except zlib.error:
            raise NotFetched(f"{target.host} sent a broken calendar. It is asked again by itself.") from None
        if len(body) > LARGEST:
            raise NotFetched(f"The calendar is larger than {LARGEST // 1_000_000} MB. Use one with fewer events.")
    if response.length or (unpacker is not None and not unpacker.eof):  # it hung up early, which http.client forgives
        raise NotFetched(f"{target.host} sent only a part of the calendar. It is asked again by itself.")
    return bytes(body)
