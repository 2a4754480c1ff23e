"""Do lifecycle programmes find again what was planted, and does the benchmark's year follow the product's own rules?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from benchmarks.invented.due_on_arrays import due_now, learnt_from
from benchmarks.invented.programme_year import EPOCH, PROGRAMMES, live, world_of
from benchmarks.suites.programmes import shown
from zhanggui.decisions.programmes.due import due
from zhanggui.warehouse.inline import inline_warehouse
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

TOLD_BY_BASKETS = {"birthday", "milestone", "vip_care"}  # birthdays and sums are the arrays' own


def test_what_is_merely_friendly_changes_nothing_and_what_is_timely_works():
    truth = ordinary_truth(seed=1, start=date(2025, 1, 1), end=date(2025, 2, 1), newcomers_per_day=1.0)
    hunter = truth.segment("hunter")

    assert truth.uplift(hunter, 2000, "birthday") == 1.0
    assert truth.uplift(hunter, 0, "second_order") == pytest.approx(1 + 1.2 * 4.0 * 0.35)
    assert truth.uplift(hunter, 0) == pytest.approx(1 + 1.2 * 0.35), "a win-back is what it was"


@pytest.mark.slow
def test_the_arrays_find_the_same_people_due_as_the_engine():
    bought = world_of(3, 1.0).usual
    day = date(2026, 3, 16)
    at = day.toordinal() - EPOCH
    known = bought.until(at)
    rows = [
        {
            "channel": "own_site",
            "order_id": str(number),
            "customer": f"p{who}",
            "ordered_at": datetime.combine(date.fromordinal(when + EPOCH), time(4), UTC).isoformat(),
            "paid_at": datetime.combine(date.fromordinal(when + EPOCH), time(4), UTC).isoformat(),
            "currency": "CNY",
            "goods_minor": 10_000,
        }
        for number, (who, when) in enumerate(zip(known.customer.tolist(), known.day.tolist(), strict=True))
    ]
    shop = inline_warehouse({"orders": rows}, as_of=day)
    learned = learnt_from(bought, at)
    for programme in PROGRAMMES:
        if programme.name not in TOLD_BY_BASKETS:
            ours = shop.fetch(due(shop, programme.trigger, day, programme.patience_days)).to_pylist()
            theirs = {f"p{who}" for who, _ in due_now(programme, bought, learned, at)}
            assert {row["customer"] for row in ours} == theirs, programme.name
            assert theirs


@pytest.mark.slow
def test_in_a_small_shop_nobody_gets_too_much_and_the_readouts_hold_the_truth():
    found = [shown(live(seed, 2.0)) for seed in (11, 12, 13)]

    assert all(each.most[1] <= 1 and each.most[7] <= 2 and each.most[30] <= 4 for each in found)
    assert sum(each.against_consent + each.twice for each in found) == 0
    assert all(each.truly > 0 for each in found)
    parts = [covered for each in found for covered in each.covered]
    assert sum(parts) / len(parts) >= 0.75
