"""The demo's tea shop undercut itself in a price war over one tea: is the step back up proposed, and does it pay?"""

from __future__ import annotations

import json

import pytest

from zhanggui.app import deciding, demo
from zhanggui.worlds.tea_shop.effect import expected_sales
from zhanggui.worlds.tea_shop.generate import END, products_of
from zhanggui.worlds.tea_shop.records.rivals import fought_over, watched
from zhanggui.worlds.tea_shop.truth import Truth


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_step_back_up_is_proposed_and_truly_pays(tmp_path):
    stage = demo.Stage(folder=tmp_path, say=lambda _: None, language="en")
    shop = demo.replace_clock(demo._tea_shop(stage, tmp_path / "tea-shop", "S"), demo._morning(END))
    world = tmp_path / "worlds" / "tea-shop"
    truth = Truth.load(world / "truth.json")
    fought = fought_over(truth, watched(products_of(truth)))

    deciding.propose_one(shop, "pricing.market_step")

    found = [each.proposal for each in deciding.records(shop, policy="pricing.market_step")]
    (step,) = [each for each in found if each.target["sku"] == fought]
    rows = json.loads(str(step.after["_rows"]))
    assert all(then > now for _, now, then in rows)
    assert step.expected.low.minor > 0
    changes = [
        {"kind": "price", "sku": fought, "channel": channel, "price_minor": then, "at": f"{END}"}
        for channel, _, then in rows
    ]
    before, after = (expected_sales(world, 28, *each, key=shop.key).margin_minor.sum() for each in ([], changes))
    assert after > before, "by the law of the world, which the policy has never seen"
    assert step.expected.low.minor < after - before < step.expected.high.minor
    shop.books.close()
