"""Is the tree sound? Small catalogues with one fault each."""

from __future__ import annotations

import pytest

from tests.analyses.builders import line, order
from zhanggui.analyses.products.tree.tree import CAPABILITY, DepthsOutOfOrder, TreeParams, run
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse


def product(sku, *path, **more):
    levels = dict(zip(("category", "subcategory", "leaf_category"), path, strict=False))
    return {"sku": sku} | levels | more


SOUND = [product(f"g{n}", "tea", "green") for n in range(3)] + [product(f"b{n}", "tea", "black") for n in range(3)]
SOUND += [product(f"c{n}", "ware", "cups") for n in range(2)] + [product(f"p{n}", "ware", "pots") for n in range(2)]


def shop(*more):
    products = [*SOUND, *more]
    sold = [each["sku"] for each in products if not each["sku"].startswith("unsold")]
    lines = [line(1, at, sku, 100) for at, sku in enumerate(sold)]
    return inline_warehouse({"orders": [order(1, "pa", "2026-03-01")], "order_lines": lines, "products": products})


def told(*more, **params):
    return [(row.fault.en, row.place.en, row.products) for row in run(shop(*more), TreeParams(**params)).faults]


def test_a_sound_tree_has_no_fault_and_its_sums_add_up():
    found = run(shop(), TreeParams())

    assert (found.faults, found.products, found.depth, found.last_categories) == ((), 10, 2, 4)
    assert [(row.place, row.products, row.share_of_sales.rate) for row in found.tree] == [
        ("tea", 6, 0.6),
        ("tea › black", 3, 0.3),
        ("tea › green", 3, 0.3),
        ("ware", 4, 0.4),
        ("ware › cups", 2, 0.2),
        ("ware › pots", 2, 0.2),
    ]


@pytest.mark.parametrize(
    "more, fault",
    [
        ([product("x"), product("y")], ("No category", "(empty)", 2)),
        ([product("x", "tea", "white")], ("Too few products", "tea › white", 1)),
        ([product("x", "tea")], ("Products here and in children", "tea", 7)),
        ([product("x", "gifts", "boxes"), product("y", "gifts", "boxes")], ("Only one child", "gifts", 2)),
        ([product("unsold1", "tea", "rare"), product("unsold2", "tea", "rare")], ("Nothing sold", "tea › rare", 2)),
        (
            [product("x", "ware", "Ｇreen "), product("y", "ware", "Ｇreen ")],
            ("Same name, or only written differently", "tea › green = ware › Ｇreen", 5),
        ),
    ],
)
def test_every_fault_is_named_once_where_it_is(more, fault):
    assert told(*more) == [fault]


def test_limits_are_the_shops_own():
    white = [product(sku, "tea", "white") for sku in ("x", "y")]

    assert told(*white, most_children=2) == [("Too many children", "tea", 8)]
    assert told(most_depth=1, least_depth=1)[0] == ("Too deep", "tea › black", 3)


def test_a_level_that_repeats_the_one_above_is_none():
    found = run(shop(product("x", "tea", "white", "white"), product("y", "tea", "white", "white")), TreeParams())

    assert found.depth == 2
    assert found.faults == ()


def test_products_off_sale_are_not_in_the_tree():
    assert told(product("x", status="retired")) == []


def test_depths_out_of_order_are_refused():
    with pytest.raises(DepthsOutOfOrder):
        TreeParams(least_depth=3, most_depth=2)


def test_the_headline_names_the_kinds_of_faults():
    found = run(shop(product("x"), product("y", "tea", "white")), TreeParams())

    assert "2 faults: no category, too few products" in render(found.headline, CAPABILITY.sentences, "en")
    assert "没有类目、商品太少" in render(found.headline, CAPABILITY.sentences, "zh-CN")
