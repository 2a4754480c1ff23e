"""Where does the category tree stand in the customers' way?"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhanggui.analyses.products.tree.nodes import Node, Path, Shelf
from zhanggui.core.words import Words

FAULTS: Mapping[str, tuple[Words, Words]] = {
    "orphans": (
        Words(zh="没有类目", en="No category"),
        Words(zh="给这些商品填类目，否则按类目找不到", en="Give them a category; who browses never finds them"),
    ),
    "too_deep": (
        Words(zh="太深", en="Too deep"),
        Words(zh="合并一层", en="Merge a level"),
    ),
    "too_shallow": (
        Words(zh="太浅", en="Too shallow"),
        Words(zh="商品多，再分一层", en="Many products: divide it once more"),
    ),
    "one_child": (
        Words(zh="只有一个下级", en="Only one child"),
        Words(zh="这一层没有选择，去掉它", en="No choice at this step: drop the level"),
    ),
    "too_wide": (
        Words(zh="下级太多", en="Too many children"),
        Words(zh="归并成更少的类", en="Bring them together in fewer classes"),
    ),
    "mixed": (
        Words(zh="商品既在这一级又在下级", en="Products here and in children"),
        Words(zh="把这一级的商品归到下级", en="Move the products of this level into its children"),
    ),
    "thin": (
        Words(zh="商品太少", en="Too few products"),
        Words(zh="并入相近的类目", en="Merge it into a near category"),
    ),
    "unsold": (
        Words(zh="没有销售", en="Nothing sold"),
        Words(zh="检查是否该下架或放错类目", en="Take the products off sale, or out of the wrong category"),
    ),
    "alike": (
        Words(zh="名字相同或只差写法", en="Same name, or only written differently"),
        Words(zh="合成一个名字和位置", en="Make it one name in one place"),
    ),
    "dominant": (
        Words(zh="一类独大", en="One class holds nearly all"),
        Words(zh="把它再分开，让每一步都在缩小范围", en="Divide it, so that every step narrows the choice"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a tree should keep to: levels from … to, children at most, products of a last category from … to."""

    least_depth: int
    most_depth: int
    most_children: int
    least_products: int
    most_products: int
    most_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of one category; the path of orphans is empty."""

    kind: str
    path: Path
    products: int
    net_sales_minor: int
    others: tuple[Path, ...] = ()


def faults(shelves: Sequence[Shelf], tree: Sequence[Node], limits: Limits) -> tuple[Fault, ...]:
    """All faults, by kind in the order of `FAULTS`, the most products first."""
    siblings: dict[Path, list[int]] = defaultdict(list)
    for node in tree:
        siblings[node.path[:-1]].append(node.products)
    of_nodes = (each for node in tree for each in _of_node(node, siblings[node.path[:-1]], limits))
    found = [*_orphans(shelves), *of_nodes, *_alike(tree)]
    order = list(FAULTS)
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), -each.products, each.path)))


def _orphans(shelves: Sequence[Shelf]) -> Iterator[Fault]:
    for shelf in shelves:
        if not shelf.path:
            yield Fault(kind="orphans", path=(), products=shelf.products, net_sales_minor=shelf.net_sales_minor)


def _of_node(node: Node, siblings: Sequence[int], limits: Limits) -> Iterator[Fault]:
    """The faults of one node; `siblings` are the products of all under the same parent, its own too."""
    depth, is_last, has_siblings = len(node.path), not node.children, len(siblings) > 1
    is_crowded = node.products > limits.most_products
    wrong = {
        "too_deep": is_last and depth > limits.most_depth,
        "too_shallow": is_last and depth < limits.least_depth and is_crowded,
        "one_child": node.children == 1 and not node.own_products,
        "too_wide": node.children > limits.most_children,
        "mixed": bool(node.children and node.own_products),
        "thin": is_last and has_siblings and node.products < limits.least_products,
        "unsold": is_last and not node.sold_products,
        "dominant": has_siblings and is_crowded and node.products > limits.most_share * sum(siblings),
    }
    for kind, is_wrong in wrong.items():
        if is_wrong:
            yield Fault(kind=kind, path=node.path, products=node.products, net_sales_minor=node.net_sales_minor)


def _alike(tree: Sequence[Node]) -> Iterator[Fault]:
    """Categories whose names are equal but for width, case and blanks, in different places."""
    named: dict[str, list[Node]] = defaultdict(list)
    for node in tree:
        plain = "".join(unicodedata.normalize("NFKC", node.path[-1]).casefold().split())
        named[plain].append(node)
    for several in named.values():
        if len(several) > 1:
            first, *others = sorted(several, key=lambda node: (-node.products, node.path))
            yield Fault(
                kind="alike",
                path=first.path,
                products=sum(node.products for node in several),
                net_sales_minor=sum(node.net_sales_minor for node in several),
                others=tuple(node.path for node in others),
            )
