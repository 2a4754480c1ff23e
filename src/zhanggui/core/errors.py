"""What can go wrong, and what should the person do next?

    ZhangguiError
    ├── ShopAtFault            the shop's data cannot answer            exit 1, HTTP 409
    │   ├── NoShopHere, ShopDamaged, FolderNotUsable, NothingLoaded, TablesMissing, ColumnsMissing, …
    ├── RequestAtFault         the request cannot be meant              exit 1, HTTP 422
    │   ├── UnknownName, UnknownCurrency, AmountNotUnderstood, …
    ├── NotFound               no such record                           exit 1, HTTP 404
    ├── NotAllowed             this person may not                      exit 1, HTTP 403
    ├── NotSignedIn            nobody is signed in                      exit 1, HTTP 401
    ├── Conflict               the record has moved on                  exit 1, HTTP 409
    └── Busy                   somebody else is writing; try again      exit 1, HTTP 503

Each class holds one sentence in both languages whose placeholders are the error's facts.
Packages add their own situations as subclasses beside the code that raises them.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.core.words import Language


class ZhangguiError(Exception):
    """A situation with its facts; the sentence names the fact, the limit and the next step."""

    sentence: ClassVar[Words] = Words(zh="出错了。", en="Something went wrong.")
    http_status: ClassVar[int] = 500

    def __init__(self, **facts: object) -> None:
        self.facts: Mapping[str, object] = MappingProxyType(dict(facts))
        super().__init__(self.text("en"))

    @property
    def code(self) -> str:
        """The class name in snake case: what a script can compare.

        >>> UnknownCurrency(currency="XXX", known="CNY").code
        'unknown_currency'
        """
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    def text(self, language: Language) -> str:
        """The sentence with its facts, in one language."""
        facts = {name: fact.text(language) if isinstance(fact, Words) else fact for name, fact in self.facts.items()}
        return self.sentence.filled(language, **facts)


class ShopAtFault(ZhangguiError):
    """The shop's data cannot answer what was asked."""

    http_status = 409


class RequestAtFault(ZhangguiError):
    """The request names something that does not exist or cannot be meant."""

    http_status = 422


class NotFound(ZhangguiError):
    """No such record."""

    http_status = 404


class NotAllowed(ZhangguiError):
    """The person's role does not permit it."""

    http_status = 403


class NotSignedIn(ZhangguiError):
    """Nobody is signed in, or the sign-in has ended."""

    http_status = 401


class Conflict(ZhangguiError):
    """The record has moved on since it was read."""

    http_status = 409


class Busy(ZhangguiError):
    """Somebody else is writing; trying again later helps."""

    http_status = 503


class UnknownName(RequestAtFault):
    """A name that no list contains; says which are near."""

    sentence = Words(
        zh="没有名为“{name}”的{kind}。相近的有：{near}。用 {listing} 查看全部。",
        en="There is no {kind} named '{name}'. Near it: {near}. See all with {listing}.",
    )


class UnknownCurrency(RequestAtFault):
    """A currency code outside the supported list."""

    sentence = Words(
        zh="不认识币种“{currency}”。支持：{known}。", en="Unknown currency '{currency}'. Supported: {known}."
    )


class AmountNotUnderstood(RequestAtFault):
    """A text that is not a decimal amount."""

    sentence = Words(
        zh="“{amount}”不是 {currency} 金额；请写成十进制数，例如 12.50。",
        en="'{amount}' is not an amount of {currency}; write a decimal number such as 12.50.",
    )


class MixedCurrencies(RequestAtFault):
    """Two amounts in different currencies cannot be added."""

    sentence = Words(
        zh="不能把 {left} 与 {right} 相加；请先按汇率换算。",
        en="Cannot add {left} and {right}; convert with a dated rate first.",
    )


class PeriodNotUnderstood(RequestAtFault):
    """A day or a period that cannot be read, or that ends before it starts."""

    sentence = Words(
        zh="看不懂时间段“{text}”；日期写成 2026-03-01，且结束须晚于开始。",
        en="Cannot read the period '{text}'; write days as 2026-03-01, the end after the start.",
    )


class NoShopHere(ShopAtFault):
    """The folder holds no shop."""

    sentence = Words(
        zh="{folder} 里没有店铺。先运行：zhanggui --shop {folder} init",
        en="There is no shop in {folder}. Start one with: zhanggui --shop {folder} init",
    )


class ShopDamaged(ShopAtFault):
    """The folder's shop.toml does not say what a shop needs."""

    sentence = Words(
        zh="{file} 读不懂（{why}），店铺打不开；数据没有改动。请从备份恢复这个文件。",
        en="{file} cannot be read ({why}), so the shop does not open; its data are untouched. Restore that file from a backup.",
    )


class FolderNotUsable(ShopAtFault):
    """The folder cannot be read or written, or its disk is full."""

    sentence = Words(
        zh="无法读写 {path}（{why}）。已发布的数据没有改动；请检查磁盘空间和权限后重试。",
        en="{path} cannot be read or written ({why}). What was published is untouched; check free space and permissions, "
        "then try again.",
    )


class NothingLoaded(ShopAtFault):
    """The shop exists but holds no data yet."""

    sentence = Words(
        zh="店铺还没有数据。先导入一个平台导出的文件：zhanggui --shop {folder} ingest 文件",
        en="The shop holds no data yet. Load an export first: zhanggui --shop {folder} ingest FILE",
    )


class TablesMissing(ShopAtFault):
    """The question needs tables the shop has not loaded."""

    sentence = Words(
        zh="“{question}”需要还没有导入的数据：{tables}。可以从这里导出：{sources}。",
        en="'{question}' needs data not loaded yet: {tables}. Export it from: {sources}.",
    )
