"""Which account moved by how much, and does every entry sum to zero?

Debits are positive, credits negative. A unit is a currency, `points`, or `sku:…` for units of a gift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import POSTINGS
from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

ACCOUNTS: Mapping[str, Words] = MappingProxyType(
    {
        "clearing": Words(zh="待结算款", en="Money to be settled"),
        "deposits": Words(zh="预售定金（负债）", en="Presale deposits (liability)"),
        "deposits_forfeited": Words(zh="不退的定金", en="Deposits forfeited"),
        "sales": Words(zh="销售（原价，不含税）", en="Sales at list price, without tax"),
        "shipping": Words(zh="运费收入", en="Shipping charged"),
        "tax": Words(zh="应交税（负债）", en="Tax payable (liability)"),
        "discount.merchant": Words(zh="商家承担的优惠", en="Discount borne by the merchant"),
        "discount.platform": Words(zh="平台承担的优惠", en="Discount borne by the platform"),
        "discount.influencer": Words(zh="达人承担的优惠", en="Discount borne by the influencer"),
        "discount.shipping": Words(zh="运费减免", en="Shipping given away"),
        "coupons_promised": Words(zh="已发出的券", en="Coupons promised"),
        "coupon_liability": Words(zh="未用券（负债）", en="Coupons not yet used (liability)"),
        "gift_stock": Words(zh="赠品库存", en="Gift stock"),
        "gifts_given": Words(zh="送出的赠品", en="Gifts given"),
        "prizes_given": Words(zh="抽奖送出的奖品", en="Prizes won in lotteries"),
        "prizes_owed": Words(zh="待发奖品（负债）", en="Prizes not yet handed over (liability)"),
        "prizes_handed_over": Words(zh="已发奖品", en="Prizes handed over"),
        "points_liability": Words(zh="未用积分（负债）", en="Points outstanding (liability)"),
        "points_earned": Words(zh="发放的积分", en="Points earned"),
        "points_redeemed": Words(zh="用掉的积分", en="Points used"),
        "points_expired": Words(zh="过期的积分", en="Points expired"),
        "points_adjusted": Words(zh="人工调整的积分", en="Points adjusted by hand"),
        "points_written_off": Words(zh="收不回而核销的积分", en="Points that could not be taken back"),
    }
)


class Posting(NamedTuple):
    """One account moved by an amount of a unit."""

    account: str
    unit: str
    amount: int


class Balance(NamedTuple):
    """Where an account stands in one unit."""

    account: str
    unit: str
    amount: int


class EntryNotBalanced(ShopAtFault):
    """An entry whose debits and credits differ; nothing of it is written."""

    sentence = Words(
        zh="分录 {entry} 不平：{unit} 合计 {amount}。什么也没有写入；请报告这个错误。",
        en="The entry {entry} does not balance: {unit} sums to {amount}. Nothing was written; please report this.",
    )


_POST = Prepared(lambda _: POSTINGS.insert(), ("entry_id", "account", "unit", "amount", "at"))


def post(connection: Connection, entry: str, postings: Iterable[Posting], at: datetime) -> None:
    """Write an entry, as a whole and for ever; what sums to nothing on an account is left out."""
    moved: defaultdict[tuple[str, str], int] = defaultdict(int)
    sums: defaultdict[str, int] = defaultdict(int)
    for account, unit, amount in postings:
        moved[account, unit] += amount
        sums[unit] += amount
    for unit, amount in sums.items():
        if amount:
            raise EntryNotBalanced(entry=entry, unit=unit, amount=amount)
    rows = [
        {"entry_id": entry, "account": account, "unit": unit, "amount": amount, "at": at}
        for (account, unit), amount in moved.items()
        if amount
    ]
    if rows:
        _POST.write(connection, *rows)


def posted(connection: Connection, entry: str) -> tuple[Posting, ...]:
    """The postings of an entry."""
    rows = connection.execute(select(POSTINGS).where(POSTINGS.c.entry_id == entry)).all()
    return tuple(Posting(row.account, row.unit, row.amount) for row in rows)


def balances(connection: Connection) -> Sequence[Balance]:
    """Every account that does not stand at zero, by unit."""
    amount = func.sum(POSTINGS.c.amount)
    grouped = select(POSTINGS.c.account, POSTINGS.c.unit, amount.label("amount")).group_by(
        POSTINGS.c.account, POSTINGS.c.unit
    )
    rows = connection.execute(grouped.having(amount != 0).order_by(POSTINGS.c.account, POSTINGS.c.unit)).all()
    return tuple(Balance(row.account, row.unit, int(row.amount)) for row in rows)


def unbalanced(connection: Connection) -> Sequence[str]:
    """Entries whose postings do not sum to zero in some unit: an audit that finds nothing."""
    wrong = select(POSTINGS.c.entry_id).group_by(POSTINGS.c.entry_id, POSTINGS.c.unit)
    return connection.execute(wrong.having(func.sum(POSTINGS.c.amount) != 0)).scalars().all()
