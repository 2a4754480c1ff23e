"""What did others run while we ran ours: when, by which rule, how deep, and who was cheaper on like products?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.market.campaigns import spans as spanning
from zhanggui.analyses.market.campaigns.result import CampaignRow, CampaignsResult, MeetingRow
from zhanggui.analyses.market.campaigns.words import KINDS, SENTENCES, WHO
from zhanggui.analyses.market.sides import Competitor, whose
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 182
LEAST_THINGS = 3
MOST_BARS = 12
CLOSE = 0.02  # less apart than this is level
Key = tuple[str, str, str, date, date]


class CampaignsComparedParams(PeriodParams):
    """Which days, and whose campaigns."""

    competitor: Competitor = None
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ran:
    """One campaign, and how deep it was; an own one has an empty competitor."""

    competitor: str
    channel: str
    campaign: str
    first_day: date
    last_day: date
    told: Mapping[str, Any]
    things: int = 0
    depth: float | None = None
    reduced: float | None = None

    @property
    def key(self) -> Key:
        return (self.competitor, self.channel, self.campaign, self.first_day, self.last_day)

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def known_depth(self) -> float | None:
        """The observed depth, where enough products tell it."""
        return self.depth if self.things >= LEAST_THINGS else None


def run(warehouse: Warehouse, params: CampaignsComparedParams) -> CampaignsResult:
    """Lay campaigns beside each other by their days.

    The depth of both sides is measured alike: of every product 1 − median price in the campaign's days ÷ median price
    in the 28 days before, and of these the middle one. Ours is what buyers paid a unit, theirs what their pages asked.
    """
    if not (warehouse.loaded("competitor_campaigns") or "promotion" in warehouse.loaded("competitor_offers")):
        require_tables(warehouse, {"competitor_campaigns": ("campaign",)}, CAPABILITY.question)
    period = params.period(warehouse.as_of, USUAL_DAYS)
    found = _together(spanning.spans(warehouse, period), params.competitor)
    ran = _ran(warehouse, found)
    pairs = _met(warehouse, found)
    by_key = {each.key: each for each in ran}
    meetings = [_meeting(pair, by_key) for pair in pairs]
    beside = Counter(key for pair in pairs for key in _keys(pair))
    titles, where = called(warehouse, dimension("channel")), spanning.own_channels(warehouse)
    latest = sorted(ran, key=lambda each: (-each.first_day.toordinal(), each.key))
    ours, theirs = (sum((not each.competitor) == is_own for each in ran) for is_own in (True, False))
    return CampaignsResult(
        headline=_headline(ours, theirs, meetings),
        caveats=tuple(_caveats(ran, params, len(meetings))),
        first_day=period.start,
        last_day=period.last_day,
        ours=ours,
        theirs=theirs,
        met=len(meetings),
        depths=_drawn(latest),
        meetings=tuple(meetings[: params.limit]),
        rows=tuple(
            _row(
                each,
                [each.channel] if each.competitor else where[each.campaign, each.first_day, each.last_day],
                titles,
                beside[each.key],
                warehouse.currency,
            )
            for each in latest[: params.limit]
        ),
    )


def _together(relations: Sequence[ir.Table], competitor: str | None) -> ir.Table:
    import ibis

    found = ibis.union(*relations) if len(relations) > 1 else relations[0]
    return found if competitor is None else found.filter(found.competitor.isin(["", competitor]))


def _ran(warehouse: Warehouse, found: ir.Table) -> list[_Ran]:
    rows = warehouse.fetch(found.order_by(*spanning.SPAN)).to_pylist()
    depths: dict[Key, dict[str, Any]] = {}
    relations = []
    if warehouse.loaded("order_lines"):
        relations.append(spanning.depths_of_ours(warehouse, found.filter(found.competitor == "")))
    if warehouse.loaded("competitor_offers"):
        relations.append(spanning.depths_of_others(warehouse, found.filter(found.competitor != "")))
    for relation in relations:
        for row in warehouse.fetch(relation).to_pylist():
            depths[_key(row)] = row
    return [_one(row, depths) for row in rows]


def _one(row: Mapping[str, Any], depths: Mapping[Key, Mapping[str, Any]]) -> _Ran:
    span = {name: row[name] for name in spanning.SPAN}
    told = {name: row[name] for name in spanning.TOLD}
    depth = depths.get(_key(row))
    if depth is None:
        return _Ran(**span, told=told)
    return _Ran(**span, told=told, things=int(depth["things"]), depth=depth["depth"], reduced=depth["reduced"])


def _key(row: Mapping[str, Any]) -> Key:
    return (row["competitor"], row["channel"], row["campaign"], row["first_day"], row["last_day"])


def _met(warehouse: Warehouse, found: ir.Table) -> list[dict[str, Any]]:
    """Every pair on the same days with the ratio of prices, the latest first."""
    pairs = spanning.overlaps(found.filter(found.competitor == ""), found.filter(found.competitor != ""))
    if "sku" in warehouse.loaded("competitor_offers") and warehouse.loaded("order_lines"):
        pairs = pairs.left_join(spanning.price_ratios(warehouse, pairs), spanning.PAIR)
        pairs = pairs.drop(*[f"{name}_right" for name in spanning.PAIR])
    ordered = pairs.order_by(pairs.shared_first.desc(), *spanning.PAIR)
    rows: list[dict[str, Any]] = warehouse.fetch(ordered).to_pylist()
    return rows


def _keys(pair: Mapping[str, Any]) -> tuple[Key, Key]:
    return (
        ("", pair["channel"], pair["campaign"], pair["first_day"], pair["last_day"]),
        (pair["seller"], pair["their_channel"], pair["their_campaign"], pair["their_first"], pair["their_last"]),
    )


def _meeting(pair: Mapping[str, Any], by_key: Mapping[Key, _Ran]) -> MeetingRow:
    own, other = (by_key[key] for key in _keys(pair))
    ratio, products = pair.get("ratio"), int(pair.get("products") or 0)
    depths = (own.known_depth, other.known_depth)
    gap = None if depths[0] is None or depths[1] is None else depths[0] - depths[1]
    return MeetingRow(
        ours=own.told["name"],
        competitor=other.competitor,
        theirs=other.told["name"],
        shared_first=pair["shared_first"],
        shared_days=(pair["shared_last"] - pair["shared_first"]).days + 1,
        depth=_rate(depths[0]),
        their_depth=_rate(depths[1]),
        deeper=_who(gap),
        price_ratio=_rate(ratio),
        products=products,
        cheaper=_who(None if ratio is None else 1 - ratio),
    )


def _who(ahead: float | None) -> Words:
    """Positive: we."""
    if ahead is None:
        return WHO["untold"]
    return WHO["level"] if abs(ahead) < CLOSE else WHO["ours"] if ahead > 0 else WHO["theirs"]


def _rate(share: float | None) -> Rate | None:
    return None if share is None else Rate(float(share))


def _row(each: _Ran, channels: Sequence[str], titles: Mapping[str, Words], beside: int, currency: str) -> CampaignRow:
    is_told = each.known_depth is not None
    return CampaignRow(
        whose=whose(each.competitor),
        channels=tuple(named(titles, channel) for channel in channels),
        name=each.told["name"],
        kind=KINDS["observed" if each.told["is_observed"] else each.told["kind"] or "unknown"],
        first_day=each.first_day,
        last_day=each.last_day,
        days=each.days,
        rule=_rule(each.told, currency),
        stated=_rate(_stated(each.told)),
        depth=_rate(each.known_depth),
        reduced=_rate(each.reduced) if is_told else None,
        things=each.things,
        beside=beside,
    )


def _rule(told: Mapping[str, Any], currency: str) -> Sentence:
    if told["rule"]:
        return sentence("as_worded", rule=told["rule"])
    if told["off_share"]:
        return sentence("share_off", share=Rate(told["off_share"]))
    if told["off_minor"] and told["threshold_minor"]:
        threshold, off = (Money(told[name], currency) for name in ("threshold_minor", "off_minor"))
        return sentence("off_above", threshold=threshold, off=off)
    return sentence("no_rule")


def _stated(told: Mapping[str, Any]) -> float | None:
    """The largest share that the rule takes off: as it says, or what is off at the threshold."""
    if told["off_share"]:
        return float(told["off_share"])
    if told["off_minor"] and told["threshold_minor"]:
        return float(told["off_minor"] / told["threshold_minor"])
    return None


def _drawn(latest: Sequence[_Ran]) -> Bars:
    shown = [each for each in latest if each.known_depth is not None][:MOST_BARS]
    return Bars(
        title=Words(zh="最近活动的实际幅度", en="Depth of the latest campaigns as observed"),
        unit="rate",
        labels=tuple(_label(each) for each in shown),
        values=tuple(each.known_depth for each in shown),
    )


def _label(each: _Ran) -> Words:
    side = whose(each.competitor)
    when = f"{each.first_day:%m-%d}"
    return Words(zh=f"{side.zh} {each.told['name']} {when}", en=f"{side.en} {each.told['name']} {when}")


def _headline(ours: int, theirs: int, meetings: Sequence[MeetingRow]) -> Sentence:
    if not theirs:
        return sentence("nothing_of_others", ours=ours)
    told = [each for each in meetings if each.deeper in {WHO["ours"], WHO["theirs"]}]
    priced = [each for each in meetings if each.price_ratio is not None]
    return sentence(
        "headline" if meetings else "never_met",
        ours=ours,
        theirs=theirs,
        met=len(meetings),
        deeper=sum(each.deeper == WHO["theirs"] for each in told),
        told=len(told),
        cheaper=sum(each.cheaper == WHO["theirs"] for each in priced),
        priced=len(priced),
    )


def _caveats(ran: Sequence[_Ran], params: CampaignsComparedParams, meetings: int) -> Iterator[Sentence]:
    yield sentence("how_deep", least=LEAST_THINGS)
    if any(each.told["is_observed"] for each in ran):
        yield sentence("as_pages_word", days=spanning.QUIET_DAYS)
    if standing := sum(each.days > spanning.STANDING_DAYS for each in ran):
        yield sentence("standing", count=standing, days=spanning.STANDING_DAYS)
    if dark := sum(each.known_depth is None for each in ran):
        yield sentence("no_depth", count=dark)
    if hidden := max(len(ran) - params.limit, 0) + max(meetings - params.limit, 0):
        yield sentence("not_listed", count=hidden)


CAPABILITY = Capability(
    name="market.campaigns_compared",
    title=Words(zh="活动对比", en="Campaigns compared"),
    question=Words(
        zh="本店做活动的时候别家在做什么，谁让利更深，同样的商品谁更便宜？",
        en="What did others run while we ran ours, who went deeper, and who was cheaper on like products?",
    ),
    params=CampaignsComparedParams,
    result=CampaignsResult,
    run=run,
    sentences=SENTENCES,
    tables={},
    ids=("C3",),
    roles=("owner", "operator", "analyst"),
)
