"""Where does the shop's key live?

The key makes pseudonyms and opens the vault. It lies outside the shop's folder, so that a copy or a backup of the
folder names nobody. Whoever loses the key loses the names for good: pseudonyms still count people, but no audience
can be written and a new import makes other pseudonyms of the same people. Keep a copy on paper or in a safe.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words

KEY_BYTES = 32


class KeyMissing(ShopAtFault):
    """The shop's key file is not where it should be."""

    sentence = Words(
        zh="找不到店铺密钥 {file}。请从备份恢复它；没有它就打不开顾客资料。",
        en="The shop's key {file} is not there. Restore it from its backup; without it the vault stays closed.",
    )


class KeyDamaged(ShopAtFault):
    """The shop's key file does not hold a key."""

    sentence = Words(
        zh="店铺密钥 {file} 应是 {characters} 个十六进制字符，内容已损坏。请从备份恢复。",
        en="The shop's key {file} should be {characters} hexadecimal characters and is damaged. Restore its backup.",
    )


def key_file(shop_id: str, home: Path | None = None) -> Path:
    """The file of a shop's key: `$ZHANGGUI_HOME/keys/<shop id>.key`."""
    base = home or Path(os.environ.get("ZHANGGUI_HOME") or Path.home() / ".config" / "zhanggui")
    return base / "keys" / f"{shop_id}.key"


def create_key(file: Path) -> bytes:
    """Make a new key, readable by its owner alone; an existing file is never overwritten."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(KEY_BYTES)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key.hex() + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return key


def load_key(file: Path) -> bytes:
    """Read a shop's key."""
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise KeyMissing(file=file) from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyDamaged(file=file, characters=2 * KEY_BYTES)
    return key
