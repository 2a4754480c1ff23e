"""Titles, sizes and codes as shops write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.text.codes import is_barcode, plain_code, usual_beginning
from zhanggui.text.sizes import compare_sizes, sizes_of
from zhanggui.text.titles import is_another_variant, likeness, words_of


@pytest.mark.parametrize(
    "one, other",
    [
        ("龙井 250g", "龙井 0.25kg"),
        ("龙井 半斤", "龙井 250克"),
        ("洗发水 500ml", "洗发水 0.5L"),
        ("面膜 10片 2盒", "面膜 10枚*2"),
        ("Coffee beans 250 g x 3", "pack of 3 coffee beans 0.25kg"),
        ("龙井 500g（250g×2）", "龙井 250克 2罐"),
        ("抽纸 100抽 24包", "抽纸 100抽*24包"),
    ],
)
def test_the_same_amount_is_recognised_however_it_is_written(one, other):
    compared = compare_sizes(sizes_of(one), sizes_of(other))

    assert compared.alike
    assert (compared.differing, compared.on_one_side) == ((), ())


@pytest.mark.parametrize(
    "one, other, kind",
    [
        ("龙井 250g", "龙井 500g", "grams"),
        ("龙井 250g", "龙井 250g 3包", "packs"),
        ("龙井 250g", "龙井 250g*2", "packs"),
        ("洗发水 500ml", "洗发水 750ml", "millilitres"),
        ("面膜 5片", "面膜 10片", "pieces"),
        ("set of 6 mugs", "set of 4 mugs", "packs"),
        ("kettle 1500w", "kettle 2000w", "watts"),
    ],
)
def test_another_amount_is_another_article(one, other, kind):
    assert compare_sizes(sizes_of(one), sizes_of(other)).differing == (kind,)


def test_an_amount_that_only_one_title_states_is_said():
    assert compare_sizes(sizes_of("龙井 250g"), sizes_of("龙井")).on_one_side == ("grams",)
    assert sizes_of("龙井").packs == Fraction(1)


@pytest.mark.parametrize(
    "one, other, differ",
    [
        ("保温杯 红色", "保温杯 蓝色", True),
        ("保温杯 红色", "保温杯", False),
        ("正山小种红茶", "正山小种 白色礼盒", False),  # the red of a tea is no colour of a box
        ("T恤 XL", "T恤 S码", True),
        ("mug red", "mug blue", True),
        ("耳机 A12", "耳机 A13", True),
        ("口红 5号", "口红 3号", True),
        ("双11 龙井 2件8折", "618 龙井", False),
        ("红石榴乳液", "红石榴面霜", True),
    ],
)
def test_variants_are_told_apart(one, other, differ):
    assert is_another_variant(words_of(one), words_of(other)) == differ


titles = st.text(alphabet="龙井绿茶西湖明前250g kred ", max_size=20)


@given(one=titles, other=titles)
def test_likeness_is_a_share_and_does_not_depend_on_who_comes_first(one, other):
    score = likeness(words_of(one), words_of(other), {})

    assert 0 <= score <= 1 + 1e-9
    assert score == pytest.approx(likeness(words_of(other), words_of(one), {}))


def test_praise_tells_no_two_products_apart():
    assert likeness(words_of("官方旗舰店 正品包邮 龙井茶"), words_of("龙井茶"), {}) == pytest.approx(1)


@pytest.mark.parametrize(
    "one, other", [("TEA-001", "tea_001"), ("TEA-001", "TEA1"), ("0012345", "12345"), ("ＡＢ－１", "ab1")]
)
def test_one_code_is_recognised_in_another_hand(one, other):
    assert plain_code(one) == plain_code(other)


def test_a_beginning_is_a_channels_own_only_when_nearly_all_codes_have_it():
    assert usual_beginning(["JD-1", "JD-2", "JD-3", "X-9", "JD-4"]) == "JD-"
    assert not usual_beginning(["JD-1", "TB-2", "JD-3"])
    assert not usual_beginning(["JD-1"])


def test_only_numbers_with_a_right_check_digit_are_barcodes():
    assert is_barcode("4006381333931")
    assert is_barcode("73513537")
    assert not is_barcode("4006381333932")
    assert not is_barcode("12345")
