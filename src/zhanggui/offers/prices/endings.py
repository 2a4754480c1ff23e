"""Which price ends the way the shop's prices do, and what does that cost or bring?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhanggui.core.currency import minor_digits
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words

NO_ENDING = ("none", "无")  # what a person writes who wants prices as they come, whatever the shop declared
WRITTEN = re.compile(r"(\d{0,3})(?:\.(\d{1,3}))?")


class EndingNotUnderstood(RequestAtFault):
    """An ending that is no run of last digits, or has more decimals than the currency."""

    sentence = Words(
        zh="价格尾数“{ending}”看不懂：写最后几位数字，例如 .9、.99、8、9.9；{currency} 最多 {digits} 位小数；不用尾数就写“无”。",
        en="The ending '{ending}' is not understood: write the last digits, such as .9, .99, 8 or 9.9; {currency} has at most "
        "{digits} decimals. For no ending write none.",
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """The last digits of a price, in minor units: price ≡ `rest` modulo `step`."""

    step: int
    rest: int

    @classmethod
    def read(cls, text: str, currency: str) -> Ending:
        """Read the last digits as they are written; what is not written is free above and nought below.

        >>> Ending.read(".9", "CNY"), Ending.read("8", "CNY"), Ending.read("9.9", "CNY")
        (Ending(step=100, rest=90), Ending(step=1000, rest=800), Ending(step=1000, rest=990))
        """
        digits = minor_digits(currency)
        found = WRITTEN.fullmatch(text.strip())
        if not found or not any(found.groups()) or len(found[2] or "") > digits:
            raise EndingNotUnderstood(ending=text, currency=currency, digits=digits)
        whole, decimals = found[1] or "", (found[2] or "").ljust(digits, "0")
        return cls(step=10 ** (digits + len(whole)), rest=int(whole + decimals or "0"))

    @classmethod
    def asked(cls, text: str | None, currency: str) -> Ending | None:
        """The ending that is asked for; None where the text is empty or says that there is to be none.

        >>> Ending.asked(".9", "CNY"), Ending.asked("none", "CNY"), Ending.asked("无", "CNY"), Ending.asked("", "CNY")
        (Ending(step=100, rest=90), None, None, None)
        """
        told = (text or "").strip()
        return cls.read(told, currency) if told and told.lower() not in NO_ENDING else None

    def below(self, price_minor: int) -> int:
        """The highest price with this ending that is not above the given one; it may be below nought.

        >>> Ending(step=100, rest=90).below(5_089)
        4990
        """
        return price_minor - (price_minor - self.rest) % self.step

    def above(self, price_minor: int) -> int:
        """The lowest price with this ending that is not below the given one."""
        return price_minor + (self.rest - price_minor) % self.step

    def nearest(self, price_minor: int, *, low: int, high: int) -> int | None:
        """The nearest price with this ending within bounds, the higher of two as near; None where there is none.

        >>> ending = Ending(step=1000, rest=800)
        >>> ending.nearest(5_400, low=0, high=9_900), ending.nearest(5_400, low=5_000, high=5_700)
        (5800, None)
        """
        found = [each for each in (self.above(price_minor), self.below(price_minor)) if low <= each <= high]
        return min(found, key=lambda each: abs(each - price_minor), default=None)
