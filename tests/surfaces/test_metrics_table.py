"""Do the values of a dimension read as words, and multiples as numbers of times?"""

from __future__ import annotations

from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.surfaces.metrics_table import metrics_table
from zhanggui.warehouse.inline import inline_warehouse

ORDER = {
    "channel": "tmall", "order_id": "1", "ordered_at": "2026-03-01", "paid_at": "2026-03-01", "currency": "CNY",
    "device": "mobile", "goods_minor": 30_00,
}  # fmt: skip
LINE = {
    "channel": "tmall",
    "order_id": "1",
    "line_id": "1",
    "kind_of_line": "sale",
    "quantity": 3,
    "gross_minor": 30_00,
}
CHANNEL = {"channel": "tmall", "title_zh": "天猫旗舰店", "title_en": "Tmall"}


def test_channels_and_choices_read_in_words_and_stay_codes_for_programs():
    shop = inline_warehouse({"orders": [ORDER], "order_lines": [LINE], "channels": [CHANNEL]})
    answer = measure(shop, Question(metrics=("net_sales", "units_per_order"), by=("channel", "device")))
    assert metrics_table(answer, "zh-CN").rows[0][1:] == ("天猫旗舰店", "手机", "¥30.00", "3.00")
    assert metrics_table(answer, "en").rows[0][1:3] == ("Tmall", "mobile")
    sales, units = answer.to_rows()
    assert (sales["channel"], sales["device"]) == ("tmall", "mobile")
    assert (units["unit"], units["value"]) == ("multiple", 3.0)
