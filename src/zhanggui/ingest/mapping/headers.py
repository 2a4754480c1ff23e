"""When do two headers mean the same column?"""

from __future__ import annotations

import unicodedata

_SAME = str.maketrans({"\ufeff": "", "\u200b": "", "–": "-", "—": "-", "−": "-"})


def normalised(header: str) -> str:
    r"""A header without what editors and platforms change: width, case, blanks, byte order marks, dashes.

    >>> normalised("\ufeff订单付款时间 "), normalised("Ｉｎｖｏｉｃｅ  No")
    ('订单付款时间', 'invoice no')
    """
    text = unicodedata.normalize("NFKC", header).translate(_SAME)
    return " ".join(text.strip(" \t\r\n'\"").split()).casefold()
