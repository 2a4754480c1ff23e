"""A file that no map knows gets one proposed, by the names of its columns and by what stands in them."""

from __future__ import annotations

import pytest

from tests.ingest.conftest import EXPORTS, causes
from tests.ingest.proposals import certain, evaluate
from zhanggui.ingest.errors import HeadersUnknown
from zhanggui.ingest.mapping.library import parse_map
from zhanggui.ingest.proposing.fields import forms
from zhanggui.ingest.proposing.likeness import likeness
from zhanggui.ingest.proposing.proposal import Wish, propose

KEY = bytes(range(32))
ERP = """单据号,下单日期,付款日期,客户手机,货品编码,货品名称,件数,成交单价,备注
X1,01.03.2026,01.03.2026,13712340001,LJ-100,龙井,2,"68,50",请打电话 13712340001
X2,02.03.2026,,13712340002,POT,壶,1,"1.099,00",
X3,03.03.2026,,13712340002,POT,壶,一件,"99,00",
"""


def taken(proposal):
    return {column.header: column.field for column in proposal.columns if column.field}


def test_columns_are_told_by_name_and_cells_and_each_says_how_surely(shop):
    proposal = propose(shop.write("某ERP.csv", ERP), key=KEY)

    assert proposal.form == "generic_orders"
    assert taken(proposal) == {
        "单据号": "order_id", "下单日期": "ordered_at", "付款日期": "paid_at", "客户手机": "phone", "货品编码": "sku",
        "货品名称": "product_name", "件数": "quantity", "成交单价": "unit_price", "备注": "buyer_note",
    }  # fmt: skip
    assert proposal.missing == ()
    assert {column.header: column.confidence for column in proposal.columns}["件数"] > 0.6
    assert "13712340001" not in str(proposal)


@pytest.mark.slow
def test_a_proposed_map_kept_with_the_shop_reads_files_like_it_from_then_on(shop):
    path = shop.write("某ERP.csv", ERP)
    with pytest.raises(HeadersUnknown, match="--propose"):
        shop.load(path)
    (shop.folder / "maps").mkdir()
    (shop.folder / "maps" / "erp.toml").write_text(propose(path, key=KEY).toml, "utf-8")
    report = shop.load(path)

    assert report.source == "erp"
    assert shop.query("SELECT order_id, gross_minor FROM {order_lines} ORDER BY 1") == [("X1", 13700), ("X2", 109900)]
    assert shop.query("SELECT day(ordered_at), paid_at IS NULL FROM {orders} ORDER BY order_id") == [
        (28, False),
        (1, True),
    ]
    assert causes(report) == [("number_not_understood", "件数", (4,))]
    assert shop.safe.kept["phone"]


@pytest.mark.slow
def test_what_a_person_decides_counts_and_a_column_left_out_does_not_slip_in(shop):
    text = "order_id,ordered_at,sku,quantity,price,discount,rabatt,xyz\nA1,2026-03-01,T,1,10.00,9.00,1.00,2\n"
    path = shop.write("odd.csv", text)
    chosen = {"order_id": "order_id", "ordered_at": "ordered_at", "sku": "sku", "xyz": "quantity", "price": "unit_price", "rabatt": "discount"}  # fmt: skip
    proposal = propose(path, key=KEY, wish=Wish(form="generic_orders", chosen=chosen, name="odd"))
    shop.load(path, map_file=shop.write("odd.toml", proposal.toml))

    assert taken(proposal) == chosen
    assert shop.query("SELECT quantity, discount_merchant_minor FROM {order_lines}") == [(2, 100)]


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_every_form_can_be_written_as_a_map(form):
    from zhanggui.ingest.proposing.writing import written

    everything = {field.name: f"列 {field.name}" for field in form.fields}
    source = parse_map(written(form, everything, name="own", file="x.csv"), "own.toml")

    assert source.name == "own"
    assert set(source.recognise.required) <= set(everything.values())


def test_names_are_alike_by_words_letters_and_units():
    assert likeness("实付金额（元）", "实付金额") > 0.9
    assert likeness("Order Nr", "order no") == 0.0 or likeness("Order Number", "order no") > 0.8
    assert likeness("shipping price", "order price") < likeness("unit price", "unit_price")
    assert likeness("客户", "库存") == 0.0


@pytest.mark.slow
def test_the_share_of_essential_columns_proposed_right_for_hidden_platforms_stays_above_the_floor():
    found = evaluate()
    verdicts = [right for _, _, needs in found.values() for right in needs.values()]

    assert sum(verdicts) / len(verdicts) >= FLOOR
    assert propose(EXPORTS / "costs.csv", key=KEY).form == "costs"
    sure = list(certain())
    assert len(sure) > 50
    assert sum(is_right for *_, is_right in sure) / len(sure) >= 0.98


FLOOR = 0.95


@pytest.mark.slow
def test_a_line_break_inside_a_cell_does_not_stop_the_proposal(shop):
    rows = "".join(f'R{n},"so good{chr(10)}and so green",2026-03-{n % 28 + 1:02},3\n' for n in range(400))
    told = propose(shop.write("reviews.csv", f"order number,comment,date,quantity\n{rows}"), key=bytes(32))

    assert {column.field: column.header for column in told.columns}["order_id"] == "order number"
