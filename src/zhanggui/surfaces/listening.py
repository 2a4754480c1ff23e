"""At which door of the machine is the shop served?"""

from __future__ import annotations

import socket

WAITING = 2048
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def listening(host: str, port: int) -> socket.socket:
    """A door that is open to connections; port 0 takes any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((host, port))
    door.listen(WAITING)  # before anybody is told the address: who comes early waits, nobody is turned away
    return door


def address_of(host: str, door: socket.socket) -> str:
    """What to type into a browser."""
    return f"http://{f'[{host}]' if ':' in host else host}:{door.getsockname()[1]}"
