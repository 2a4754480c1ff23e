"""When do two headers mean the same column?"""

from __future__ import annotations

import unicodedata


def normalised(header: str) -> str:
    r"""A header without what editors and platforms change: width, case, blanks, byte order marks.

    >>> normalised("\ufeff订单付款时间 "), normalised("Ｉｎｖｏｉｃｅ  No")
    ('订单付款时间', 'invoice no')
    """
    text = unicodedata.normalize("NFKC", header).replace("\ufeff", "").replace("\u200b", "")
    return " ".join(text.strip(" \t\r\n'\"").split()).casefold()
