"""Which number decides for good what falls to a person, and nobody can choose it?"""

from __future__ import annotations

import hmac
from collections.abc import Callable

Number = Callable[[str, str], float]


def numbers_under(key: bytes) -> Number:
    """A number in [0, 1) for each purpose and person: HMAC-SHA256 under a key derived from the shop's.

    Without the key nobody can tell who will be held out; with it everybody gets the same number every time.

    >>> number = numbers_under(b"secret")
    >>> number("welcome", "p1") == number("welcome", "p1"), number("welcome", "p1") == number("birthday", "p1")
    (True, False)
    """
    derived = hmac.digest(key, b"zhanggui programmes", "sha256")  # the shop's key itself makes pseudonyms
    return lambda purpose, customer: _fraction(hmac.digest(derived, f"{purpose}/{customer}".encode(), "sha256"))


def _fraction(digest: bytes) -> float:
    return int.from_bytes(digest[:6], "big") / 2**48
