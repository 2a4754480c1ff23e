"""A process that sells until it is killed, and says what was acknowledged: `-m tests.checkout.seller PLACE FIRST`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from zhanggui.books.database import open_books
from zhanggui.checkout.asked import CancelRequest, RedeemRequest
from zhanggui.checkout.redeeming import redeem
from zhanggui.checkout.till import Till
from zhanggui.checkout.undoing import cancel
from zhanggui.offers.basket import Basket

AT = datetime(2026, 11, 11, 4, tzinfo=UTC)
KEY = bytes(range(32))
LINE = {"line": "1", "sku": "A", "units": 2, "price_minor": 1000}
OFF_MINOR, EVERY = 100, 5


def sell(till, number):
    """One order by its number; the same number is the same request. Every fifth is cancelled again."""
    basket = Basket.model_validate({"currency": "CNY", "lines": [LINE], "customer": f"p{number % 7}"})
    asked = RedeemRequest(key=f"request-{number}", order=f"o{number}", basket=basket, to_pay_minor=2 * 1000 - OFF_MINOR)
    receipt, _ = redeem(till, asked, integration="shop", at=AT)
    if number % EVERY == 0:
        undone = CancelRequest(key=f"cancel-{number}", redemption=receipt.redemption)
        cancel(till, undone, integration="shop", at=AT)
    return receipt.redemption


def main():
    place, first = sys.argv[1], int(sys.argv[2])
    till = Till(open_books(place), KEY)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    number = first
    while True:
        sys.stdout.write(f"{number} {sell(till, number)}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main()
