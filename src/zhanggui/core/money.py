"""What is an amount of money, exactly?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic_core import core_schema

from zhanggui.core.currency import major, symbol, to_minor
from zhanggui.core.errors import MixedCurrencies

if TYPE_CHECKING:
    from decimal import Decimal

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

_AMOUNT = r"^-?\d+(\.\d+)?$"
SMALL_CHANGE = 100  # below it, cents still say something
WIDE = 1000  # bounds so far apart say nothing about cents


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount: integer minor units of one currency.

    In JSON it is a decimal string in major units with its currency.

    >>> Money(1250, "CNY") + Money(50, "CNY")
    Money(minor=1300, currency='CNY')
    >>> str(Money(-123450, "CNY"))
    '-¥1,234.50'
    """

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str, currency: str) -> Money:
        """Read a decimal amount in major units."""
        return cls(to_minor(amount, currency), currency)

    @property
    def major(self) -> Decimal:
        """The exact number of major units."""
        return major(self.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise MixedCurrencies(left=self.currency, right=other.currency)
        return replace(self, minor=self.minor + other.minor)

    def __sub__(self, other: Money) -> Money:
        return self + (-other)

    def __neg__(self) -> Money:
        return replace(self, minor=-self.minor)

    @property
    def whole(self) -> str:
        """The amount at a glance: rounded to whole major units where cents say nothing, below a hundred as it is.

        >>> Money(53728438, "CNY").whole, Money(-2518, "CNY").whole
        ('¥537,284', '-¥25.18')
        """
        if abs(self.major) < SMALL_CHANGE:
            return str(self)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{symbol(self.currency)}{abs(self.major):,.0f}"

    def __str__(self) -> str:
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{symbol(self.currency)}{abs(self.major):,f}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        fields = {
            "amount": core_schema.typed_dict_field(core_schema.str_schema(pattern=_AMOUNT)),
            "currency": core_schema.typed_dict_field(core_schema.str_schema(min_length=3, max_length=3)),
        }
        shape = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(_from_json, shape),
            python_schema=core_schema.union_schema(
                [
                    core_schema.is_instance_schema(cls),
                    core_schema.no_info_after_validator_function(_from_json, shape),
                ],
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(_to_json, return_schema=shape),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls,
        _schema: core_schema.CoreSchema,
        _handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        return {
            "title": "Money",
            "type": "object",
            "description": "An exact amount in major units. 精确金额（主币单位）。",
            "properties": {
                "amount": {"type": "string", "pattern": _AMOUNT, "examples": ["1234.50"]},
                "currency": {"type": "string", "minLength": 3, "maxLength": 3, "examples": ["CNY"]},
            },
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }


def _from_json(shape: dict[str, str]) -> Money:
    return Money.of(shape["amount"], shape["currency"])


def _to_json(money: Money) -> dict[str, str]:
    return {"amount": str(money.major), "currency": money.currency}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyInterval:
    """An amount that is known only within bounds, and how sure the bounds are (level 0 … 1)."""

    low: Money
    estimate: Money
    high: Money
    level: float

    @property
    def said(self) -> tuple[str, str, str]:
        """Low, estimate and high as people read them: without cents where the bounds lie a thousand apart.

        >>> MoneyInterval(
        ...     low=Money(163341, "CNY"), estimate=Money(519750, "CNY"), high=Money(876159, "CNY"), level=0.8
        ... ).said
        ('¥1,633', '¥5,198', '¥8,762')
        """
        bounds = (self.low, self.estimate, self.high)
        is_wide = self.high.major - self.low.major >= WIDE
        low, estimate, high = (bound.whole if is_wide else str(bound) for bound in bounds)
        return low, estimate, high

    @classmethod
    def adding(cls, parts: Sequence[MoneyInterval], currency: str, *, level: float) -> MoneyInterval:
        """The sum, bound by bound, which is wide where the parts do not move together; nothing of no parts.

        >>> one = MoneyInterval(low=Money(1, "CNY"), estimate=Money(2, "CNY"), high=Money(4, "CNY"), level=0.9)
        >>> MoneyInterval.adding([one, one], "CNY", level=0.9).high
        Money(minor=8, currency='CNY')
        """
        nothing = Money(0, currency)
        return cls(
            low=sum((each.low for each in parts), nothing),
            estimate=sum((each.estimate for each in parts), nothing),
            high=sum((each.high for each in parts), nothing),
            level=level,
        )

    @classmethod
    def exactly(cls, money: Money) -> MoneyInterval:
        """An amount without uncertainty."""
        return cls(low=money, estimate=money, high=money, level=1.0)
