"""How does a person become a pseudonym?"""

from __future__ import annotations

import hashlib
import hmac

BLOCK_BYTES = 64
HEX_DIGITS = 24


def pseudonym(key: bytes, kind: str, value: str) -> str:
    """The name under which a person appears outside the vault: always the same, and nobody else's.

    'p' + first 24 hexadecimal digits of HMAC-SHA256(key, kind ':' value); 96 bits, so two of 10⁹ people share one
    with a chance below 10⁻¹¹. The value is normalised before (RFC 2104 for the HMAC).

    >>> pseudonym(bytes(32), "account", "li")
    'p5b9120d28b28624e69ff56f1'
    """
    return "p" + hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:HEX_DIGITS]


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The two blocks (inner, outer) with which an engine that knows only SHA-256 computes the same HMAC.

    HMAC(key, m) = sha256(outer ‖ sha256(inner ‖ m)); the key is filled with zeros to 64 bytes (RFC 2104, section 2).
    """
    block = (hashlib.sha256(key).digest() if len(key) > BLOCK_BYTES else key).ljust(BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
