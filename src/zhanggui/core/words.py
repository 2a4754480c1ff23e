"""How is one sentence held in both languages?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same text in Chinese and in English.

    >>> Words(zh="订单", en="orders").text("en")
    'orders'
    """

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh-CN" else self.en
