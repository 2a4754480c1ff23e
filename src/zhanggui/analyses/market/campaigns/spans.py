"""Which campaigns ran when: ours, those of others as somebody noted them, and those that their pages showed?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.competitors.seen import LISTING, is_to_be_had, last_of_each_day, usable
from zhanggui.metrics.kinds import is_priced
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

# One campaign; an own one has an empty competitor and channel, for it may run on several.
SPAN = ["competitor", "channel", "campaign", "first_day", "last_day"]
# An own campaign and one of others.
PAIR = [
    "channel", "campaign", "first_day", "last_day", "seller", "their_channel", "their_campaign", "their_first", "their_last",
]  # fmt: skip
TOLD = ["name", "kind", "rule", "threshold_minor", "off_minor", "off_share", "category", "is_observed"]
STANDING_DAYS = 92  # what runs longer is a standing offer and meets everything
QUIET_DAYS = 14  # so many days without a sighting end what a page shows
BEFORE_DAYS = 28
LEAST_CUT = 0.01  # a price that lies this much below counts as reduced


def spans(warehouse: Warehouse, period: Period) -> list[ir.Table]:
    """Every campaign that lies in these days, as relations of the same columns."""
    made = []
    if warehouse.loaded("campaigns"):
        made.append(_own(warehouse))
    if warehouse.loaded("competitor_campaigns"):
        made.append(_noted(warehouse))
    if "promotion" in warehouse.loaded("competitor_offers"):
        seen = _observed(warehouse)
        made.append(_not_noted(seen, _noted(warehouse)) if warehouse.loaded("competitor_campaigns") else seen)
    return [
        each.filter(each.first_day <= period.last_day, each.last_day >= period.start).select(*SPAN, *TOLD)
        for each in made
    ]


def own_channels(warehouse: Warehouse) -> dict[tuple[str, date, date], list[str]]:
    """By own campaign and its days the channels on which it ran."""
    if not warehouse.loaded("campaigns"):
        return {}
    found: dict[tuple[str, date, date], list[str]] = {}
    for row in warehouse.fetch(_by_channel(warehouse).order_by("channel")).to_pylist():
        found.setdefault((row["campaign"], row["first_day"], row["last_day"]), []).append(row["channel"])
    return found


def depths_of_others(warehouse: Warehouse, found: ir.Table) -> ir.Table:
    """By campaign how far listings' prices in its days lay below those of the 28 days before, each by their medians.

    Of a campaign that was noted, all listings of its category; of one that pages showed, the listings that showed it.
    """
    seen = _prices_seen(warehouse)
    seen = seen.select(
        "seller",
        on=seen.channel,
        thing=_listing(seen),
        day=seen.observed_day,
        price=seen.price_minor,
        of=seen.category,
        says=seen.promotion.fill_null(""),
    )
    met = found.join(seen, [found.competitor == seen.seller, found.channel == seen.on])
    is_told = met.category.isnull() | met.of.isnull() | (met.category == met.of)
    says, runs = met.says == met.campaign, met.day.between(met.first_day, met.last_day)
    is_shown = (says & runs) | (~says & ~runs)
    return _depths(met.filter(met.is_observed.ifelse(is_shown, is_told)))


def depths_of_ours(warehouse: Warehouse, found: ir.Table) -> ir.Table:
    """By campaign and product the same of what buyers paid a unit; of its own products where they are named."""
    paid = _paid(warehouse)
    paid = paid.select(on=paid.channel, thing=paid.sku, day=paid.ordered_day, price=paid.unit)
    ran = _by_channel(warehouse).select("campaign", "first_day", "last_day", at="channel")
    whole = found.select(*SPAN).join(ran, ["campaign", "first_day", "last_day"])
    met = whole.join(paid, [whole.at == paid.on])
    return _depths(_of_its_products(warehouse, met) if "sku" in warehouse.loaded("campaign_items") else met)


def _of_its_products(warehouse: Warehouse, met: ir.Table) -> ir.Table:
    """Of a campaign that lists products these alone; of another all."""
    import ibis

    items = warehouse.table("campaign_items")
    items = items.filter(items.sku.notnull()).select(its="campaign", there="channel", item="sku").distinct()
    some = items.select("its", "there").distinct().mutate(is_listed=ibis.literal(value=True))
    listed = met.left_join(some, [met.campaign == some.its, met.at == some.there]).drop("its", "there")
    both = listed.left_join(items, [listed.campaign == items.its, listed.at == items.there, listed.thing == items.item])
    return both.filter(both.is_listed.isnull() | both.item.notnull())


def compared_prices(warehouse: Warehouse) -> ir.Table:
    """Of own products and days on which both are known: log of what buyers paid us over the seller's lowest price."""
    seen = _prices_seen(warehouse)
    seen = seen.filter(seen.sku.notnull())
    theirs = seen.group_by("seller", "sku", day=seen.observed_day).aggregate(theirs=seen.price_minor.min())
    paid = _paid(warehouse)
    ours = paid.group_by(own=paid.sku, own_day=paid.ordered_day).aggregate(ours=paid.unit.median())
    both = theirs.join(ours, [theirs.sku == ours.own, theirs.day == ours.own_day])
    return both.select("seller", "sku", "day", ratio=(both.ours / both.theirs.cast("float64")).ln())


def _own(warehouse: Warehouse) -> ir.Table:
    """Each own campaign once, on however many channels it ran."""
    import ibis

    ran = _by_channel(warehouse)
    once = ran.group_by("campaign", "first_day", "last_day").aggregate(name=ran.name.max(), kind=ran.kind.max())
    return once.mutate(
        competitor=ibis.literal(""),
        channel=ibis.literal(""),
        is_observed=ibis.literal(value=False),
        **{name: ibis.null(kind) for name, kind in _UNKNOWN.items()},
    )


def _by_channel(warehouse: Warehouse) -> ir.Table:
    import ibis

    campaigns = warehouse.table("campaigns")
    first, last = (local_time(each, warehouse.timezone).date() for each in (campaigns.starts_at, campaigns.ends_at))
    return campaigns.select(
        "campaign",
        "channel",
        first_day=first,
        last_day=last,
        name=ibis.coalesce(campaigns.campaign_name, campaigns.campaign),
        kind=campaigns.kind_of_campaign,
    ).distinct()


_UNKNOWN = {
    "rule": "string",
    "threshold_minor": "int64",
    "off_minor": "int64",
    "off_share": "float64",
    "category": "string",
}


def _noted(warehouse: Warehouse) -> ir.Table:
    import ibis

    noted = warehouse.table("competitor_campaigns")
    return noted.mutate(
        last_day=ibis.coalesce(noted.last_day, ibis.literal(warehouse.as_of)),
        name=noted.campaign,
        kind=noted.kind_of_campaign,
        is_observed=ibis.literal(value=False),
    )


def _not_noted(seen: ir.Table, noted: ir.Table) -> ir.Table:
    """What pages showed, without what somebody noted under the same words on the same days."""
    noted = noted.select(
        whose="competitor", there="channel", called="campaign", noted_first="first_day", noted_last="last_day"
    )
    same = [seen.competitor == noted.whose, seen.channel == noted.there, seen.campaign == noted.called]
    days = [seen.first_day <= noted.noted_last, seen.last_day >= noted.noted_first]
    return seen.anti_join(noted, [*same, *days])


def _observed(warehouse: Warehouse) -> ir.Table:
    """What a seller's pages word as a promotion, from the first to the last sighting with no fortnight between two."""
    import ibis

    offers = usable(warehouse)
    shown = offers.filter(offers.promotion.notnull(), offers.promotion != "")
    days = shown.select(
        competitor=shown.seller, channel=shown.channel, campaign=shown.promotion, day=shown.observed_day
    ).distinct()
    by = ["competitor", "channel", "campaign"]
    before = days.day.lag().over(group_by=by, order_by=days.day)
    marked = days.mutate(begins=(before.isnull() | (days.day.delta(before, unit="day") > QUIET_DAYS)).ifelse(1, 0))
    runs = marked.mutate(run=marked.begins.sum().over(group_by=by, order_by=marked.day, rows=(None, 0)))
    found = runs.group_by(*by, "run").aggregate(first_day=runs.day.min(), last_day=runs.day.max())
    return found.mutate(
        name=found.campaign,
        kind=ibis.null("string"),
        is_observed=ibis.literal(value=True),
        **{name: ibis.null(kind) for name, kind in _UNKNOWN.items()},
    )


def _prices_seen(warehouse: Warehouse) -> ir.Table:
    offers = usable(warehouse)
    daily = last_of_each_day(offers.filter(offers.price_minor > 0))
    return daily.filter(is_to_be_had(daily))


def _listing(seen: ir.Table) -> Any:
    first, second = (seen[name] for name in LISTING)
    return first.cast("string").concat("/", second)


def _paid(warehouse: Warehouse) -> ir.Table:
    lines = counted_lines(warehouse, SalesParams())
    priced = lines.filter(is_priced(lines), lines.sku.notnull())
    return priced.mutate(unit=priced.due_minor.cast("float64") / priced.quantity)


def _depths(met: ir.Table) -> ir.Table:
    """1 − median price in the days ÷ median price in the 28 days before, of everything that has both."""
    near = met.filter(met.day <= met.last_day, met.first_day.delta(met.day, unit="day") <= BEFORE_DAYS)
    near = near.mutate(is_inside=near.day >= near.first_day, price=near.price.cast("float64"))
    middles = near.group_by(*SPAN, "thing", "is_inside").aggregate(price=near.price.median())
    inside = middles.is_inside
    sums = middles.group_by(*SPAN, "thing").aggregate(
        inside=middles.price.max(where=inside), before=middles.price.max(where=~inside)
    )
    both = sums.filter(sums.inside.notnull(), sums.before.notnull())
    cut = both.mutate(depth=1 - both.inside / both.before)
    is_cut = (cut.depth >= LEAST_CUT).ifelse(1.0, 0.0)
    return cut.group_by(*SPAN).aggregate(things=cut.count(), depth=cut.depth.median(), reduced=is_cut.mean())


def overlaps(own: ir.Table, others: ir.Table) -> ir.Table:
    """Every own campaign with every one of others that shares a day with it; standing offers meet nothing."""
    import ibis

    own, others = (
        each.filter(each.last_day.delta(each.first_day, unit="day") < STANDING_DAYS) for each in (own, others)
    )

    theirs = others.select(
        seller="competitor",
        their_channel="channel",
        their_campaign="campaign",
        their_first="first_day",
        their_last="last_day",
    )
    met = own.select("channel", "campaign", "first_day", "last_day").join(
        theirs, [own.first_day <= theirs.their_last, own.last_day >= theirs.their_first]
    )
    shared_first, shared_last = ibis.greatest(met.first_day, met.their_first), ibis.least(met.last_day, met.their_last)
    return met.mutate(shared_first=shared_first, shared_last=shared_last)


def price_ratios(warehouse: Warehouse, pairs: ir.Table) -> ir.Table:
    """Of each pair the geometric mean over products of our price ÷ theirs in the shared days, a product a vote."""
    known = compared_prices(warehouse)
    met = pairs.join(known, [pairs.seller == known.seller])
    met = met.filter(met.day.between(met.shared_first, met.shared_last))
    products = met.group_by(*PAIR, "sku").aggregate(ratio=met.ratio.mean())
    return products.group_by(*PAIR).aggregate(products=products.count(), ratio=products.ratio.mean().exp())
