"""Messengers and a mail server on this machine, which remember what they were sent."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    """What arrived: path and JSON body of each post, or the text of each letter."""

    url: str = ""
    port: int = 0
    posts: list = field(default_factory=list)
    letters: list = field(default_factory=list)


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
    threading.Thread(target=server.serve_forever, daemon=True).start()
    received.url = f"http://127.0.0.1:{server.server_port}/robot/send?access_token=TOKEN-OF-THE-GROUP"
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail_server():
    """Just enough of SMTP to take one letter."""
    received = Received()
    listening = socket.create_server(("127.0.0.1", 0))
    received.port = listening.getsockname()[1]
    thread = threading.Thread(target=_serve, args=(listening, received), daemon=True)
    thread.start()
    try:
        yield received
    finally:
        listening.close()
        thread.join(timeout=5)


def _serve(listening, received):
    try:
        connection, _ = listening.accept()
    except OSError:
        return
    with connection, connection.makefile("rwb") as stream:

        def say(line):
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"220 here")
        for line in iter(stream.readline, b""):
            command = line.strip().upper()
            if command == b"DATA":
                say(b"354 go on")
                letter = list(iter(stream.readline, b".\r\n"))
                received.letters.append(b"".join(letter).decode())
                say(b"250 taken")
            elif command == b"QUIT":
                say(b"221 bye")
                return
            else:
                say(b"250 fine")
