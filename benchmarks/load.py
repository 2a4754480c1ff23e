"""How does a server bear many requests at once: what was answered, after how long, and what was never answered?"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One request: which it was, its status (0: no answer came), what came, and how long it took."""

    number: int
    status: int
    said: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Borne:
    """All answers, and the seconds from the first request to the last answer."""

    answers: tuple[Answer, ...]
    seconds: float

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return sum(each.status == http.client.OK for each in self.answers) / self.seconds

    @property
    def p99_ms(self) -> float:
        """The slowest hundredth begins here."""
        taken = sorted(each.seconds for each in self.answers)
        return taken[-len(taken) // 100 - 1] * 1000

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came."""
        return Counter(each.status for each in self.answers)


def bear(address: str, path: str, bodies: Sequence[bytes], *, clients: int, headers: Mapping[str, str]) -> Borne:
    """Send each body once, from so many clients at a time, each over a connection of its own that stays open."""
    left, lock, answers = iter(enumerate(bodies)), threading.Lock(), list[Answer]()

    def work() -> None:
        client = _Client(address, path, headers)
        with closing(client.connection):
            while True:
                with lock:
                    number, body = next(left, (-1, b""))
                if number < 0:
                    return
                answers.append(client.send(number, body))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Borne(answers=tuple(answers), seconds=time.perf_counter() - started)


class _Client:
    """A connection that is opened again when the server closed it."""

    def __init__(self, address: str, path: str, headers: Mapping[str, str]) -> None:
        self.place, self.path = urlsplit(address), path
        self.headers = {"Content-Type": "application/json", **headers}
        self.connection = http.client.HTTPConnection(self.place.hostname or "", self.place.port, timeout=60)

    def send(self, number: int, body: bytes) -> Answer:
        started = time.perf_counter()
        try:
            self.connection.request("POST", self.path, body, self.headers)
            answer = self.connection.getresponse()
            status, said = answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            self.connection.close()
            status, said = 0, {}
        return Answer(number=number, status=status, said=said, seconds=time.perf_counter() - started)
