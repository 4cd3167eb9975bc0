"""A connection to the mail server, kept open over a batch, with time-outs that tell what they mean."""

import smtplib
import socket
import ssl
from types import TracebackType
from typing import Any, Self

from notifications.channels.errors import refused_for_now
from notifications.ical.cleaning import one_line

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0


class _Patient(smtplib.SMTP):
    """smtplib with one time-out for connecting and another for every answer."""

    def __init__(self, host: str, port: int, *, read_seconds: float, **more: Any) -> None:
        self._read_seconds = read_seconds  # before super: making it connects
        super().__init__(host, port, **more)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # smtplib's own hook
        sock.settimeout(self._read_seconds)
        # A mail's last octets must not wait for the receipt of its first ones.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock


class _PatientTls(_Patient, smtplib.SMTP_SSL):
    """The same, encrypted from the first octet."""


class MailConnection:
    """Opened by the first mail, reused by the next, opened again when the server has hung up.

    One worker's own: not for several threads. Use it in `with`, or call `close`.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        ehlo_name: str = "localhost",
        username: str = "",
        password: str = "",
        use_tls: bool = False,
        use_ssl: bool = False,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        if use_tls and use_ssl:
            raise ValueError("use_tls and use_ssl exclude each other: set one")
        self.host = host
        self.port = port
        self.ehlo_name = ehlo_name
        self.username = username
        self.password = password
        self.use_tls = use_tls
        self.use_ssl = use_ssl
        self.connect_seconds = connect_seconds
        self.read_seconds = read_seconds
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether a connection stands, as far as we know without asking."""
        return self._smtp is not None

    def opened(self) -> smtplib.SMTP:
        """Return the standing connection, or a new one after greeting, TLS and sign-in.

        Raises ChannelError (temporary) whatever goes wrong here: it says nothing about any one mail.
        """
        if self._smtp is None:
            try:
                self._smtp = self._open()
            except (OSError, smtplib.SMTPException) as fault:
                raise refused_for_now(f"mail server {self.host}:{self.port}: {_reason(fault)}") from fault
        return self._smtp

    def close(self) -> None:
        """Say goodbye, if the server still listens, and hang up."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def drop(self) -> None:
        """Hang up at once: what the server would say next belongs to another mail."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        made: type[_Patient] = _PatientTls if self.use_ssl else _Patient
        checked = {"context": ssl.create_default_context()} if self.use_ssl else {}
        smtp = made(
            self.host,
            self.port,
            read_seconds=self.read_seconds,
            local_hostname=self.ehlo_name,  # else smtplib asks the DNS for our name
            timeout=self.connect_seconds,
            **checked,
        )
        try:
            smtp.ehlo_or_helo_if_needed()
            if self.use_tls:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self.username:
                smtp.login(self.username, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp


def _reason(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return one_line(f"{fault.smtp_code} {words}")[:200]
    return one_line(str(fault) or type(fault).__name__)[:200]
