"""The built-in mail server, spoken to by the standard library's SMTP client."""

import json
import smtplib
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from config.embedded.process import stop_child
from tests.config.waiting import wait_until


@pytest.fixture
def sink(tmp_path):
    """A running sink: its folder and port."""
    folder = tmp_path / "mail"
    child = subprocess.Popen([sys.executable, "-m", "config.mailsink", str(folder), "0"], start_new_session=True)
    wait_until((folder / ".port").exists)
    yield folder, int((folder / ".port").read_text())
    stop_child(child, first=15, patience=5)


def mail(*, to, subject="Your place", text="Come at 8."):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "camp@campline.localhost", to, subject
    message.set_content(text)
    return message


def kept(folder):
    """(envelope, mail) of each mail, newest first, as the outbox page reads them."""
    found = []
    for path in sorted(folder.glob("*.json"), reverse=True):
        content = path.with_suffix(".eml").read_bytes()
        found.append((json.loads(path.read_text()), message_from_bytes(content, policy=policy.default)))
    return found


def test_mail_sent_over_smtp_is_kept_as_it_came(sink):
    folder, port = sink
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail(to="amina@example.org", text="Ẹ káàárọ̀, come at 8."))
    [(envelope, message)] = kept(folder)
    assert (envelope["from"], envelope["to"]) == ("camp@campline.localhost", ["amina@example.org"])
    assert (message["Subject"], message.get_content().strip()) == ("Your place", "Ẹ káàárọ̀, come at 8.")
    assert envelope["size"] == folder.joinpath(sorted(folder.glob("*.eml"))[0]).stat().st_size


def test_mails_are_listed_newest_first(sink):
    folder, port = sink
    with smtplib.SMTP("127.0.0.1", port) as client:
        for number in range(3):
            client.send_message(mail(to="a@example.org", subject=f"mail {number}"))
    assert [message["Subject"] for _, message in kept(folder)] == ["mail 2", "mail 1", "mail 0"]


def test_mail_to_a_reply_address_is_marked_inbound(sink):
    folder, port = sink
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(mail(to="reply+4c2f@campline.localhost"))
        client.send_message(mail(to="a@example.org"))
    assert [envelope["inbound"] for envelope, _ in kept(folder)] == [False, True]


def test_dots_and_long_lines_survive(sink):
    folder, port = sink
    text = ".\n..\n" + "x" * 900 + "\n"
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("a@example.org", ["b@example.org"], f"Subject: dots\r\n\r\n{text}")
    content = next(folder.glob("*.eml")).read_bytes()
    assert content.split(b"\r\n\r\n", 1)[1].replace(b"\r\n", b"\n").decode() == text


def test_sink_takes_no_mail_it_cannot_keep(sink):
    folder, port = sink
    hidden = folder.with_name("elsewhere")
    folder.rename(hidden)
    with smtplib.SMTP("127.0.0.1", port) as client, pytest.raises(smtplib.SMTPDataError) as refused:
        client.send_message(mail(to="a@example.org"))
    hidden.rename(folder)
    assert (refused.value.smtp_code, kept(folder)) == (452, [])


def test_second_sink_moves_to_a_free_port(sink, tmp_path):
    _, port = sink
    other = tmp_path / "other"
    child = subprocess.Popen([sys.executable, "-m", "config.mailsink", str(other), str(port)], start_new_session=True)
    wait_until((other / ".port").exists)
    assert int((other / ".port").read_text()) != port
    stop_child(child, first=15, patience=5)
