"""In which encoding is a text file written, and how does it become UTF-8 without being held in memory?"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK_BYTES = 4 * 2**20
SAMPLE_BYTES = 256 * 2**10
LINE_BYTES = 4096
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
REPLACEMENT = "\ufffd"
# What platforms and spreadsheet programs write here; gb18030 contains GBK and GB2312.
CANDIDATES = ("utf_8", "gb18030", "gbk", "gb2312", "big5", "cp1252", "latin_1")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file are to be read; `clean` says that every byte fits."""

    name: str
    clean: bool


def encoding_of(path: Path) -> Encoding:
    """The encoding by byte order mark, else UTF-8 when every byte fits, else the likeliest that fits.

    A file with a few damaged bytes is read in its likeliest encoding; the damaged rows go to quarantine.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    for mark, name in BOMS:
        if head.startswith(mark):
            return Encoding(name, clean=_fits(path, name))
    if _fits(path, "utf-8"):
        return Encoding("utf-8", clean=True)
    likely = _likeliest(path)
    return Encoding(likely, clean=_fits(path, likely))


def as_utf8(path: Path, encoding: Encoding, target: Path) -> Path:
    """A file that DuckDB can read: the original when it is clean UTF-8, else a copy written while streaming."""
    if encoding == Encoding("utf-8", clean=True):
        return path
    with target.open("w", encoding="utf-8", newline="") as copy:
        for text in _decoded(path, encoding.name, errors="replace"):
            copy.write(text)
    return target


def opening(path: Path, encoding: Encoding) -> str:
    """The first stretch of the file as text, for finding header and delimiter."""
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace")
    with path.open("rb") as stream:
        return decoder.decode(stream.read(SAMPLE_BYTES))


def _fits(path: Path, name: str) -> bool:
    try:
        for _ in _decoded(path, name, errors="strict"):
            pass
    except UnicodeError:
        return False
    return True


def _decoded(path: Path, name: str, *, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)(errors=errors)
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _likeliest(path: Path) -> str:
    from charset_normalizer import from_bytes

    telling = _lines_beyond_ascii(path)
    if _mostly_fits(telling, "utf-8"):
        return "utf-8"
    best = from_bytes(telling, cp_isolation=list(CANDIDATES)).best()
    guess = best.encoding if best else "gb18030"
    guess = {"gbk": "gb18030", "gb2312": "gb18030", "utf_8": "utf-8", "latin_1": "cp1252"}.get(guess, guess)
    return next((name for name in (guess, "gb18030", "big5", "cp1252") if _decodes(telling, name)), guess)


def _decodes(telling: bytes, name: str) -> bool:
    try:
        telling.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_fits(telling: bytes, name: str) -> bool:
    lines = telling.splitlines()
    fitting = sum(REPLACEMENT not in line.decode(name, errors="replace") for line in lines)
    return bool(lines) and fitting / len(lines) > 0.9  # noqa: PLR2004 - a tenth of damaged lines is no accident


def _lines_beyond_ascii(path: Path) -> bytes:
    """Only lines with other than ASCII bytes tell encodings apart."""
    telling = bytearray()
    with path.open("rb") as stream:
        for line in iter(lambda: stream.readline(LINE_BYTES), b""):
            if not line.isascii():
                telling += line
            if len(telling) > SAMPLE_BYTES:
                break
    return bytes(telling)
