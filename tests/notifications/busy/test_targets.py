"""Which addresses are asked at all, and which machines are connected to: the table of what people try."""

import pytest

from notifications.fetching import NotFetched, Target, target_of
from notifications.fetching.targets import is_public

INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2130706433",
    "0x7f.1",
    "127.1",
    "0177.0.0.1",
    "nonsense",
]
OUTSIDE = ["8.8.8.8", "93.184.216.34", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]
REFUSED = [
    "http://calendar.example.org/a.ics",
    "ftp://calendar.example.org/a.ics",
    "file:///etc/passwd",
    "https://calendar.example.org:8443/a.ics",
    "https://calendar.example.org:99999/a.ics",
    "https://me:secret@calendar.example.org/a.ics",
    "https://calendar.example.org@10.0.0.1/a.ics",
    "https://127.0.0.1/a.ics",
    "https://127.1/a.ics",
    "https://2130706433/a.ics",
    "https://0x7f000001/a.ics",
    "https://0x7f.0x1/a.ics",
    "https://0177.0.0.1/a.ics",
    "https://[::1]/a.ics",
    "https://[::ffff:10.0.0.1]/a.ics",
    "https://localhost/a.ics",
    "https://printer.local/a.ics",
    "https://db.internal/a.ics",
    "https://intranet/a.ics",
    "https://calendar.example.org\\@10.0.0.1/",
    "https://calendar.example.org/a b.ics",
    "https://calendar.example.org/\r\nHost: 10.0.0.1",
    "https://ⓔxample.org/a.ics",
    "https:///a.ics",
    "https://-bad-.org/a.ics",
    "https://[broken/a.ics",
    "calendar.example.org",
    "",
    "https://calendar.example.org/" + "x" * 2_000,
]


@pytest.mark.parametrize("address", INSIDE)
def test_a_machine_inside_is_never_connected_to(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_machine_outside_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", REFUSED)
def test_an_odd_address_is_refused_in_words_that_keep_its_secret(address: str) -> None:
    with pytest.raises(NotFetched) as refusal:
        target_of(address)
    assert refusal.value.words.endswith(".")
    assert "a.ics" not in refusal.value.words
    assert "secret@" not in refusal.value.words


def test_a_calendars_address_is_taken_apart() -> None:
    assert target_of(" webcal://Calendar.Example.org./p/basic.ics?key=1#x ") == Target(
        "calendar.example.org", "/p/basic.ics?key=1"
    )
    assert target_of("https://calendar.example.org:443") == Target("calendar.example.org", "/")
