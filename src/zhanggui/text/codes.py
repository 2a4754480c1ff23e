"""When are two codes the same code written differently?"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SHORTEST_CODE = 3
# A beginning is a channel's own habit when most of its codes have it, and there are enough codes to say so.
LEAST_CODES = 3
MOST_HAVE_IT = 0.8
_SEPARATORS = re.compile(r"[\s\-_./\\#:|·]+")
_BEGINNING = re.compile(r"^([A-Za-z\u4e00-\u9fff]{1,8}[\-_./:|# ])")


def plain_code(code: str, beginning: str = "") -> str:
    """A code without what people write differently: width, case, separators, leading zeros, the channel's beginning.

    Leading zeros go from the whole and from each run of digits after letters: TEA-001 and tea1 are one code.

    >>> plain_code("tea_001"), plain_code("ＴＥＡ-1"), plain_code("JD-TEA.001", "JD-"), plain_code("000")
    ('TEA1', 'TEA1', 'TEA1', '0')
    """
    told = unicodedata.normalize("NFKC", code).strip()
    if beginning and told.startswith(beginning):
        told = told[len(beginning) :]
    joined = _SEPARATORS.sub("", told).upper()
    return re.sub(r"(?<!\d)0+(?=\d)", "", joined)


def usual_beginning(codes: Collection[str]) -> str:
    """The letters and separator with which nearly all codes of a channel begin; empty where there is no such habit.

    >>> usual_beginning(["JD-TEA-001", "JD-TEA-002", "JD-CUP-7"]), usual_beginning(["TEA-001", "CUP-7", "POT-3"])
    ('JD-', '')
    """
    found = Counter(match.group(1) for code in codes if (match := _BEGINNING.match(code)))
    if not found or len(codes) < LEAST_CODES:
        return ""
    beginning, times = min(found.items(), key=lambda each: (-each[1], each[0]))
    return beginning if times >= MOST_HAVE_IT * len(codes) else ""


def is_barcode(code: str) -> bool:
    """Whether digits are a trade item number (GTIN-8, 12, 13, 14) with a right check digit.

    Numbers that begin with 2 are for use within one shop (GTIN-13) and name nothing elsewhere.
    GS1 General Specifications, section 7.9.

    >>> (
    ...     is_barcode("6901028075763"),
    ...     is_barcode("6901028075764"),
    ...     is_barcode("0000000000000"),
    ...     is_barcode("2100000000005"),
    ... )
    (True, False, False, False)
    """
    if not re.fullmatch(r"\d{8}|\d{12,14}", code) or len(set(code)) == 1:
        return False
    digits = [int(digit) for digit in code.zfill(14)]
    if digits[1] == 2:  # noqa: PLR2004 - GS1 prefixes 20 to 29
        return False
    weighed = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[:-1]))
    return (10 - weighed % 10) % 10 == digits[-1]
