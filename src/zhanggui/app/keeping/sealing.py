"""How is a backup closed with the shop's key, so that who finds it reads nothing and who changes it is noticed?

The file is cut into pieces of one MiB; each is sealed with AES-256-GCM under a key derived for backups alone (RFC 5869)
and a fresh salt. The nonce of a piece is its number and whether it is the last: none can be left out, swapped or
appended (the STREAM construction; Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhanggui.app.keeping.errors import BackupKeyWrong, NotABackup
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"ZHANGGUI BACKUP 1\n"
PIECE_BYTES, TAG_BYTES, SALT_BYTES, ID_BYTES, CHECK_BYTES = 1 << 20, 16, 32, 16, 32
CUT_OFF = Words(zh="加密内容被截断或改动", en="its sealed content is cut off or was changed")


def seal(plain: BinaryIO, sealed: BinaryIO, key: bytes, shop_id: str) -> None:
    """Write the sealed form: a plain head that names the shop whose key it takes, then piece after piece."""
    salt = os.urandom(SALT_BYTES)
    cipher = _cipher(key, salt)
    head = MAGIC + shop_id.encode("ascii").ljust(ID_BYTES) + salt + key_check(key)
    sealed.write(head)
    number, piece = 0, plain.read(PIECE_BYTES)
    while True:
        following = plain.read(PIECE_BYTES)
        sealed.write(cipher.encrypt(_nonce(number, is_last=not following), piece, head))
        if not following:
            return
        number, piece = number + 1, following


def shop_of(file: Path) -> str | None:
    """The shop whose key a sealed backup takes; None where the file is not sealed."""
    with file.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            return None
        return stream.read(ID_BYTES).decode("ascii", "replace").strip()


def unseal(file: Path, plain: BinaryIO, key: bytes, key_file: Path) -> None:
    """Write the content of a sealed backup; nothing that fails its seal is written."""
    with file.open("rb") as sealed:
        head = sealed.read(len(MAGIC) + ID_BYTES + SALT_BYTES + CHECK_BYTES)
        salt = head[len(MAGIC) + ID_BYTES :][:SALT_BYTES]
        if not hmac.compare_digest(head[-CHECK_BYTES:], key_check(key)):
            raise BackupKeyWrong(key=key_file)
        cipher = _cipher(key, salt)
        number, piece = 0, sealed.read(PIECE_BYTES + TAG_BYTES)
        while piece:
            following = sealed.read(PIECE_BYTES + TAG_BYTES)
            try:
                plain.write(cipher.decrypt(_nonce(number, is_last=not following), piece, head))
            except InvalidTag:
                raise NotABackup(file=file, why=CUT_OFF) from None
            number, piece = number + 1, following
    if not number:
        raise NotABackup(file=file, why=CUT_OFF)


def key_check(key: bytes) -> bytes:
    """What tells one key from another and says nothing about either."""
    return HKDF(algorithm=hashes.SHA256(), length=CHECK_BYTES, salt=None, info=b"zhanggui backup check").derive(key)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"zhanggui backup").derive(key)
    return AESGCM(derived)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
