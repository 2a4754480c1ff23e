"""How many customers would be in each tier, what would that cost in a year, and how much more must they buy?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.promotions.replay.outcome import profit_of
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Line, Series
from zhanggui.core.errors import MixedCurrencies
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.decisions.tiers.following import Followed, follow
from zhanggui.decisions.tiers.params import TiersParams
from zhanggui.decisions.tiers.purchases import YEAR, Buyers, buyers
from zhanggui.decisions.tiers.result import TierRow, TiersResult
from zhanggui.decisions.tiers.usual import usual_programme
from zhanggui.offers.members.programme import MemberProgramme
from zhanggui.offers.members.rights import tier_costs
from zhanggui.offers.members.times import midnight
from zhanggui.offers.rules.reading import form_of, read

if TYPE_CHECKING:
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

BELOW = Words(zh="尚无等级", en="No tier yet")


def run(warehouse: Warehouse, params: TiersParams) -> TiersResult:
    """Each customer's purchases through the programme's own rules, looked at on the first of each month and at the end.

    lift u = (points + rights) ÷ (P − points), with P the members' contribution profit of a year and points what they
    earn in it, which grows with what they buy: (1 + u)(P − points) − rights = P.
    """
    zone = ZoneInfo(warehouse.timezone)
    marks = _marks(warehouse.as_of, params.months, zone)
    found = buyers(warehouse, params.most_customers)
    programme = _programme(warehouse, params, found, marks[-1])
    followed = [follow(programme, buyer, marks) for buyer in found.followed if buyer.bought[0][0] < marks[-1]]
    made = _Made(programme, found, followed, marks, params.margin)
    rows = made.rows()
    points = sum(each.live for each in followed) * found.scale
    whole = made.row("", BELOW, "", followed)
    return TiersResult(
        headline=_headline(rows, whole, found),
        caveats=tuple(_caveats(params, found, rows)),
        last_day=warehouse.as_of,
        customers=found.all,
        points_live=round(points),
        liability=Money(programme.points.worth.of(round(points)), programme.currency),
        rights_cost=_total([row.rights_cost for row in rows], programme.currency),
        points_cost=whole.points_cost,
        lift_needed=_lift(
            whole.contribution_profit,
            whole.points_cost,
            _total([row.rights_cost for row in rows], programme.currency),
        ),
        members_by_month=made.by_month(),
        tiers=rows,
    )


class _Made:
    """What the rows of one simulation share."""

    def __init__(
        self,
        programme: MemberProgramme,
        found: Buyers,
        followed: Sequence[Followed],
        marks: Sequence[datetime],
        margin: MarginAssumption | None,
    ) -> None:
        self.programme, self.found, self.followed = programme, found, followed
        self.marks, self.margin = marks, margin

    def rows(self) -> tuple[TierRow, ...]:
        """The tiers from the lowest up; who has none yet stands first."""
        by_tier: dict[str, list[Followed]] = {}
        for each in self.followed:
            by_tier.setdefault(each.tier, []).append(each)
        rows = [self.row("", BELOW, "", by_tier[""])] if by_tier.get("") else []
        rows += [
            self.row(tier.id, tier.title, self._threshold(tier.at_least), by_tier.get(tier.id, []))
            for tier in self.programme.tiers.levels
        ]
        return tuple(rows)

    def row(self, name: str, title: Words, at_least: str, members: Sequence[Followed]) -> TierRow:
        """One tier's members and money, for all customers."""
        scale, currency = self.found.scale, self.programme.currency
        count = round(len(members) * scale)
        earned = round(sum(each.earned_in_a_year for each in members) * scale)
        points = Money(self.programme.points.worth.of(earned), currency)
        spent = sum(each.buyer.spent_since(self.marks[-1] - YEAR) for each in members)
        rights = self._rights(name, count)
        profit = profit_of(
            sum(each.buyer.sure_minor for each in members) * scale,
            sum(each.buyer.base_minor for each in members) * scale,
            self.margin,
            currency,
        )
        return TierRow(
            tier=name,
            title=title,
            at_least=at_least,
            members=count,
            share=share_of(len(members), len(self.followed)),
            yearly_spend=Money(round(spent / len(members)), currency) if members else None,
            contribution_profit=profit,
            points_earned=earned,
            points_cost=points,
            rights_cost=rights,
            lift_needed=_lift(profit, points, rights) if members else None,
        )

    def by_month(self) -> Series:
        """Members of each tier on the first of each month and at the end."""
        counts = [Counter(each.tiers[at] for each in self.followed) for at in range(len(self.marks))]
        titles: Mapping[str, Words] = {"": BELOW} | {tier.id: tier.title for tier in self.programme.tiers.levels}
        zone = ZoneInfo(self.programme.timezone)
        return Series(
            title=Words(zh="各等级人数", en="Members by tier"),
            x_title=Words(zh="日期", en="Day"),
            unit="customers",
            x=tuple(mark.astimezone(zone).date().isoformat() for mark in self.marks),
            lines=tuple(
                Line(name=title, values=tuple(round(count[name] * self.found.scale) for count in counts))
                for name, title in titles.items()
                if name or any(count[name] for count in counts)
            ),
        )

    def _rights(self, name: str, members: int) -> Money | None:
        for cost in tier_costs(self.programme, {name: members}):
            if cost.tier == name:
                return None if cost.unknown else Money(cost.total_minor, self.programme.currency)
        return Money(0, self.programme.currency)

    def _threshold(self, at_least: int) -> str:
        if self.programme.tiers.measure == "spend":
            return str(Money(at_least, self.programme.currency))
        return f"{at_least:,}"


def _marks(as_of: date, months: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The first of each of the last months, and the moment after the last day."""
    first = as_of.replace(day=1)
    found = [midnight(as_of + timedelta(days=1), zone)]
    for _ in range(months):
        if (mark := midnight(first, zone)) < found[-1]:
            found.append(mark)
        first = (first - timedelta(days=1)).replace(day=1)
    return tuple(reversed(found))


def _programme(warehouse: Warehouse, params: TiersParams, found: Buyers, end: datetime) -> MemberProgramme:
    """The one that is given, or a usual one. Raises OffersNotUnderstood and MixedCurrencies."""
    if not (params.programme and params.programme.strip()):
        spent = [minor for each in found.followed if (minor := each.spent_since(end - YEAR)) > 0]
        return usual_programme(spent, warehouse.currency, warehouse.timezone)
    programme = read(params.programme, form_of(params.programme), MemberProgramme, "programme")
    if programme.currency != warehouse.currency:
        raise MixedCurrencies(left=programme.currency, right=warehouse.currency)
    return programme


def _total(amounts: Sequence[Money | None], currency: str) -> Money | None:
    known = [each.minor for each in amounts if each is not None]
    return Money(sum(known), currency) if len(known) == len(amounts) else None


def _lift(profit: MoneyInterval | None, points: Money, rights: Money | None) -> Rate | None:
    if profit is None or rights is None:
        return None
    left = profit.estimate.minor - points.minor
    return Rate((points.minor + rights.minor) / left) if left > 0 else None


def _headline(rows: Sequence[TierRow], whole: TierRow, found: Buyers) -> Sentence:
    if not whole.members:
        return sentence("nobody")
    top = rows[-1]
    facts: dict[str, Argument] = {
        "customers": found.all,
        "title": top.title,
        "members": top.members,
        "points": whole.points_cost,
    }
    rights = _total([row.rights_cost for row in rows], whole.points_cost.currency)
    lift = _lift(whole.contribution_profit, whole.points_cost, rights)
    if lift is None:
        return sentence("cannot_tell", **facts)
    return sentence("needs", **facts, rights=rights, lift=lift)


def _caveats(params: TiersParams, found: Buyers, rows: Sequence[TierRow]) -> Sequence[Sentence]:
    if not found.followed:
        return []
    said = [sentence("behaviour"), sentence("points_unused"), sentence("returns_at_purchase")]
    if not params.programme:
        said.append(sentence("usual_programme"))
    if found.scale > 1:
        said.append(sentence("followed_part", followed=found.looked_at, customers=found.all))
    if any(row.rights_cost is None for row in rows):
        said.append(sentence("rights_unknown"))
    if any(row.contribution_profit is None for row in rows):
        said.append(sentence("profit_unknown"))
    return said


CAPABILITY = Capability(
    name="promotions.tiers",
    title=Words(zh="会员等级推演", en="Member tiers, simulated"),
    question=Words(
        zh="会员等级放到本店历史上：每级多少人、一年花多少钱、要多买多少才保本？",
        en="Member tiers on the shop's own history: how many in each, what a year costs, how much more must they buy?",
    ),
    params=TiersParams,
    result=TiersResult,
    run=run,
    sentences={
        "needs": Words(
            zh="{customers} 位顾客中 {members} 位会在“{title}”；一年积分 {points}、权益 {rights}，会员要多买 {lift} 才保本。",
            en="Of {customers} {customers:customer|customers} {members} would be in '{title}'; a year costs {points} in points and {rights} in rights, "
            "which {lift} more purchases pay for.",
        ),
        "cannot_tell": Words(
            zh="{customers} 位顾客中 {members} 位会在“{title}”；一年积分 {points}。成本或权益成本未知，或利润不够，保本增量说不出。",
            en="Of {customers} {customers:customer|customers} {members} would be in '{title}'; a year costs {points} in points. Costs of goods or rights are unknown, "
            "or profit does not suffice, so the lift that breaks even cannot be told.",
        ),
        "nobody": Words(
            zh="没有已知买家的购买，推演不了。", en="No purchase of a known customer: nothing to simulate."
        ),
        "behaviour": Words(
            zh="推演不知道有了等级后顾客会怎样变：消费照旧。",
            en="It does not know how tiers would change customers: they buy as they did.",
        ),
        "points_unused": Words(
            zh="按没有人使用积分计算负债，按全部兑换计算成本，都是上限。",
            en="The liability is as if nobody used points, the cost as if all were used: both are upper bounds.",
        ),
        "returns_at_purchase": Words(
            zh="退货从购买当时就扣除；得分倍率取当月 1 日的等级。",
            en="What went back counts as never bought; points are earned at the rate of the tier on the first of the month.",
        ),
        "usual_programme": Words(
            zh="没有给出会员规则：按近一年消费的 50 %、80 %、95 % 分位拟了四级，没有权益；请写上自己的。",
            en="No programme is given: four tiers are drawn at 50, 80 and 95 % of a year's spend, without rights; put in your own.",
        ),
        "followed_part": Words(
            zh="逐笔推演了 {customers} 位顾客中的 {followed} 位，其余按比例推算。",
            en="{followed} of {customers} {customers:customer|customers} were followed purchase by purchase; they stand for the rest.",
        ),
        "rights_unknown": Words(
            zh="有权益没有写成本，权益成本和保本增量未知。",
            en="Some right has no stated cost, so cost and lift of its tiers are unknown.",
        ),
        "profit_unknown": Words(
            zh="部分商品没有成本：请导入成本模板，或声明毛利区间。",
            en="Some goods have no cost: load the costs template, or declare a margin interval.",
        ),
    },
    tables={"orders": ("customer",)},
    ids=("E1",),
    roles=("owner", "operator", "analyst"),
)
