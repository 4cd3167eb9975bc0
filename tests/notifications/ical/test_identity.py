"""Reply tokens and addresses."""

import pytest

from notifications.ical.errors import CalendarRefused
from notifications.ical.identity import checked_address, mailto, reply_address, reply_token, token_of


def test_reply_token_is_lower_case_base32_and_found_again_in_any_case() -> None:
    token = reply_token(bytes(range(16)))
    assert token == "aaaqeayeaudaocajbifqydiob4"
    address = reply_address(token, domain="Camps.Example.org")
    assert address == "reply+aaaqeayeaudaocajbifqydiob4@camps.example.org"
    assert token_of(address.upper(), domain="camps.example.org") == token
    assert token_of(f"<{address}>", domain="camps.example.org") == token


@pytest.mark.parametrize(
    "address",
    [
        "reply+aaaqeayeaudaocajbifqydiob4@elsewhere.example",
        "aaaqeayeaudaocajbifqydiob4@camps.example.org",
        "reply+short@camps.example.org",
        "reply+0189aaaaaaaaaaaaaaaaaaaaaa@camps.example.org",
        "reply@camps.example.org",
        "",
    ],
)
def test_token_of_another_address_is_none(address: str) -> None:
    assert token_of(address, domain="camps.example.org") is None


def test_reply_token_of_too_few_octets_is_refused() -> None:
    with pytest.raises(CalendarRefused, match="16 random octets"):
        reply_token(b"short")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dr.obi",
        "@clinic.example",
        "dr.obi@",
        "Dr Obi <dr.obi@clinic.example>",
        "a@clinic.example,b@clinic.example",
        "dr.obi@clinic.example\r\nBcc: all@clinic.example",
        "dr.obi@clinic.example\n",
        "dr\x00obi@clinic.example",
        '"dr obi"@clinic.example',
        "dr..obi@clinic.example",
        "dr.obi@clinic..example",
        "dr.obi@-clinic.example",
        "dr:obi@clinic.example",
        "ọbi@clinic.example",
        "a" * 65 + "@clinic.example",
        "a@" + "b" * 260 + ".example",
        "a@" + "é" * 300 + ".example",
    ],
)
def test_checked_address_refuses_what_is_no_plain_mailbox(address: str) -> None:
    with pytest.raises(CalendarRefused, match="give one plain address"):
        checked_address(address, field="attendee")


def test_checked_address_writes_a_foreign_domain_in_ascii_and_keeps_the_local_part() -> None:
    assert checked_address("Dr.Obi+camp@Klinik-Köln.example", field="attendee") == (
        "Dr.Obi+camp@xn--klinik-kln-lcb.example"
    )


def test_mailto_encodes_what_a_uri_gives_a_meaning() -> None:
    assert mailto("o'brien+x@clinic.example") == "mailto:o'brien+x@clinic.example"
    assert mailto("a/b?c#d%e@clinic.example") == "mailto:a%2Fb%3Fc%23d%25e@clinic.example"
