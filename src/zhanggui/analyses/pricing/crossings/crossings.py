"""Which product left its declared price band, and which competitor crossed our price?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from zhanggui.analyses.pricing.bands.listing import called_range
from zhanggui.analyses.pricing.bands.positions import read_positions
from zhanggui.analyses.pricing.crossings.paid import names_of, priced
from zhanggui.analyses.pricing.crossings.params import CrossingsParams
from zhanggui.analyses.pricing.crossings.result import CrossingRow, CrossingsResult
from zhanggui.analyses.pricing.crossings.watching import Banded, Rival, Watched, banded, positioned, rivals
from zhanggui.analyses.pricing.crossings.words import SENTENCES
from zhanggui.core.capability import Capability
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.pricing.crossings.paid import Named
    from zhanggui.warehouse.protocol import Warehouse

LOOKED_BACK_DAYS = 28  # on which side a price lay before the days watched


def run(warehouse: Warehouse, params: CrossingsParams) -> CrossingsResult:
    """Follow offers against our price and declared products against their bands; tell who changed sides lately.

    With p the price of another seller, q what buyers paid us and b what counts as level: it lies above where
    p > q (1 + b), below where p < q (1 − b), and else where it lay before.
    """
    days = Period.last_days(warehouse.as_of, params.days)
    period = Period.last_days(warehouse.as_of, params.days + LOOKED_BACK_DAYS)
    declared = read_positions(params.positions, warehouse.currency)
    lines = priced(warehouse, period, params.own_days)
    named = names_of(warehouse, lines)
    offers = rivals(warehouse, lines, period, params)
    bands = banded(warehouse, lines, positioned(warehouse, named, declared), period, params)
    rows = (
        *(_rival_row(each, named, warehouse.currency) for each in offers.found),
        *(_band_row(each, named, warehouse.currency) for each in bands.found),
    )
    rows = tuple(sorted(rows, key=lambda row: -row.day.toordinal()))
    return CrossingsResult(
        headline=_headline(rows, offers, bands, days),
        caveats=tuple(_caveats(offers, bands, params)),
        first_day=days.start,
        last_day=days.last_day,
        rows=rows,
        offers=offers.watched,
        banded=bands.watched,
        unknown=offers.unknown + bands.unknown,
    )


def _rival_row(found: Rival, named: Mapping[str, Named], currency: str) -> CrossingRow:
    before, after, sku = found.crossed.before, found.crossed.after, found.offer.sku
    name = named[sku].product_name
    amounts = {
        "before": Money(round(before.other_minor), currency),
        "after": Money(round(after.other_minor), currency),
        "own_before": Money(round(before.own_minor), currency),
        "own": Money(round(after.own_minor), currency),
    }
    seller = found.offer.seen.competitor
    came_from = "below" if found.crossed.side == "above" else "above"
    return CrossingRow(
        key=found.key,
        day=after.day,
        what=sentence(f"rival_{found.crossed.side}", seller=seller, product=name, **amounts),
        sku=sku,
        product_name=name,
        line=Words(zh=seller, en=seller),
        before=sentence(f"stood_{came_from}", other=amounts["before"], own=amounts["own_before"]),
        after=sentence(f"stood_{found.crossed.side}", other=amounts["after"], own=amounts["own"]),
        own_price=amounts["own"],
        against_line=Rate(after.other_minor / after.own_minor - 1),
        where="pricing.competitors",
    )


def _band_row(found: Banded, named: Mapping[str, Named], currency: str) -> CrossingRow:
    side, name = found.left.side, named[found.sku].product_name
    before, after = (Money(round(each), currency) for each in (found.left.before_minor, found.left.after_minor))
    band = called_range(found.position.range, currency)
    limit = found.left.after_minor - found.position.range.beyond(found.left.after_minor)
    return CrossingRow(
        key=found.key,
        day=found.left.day,
        what=sentence(
            f"band_{side}", product=name, band=band, name=found.position.declared_as, before=before, after=after
        ),
        sku=found.sku,
        product_name=name,
        line=band,
        before=sentence("lay_within", own=before),
        after=sentence(f"lay_{side}", own=after),
        own_price=after,
        against_line=Rate(found.left.after_minor / limit - 1),
        where="pricing.bands",
    )


def _headline(rows: tuple[CrossingRow, ...], offers: Watched[Rival], bands: Watched[Banded], days: Period) -> Sentence:
    facts = {"first": days.start.isoformat(), "last": days.last_day.isoformat()}
    if rows:
        latest = {"product": rows[0].product_name, "day": rows[0].day.isoformat()}
        return sentence("headline", **facts, rivals=len(offers.found), banded=len(bands.found), **latest)
    if not (offers.watched or bands.watched or offers.unknown or bands.unknown):
        return sentence("nothing_watched")
    if not (offers.watched or bands.watched):
        return sentence("cannot_tell", **facts, lines=offers.unknown + bands.unknown)
    return sentence("quiet", **facts, offers=offers.watched, products=bands.watched)


def _caveats(
    offers: Watched[Rival],
    bands: Watched[Banded],
    params: CrossingsParams,
) -> Iterator[Sentence]:
    if offers.watched or bands.watched:
        yield sentence("how_watched", days=params.own_days, close=Rate(params.close), tolerance=Rate(params.tolerance))
        yield sentence("false_alarms")
    if offers.unknown + bands.unknown:
        count = offers.unknown + bands.unknown
        yield sentence("not_judged", count=count, least=params.least_lines)


CAPABILITY = Capability(
    name="pricing.crossings",
    title=Words(zh="价格越线", en="Prices that crossed a line"),
    question=Words(
        zh="哪些商品的实付价离开了定位价格带，哪些竞品越过了本店价？",
        en="What left its declared price band, and which competitor crossed our price?",
    ),
    params=CrossingsParams,
    result=CrossingsResult,
    run=run,
    sentences=SENTENCES,
    tables={"order_lines": ("sku",)},
    ids=("C1", "G5"),
)
