"""Does the same seed always tell the same story, in exactly the columns of the contract?"""

import hashlib
import re
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from zhanggui.books.pseudonyms import pseudonym
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.worlds.tea_shop.catalogue import CATEGORIES, catalogue
from zhanggui.worlds.tea_shop.generate import generate
from zhanggui.worlds.tea_shop.invented import Register
from zhanggui.worlds.tea_shop.records.sheets import NotInTheContract, schema_of, sheet
from zhanggui.worlds.tea_shop.truth import Truth

LAST = datetime(2026, 8, 31, 16)  # noqa: DTZ001 - UTC, as the tables keep it
TABLES = (
    "ad_stats", "campaign_items", "campaigns", "channels", "coupon_uses", "customers", "events", "fees", "identities",
    "order_lines", "orders", "payments", "price_history", "product_costs", "products", "refunds", "reviews",
    "settlement_lines", "stock_levels", "traffic_stats",
)  # fmt: skip


def content(shop):
    return {name: hashlib.sha256((shop.tables / f"{name}.parquet").read_bytes()).hexdigest() for name in shop.rows}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_tables_and_another_seed_others(tiny):
    first, again, other = tiny("first"), tiny("again"), tiny("other", seed=8)
    assert content(first) == content(again)
    assert content(first)["orders"] != content(other)["orders"]


@pytest.mark.slow
def test_leaving_out_tables_does_not_change_the_others(tiny):
    whole, part = tiny("whole"), tiny("part", only=("orders", "refunds"))
    assert set(part.rows) == {"orders", "refunds"}
    assert content(part) == {name: content(whole)[name] for name in part.rows}


@pytest.mark.slow
def test_every_table_has_exactly_the_columns_of_the_contract(shop):
    assert tuple(sorted(shop.rows)) == TABLES
    for name in shop.rows:
        assert shop.table(name).schema.equals(schema_of(name))
        assert shop.table(name).num_rows == shop.rows[name] > 0


@pytest.mark.parametrize("name", TABLES)
def test_what_is_required_is_there_and_words_are_the_known_ones(name, ask):
    for column in CONTRACTS[name].columns():
        if column.required:
            assert ask(f"SELECT count(*) FROM {name} WHERE {column.name} IS NULL") == [(0,)], column.name
        if column.choices:
            used = {word for (word,) in ask(f"SELECT DISTINCT {column.name} FROM {name}") if word is not None}
            assert used <= set(column.choices), column.name


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique(name, ask):
    key = ", ".join(CONTRACTS[name].key)
    assert ask(f"SELECT {key}, count(*) FROM {name} GROUP BY ALL HAVING count(*) > 1") == []


def test_every_reference_leads_somewhere(ask):
    assert ask("FROM order_lines ANTI JOIN products USING (sku)") == []
    assert ask("FROM order_lines ANTI JOIN orders USING (channel, order_id)") == []
    assert ask("FROM orders ANTI JOIN order_lines USING (channel, order_id)") == []
    assert ask("FROM orders SELECT customer WHERE customer IS NOT NULL EXCEPT FROM customers SELECT customer") == []
    assert (
        ask("FROM refunds r ANTI JOIN order_lines USING (channel, order_id, line_id) WHERE line_id IS NOT NULL") == []
    )
    assert ask("FROM identities ANTI JOIN customers USING (customer)") == []


@pytest.mark.slow
def test_nothing_is_known_from_beyond_the_last_day(shop):
    for name in shop.rows:
        for field in schema_of(name):
            if str(field.type) == "timestamp[us]" and name != "campaigns":
                latest = shop.table(name)[field.name].drop_null()
                assert all(told < LAST for told in latest.to_pylist()), (name, field.name)


def test_people_are_pseudonyms(ask):
    looks = re.compile("p[0-9a-f]{24}")
    for table, column in (("orders", "customer"), ("identities", "identity"), ("events", "visitor")):
        assert all(looks.fullmatch(name) for (name,) in ask(f"SELECT DISTINCT {column} FROM {table}") if name)


def test_with_a_key_customers_bear_the_pseudonyms_that_ingest_would_give_their_accounts():
    key, numbers = bytes(32), np.array([5, 6])
    register = Register(seed=7, key=key)
    accounts = register.accounts(numbers).to_pylist()
    assert register.customers(numbers).to_pylist() == [pseudonym(key, "account@taobao", name) for name in accounts]


@pytest.mark.slow
def test_a_truth_can_be_saved_read_and_planted(tiny, tmp_path):
    shop = tiny()
    truth = Truth.load(shop.folder / "truth.json")
    truth.save(tmp_path / "copy.json")
    assert Truth.load(tmp_path / "copy.json") == truth
    again = generate(tmp_path / "planted", size="XS", seed=7, truth=replace(truth, newcomers_per_day=3.0))
    assert again.rows["orders"] > 3 * shop.rows["orders"]


def test_the_truth_lies_outside_of_what_ingest_reads(shop):
    assert (shop.folder / "truth.json").exists()
    assert {path.suffix for path in shop.tables.iterdir()} == {".parquet"}


def test_the_catalogue_is_that_of_a_tea_shop():
    products = catalogue("full")
    assert len({product.sku for product in products}) == len(products) == 120
    assert {product.category for product in products} == set(CATEGORIES)
    assert {product.role for product in products} == {"traffic", "profit", "core"}
    assert {product.stage for product in products} == {"introduction", "growth", "maturity", "decline"}
    assert all(0 < product.cost_minor < product.list_price_minor for product in products)


def test_a_column_that_the_contract_does_not_have_is_refused():
    with pytest.raises(NotInTheContract, match="profit"):
        sheet("orders", 1, {"profit": 1})
