"""Fetching an address that somebody typed, without being led to where it must not go (safety.md §9).

`fetch` asks for one https address and gives back at most 5 MB within 10 seconds. Every host, also of a redirect, is
resolved once, each of its addresses is judged, and the connection goes to the very address that was judged, so that a
name which answers otherwise the second time (DNS rebinding) leads nowhere. No Django: what is asked of the network can
be given, and is in the tests.
"""

from notifications.fetching.errors import NotFetched
from notifications.fetching.fetch import Fetched, fetch
from notifications.fetching.net import Net
from notifications.fetching.targets import Target, target_of

__all__ = ["Fetched", "Net", "NotFetched", "Target", "fetch", "target_of"]
