"""Where answers come in by mail: what is set is understood, what is wrong is refused with the cure."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.inbound_mail import Listening, Mailbox, listening, mailbox


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("127.0.0.1:8024", Listening(host="127.0.0.1", port=8024)),
        ("[::1]:8024", Listening(host="::1", port=8024)),
        ("unix:/run/campline/lmtp", Listening(path="/run/campline/lmtp")),
        ("", None),
    ],
)
def test_a_place_to_listen_is_a_port_or_a_path(monkeypatch, value, place):
    monkeypatch.setenv("LMTP_LISTEN", value)
    assert listening("LMTP_LISTEN") == place


@pytest.mark.parametrize("value", ["8024", ":8024", "localhost:lmtp", "localhost:0", "localhost:70000", "unix:lmtp"])
def test_what_is_no_place_is_refused_with_an_example(monkeypatch, value):
    monkeypatch.setenv("LMTP_LISTEN", value)
    with pytest.raises(ImproperlyConfigured, match=r"use 127\.0\.0\.1:8024 or unix:/run/lmtp"):
        listening("LMTP_LISTEN")


def test_a_mailbox_is_an_address_with_user_and_password(monkeypatch):
    monkeypatch.setenv("IMAP_URL", "imaps://camp%40example.org:p%2Fss@mail.example.org/Answers/New")
    found = mailbox("IMAP_URL", taken="Done")
    assert found == Mailbox(
        host="mail.example.org",
        port=993,
        user="camp@example.org",
        password="p/ss",
        encrypted=True,
        folder="Answers/New",
        taken="Done",
    )
    assert "p/ss" not in repr(found)


def test_a_mailbox_may_leave_the_folder_out_and_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("imaps://camp:pw@mail.example.org:1993\n")
    monkeypatch.setenv("IMAP_URL_FILE", str(tmp_path / "url"))
    found = mailbox("IMAP_URL", taken="Done")
    assert found is not None
    assert (found.folder, found.port) == ("INBOX", 1993)


def test_without_an_address_there_is_no_mailbox(monkeypatch):
    monkeypatch.delenv("IMAP_URL", raising=False)
    assert mailbox("IMAP_URL", taken="Done") is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("https://camp:secretpw@mail.example.org", "is no mailbox"),
        ("imaps://mail.example.org/INBOX", "is no mailbox"),
        ("imap://camp:secretpw@mail.example.org/INBOX", "in the clear"),
    ],
)
def test_a_mailbox_that_cannot_be_used_is_refused_without_its_password(monkeypatch, value, words):
    monkeypatch.setenv("IMAP_URL", value)
    with pytest.raises(ImproperlyConfigured, match=words) as refused:
        mailbox("IMAP_URL", taken="Done")
    assert "secretpw" not in str(refused.value)


def test_without_encryption_a_mailbox_must_be_on_this_machine(monkeypatch):
    monkeypatch.setenv("IMAP_URL", "imap://camp:pw@127.0.0.1/INBOX")
    found = mailbox("IMAP_URL", taken="Done")
    assert found is not None
    assert (found.encrypted, found.port) == (False, 143)


@pytest.mark.parametrize(
    ("set_ones", "programs"),
    [
        ({}, []),
        ({"LMTP_LISTEN": Listening(port=1)}, ["receive_mail"]),
        ({"SMTP_LISTEN": Listening(port=1)}, ["receive_mail"]),
        ({"IMAP_MAILBOX": object()}, ["poll_mailbox"]),
    ],
)
def test_the_supervisor_starts_only_the_receivers_that_are_set(settings, set_ones, programs):
    from config.supervisor.__main__ import receivers

    for name in ("LMTP_LISTEN", "SMTP_LISTEN", "IMAP_MAILBOX"):
        setattr(settings, name, set_ones.get(name))
    assert receivers() == programs
