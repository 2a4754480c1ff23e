"""Who would the customers be, if they were people? Every name, phone and address here is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.books.pseudonyms import pseudonym
from zhanggui.worlds.tea_shop.nature.days import Whole
from zhanggui.worlds.tea_shop.randomness import even, scrambled

PROVINCES = (  # name, weight, its cities
    ("广东省", 13.5, ("广州市", "深圳市", "东莞市", "佛山市")),
    ("浙江省", 9.5, ("杭州市", "宁波市", "温州市")),
    ("江苏省", 9.2, ("南京市", "苏州市", "无锡市")),
    ("上海", 7.0, ("上海市",)),
    ("山东省", 7.2, ("济南市", "青岛市", "烟台市")),
    ("北京", 6.5, ("北京市",)),
    ("福建省", 6.2, ("福州市", "厦门市", "泉州市")),
    ("四川省", 5.0, ("成都市", "绵阳市")),
    ("湖北省", 4.4, ("武汉市", "宜昌市")),
    ("湖南省", 4.2, ("长沙市", "株洲市")),
    ("河南省", 4.2, ("郑州市", "洛阳市", "信阳市")),
    ("安徽省", 3.8, ("合肥市", "黄山市")),
    ("河北省", 3.4, ("石家庄市", "保定市")),
    ("江西省", 2.4, ("南昌市", "赣州市")),
    ("陕西省", 2.4, ("西安市",)),
    ("重庆", 2.4, ("重庆市",)),
    ("辽宁省", 2.2, ("沈阳市", "大连市")),
    ("广西壮族自治区", 2.0, ("南宁市", "柳州市")),
    ("云南省", 1.8, ("昆明市", "大理市")),
    ("天津", 1.4, ("天津市",)),
    ("黑龙江省", 1.2, ("哈尔滨市",)),
    ("吉林省", 1.0, ("长春市",)),
)
_KIND = "account@taobao"  # as ingest says it: an account name belongs to its platform
_ELEMENTS = ("山", "云", "溪", "竹", "雨", "月", "松", "石", "荷", "雪", "南", "北", "小", "老", "阿", "半")
_ENDS = (
    "居士",
    "先生",
    "的茶",
    "爱喝茶",
    "一盏",
    "清欢",
    "人家",
    "同学",
    "妈妈",
    "叔叔",
    "闲人",
    "读书",
    "听雨",
    "看山",
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "清茗岚溪若安知许言初夏秋禾一诺子墨景行书瑶云舟望舒星野南乔松月竹青荷雨桐"
_STREETS = ("采茶路", "听泉街", "望山大道", "竹影巷", "龙井弄", "云栖路", "清风里", "晓月街")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented customer as a raw export would show them."""

    account: str
    name: str
    phone: str
    province: str
    city: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Turns the world's customer numbers into pseudonyms and invented people.

    With a key the pseudonyms are the ones that ingest would make of the invented account names under that key; without,
    they are the scrambled number, which is faster.
    """

    seed: int
    key: bytes | None = None

    def customers(self, numbers: Whole) -> pa.StringArray:
        """The pseudonym of each customer number."""
        if self.key is None:
            return self.strangers("customer", numbers)
        key = self.key
        return pa.array([pseudonym(key, _KIND, account) for account in self.accounts(numbers).to_pylist()], pa.string())

    def strangers(self, kind: str, numbers: Whole) -> pa.StringArray:
        """Pseudonyms of whatever else is numbered: visitors, accounts of a channel."""
        long = scrambled(self.seed, f"pseudonym/{kind}", numbers)
        more = scrambled(self.seed, f"pseudonym/{kind}/more", numbers)
        raw = np.empty((len(numbers), 12), dtype=np.uint8)
        raw[:, :8] = long.astype("<u8").view(np.uint8).reshape(-1, 8)
        raw[:, 8:] = more.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :4]
        text = np.empty((len(numbers), 25), dtype=np.uint8)
        text[:, 0] = ord("p")
        text[:, 1:] = _HEX[raw].reshape(len(numbers), 24)
        offsets = np.arange(len(numbers) + 1, dtype=np.int32) * 25
        return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets.tobytes()), pa.py_buffer(text.tobytes()))

    def accounts(self, numbers: Whole) -> pa.StringArray:
        """The account name of each customer number, different for each."""
        drawn = scrambled(self.seed, "account", numbers)
        parts = (
            words(_ELEMENTS, drawn % np.uint64(len(_ELEMENTS))),
            words(_ENDS, (drawn >> np.uint64(8)) % np.uint64(len(_ENDS))),
            pa.array(numbers, pa.int64()).cast(pa.string()),
        )
        return pc.binary_join_element_wise(*parts, "")

    def homes(self, numbers: Whole) -> tuple[Whole, Whole]:
        """Province and city of each customer number, as positions in PROVINCES and its cities."""
        weights = np.array([weight for _, weight, _ in PROVINCES])
        province = np.searchsorted(weights.cumsum() / weights.sum(), even(self.seed, "province", numbers), side="right")
        cities = np.array([len(cities) for _, _, cities in PROVINCES])
        city = even(self.seed, "city", numbers) ** 1.6 * cities[province]
        return np.asarray(province), city.astype(np.int64)

    def people(self, numbers: Sequence[int]) -> list[Person]:
        """The invented people behind some customer numbers."""
        whole = np.asarray(numbers, dtype=np.int64)
        provinces, cities = self.homes(whole)
        accounts = self.accounts(whole).to_pylist()
        drawn = scrambled(self.seed, "person", whole)
        return [
            self._person(account, int(bits), int(province), int(city))
            for account, bits, province, city in zip(accounts, drawn, provinces, cities, strict=True)
        ]

    def _person(self, account: str, bits: int, province: int, city: int) -> Person:
        digits = int.from_bytes(hashlib.blake2b(bits.to_bytes(8, "little"), digest_size=6).digest(), "little")
        given = _GIVEN[digits % len(_GIVEN)] + _GIVEN[digits // 37 % len(_GIVEN)] * (digits % 3 > 0)
        name = _SURNAMES[bits % len(_SURNAMES)] + given
        street, number = _STREETS[digits // 11 % len(_STREETS)], digits // 97 % 288 + 1
        title, _, cities = PROVINCES[province]
        return Person(
            account=account,
            name=name,
            phone=f"1990{digits % 10_000_000:07d}",
            province=title,
            city=cities[city],
            address=f"{title} {cities[city]} 示例区 {street}{number}号{digits // 7 % 20 + 1}单元{digits // 13 % 1800 + 101}室",
        )


def words(choices: Sequence[str | None], codes: Any) -> pa.StringArray:
    """The word behind each code."""
    return pa.array(choices, pa.string()).take(pa.array(np.asarray(codes).astype(np.int64)))


_DIGITS = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_HEX = np.stack([_DIGITS[np.arange(256) >> 4], _DIGITS[np.arange(256) & 15]], axis=1)
