"""How many reviews of each side name a theme, by how pleased their writers are?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.metrics.definitions.reviews import GOOD_STARS
from zhanggui.stats.two_proportions import Counted
from zhanggui.text.themes import THEMES
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

KINDS = ("complaints", "praise")
OURS = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The reviews of one side: how many there are, are rated, name any theme, and complain of or praise each."""

    reviews: int
    rated: int
    named: int
    counts: Mapping[tuple[str, str], int]

    def counted(self, theme: str, kind: str) -> Counted:
        """Of all rated reviews those that name the theme and are that pleased."""
        return Counted(self.counts[theme, kind], self.rated)


def sides(warehouse: Warehouse, period: Period, category: str | None) -> dict[str, Side]:
    """Every competitor's reviews and, under an empty name, our own: each text is looked at once, in the engine."""
    found = [_sums(_theirs(warehouse, period, category))]
    if "content" in warehouse.loaded("reviews"):
        found.append(_sums(_ours(warehouse, period, category)))
    return {row["side"]: _side(row) for sums in found for row in warehouse.fetch(sums).to_pylist()}


def examples(
    warehouse: Warehouse, period: Period, category: str | None, wanted: Sequence[tuple[str, str, str]], most: int
) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Some of the newest texts of a side that name a theme and are that pleased."""
    relations = {True: _ours(warehouse, period, category), False: _theirs(warehouse, period, category)}
    found = {}
    for side, theme, kind in wanted:
        rows = relations[side == OURS]
        rows = rows.filter(rows.side == side, _names(rows, theme), _is(rows, kind))
        shown = rows.order_by(rows.day.desc(), rows.text).limit(most).select("text")
        found[side, theme, kind] = tuple(warehouse.fetch(shown)["text"].to_pylist())
    return found


def _theirs(warehouse: Warehouse, period: Period, category: str | None) -> ir.Table:
    reviews = warehouse.table("competitor_reviews")
    reviews = reviews.filter(reviews.reviewed_day.between(period.start, period.last_day))
    reviews = reviews if category is None else reviews.filter(reviews.category == category)
    return reviews.select(side=reviews.competitor, day=reviews.reviewed_day, stars=reviews.stars, text=_text(reviews))


def _ours(warehouse: Warehouse, period: Period, category: str | None) -> ir.Table:
    """Our own reviews, with what was added later; of a category, those of its products."""
    import ibis

    reviews = warehouse.table("reviews")
    if category is not None:
        products = warehouse.table("products")
        reviews = reviews.semi_join(products.filter(products.category == category), "sku")
    day = local_time(reviews.reviewed_at, warehouse.timezone).date()
    reviews = reviews.filter(day.between(period.start, period.last_day))
    added = reviews.follow_up.fill_null("")
    return reviews.select(side=ibis.literal(OURS), day=day, stars=reviews.stars, text=_text(reviews) + added)


def _text(reviews: ir.Table) -> Any:
    return reviews.content.fill_null("")


def _sums(reviews: ir.Table) -> ir.Table:
    rated = reviews.stars.notnull()
    named = {
        f"{theme}_{kind}": (_names(reviews, theme) & _is(reviews, kind)).ifelse(1, 0).sum()
        for theme in THEMES
        for kind in KINDS
    }
    any_theme = _any(reviews)
    return (
        reviews.group_by("side")
        .aggregate(
            reviews=reviews.count(),
            rated=rated.ifelse(1, 0).sum(),
            named=(any_theme & rated).ifelse(1, 0).sum(),
            **named,
        )
        .order_by("side")
    )


def _any(reviews: ir.Table) -> Any:
    return reviews.text.lower().re_search("|".join(theme.pattern for theme in THEMES.values()))


def _names(reviews: ir.Table, theme: str) -> Any:
    return reviews.text.lower().re_search(THEMES[theme].pattern)


def _is(reviews: ir.Table, kind: str) -> Any:
    """Three stars or fewer complain, more praise; without stars a review does neither."""
    is_low = reviews.stars < GOOD_STARS
    return (is_low if kind == "complaints" else ~is_low).fill_null(False)


def _side(row: dict[str, Any]) -> Side:
    return Side(
        reviews=int(row["reviews"]),
        rated=int(row["rated"]),
        named=int(row["named"]),
        counts={(theme, kind): int(row[f"{theme}_{kind}"]) for theme in THEMES for kind in KINDS},
    )
