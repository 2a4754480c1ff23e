"""Two customers with one phone come to count as one member after a look at the effect, and as two again when undone."""

from __future__ import annotations

import pytest

from tests.app.one_person.people_shop import OWNER
from tests.app.same.two_channels import MEI, figures, four_channels, table
from zhanggui.app.loading import load, publish
from zhanggui.app.one_person.erasing import erase
from zhanggui.app.one_person.finding import find
from zhanggui.app.same import members
from zhanggui.app.same.members import NoSuchMember, NotMerged, member_id, overview
from zhanggui.app.same.preview import preview_of
from zhanggui.app.same.rights import OnlyPersonsJoin
from zhanggui.app.shop import init_shop
from zhanggui.books.people import Actor
from zhanggui.core.clock import StoppedClock

COUNTED = ("buyers", "repeat_buyers", "new_buyers", "repeat_rate", "net_sales", "orders")
ZHOU = member_id(["pa", "pb"])


@pytest.fixture
def shop(tmp_path):
    return four_channels(tmp_path)


def test_a_shared_phone_is_proposed_with_its_evidence_and_a_couriers_number_is_not(shop):
    told = overview(shop)

    (proposed,) = told.proposed
    assert proposed.id == ZHOU
    assert [(each.customer, each.channels, each.orders) for each in proposed.group.customers] == [
        ("pa", ("taobao",), 1),
        ("pb", ("jd", "own_site"), 2),
    ]
    (phone,) = proposed.group.shared
    assert (phone.kind, phone.channels, phone.since.isoformat()) == ("phone", ("jd", "taobao"), "2026-03-01")
    assert [len(each.customers) for each in told.too_shared] == [6]


@pytest.mark.slow
def test_the_effect_is_shown_before_and_is_what_comes_true(shop):
    preview = preview_of(shop, ZHOU)
    assert (preview.before.buyers, preview.after.buyers) == (7, 6)
    assert (preview.before.repeat_buyers, preview.after.repeat_buyers) == (1, 1)
    assert (preview.before.new_buyers_lately, preview.after.new_buyers_lately) == (7, 6)
    assert [(each.customer, each.days_since, each.purchase_days) for each in preview.people_before] == [
        ("pa", 7, 1),
        ("pb", 0, 2),
    ]
    (person,) = preview.people_after
    assert (person.customer, person.days_since, person.purchase_days, person.net_sales_minor) == ("pa", 0, 3, 50000)

    members.merge(shop, ZHOU, actor=MEI, why="电话核实")
    assert figures(shop, "buyers")["buyers"] == 7, "not before the next version"
    publish(shop)
    assert figures(shop, "buyers", "repeat_buyers") == {"buyers": 6, "repeat_buyers": 1}
    back = preview_of(shop, ZHOU)
    assert (back.before, back.after) == (preview.after, preview.before)


@pytest.mark.slow
def test_unmerged_everything_is_exactly_what_it_was(shop):
    before, told = figures(shop, *COUNTED), {name: table(shop, name) for name in ("sale_lines", "orders", "identities")}
    done = members.merge(shop, ZHOU, actor=MEI)
    publish(shop)
    assert figures(shop, *COUNTED) != before
    (merged,) = overview(shop).merged
    assert (merged.id, merged.in_force, merged.by) == (done.id, True, "u-mei")

    members.unmerge(shop, ZHOU, actor=MEI)
    publish(shop)
    assert figures(shop, *COUNTED) == before
    assert {name: table(shop, name) for name in told} == told
    assert [each.id for each in overview(shop).proposed] == [ZHOU]


@pytest.mark.slow
def test_different_people_are_not_proposed_again_until_that_is_taken_back(shop):
    members.refuse(shop, ZHOU, actor=MEI, why="母女")
    assert (overview(shop).proposed, [each.why for each in overview(shop).refused]) == ((), ["母女"])
    with pytest.raises(NoSuchMember):
        members.merge(shop, ZHOU, actor=MEI)

    members.unmerge(shop, ZHOU, actor=MEI)
    assert [each.id for each in overview(shop).proposed] == [ZHOU]
    with pytest.raises(NotMerged):
        members.unmerge(shop, ZHOU, actor=MEI)


def test_programs_and_analysts_do_not_merge(shop):
    with pytest.raises(OnlyPersonsJoin):
        members.merge(shop, ZHOU, actor=Actor(id="k1", role="owner", kind="machine"))


HEADER = "订单编号,渠道,下单时间,付款时间,买家,姓名,手机,商品编码,商品名称,数量,单价\n"


def _loaded(folder):
    """Zhou bought by two accounts with one phone, Wang by another."""
    from tests.surfaces.shops import NOW

    shop = init_shop(folder / "shop", currency="CNY", timezone="Asia/Shanghai", name="茶", clock=StoppedClock(NOW))
    at = "2026-03-01 10:00:00,2026-03-01 10:00:00"
    rows = (
        f"A1,own_site,{at},zhou_1,周绝密,13912340001,LJ,龙井,1,100\n",
        f"A2,own_site,{at},zhou_2,周绝密,13912340001,LJ,龙井,2,100\n",
    )
    other = f"B1,own_site,{at},wang_1,王某人,13912340002,LJ,龙井,1,100\n"
    file = folder / "orders.csv"
    file.write_text(HEADER + "".join(rows) + other, "utf-8")
    load(shop, [file])
    return shop


@pytest.mark.slow
def test_both_accounts_of_one_load_are_found_by_their_phone_and_erased_as_one_person(tmp_path):
    shop = _loaded(tmp_path)
    (proposed,) = overview(shop).proposed
    members.merge(shop, proposed.id, actor=OWNER)
    publish(shop)
    before = figures(shop, "buyers", "net_sales", "orders")
    assert before == {"buyers": 2, "net_sales": 40000, "orders": 3}

    (person,) = find(shop, "13912340001", actor=OWNER)
    assert person.orders == 2
    done = erase(shop, person.customer, actor=OWNER, reason="来信要求")

    assert done.is_proved, done.searched
    assert set(done.customers) == set(proposed.group.names)
    assert figures(shop, "buyers", "net_sales", "orders") == before
    assert overview(shop).merged == ()
    assert publish(shop).name > done.snapshot
    assert figures(shop, "buyers", "net_sales", "orders") == before
