"""How many decimals does a currency have, and how is an amount written?"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from types import MappingProxyType

from zhanggui.core.errors import AmountNotUnderstood, UnknownCurrency

_TWO = (
    "AED ARS AUD BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES MAD MOP MXN MYR NGN NOK NZD PEN"
    " PHP PLN QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD ZAR"
)
MINOR_DIGITS = MappingProxyType(
    dict.fromkeys(_TWO.split(), 2)
    | dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"), 0)
    | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
)
_SYMBOLS = MappingProxyType({"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "KRW": "₩", "HKD": "HK$"})


def minor_digits(currency: str) -> int:
    """How many decimals the currency's smallest coin needs (ISO 4217).

    >>> minor_digits("CNY"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)
    """
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise UnknownCurrency(currency=currency, known=", ".join(sorted(MINOR_DIGITS))) from None


def symbol(currency: str) -> str:
    """The sign put before an amount; the code itself where no sign is usual.

    >>> symbol("CNY"), symbol("KWD")
    ('¥', 'KWD ')
    """
    return _SYMBOLS.get(currency, f"{currency} ")


def major(minor: int, currency: str) -> Decimal:
    """Minor units as an exact decimal number of major units.

    >>> major(123450, "CNY")
    Decimal('1234.50')
    """
    return Decimal(minor).scaleb(-minor_digits(currency))


def to_minor(amount: str, currency: str) -> int:
    """Read a decimal amount in major units as integer minor units; half a coin goes to the even side.

    >>> to_minor("12.345", "CNY")
    1234
    """
    try:
        value = Decimal(amount)
        return int(value.scaleb(minor_digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    except (InvalidOperation, ValueError):
        raise AmountNotUnderstood(amount=amount, currency=currency) from None
