"""How is anything about offers written down: which fields, in which units?"""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

WHOLE = 10_000  # basis points of a whole

Minor = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
BasisPoints = Annotated[int, Field(strict=True, ge=0, le=WHOLE)]
PRINTED = r"^[^\x00-\x1f\x7f]*$"  # a name is shown and stored: no database keeps a null character, no page a line break
Name = Annotated[str, Field(min_length=1, max_length=128, pattern=PRINTED)]
Label = Annotated[str, Field(max_length=128, pattern=PRINTED)]
Pseudonym = Annotated[str, Field(min_length=1, max_length=64, pattern=PRINTED)]


def code_meant(typed: str) -> str:
    """A coupon code however it was typed or pasted: case, full width, blanks and invisible marks count for nothing.

    >>> code_meant(" ｖip\u200b-88 ")
    'VIP-88'
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(each for each in plain if not each.isspace() and unicodedata.category(each) != "Cf")
    if not kept:
        msg = "a code has no letters; write it as it was printed"
        raise ValueError(msg)
    return kept


def _each_once(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


CouponCode = Annotated[Name, AfterValidator(code_meant)]
CouponCodes = Annotated[tuple[CouponCode, ...], AfterValidator(_each_once)]


class Stated(BaseModel):
    """A piece of what somebody wrote down; frozen, and unknown words are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
