"""How alike are two names of a column, in Chinese or English?"""

from __future__ import annotations

import functools
import re
from difflib import SequenceMatcher

from zhanggui.ingest.mapping.headers import normalised

EXACT, SAME_CORE, SAME_MEANING, LIKE = 1.0, 0.97, 0.93, 0.9
LEAST = 0.55
MISSPELT = 0.84
EMPTY = frozenset({"the", "of", "in", "and", "by", "per", "on", "at"})
OF_WHAT = 0.3  # "item price" is a price: that it is a product's goes without saying
ALIKE = {
    "date": "time", "datetime": "time", "timestamp": "time", "day": "time", "no": "id", "number": "id", "num": "id", "code": "id",
    "qty": "quantity", "units": "quantity", "pcs": "quantity", "item": "product", "items": "product", "goods": "product",
    "lineitem": "product", "fee": "amount", "value": "amount", "sum": "amount", "postage": "shipping",
    "freight": "shipping", "delivery": "shipping", "sale": "order", "purchase": "order", "created": "order", "buyer": "customer",
    "client": "customer", "telephone": "phone", "mobile": "phone", "mail": "email", "name": "name", "title": "name",
    "viewed": "views", "purchased": "order", "invoice": "order", "stock": "product", "spend": "cost", "spent": "cost", "impressions": "impr", "refunded": "refund", "discounts": "discount", "payment": "paid",
}  # fmt: skip
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[\W_]+")


HAN_ALIKE = tuple(
    (re.compile(words), word)
    for words, word in (
        ("日期|时刻|日$", "时间"),
        ("单据号|编号|单号|号码|编码|代码|序号|id$", "号"),
        ("货品|产品|宝贝|物料|单品", "商品"),
        ("件数|个数|销量|数目", "数量"),
        ("客户|顾客|会员|用户|消费者", "买家"),
        ("手机号?|电话|联系方式", "电话"),
        ("品名|名字|标题", "名称"),
        ("售价|价格|单价", "单价"),
        ("支付|实付", "付款"),
        ("总价|总额|合计|总金额", "总金额"),
        ("花销|费用|消耗|花费", "花费"),
        ("曝光|展示|展现", "展现"),
        ("运费|邮费|快递费|物流费", "运费"),
        ("退货款|退款|退钱", "退款"),
        ("折扣|优惠|减免|抵扣", "优惠"),
    )
)


@functools.cache
def likeness(one: str, other: str) -> float:
    """From 0 to 1: the same, the same but for units and marks, or so many letters in common.

    >>> likeness("订单编号 ", "订单编号"), likeness("实付金额（元）", "实付金额"), likeness("Order No.", "order_no")
    (1.0, 0.97, 0.97)
    >>> likeness("订单编号", "店铺名称")
    0.0
    """
    plain, known = normalised(one), normalised(other)
    if plain == known:
        return EXACT
    left, right = core(one), core(other)
    if not left or not right:
        return 0.0
    if left == right:
        return SAME_CORE
    if _same_words(left) == _same_words(right):
        return SAME_MEANING
    close = _letters(_same_words(left), _same_words(right))
    if left.isascii() and right.isascii():  # words of English share letters without sharing a meaning
        close = max(close if close > MISSPELT else 0.0, _shared_words(one, other))
    return LIKE * close if LIKE * close >= LEAST else 0.0


@functools.cache
def core(name: str) -> str:
    """A name without units in brackets and without marks.

    >>> core("商品总价(元)"), core("order_id")
    ('商品总价', 'orderid')
    """
    plain = normalised(name)
    return _MARKS.sub("", _ASIDE.sub("", plain)) or _MARKS.sub("", plain)


def _same_words(name: str) -> str:
    """A Chinese name with one word for what has several.

    >>> _same_words("货品件数") == _same_words("商品数量")
    True
    """
    for words, word in HAN_ALIKE:
        name = words.sub(word, name)
    return name


def _letters(left: str, right: str) -> float:
    """How many letters two names share in order; English ones only as far as one may be the other misspelt."""
    length = len(left) + len(right)
    least = MISSPELT if left.isascii() and right.isascii() else LEAST / LIKE
    if 2 * min(len(left), len(right)) < least * length or not set(left) & set(right):
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= least else 0.0


def _shared_words(one: str, other: str) -> float:
    """How much of two English names is the same words; the last says what it is, the others of what."""
    left, right = _words(one), _words(other)
    if not left or not right:
        return 0.0
    shared = set(left) & set(right)
    weight = sum(_weight(word, left) + _weight(word, right) for word in shared)
    return weight / sum(_weight(word, words) for words in (left, right) for word in words)


@functools.cache
def _words(name: str) -> tuple[str, ...]:
    apart = _CAMEL.sub(" ", name)
    words = (word for word in _MARKS.split(_ASIDE.sub(" ", normalised(apart))) if word)
    return tuple(ALIKE.get(word, word) for word in words if word not in EMPTY)


def _weight(word: str, words: tuple[str, ...]) -> float:
    if word == words[-1]:
        return 1.5
    return OF_WHAT if word == "product" else 1.0
