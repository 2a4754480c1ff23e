"""How is a secret made that is shown once and stored only as its hash?"""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A random secret of 256 bits, safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is stored of a secret. A plain hash is enough: nobody can guess 256 random bits.

    >>> digest("abc")[:12]
    'ba7816bf8f01'
    """
    return hashlib.sha256(token.encode()).hexdigest()
