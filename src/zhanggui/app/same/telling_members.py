"""How are proposals and decisions about members told to people and to programs?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.customers.same.shared import MOST_CUSTOMERS_OF_A_MEMBER, MOST_CUSTOMERS_OF_AN_IDENTITY
from zhanggui.app.same.members import plain_identity
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.words import LANGUAGES, Language, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from zhanggui.analyses.customers.same.shared import SharedIdentity
    from zhanggui.app.same.members import DecidedMember, MemberMatches, ProposedMember
    from zhanggui.app.same.preview import BuyerFacts, Preview


def plain_members(told: MemberMatches) -> dict[str, Any]:
    """Everything about who may be one person as JSON values; people go by their pseudonyms."""
    return {
        "snapshot": told.snapshot,
        "waiting": told.waiting,
        "proposed": [plain_group(each) for each in told.proposed],
        "merged": [plain_member(each) for each in told.merged],
        "refused": [plain_member(each) for each in told.refused],
        "too_shared": [plain_shared(each) for each in told.too_shared],
        "too_long": [list(names) for names in told.too_long],
        "most_customers_of_an_identity": MOST_CUSTOMERS_OF_AN_IDENTITY,
        "most_customers_of_a_member": MOST_CUSTOMERS_OF_A_MEMBER,
    }


def plain_group(proposed: ProposedMember) -> dict[str, Any]:
    """One proposal as JSON values."""
    return {
        "id": proposed.id,
        "customers": [
            asdict(each)
            | {"channels": list(each.channels), "first_day": _day(each.first_day), "last_day": _day(each.last_day)}
            for each in proposed.group.customers
        ],
        "identities": [plain_identity(each) for each in proposed.group.shared],
        "evidence": {
            language: [shared_said(plain_identity(each), language) for each in proposed.group.shared]
            for language in LANGUAGES
        },
    }


def plain_member(decided: DecidedMember) -> dict[str, Any]:
    """One merged member, or one refusal, as JSON values."""
    values = asdict(decided) | {"at": decided.at.isoformat(), "customers": list(decided.customers)}
    return values | {"identities": [dict(each) for each in decided.identities]}


def plain_shared(shared: SharedIdentity) -> dict[str, Any]:
    """An identity that too many share: how many, and nothing that leads to them."""
    return {
        "kind": shared.kind,
        "channels": list(shared.channels),
        "customers": len(shared.customers),
        "since": _day(shared.since),
    }


def plain_preview(preview: Preview) -> dict[str, Any]:
    """What would change, as JSON values."""
    return {
        "id": preview.id,
        "member": preview.member,
        "customers": list(preview.customers),
        "before": asdict(preview.before) | {"repeat_rate": preview.before.repeat_rate},
        "after": asdict(preview.after) | {"repeat_rate": preview.after.repeat_rate},
        "people_before": [_plain_buyer(each, preview.currency) for each in preview.people_before],
        "people_after": [_plain_buyer(each, preview.currency) for each in preview.people_after],
    }


def shared_said(shared: Mapping[str, Any], language: Language) -> str:
    """What some customers share, where and since when."""
    words = _SHARED if shared["since"] else _SHARED_UNDATED
    return words.filled(
        language,
        kind=KINDS[shared["kind"]].text(language),
        n=len(shared["customers"]),
        channels=" · ".join(shared["channels"]),
        since=shared["since"],
    )


def preview_rows(preview: Preview, language: Language) -> tuple[tuple[str, str, str], ...]:
    """The figures of the whole shop, before and after."""
    before, after = preview.before, preview.after
    rows: tuple[tuple[Words, object, object], ...] = (
        (Words(zh="买家数", en="Buyers"), before.buyers, after.buyers),
        (Words(zh="复购买家", en="Repeat buyers"), before.repeat_buyers, after.repeat_buyers),
        (Words(zh="复购率", en="Repeat rate"), before.repeat_rate, after.repeat_rate),
        (Words(zh="近 90 天买家", en="Buyers, last 90 days"), before.buyers_lately, after.buyers_lately),
        (Words(zh="近 90 天新买家", en="New buyers, last 90 days"), before.new_buyers_lately, after.new_buyers_lately),
    )
    return tuple((words.text(language), _figure(one), _figure(other)) for words, one, other in rows)


def buyer_rows(people: Sequence[BuyerFacts], currency: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Each customer with recency, frequency and money in one line."""
    return tuple(
        (
            each.customer,
            _BUYER.filled(
                language,
                days=f"{each.days_since:,}",
                times=f"{each.purchase_days:,}",
                money=Money(each.net_sales_minor, currency),
            ),
        )
        for each in people
    )


KINDS: Mapping[str, Words] = {
    "phone": Words(zh="手机", en="phone"),
    "email": Words(zh="邮箱", en="e-mail"),
    "account": Words(zh="账号", en="account"),
    "platform_id": Words(zh="平台编号", en="platform id"),
}
_SHARED = Words(
    zh="{n} 位顾客的{kind}相同（{channels}，自 {since} 起）",
    en="{n} {n:customer|customers} {n:has|have} the same {kind} ({channels}, since {since})",
)
_SHARED_UNDATED = Words(
    zh="{n} 位顾客的{kind}相同（{channels}）", en="{n} {n:customer|customers} {n:has|have} the same {kind} ({channels})"
)
_BUYER = Words(
    zh="最近一次 {days} 天前 · 购买 {times} 天 · 净销售额 {money}",
    en="last {days} {days:day|days} ago · bought on {times} {times:day|days} · net sales {money}",
)


def _plain_buyer(facts: BuyerFacts, currency: str) -> dict[str, Any]:
    money = Money(facts.net_sales_minor, currency)
    return {
        "customer": facts.customer,
        "days_since": facts.days_since,
        "purchase_days": facts.purchase_days,
        "net_sales": {"amount": str(money.major), "currency": currency},
    }


def _figure(value: object) -> str:
    if value is None:
        return "—"
    return Rate(value).said if isinstance(value, float) else f"{value:,}"


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
