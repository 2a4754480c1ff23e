"""Is a waterfall drawn from its numbers, with the same numbers as a table beside it?"""

from __future__ import annotations

from zhanggui.core.charts import Step, Waterfall
from zhanggui.core.words import Words
from zhanggui.surfaces.web.drawing import drawn

FALL = Waterfall(
    title=Words(zh="从之前到本期", en="From before to now"),
    unit="money",
    steps=(
        Step(name=Words(zh="之前", en="Before"), value=100.0, is_total=True),
        Step(name=Words(zh="抖音", en="Douyin"), value=-30.5),
        Step(name=Words(zh="本期", en="Now"), value=69.5, is_total=True),
    ),
)


def test_totals_stand_on_the_ground_and_changes_hang_between_them():
    mark = drawn("waterfall", FALL, "CNY", "en").figure["data"][0]

    assert mark["type"] == "waterfall"
    assert mark["measure"] == ["absolute", "relative", "absolute"]
    assert (mark["y"], mark["x"]) == (["Before", "Douyin", "Now"], [100.0, -30.5, 69.5])


def test_the_same_numbers_stand_in_a_table():
    table = drawn("waterfall", FALL, "CNY", "zh-CN").table

    assert table.title == "从之前到本期"
    assert [row[0] for row in table.rows] == ["之前", "抖音", "本期"]
    assert [row[1] for row in table.values] == [100.0, -30.5, 69.5]


def test_amounts_have_their_sign_before_the_currency_and_room_beside_the_bars():
    figure = drawn("waterfall", FALL, "CNY", "en").figure

    assert figure["data"][0]["text"] == ["¥100", "-¥30", "¥70"]
    assert figure["data"][0]["cliponaxis"] is False
    assert figure["layout"]["margin"]["r"] >= 60
