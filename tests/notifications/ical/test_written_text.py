"""What somebody wrote above the quotation of our mail."""

import pytest

from notifications.ical.answer import Bounce, Unread
from notifications.ical.mail_parts import opened, written_text
from notifications.ical.reading import read_mail
from tests.factories.replies import bounce

PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"


@pytest.mark.parametrize(
    ("mail", "text"),
    [
        (PLAIN + "May I come later?", "May I come later?"),
        (PLAIN + "Yes\r\n\r\nOn Mon, 1 Feb 2027 at 10:00,\r\nCamp <a@b> wrote:\r\n> Your visit", "Yes"),
        (PLAIN + "Oui\r\n\r\nLe lun. 1 févr. 2027 à 10:00, Camp a écrit :\r\n> Votre visite", "Oui"),
        (PLAIN + "No\r\n-----Original Message-----\r\nFrom: Camp", "No"),
        (PLAIN + "No\r\n________________________________\r\nFrom: Camp <a@b.example>", "No"),
        (PLAIN + "> only a quotation", ""),
        (PLAIN + "a\x00b\x1b[31m", "ab[31m"),
        ("Content-Type: text/html\r\n\r\n<style>p{}</style><p>I <b>can</b> come</p>", "I can come"),
        ("Content-Type: image/png\r\n\r\nabc", ""),
        ("Content-Type: message/rfc822\r\n\r\n" + PLAIN + "somebody else's words", ""),
    ],
)
def test_text_ends_where_the_quotation_begins(mail: str, text: str) -> None:
    assert written_text(opened(mail.encode())) == text


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: auto-replied (vacation)", "Precedence: auto_reply", "X-Autoreply: yes"]
)
def test_automatic_mail_is_known_as_such(header: str) -> None:
    found = read_mail(f"{header}\r\n{PLAIN}I am away.".encode())
    assert found == Unread("An automatic reply without an answer.", automatic=True)


def test_text_of_a_person_is_kept_beside_the_reason() -> None:
    found = read_mail((PLAIN + "x" * 600).encode())
    assert found == Unread("The mail holds no calendar answer.", text="x" * 500)


def test_report_says_whom_we_wrote_to_and_what_the_server_said() -> None:
    found = read_mail(bounce(b"Subject: a\n\n", recipient="B@x.example", meant="a@y.example", detail="smtp; 550 a;b"))
    assert found == Bounce(
        recipient="b@x.example", permanent=True, status="5.1.1", detail="550 a;b", meant="a@y.example"
    )
    assert found.blames_address


def test_server_that_gave_up_does_not_blame_the_address() -> None:
    found = read_mail(bounce(b"Subject: a\n\n", recipient="a@y.example", status="4.4.7"))
    assert isinstance(found, Bounce)
    assert (found.permanent, found.blames_address) == (True, False)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_report_of_success_is_no_bounce(action: str) -> None:
    found = read_mail(bounce(b"Subject: a\n\n", recipient="a@y.example", action=action, status="2.0.0"))
    assert found == Unread("A report that a mail arrived.", automatic=True)
