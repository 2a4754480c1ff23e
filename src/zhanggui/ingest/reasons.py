"""Why was a row not loaded?"""

from __future__ import annotations

from types import MappingProxyType

from zhanggui.core.words import Words

# In SQL a row's problems stand in one text, each as reason|column: a list in each of ten million rows would be dear.
BETWEEN = "chr(30)"

# Rows that are no facts at all: they count neither as loaded nor as quarantined.
SET_ASIDE = ("totals_row", "blank_row")
SUPERSEDED = "superseded"

REASONS = MappingProxyType(
    {
        "amount_not_understood": Words(zh="看不懂金额", en="amount not understood"),
        "amount_out_of_range": Words(zh="金额大得不可信", en="amount too large to be true"),
        "blank_row": Words(zh="空行", en="blank row"),
        "broken_quotes": Words(zh="引号不成对，无法分列", en="quotation marks do not match"),
        "currency_unknown": Words(zh="不认识的币种", en="unknown currency"),
        "cut_row": Words(zh="行被截断，列数不足", en="row is cut: too few cells"),
        "damaged_text": Words(
            zh="有乱码，编码与文件其余部分不同", en="damaged text, in another encoding than the rest"
        ),
        "flag_not_understood": Words(zh="看不懂是/否", en="neither yes nor no"),
        "id_shortened": Words(
            zh="编号被表格软件写成了科学计数法，已失真", en="a spreadsheet wrote the id as 1.23E+17: it is lost"
        ),
        "missing": Words(zh="缺少必填的值", en="a needed value is missing"),
        "number_not_understood": Words(zh="看不懂数字", en="number not understood"),
        "number_out_of_range": Words(zh="数量大得不可信", en="quantity too large to be true"),
        "out_of_window": Words(zh="不在此数据源的时间范围内", en="outside the days of this source"),
        "superseded": Words(zh="同一文件中后面还有同一编号的行", en="a later row of the file has the same key"),
        "time_in_future": Words(zh="时间在将来", en="time lies in the future"),
        "time_not_understood": Words(zh="看不懂时间", en="time not understood"),
        "time_out_of_range": Words(zh="时间早得不可信", en="time too early to be true"),
        "too_many_cells": Words(zh="列数多于表头", en="more cells than headers"),
        "totals_row": Words(zh="合计行或说明行", en="row of totals or remarks"),
        "word_unknown": Words(zh="不认识的取值", en="unknown word"),
    }
)
SHAPES = MappingProxyType({"short": "cut_row", "long": "too_many_cells", "damaged": "damaged_text"})


def first_reason(problem: str) -> str:
    """SQL for the reason of a row's first problem."""
    return f"split_part({problem}, '|', 1)"


def first_column(problem: str) -> str:
    """SQL for the column of a row's first problem."""
    first = f"split_part({problem}, {BETWEEN}, 1)"
    return f"substr({first}, strpos({first}, '|') + 1)"
