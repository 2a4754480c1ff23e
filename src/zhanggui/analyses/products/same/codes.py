"""Under which codes does the shop sell, on which channels, called what and at which price?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.text.codes import is_barcode, usual_beginning

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

Where = tuple[str, str]  # a channel, and a code on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Selling:
    """One code on one channel: its title with the variant, what a unit cost the buyer, and how often it was sold."""

    title: str
    price_minor: int | None
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One code as the shop's tables know it, on every channel where it is sold; without any where it only has facts."""

    code: str
    sold: Mapping[str, Selling]
    title: str = ""
    barcode: str | None = None
    has_costs: bool = False

    @property
    def shown(self) -> str:
        """The longest of its titles."""
        return max((each.title for each in self.sold.values()), key=len, default="") or self.title

    @property
    def standing(self) -> tuple[int, int, int]:
        """How much speaks for its being the shop's own code: costs are kept by it, more channels, more lines."""
        return int(self.has_costs), len(self.sold), sum(each.lines for each in self.sold.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """All codes, and the merchant's codes that channels name beside their own ids."""

    items: Mapping[str, Item]
    stated: Mapping[Where, str] = field(default_factory=dict)

    @property
    def beginnings(self) -> Mapping[str, str]:
        """The usual beginning of the codes of each channel."""
        by_channel: dict[str, list[str]] = {}
        for item in self.items.values():
            for channel in item.sold:
                by_channel.setdefault(channel, []).append(item.code)
        return MappingProxyType({channel: usual_beginning(codes) for channel, codes in by_channel.items()})


def codes_of(warehouse: Warehouse) -> Codes:
    """Every code of the shop; what was already joined goes by the product's own code."""
    listed = _listed_titles(warehouse)
    sold: dict[str, dict[str, Selling]] = {}
    for row in warehouse.fetch(_sold(warehouse)).to_pylist():
        said = listed.get((row["channel"], row["code"])) or (row["name"] or "", row["variant"] or "")
        title = " ".join(part for part in said if part and part != row["code"])
        price = round(row["gross"] / row["units"]) if row["units"] else None
        sold.setdefault(row["code"], {})[row["channel"]] = Selling(title=title, price_minor=price, lines=row["lines"])
    facts = {row["sku"]: row for row in warehouse.fetch(_facts(warehouse)).to_pylist()}
    costed = set(warehouse.fetch(warehouse.table("product_costs").select("sku").distinct())["sku"].to_pylist())
    items = {
        code: Item(
            code=code,
            sold=sold.get(code, {}),
            title=" ".join(filter(None, (facts.get(code, {}).get("name"), facts.get(code, {}).get("variant")))),
            barcode=_barcode(code, facts.get(code, {}).get("barcode")),
            has_costs=code in costed,
        )
        for code in sorted({*sold, *facts, *costed})
    }
    return Codes(items=items, stated=_stated(warehouse))


def _sold(warehouse: Warehouse) -> ir.Table:
    import ibis

    lines = warehouse.table("order_lines")
    lines = lines.mutate(code=ibis.coalesce(lines.sku, lines.listing_id))
    lines = lines.filter(lines.code.notnull(), lines.kind_of_line == "sale", lines.quantity > 0)
    return lines.group_by("channel", "code").aggregate(
        name=lines.product_name.max(),
        variant=lines.variant.max(),
        gross=lines.gross_minor.sum(),
        units=lines.quantity.sum(),
        lines=lines.count(),
    )


def _facts(warehouse: Warehouse) -> ir.Table:
    products = warehouse.table("products")
    return products.select("sku", "variant", "barcode", name=products.product_name)


def _listed_titles(warehouse: Warehouse) -> dict[Where, tuple[str, str]]:
    """What channels call their listings, by the merchant's code and by the ids of page and variant."""
    listings = warehouse.table("listings")
    chosen = listings.select("channel", "listing_id", "listing_sku_id", "sku", "listing_title", "variant")
    found: dict[Where, tuple[str, str]] = {}
    for row in warehouse.fetch(chosen.filter(listings.listing_title.notnull())).to_pylist():
        for code in (row["listing_id"], row["listing_sku_id"], row["sku"]):
            if code:
                found[row["channel"], code] = (row["listing_title"], row["variant"] or "")
    return found


def _stated(warehouse: Warehouse) -> dict[Where, str]:
    """The merchant's code of a listing, where its channel names exactly one."""
    import ibis

    pairs = ibis.union(*(_pairs(warehouse.table(name)) for name in ("listings", "order_lines")), distinct=True)
    found: dict[Where, set[str]] = {}
    for row in warehouse.fetch(pairs).to_pylist():
        found.setdefault((row["channel"], row["id"]), set()).add(row["sku"])
    return {where: next(iter(codes)) for where, codes in found.items() if len(codes) == 1}


def _pairs(rows: ir.Table) -> ir.Table:
    import ibis

    ids = ibis.union(
        rows.select("channel", "sku", id=rows.listing_id), rows.select("channel", "sku", id=rows.listing_sku_id)
    )
    return ids.filter(ids.id.notnull(), ids.sku.notnull(), ids.id != ids.sku).distinct()


def _barcode(code: str, stated: str | None) -> str | None:
    """The barcode that is stated for a code, or the code itself where it is one."""
    return next((each for each in (stated, code) if each and is_barcode(each)), None)
