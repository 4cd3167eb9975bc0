"""A calendar server on loopback with a certificate of its own, and a network that leads to it from everywhere."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from notifications.fetching import Net
from notifications.fetching.net import TimedSocket

HOST = "calendar.example.org"
PUBLIC = "93.184.216.34"
Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Outside:
    """`answers` by host are what the name server says, one after the other; `dialled` is where we went."""

    port: int
    context: ssl.SSLContext
    replies: dict[str, Reply] = field(default_factory=dict)
    answers: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def resolve(self, host: str, seconds: float) -> list[str]:
        self.asked.append(host)
        waiting = self.answers.get(host, [])
        return waiting.pop(0) if waiting else [PUBLIC]

    def connect(self, address: str, seconds: float) -> socket.socket:
        self.dialled.append(address)
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    @property
    def net(self) -> Net:
        return Net(resolve=self.resolve, connect=self.connect, context=self.context)


def plain(body: bytes, status: int = 200, **headers: str) -> Reply:
    """Answer with this body."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return reply


def to(address: str) -> Reply:
    return plain(b"", 302, Location=address)


@contextmanager
def running_outside(folder: Path) -> Iterator[Outside]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST), x509.DNSName("other.example.org")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "own.pem").write_bytes(certificate.public_bytes(pem) + private)
    client = ssl.create_default_context(cafile=str(folder / "own.pem"))
    client.sslsocket_class = TimedSocket
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "own.pem")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            outside.headers.append(dict(self.headers))
            try:
                outside.replies[self.path](self)
            except OSError:
                pass  # the other side has had enough

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: object) -> None:
            pass  # a client that hangs up in the middle of the handshake is part of the tests

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = serving.wrap_socket(server.socket, server_side=True)
    outside = Outside(server.server_address[1], client)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield outside
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
