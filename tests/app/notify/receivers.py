"""Messengers and a mail server on this machine, which remember what they were sent."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Received:
    """What arrived: path and JSON body of each post, or the text of each letter."""

    url: str = ""
    port: int = 0
    posts: list = field(default_factory=list)
    letters: list = field(default_factory=list)
    commands: list = field(default_factory=list)
    is_upgraded: bool = False


@contextmanager
def messenger(answer=b'{"errcode": 0}', status=200):
    """A messenger that answers every post the same."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.posts.append((self.path, json.loads(body)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    received.url = f"http://127.0.0.1:{server.server_port}/robot/send?access_token=TOKEN-OF-THE-GROUP"
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail_server(security=None, certificate=None):
    """Just enough of SMTP to take one letter: in the open, by TLS from the first byte, or by STARTTLS."""
    received = Received()
    listening = socket.create_server(("127.0.0.1", 0))
    received.port = listening.getsockname()[1]
    context = None
    if security:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    thread = threading.Thread(target=_serve, args=(listening, received, security, context), daemon=True)
    thread.start()
    try:
        yield received
    finally:
        listening.close()
        thread.join(timeout=5)


def self_signed(file):
    """A key and a certificate that only whoever is told trusts, for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.invented.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def _serve(listening, received, security, context):
    try:
        connection, _ = listening.accept()
        with connection:
            if security == "tls":
                connection = context.wrap_socket(connection, server_side=True)
            _speak(connection, received, context if security == "starttls" else None)
    except OSError:
        return


def _speak(connection, received, upgrade):
    with connection, connection.makefile("rwb") as stream:

        def say(line):
            stream.write(line + b"\r\n")
            stream.flush()

        if not received.is_upgraded:
            say(b"220 here")
        for line in iter(stream.readline, b""):
            command = line.strip().upper()
            received.commands.append(line.decode().strip())
            if command == b"STARTTLS":
                say(b"220 go on")
                received.is_upgraded = True
                return _speak(upgrade.wrap_socket(connection, server_side=True), received, None)
            if command.startswith(b"EHLO"):
                say(b"250-here")
                say(b"250-AUTH PLAIN" if upgrade is None else b"250-STARTTLS")
                say(b"250 fine")
            elif command.startswith(b"AUTH"):
                say(b"235 welcome")
            elif command == b"DATA":
                say(b"354 go on")
                letter = list(iter(stream.readline, b".\r\n"))
                received.letters.append(b"".join(letter).decode())
                say(b"250 taken")
            elif command == b"QUIT":
                say(b"221 bye")
                return None
            else:
                say(b"250 fine")
    return None
