"""Real receivers as processes of their own, against the test's database, and a real IMAP server."""

import imaplib
import socket
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django_scopes import scopes_disabled

from config.inbound_mail import Mailbox
from notifications.models import InboundMail
from tests.config.processes import free_port
from tests.config.waiting import wait_until
from tests.faults.workers import environment, process

OURS = "reply+mzxw6ytboi4dqmrwgq3tqnjrga@campline.localhost"
ALSO_OURS = "reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@campline.localhost"


def a_mail(number=1, *, to=OURS, size=0):
    return f"From: a@example.org\r\nTo: {to}\r\nSubject: mail {number}\r\n\r\n{'x' * size}\r\n".encode()


def rows():
    with scopes_disabled():
        return list(InboundMail.objects.order_by("pk"))


def answers(address):
    """Whether somebody listens: at a port of this machine, or at the path of a socket."""
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as probe:
        try:
            probe.connect(address if isinstance(address, str) else ("127.0.0.1", address))
        except OSError:
            return False
    return True


@contextmanager
def receiver(**env):
    """`manage.py receive_mail`: the path of its LMTP socket, its SMTP port, the process."""
    with tempfile.TemporaryDirectory() as folder:
        lmtp, smtp = f"{folder}/lmtp", free_port()
        listening = {"LMTP_LISTEN": f"unix:{lmtp}", "SMTP_LISTEN": f"127.0.0.1:{smtp}"}
        with process("manage.py", "receive_mail", env=environment(mail_port=1, **listening, **env)) as child:
            wait_until(lambda: answers(lmtp) and answers(smtp))
            yield lmtp, smtp, child


@dataclass
class ImapServer:
    """An IMAP server in memory, with one empty mailbox."""

    port: int

    @property
    def account(self):
        return Mailbox(host="127.0.0.1", port=self.port, user="demouser", password="demopass", encrypted=False)

    @property
    def url(self):
        return f"imap://demouser:demopass@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def signed_in(self):
        imap = imaplib.IMAP4("127.0.0.1", self.port)
        imap.login("demouser", "demopass")
        yield imap
        imap.logout()

    def put(self, *mails):
        with self.signed_in() as imap:
            for mail in mails:
                imap.append("INBOX", None, None, mail)

    def subjects(self, folder):
        """The Subject of each mail in a folder, sorted; none where there is no such folder."""
        with self.signed_in() as imap:
            if imap.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            _, data = imap.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        return sorted(part[1].decode().strip().removeprefix("Subject: ") for part in data if isinstance(part, tuple))


@pytest.fixture
def imap():
    port = free_port()
    command = (
        "-c",
        "from pymap.main import main; main()",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
        "dict",
    )
    with process(*command, env=environment(mail_port=1)):
        wait_until(lambda: answers(port))
        yield ImapServer(port)
