"""What does a file's name say that none of its cells does?"""

from __future__ import annotations

import re
from datetime import date

from zhanggui.ingest.readers.sheet import quoted

_DAY = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
_NUMBER = re.compile(r"(?<!\d)(?!20\d{2}[01]\d[0-3]\d)(\d{9,20})(?!\d)")  # a time of export is no number of a product


def told_by(name: str) -> dict[str, str | None]:
    """The first day, how many days, and the number in a file's name, as SQL; None for what it does not say.

    >>> told_by("商品360-流量来源-2026-04-13_2026-04-19-700000000001.csv")
    {'first_day': "DATE '2026-04-13'", 'days': '7', 'number': "'700000000001'"}
    >>> told_by("报表.csv")
    {'first_day': None, 'days': None, 'number': None}
    """
    days = sorted(found for found in map(_date, _DAY.findall(name)) if found)
    number = _NUMBER.search(name)
    return {
        "first_day": f"DATE '{days[0]}'" if days else None,
        "days": str((days[-1] - days[0]).days + 1) if days else None,
        "number": quoted(number[1]) if number else None,
    }


def _date(said: tuple[str, str, str]) -> date | None:
    try:
        return date(*map(int, said))
    except ValueError:
        return None
