"""A basket is sold once, at the price shown, by the shop's own prices; nobody spends what is another's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.checkout.conftest import KEY
from tests.checkout.selling import buy, put_up, standing, take_back, undo, used
from tests.offers.shelf import NOON, offer, rules
from tests.offers.test_quoting import PRESALE
from zhanggui.books.checkout.requests import RequestKeyReused
from zhanggui.books.checkout.stock import OutOfStock, in_stock
from zhanggui.books.kinds import METADATA
from zhanggui.books.schema import ISSUED_CODES, REDEMPTIONS
from zhanggui.checkout.issuing import NoUniqueCodes, TooManyCodes, issue_codes
from zhanggui.checkout.publishing import NothingPublished, OffersInAnotherCurrency, OffersNotSound, in_force, publish
from zhanggui.checkout.redeeming import DepositNotPaid, OrderSoldBefore, PresaleWithOtherGoods, TotalChanged
from zhanggui.checkout.sold import NoSuchRedemption, find_sale
from zhanggui.offers.prices.price_lists import ProductNotOnShelf
from zhanggui.offers.rules.product import Product


def rows(till, table):
    with till.books.reading() as connection:
        return connection.execute(select(table)).all()


def test_a_repeated_request_gets_the_same_answer_and_sells_nothing_more(till):
    put_up(till, offer("ten", "percent", off_bps=1000), stock={"A": 5})
    first = buy(till, ("A", 2, 1000), key="the-same-key", order="o1", shown=1800)
    again = buy(till, ("A", 2, 1000), key="the-same-key", order="o1", shown=1800, at=NOON + timedelta(days=1))

    assert again == first
    assert used(till, "ten") == (1, 0, 200)
    assert standing(till)["clearing"] == 1800
    with till.books.reading() as connection:
        assert in_stock(connection, "A") == (3, 0)


def test_the_same_key_with_another_content_is_a_conflict(till):
    put_up(till)
    buy(till, ("A", 1, 1000), key="the-same-key", order="o1", shown=1000)

    with pytest.raises(RequestKeyReused, match=r"the-same-key.*redeem"):
        buy(till, ("A", 2, 1000), key="the-same-key", order="o1", shown=2000)


def test_keys_and_orders_belong_to_an_integration(till):
    put_up(till)
    ours = buy(till, ("A", 1, 1000), key="the-same-key", order="o1")
    theirs = buy(till, ("A", 2, 1000), key="the-same-key", order="o1", integration="other")

    assert ours.redemption != theirs.redemption
    with pytest.raises(NoSuchRedemption):
        undo(till, ours, integration="other")
    with pytest.raises(NoSuchRedemption):
        take_back(till, theirs, {"1": 1})


def test_an_order_is_sold_under_one_key(till):
    put_up(till)
    buy(till, ("A", 1, 1000), order="o1")

    with pytest.raises(OrderSoldBefore, match="o1"):
        buy(till, ("A", 1, 1000), order="o1")


def test_a_refused_request_leaves_nothing_and_may_be_sent_again(till):
    put_up(till, offer("ten", "percent", off_bps=1000), stock={"A": 1})
    with pytest.raises(OutOfStock):
        buy(till, ("A", 2, 1000), key="patient-key", order="o1", shown=1800)
    assert (standing(till), used(till, "ten"), rows(till, REDEMPTIONS)) == ({}, (0, 0, 0), [])

    put_up(till, offer("ten", "percent", off_bps=1000), stock={"A": 1, "B": 9})
    assert buy(till, ("A", 1, 1000), key="patient-key", order="o1", shown=900).to_pay_minor == 900


def test_a_total_that_the_customer_was_not_shown_is_refused(till):
    put_up(till, offer("ten", "percent", off_bps=1000))

    with pytest.raises(TotalChanged):
        buy(till, ("A", 1, 1000), shown=1)
    with pytest.raises(TotalChanged):
        buy(till, ("A", 1, 1000), shown=1000)


@pytest.mark.slow
def test_of_many_repetitions_at_once_one_sells(till):
    put_up(till)

    with ThreadPoolExecutor(16) as pool:
        sold = set(pool.map(lambda _: buy(till, ("A", 1, 1000), key="the-same-key", order="o1", shown=1000), range(16)))

    assert len(sold) == 1
    assert standing(till) == {"clearing": 1000, "sales": -1000}


def test_with_products_the_price_is_the_shops_and_not_the_clients(till):
    shelf = (Product(sku="A", price_minor=1000, floor_minor=950),)
    publish(till.books, rules(offer("ten", "percent", off_bps=1000)).offer_set, shelf, by="owner", at=NOON)

    assert buy(till, ("A", 2, 1)).to_pay_minor == 1900  # 10 % would be 1800: the floor holds
    with pytest.raises(TotalChanged):
        buy(till, ("A", 1, 1), shown=1)
    with pytest.raises(ProductNotOnShelf, match="B"):
        buy(till, ("B", 1, 1))


def test_points_that_the_books_do_not_keep_pay_nothing(till):
    put_up(till, offer("points", "points_redemption", points=100, worth_minor=100))

    assert buy(till, ("A", 1, 1000), points=500, customer="p1").to_pay_minor == 1000


def test_gifts_leave_the_stock_and_are_refused_when_there_are_none(till):
    put_up(till, offer("g", "full_gift", steps=[{"threshold_minor": 1000, "sku": "CUP"}]), stock={"CUP": 1})
    buy(till, ("A", 1, 1000))

    assert standing(till) == {"clearing": 1000, "sales": -1000, "gift_stock": -1, "gifts_given": 1}
    with pytest.raises(OutOfStock, match="CUP"):
        buy(till, ("A", 1, 1000))


def test_who_bears_a_discount_and_included_tax_have_their_accounts(till):
    put_up(
        till,
        offer("m", "fixed", off_minor=1000, borne_by={"merchant": 6000, "platform": 4000}),
        offer("ship", "free_shipping", most_minor=500),
    )
    line = {"sku": "A", "units": 1, "price_minor": 12300, "tax_bps": 1300}
    buy(till, line, shipping_minor=800)

    assert standing(till) == {
        "clearing": 11300 + 300,
        "discount.merchant": 600,
        "discount.platform": 400,
        "discount.shipping": 500,
        "sales": -(12300 - 1300),
        "shipping": -800,
        "tax": -1300,
    }


# ------------------------------------------------------------------------------------------ publishing


def test_nothing_is_sold_before_offers_are_published(till):
    with pytest.raises(NothingPublished):
        buy(till, ("A", 1, 1000))


def test_the_same_set_stays_the_version_it_is_and_a_changed_one_is_the_next(till):
    ten, five = offer("o", "percent", off_bps=1000), offer("o", "percent", off_bps=500)

    assert [put_up(till, each).version for each in (ten, ten, five, ten)] == [1, 1, 2, 3]


def test_uses_stay_counted_over_versions(till):
    put_up(till, offer("o", "fixed", off_minor=100))
    buy(till, ("A", 1, 1000), shown=900)
    put_up(till, offer("o", "fixed", off_minor=100, limits={"uses": 1}))

    assert buy(till, ("A", 1, 1000)).off_minor == 0


def test_a_set_with_errors_or_in_another_currency_is_not_published(till):
    put_up(till)

    with pytest.raises(OffersInAnotherCurrency):
        put_up(till, currency="USD")
    with pytest.raises(OffersNotSound, match="excludes_itself"):
        put_up(till, offer("o", "fixed", off_minor=1, excludes=["o"]))
    with till.books.reading() as connection:
        assert in_force(connection).version == 1


# ------------------------------------------------------------------------------------------ codes


def test_codes_are_owed_when_issued_and_owed_no_more_when_used(till):
    put_up(till, offer("c", "fixed", off_minor=500, coupon={"is_unique": True}))
    code, _ = issue_codes(till, "c", count=2, by="owner", at=NOON)
    assert standing(till) == {"coupon_liability": -1000, "coupons_promised": 1000}

    receipt = buy(till, ("A", 1, 1000), codes=[code])
    assert standing(till)["coupon_liability"] == -500

    undo(till, receipt)
    assert standing(till) == {"coupon_liability": -1000, "coupons_promised": 1000}


def test_the_books_never_hold_a_code(till):
    put_up(till, offer("c", "fixed", off_minor=500, coupon={"is_unique": True}))
    (code,) = issue_codes(till, "c", count=1, uses=2, by="owner", at=NOON)
    buy(till, ("A", 1, 1000), codes=[code], shown=500)

    for table in METADATA.sorted_tables:
        assert code not in repr(rows(till, table))
    assert rows(till, ISSUED_CODES)[0].uses == 1


def test_a_public_code_may_look_like_a_sealed_one(till):
    put_up(till, offer("c", "fixed", off_minor=500, coupon={"codes": ["#1"]}, limits={"uses": 1}))
    receipt = buy(till, ("A", 1, 1000), codes=["#1"], shown=500)
    undo(till, receipt)

    assert buy(till, ("A", 1, 1000), codes=["#1"]).off_minor == 500


def test_codes_of_an_offer_that_takes_none_and_of_no_number_are_refused(till):
    put_up(till, offer("c", "fixed", off_minor=500))

    with pytest.raises(NoUniqueCodes):
        issue_codes(till, "c", count=1, by="owner", at=NOON)
    with pytest.raises(TooManyCodes):
        issue_codes(till, "c", count=0, by="owner", at=NOON)


def test_a_code_with_another_key_is_nobodys(till):
    put_up(till, offer("c", "fixed", off_minor=500, coupon={"is_unique": True}))
    (code,) = issue_codes(till, "c", count=1, by="owner", at=NOON)
    stranger = type(till)(till.books, KEY[::-1])

    assert buy(stranger, ("A", 1, 1000), codes=[code]).off_minor == 0


# ------------------------------------------------------------------------------------------ deposits


def presale(till, rule="never"):
    said = {key: value for key, value in PRESALE.items() if key != "when"}
    put_up(till, offer("pre", "presale_deposit", refund=rule, limits={"uses": 1}, **said))


def test_a_deposit_is_a_debt_until_the_balance_is_paid_and_counts_once(till):
    presale(till)
    benefit = PRESALE
    deposit = buy(till, ("A", 1, 100_000), customer="p1")
    assert (deposit.state, deposit.pay_now_minor) == ("deposit", benefit["deposit_minor"])
    assert standing(till) == {"clearing": benefit["deposit_minor"], "deposits": -benefit["deposit_minor"]}

    final = _instant(benefit["final_from"]) + timedelta(hours=1)
    price = 100_000 - benefit["worth_minor"] + benefit["deposit_minor"]
    balance = buy(till, ("A", 1, 100_000), customer="p1", deposit=deposit.redemption, shown=price, at=final)

    assert balance.pay_now_minor == price - benefit["deposit_minor"]
    assert standing(till)["clearing"] == price
    assert "deposits" not in standing(till)
    assert used(till, "pre")[0] == 1
    with pytest.raises(DepositNotPaid):
        buy(till, ("A", 1, 100_000), customer="p1", deposit=deposit.redemption, shown=price, at=final)

    undo(till, balance, at=final)
    assert standing(till) == {}
    assert used(till, "pre") == (0, 0, 0)


@pytest.mark.parametrize("fault,back", [(False, 0), (True, 1)])
def test_whoever_withdraws_from_a_deposit_gets_it_back_by_its_rule(till, fault, back):
    presale(till)
    deposit = buy(till, ("A", 1, 100_000), customer="p1")
    undone = undo(till, deposit, is_shops_fault=fault)

    assert undone.money_minor == back * PRESALE["deposit_minor"]
    assert used(till, "pre") == (0, 0, 0)
    kept = standing(till)
    assert kept.get("deposits_forfeited", 0) == -(1 - back) * PRESALE["deposit_minor"]
    assert "deposits" not in kept


def test_a_client_that_says_it_paid_a_deposit_is_not_believed(till):
    presale(till)
    final = _instant(PRESALE["final_from"]) + timedelta(hours=1)
    line = {"sku": "A", "units": 1, "price_minor": 100_000, "deposit_paid_at": NOON.isoformat()}

    assert buy(till, line, at=final).state == "deposit"  # the first money the books see for these goods


def test_another_customer_or_other_goods_do_not_use_a_deposit(till):
    presale(till)
    deposit = buy(till, ("A", 1, 100_000), customer="p1")

    for customer, units in (("p2", 1), ("p1", 2)):
        with pytest.raises(DepositNotPaid):
            buy(till, ("A", units, 100_000), customer=customer, deposit=deposit.redemption, shown=1)


def test_a_deposit_and_goods_in_stock_are_two_orders(till):
    said = {key: value for key, value in PRESALE.items() if key != "when"}
    put_up(till, offer("pre", "presale_deposit", scope={"skus": ["A"]}, **said))

    with pytest.raises(PresaleWithOtherGoods):
        buy(till, ("A", 1, 100_000), ("B", 1, 500))


def test_a_sale_reads_back_as_it_was_charged(till):
    put_up(till, offer("ten", "percent", off_bps=1000))
    receipt = buy(till, ("A", 3, 333))
    with till.books.reading() as connection:
        sale = find_sale(connection, receipt.redemption, integration="shop")

    assert sale.quote.lines[0].reasons[0].off_minor == sale.quote.off_minor == receipt.off_minor
    assert sale.quote.lines[0].reasons[0].applied == sale.quote.applied[0]


def _instant(said):
    from datetime import datetime

    return datetime.fromisoformat(said)
