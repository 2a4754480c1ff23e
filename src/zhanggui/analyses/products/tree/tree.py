"""Is the category tree two or three levels deep, balanced, and without products that nobody finds?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted, share_of
from zhanggui.analyses.products.tree.faults import FAULTS, Fault, Limits, faults
from zhanggui.analyses.products.tree.nodes import Node, Path, nodes, shelves
from zhanggui.core.capability import Capability, Result
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

ARROW = " › "


class DepthsOutOfOrder(RequestAtFault):
    """The least depth is above the most."""

    sentence = Words(
        zh="最少 {least} 层、最多 {most} 层：最少不能大于最多。",
        en="At least {least} levels and at most {most}: the least cannot be more than the most.",
    )


class TreeParams(SalesParams):
    """Which sales, and what a good tree keeps to."""

    least_depth: Annotated[
        int,
        Field(ge=1, le=3),
        described("最少层数", "Least levels", about_zh="行业惯例 2 … 3 层", about_en="The trade's custom is 2 … 3"),
    ] = 2
    most_depth: Annotated[int, Field(ge=1, le=3), described("最多层数", "Most levels")] = 3
    most_children: Annotated[
        int,
        Field(ge=2, le=200),
        described("下级最多", "Most children", about_zh="一屏能看完", about_en="What one screen holds"),
    ] = 12
    least_products: Annotated[
        int, Field(ge=1, le=1_000), described("末级最少商品数", "Least products of a last category", unit="count")
    ] = 2
    most_products: Annotated[
        int, Field(ge=2, le=10_000), described("末级最多商品数", "Most products of a last category", unit="count")
    ] = 40
    most_share: Annotated[
        float,
        Field(gt=0, le=1),
        described(
            "同级最大占比",
            "Largest share among siblings",
            about_zh="超过就等于没有分类",
            about_en="Above it the step hardly narrows the choice",
            unit="rate",
        ),
    ] = 0.8
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200

    @model_validator(mode="after")
    def _depths_are_in_order(self) -> Self:
        if self.least_depth > self.most_depth:
            raise DepthsOutOfOrder(least=self.least_depth, most=self.most_depth)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    """One fault and what to do about it."""

    fault: Annotated[Words, described("问题", "Fault")]
    place: Annotated[Words, described("类目", "Category")]
    products: Annotated[int, described("在售商品数", "Products on sale", unit="count")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    action: Annotated[Words, described("建议", "What to do")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """One category with everything under it."""

    place: Annotated[str, described("类目", "Category")]
    level: Annotated[int, described("层", "Level", unit="count")]
    children: Annotated[int, described("下级", "Children", unit="count")]
    products: Annotated[int, described("在售商品数", "Products on sale", unit="count")]
    share_of_products: Annotated[Rate | None, described("商品占比", "Share of products", unit="rate")]
    unsold: Annotated[int, described("没有销售的", "Not sold", unit="count")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    share_of_sales: Annotated[Rate | None, described("销售占比", "Share of sales", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeResult(Result):
    """The category tree and its faults."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    products: Annotated[int, described("在售商品数", "Products on sale", unit="count")]
    orphans: Annotated[int, described("没有类目的商品", "Products without a category", unit="count")]
    depth: Annotated[int, described("最深层数", "Deepest level", unit="count")]
    last_categories: Annotated[int, described("末级类目数", "Last categories", unit="count")]
    faults: Annotated[tuple[FaultRow, ...], described("问题", "Faults")]
    tree: Annotated[tuple[NodeRow, ...], described("类目树", "Category tree")]


def run(warehouse: Warehouse, params: TreeParams) -> TreeResult:
    """Build the tree of the products on sale and hold it against the declared limits.

    Depth 2 … 3 is the trade's custom; the other limits are what one screen can show. They are parameters, not truths.
    """
    counted = sales_counted(warehouse, params)
    found = shelves(warehouse, params)
    tree = nodes(found)
    wrong = faults(found, tree, _limits(params))
    products, sales = sum(each.products for each in found), sum(each.net_sales_minor for each in found)
    orphans = sum(each.products for each in found if not each.path)
    return TreeResult(
        headline=_headline(tree, wrong, products),
        caveats=(
            *_not_listed(max(len(tree), len(wrong)) - params.limit),
            *left_out(counted, warehouse.currency),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        products=products,
        orphans=orphans,
        depth=max((len(node.path) for node in tree), default=0),
        last_categories=sum(not node.children for node in tree),
        faults=tuple(_fault_row(each, warehouse.currency) for each in wrong[: params.limit]),
        tree=tuple(_node_row(node, products, sales, warehouse.currency) for node in tree[: params.limit]),
    )


def _limits(params: TreeParams) -> Limits:
    return Limits(
        least_depth=params.least_depth,
        most_depth=params.most_depth,
        most_children=params.most_children,
        least_products=params.least_products,
        most_products=params.most_products,
        most_share=params.most_share,
    )


def _headline(tree: Sequence[Node], wrong: Sequence[Fault], products: int) -> Sentence:
    if not products:
        return sentence("nothing_on_sale")
    depth, last = max((len(node.path) for node in tree), default=0), sum(not node.children for node in tree)
    if not wrong:
        return sentence("sound", products=products, depth=depth, last=last)
    kinds = [kind for kind in FAULTS if any(each.kind == kind for each in wrong)]
    told = [FAULTS[kind][0] for kind in kinds]
    names = Words(zh="、".join(each.zh for each in told), en=", ".join(each.en.lower() for each in told))
    return sentence("headline", products=products, depth=depth, last=last, count=len(wrong), kinds=names)


def _fault_row(each: Fault, currency: str) -> FaultRow:
    name, action = FAULTS[each.kind]
    return FaultRow(
        fault=name,
        place=_place(each),
        products=each.products,
        net_sales=Money(each.net_sales_minor, currency),
        action=action,
    )


def _place(each: Fault) -> Words:
    if not each.path:
        return Words(zh="（空）", en="(empty)")
    said = " = ".join(_said(path) for path in (each.path, *each.others))
    return Words(zh=said, en=said)


def _said(path: Path) -> str:
    return ARROW.join(path)


def _node_row(node: Node, products: int, sales: int, currency: str) -> NodeRow:
    return NodeRow(
        place=_said(node.path),
        level=len(node.path),
        children=node.children,
        products=node.products,
        share_of_products=share_of(node.products, products),
        unsold=node.products - node.sold_products,
        net_sales=Money(node.net_sales_minor, currency),
        share_of_sales=share_of(node.net_sales_minor, sales),
    )


def _not_listed(count: int) -> tuple[Sentence, ...]:
    return (sentence("not_listed", count=count),) if count > 0 else ()


CAPABILITY = Capability(
    name="products.tree",
    title=Words(zh="类目树体检", en="Category tree"),
    question=Words(
        zh="类目树有没有太深、失衡、放错或找不到的商品？",
        en="Is the category tree too deep, out of balance, or hiding products that nobody finds?",
    ),
    params=TreeParams,
    result=TreeResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{products} 个在售商品在 {last} 个末级类目里，最深 {depth} 层；有 {count} 处问题：{kinds}。",
            en="{products} {products:product|products} on sale in {last} last {last:category|categories}, {depth} {depth:level|levels} deep; "
            "{count} {count:fault|faults}: {kinds}.",
        ),
        "sound": Words(
            zh="{products} 个在售商品在 {last} 个末级类目里，最深 {depth} 层；没有发现问题。",
            en="{products} {products:product|products} on sale in {last} last {last:category|categories}, {depth} {depth:level|levels} deep; "
            "no fault found.",
        ),
        "nothing_on_sale": Words(zh="商品表里没有在售的商品。", en="The catalogue has no product on sale."),
        "not_listed": Words(zh="另有 {count} 行没有列出。", en="{count} more {count:row is|rows are} not listed."),
        **LEFT_OUT,
    },
    tables={"products": ("category",)},
    ids=("F6",),
)
