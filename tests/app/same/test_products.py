"""Two listings come to count as one product when a person says so, and as two again when it is undone."""

from __future__ import annotations

import pytest

from tests.app.same.two_channels import MEI, by_sku, figures, four_channels, table
from zhanggui.app.loading import publish
from zhanggui.app.same import products
from zhanggui.app.same.products import (
    CodeUnknown,
    CountsAsItself,
    NoSuchMatch,
    NothingToUndo,
    match_id,
    overview,
)
from zhanggui.app.same.rights import OnlyPersonsJoin
from zhanggui.books.events import read, verify_chain
from zhanggui.books.people import Actor

BEFORE = {
    "TEA-001": 20000, "TEA-002": 17800, "TEA-003": 26800, "tea_003": 26800, "100012": 13200, "100013": 25200,
}  # fmt: skip
LONGJING = match_id("jd", "100012", "TEA-001")
PUER = match_id("own_site", "tea_003", "TEA-003")


@pytest.fixture
def shop(tmp_path):
    return four_channels(tmp_path)


@pytest.mark.slow
def test_only_the_exact_code_was_joined_by_itself_and_even_that_is_undone(shop):
    assert by_sku(shop) == BEFORE
    (exact,) = overview(shop).joined
    assert (exact.channel, exact.code, exact.sku, exact.way, exact.by) == (
        "douyin", "3501", "TEA-002", "exact", "rule:exact_code",
    )  # fmt: skip

    products.undo(shop, [exact.id], actor=MEI)
    assert overview(shop).waiting == 1
    publish(shop)
    assert by_sku(shop) == {**BEFORE, "TEA-002": 8800, "3501": 9000}
    publish(shop)
    assert "3501" in by_sku(shop), "the rule does not repeat what a person took back"


def test_proposals_show_their_evidence_and_another_size_is_not_among_them(shop):
    proposed = {each.id: each.match for each in overview(shop).proposed}

    assert proposed.keys() == {PUER, LONGJING}
    title = proposed[LONGJING]
    assert title.agreeing == ("明前", "西湖", "龙井", "绿茶")
    assert title.sizes_alike == ("grams",)
    assert title.price_ratio == 1.32
    assert 0.7 < title.score < 0.8
    assert proposed[PUER].way == "code"


@pytest.mark.slow
def test_confirmed_it_counts_as_one_from_the_next_version_on(shop):
    (told,) = products.confirm(shop, [LONGJING], actor=MEI, why="同一罐")
    assert (told.by, told.why, told.in_force) == ("u-mei", "同一罐", False)
    assert by_sku(shop) == BEFORE

    publish(shop)
    joined = {sku: value for sku, value in BEFORE.items() if sku != "100012"} | {"TEA-001": 33200}
    assert by_sku(shop) == joined
    assert by_sku(shop, "sold_units")["TEA-001"] == 3
    assert [row["sku"] for row in table(shop, "products")] == ["TEA-001"]
    costs = {(row["channel"], row["sku"]): row["unit_cost_minor"] for row in table(shop, "sale_lines")}
    assert costs["jd", "TEA-001"] == 4000, "the product's own cost holds for the listing"
    assert overview(shop).waiting == 0


@pytest.mark.slow
def test_undone_everything_is_exactly_what_it_was(shop):
    names = ("net_sales", "orders", "sold_units", "buyers", "money_received", "contribution_profit")
    before = {name: table(shop, name) for name in ("sale_lines", "order_lines", "products", "listings")}
    told = figures(shop, *names)
    products.confirm(shop, [LONGJING, PUER], actor=MEI)
    publish(shop)
    assert by_sku(shop)["TEA-003"] == 53600

    products.undo(shop, [LONGJING, PUER], actor=MEI)
    publish(shop)
    assert {name: table(shop, name) for name in before} == before
    assert figures(shop, *names) == told
    assert {each.id for each in overview(shop).proposed} == {LONGJING, PUER}


@pytest.mark.slow
def test_refused_it_is_not_proposed_again_until_that_is_undone(shop):
    products.refuse(shop, [LONGJING], actor=MEI, why="另一等级")
    assert {each.id for each in overview(shop).proposed} == {PUER}
    assert [each.id for each in overview(shop).refused] == [LONGJING]

    products.undo(shop, [LONGJING], actor=MEI)
    assert {each.id for each in overview(shop).proposed} == {PUER, LONGJING}
    with pytest.raises(NothingToUndo):
        products.undo(shop, [LONGJING], actor=MEI)


@pytest.mark.slow
def test_the_same_code_that_means_two_products_is_parted(shop):
    products.join(shop, "jd", "100012", "TEA-001", actor=MEI)
    products.part(shop, "taobao", "TEA-002", actor=MEI, why="旧款")
    publish(shop)
    told = by_sku(shop)

    assert (told["TEA-001"], told["TEA-002@taobao"], told["TEA-002"]) == (33200, 8800, 9000)


@pytest.mark.slow
def test_a_code_leads_on_to_the_product_at_the_end_but_never_back_to_itself(shop):
    products.join(shop, "jd", "100013", "100012", actor=MEI)
    products.join(shop, "jd", "100012", "TEA-001", actor=MEI)
    with pytest.raises(CountsAsItself):
        products.join(shop, "taobao", "TEA-001", "100013", actor=MEI)
    publish(shop)

    assert by_sku(shop)["TEA-001"] == 20000 + 13200 + 25200


def test_who_decided_what_is_on_the_chain_and_programs_do_not_decide(shop):
    products.confirm(shop, [LONGJING], actor=MEI, why="同一罐")
    products.undo(shop, [LONGJING], actor=MEI)
    with shop.books.reading() as connection:
        events = read(connection, "products")
        verify_chain(connection)

    assert [(event.kind, event.by) for event in events] == [
        ("product.joined", "rule:exact_code"),
        ("product.joined", "u-mei"),
        ("product.undone", "u-mei"),
    ]
    with pytest.raises(OnlyPersonsJoin):
        products.confirm(shop, [LONGJING], actor=Actor(id="k1", role="owner", kind="machine"))


def test_what_nobody_proposed_or_sells_is_refused_by_name(shop):
    with pytest.raises(NoSuchMatch):
        products.confirm(shop, ["m0"], actor=MEI)
    with pytest.raises(CodeUnknown):
        products.join(shop, "jd", "9", "TEA-001", actor=MEI)
    with pytest.raises(CodeUnknown):
        products.join(shop, "jd", "100012", "TEA-9", actor=MEI)
