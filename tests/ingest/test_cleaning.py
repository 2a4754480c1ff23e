"""Every cleaning rule against a second formulation in plain Python, on cells that hypothesis invents."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.books.pseudonyms import pseudonym
from zhanggui.core.currency import minor_digits
from zhanggui.ingest.compiling.cleaning import instant_sql, minor_sql, teach
from zhanggui.ingest.people import scoped, teach_people
from zhanggui.ingest.scrubbing import teach_scrubbing

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
        teach(connection)
        teach_scrubbing(connection)
        teach_people(connection, KEY)
        yield connection


def ask(engine, expression, cell):
    return engine.execute(f"SELECT {expression} FROM (SELECT ?::VARCHAR AS cell)", [cell]).fetchone()[0]


def ask_all(engine, expression, cells):
    """One query for many cells, in their order."""
    rows = engine.execute(f"SELECT {expression} FROM (SELECT unnest(?::VARCHAR[]) AS cell)", [list(cells)]).fetchall()
    return [row[0] for row in rows]


def answers(engine, expression, cells):
    """What each cell becomes."""
    return dict(zip(cells, ask_all(engine, expression, cells), strict=True))


def many(strategy):
    return st.lists(strategy, min_size=30, max_size=60)


few = settings(max_examples=12)


# ------------------------------------------------------------------------------------------------- words


WRAPPED = {
    "  茶 壶\t": "茶 壶",
    "\ufeff茶": "茶",
    "　茶　": "茶",
    '="193000000000000001"': "193000000000000001",
    '\t="1"': "1",
    "'13712340001": "13712340001",
    "\t6917246211234": "6917246211234",
    "3\t": "3",
    "=SUM(A1:A9)": "=SUM(A1:A9)",
    "": None,
    "   ": None,
    "-": None,
    "--": None,
    " -- ": None,
    "—": None,
    "null": None,
    "N/A": None,
    "'": None,
    "no": "no",
    "-5": "-5",
    "nano": "nano",
}


def test_a_cell_is_taken_out_of_its_wrapping_and_may_say_nothing(engine):
    assert answers(engine, "told(cell)", WRAPPED) == WRAPPED


@few
@given(texts=many(st.text(max_size=20)))
def test_what_a_cell_says_is_what_python_finds_between_the_blanks(engine, texts):
    texts = [text.replace("\0", "") for text in texts]

    assert ask_all(engine, "told(cell)", texts) == [said_in_python(text) for text in texts]


BLANKS = " \t\n\v\f\r\u00a0\u3000\ufeff\u200b"
NOTHING = {"", "-", "--", "---", "—", "–", "－", "/", "null", "NULL", "None", "nan", "NaN", "N/A", "n/a", "#N/A"}


def said_in_python(cell):
    text = cell.strip(BLANKS)
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1]
    text = text.lstrip("'").strip(BLANKS) if text != cell or text[:1] in {"'", "="} else text
    return None if text in NOTHING else text


# ----------------------------------------------------------------------------------------------- amounts


AMOUNTS = {
    "12.50": "12.5",
    "1,391": "1391",
    "1,234,567.89": "1234567.89",
    "¥ 88.50": "88.5",
    "￥88.50元": "88.5",
    "$1,299.50": "1299.5",
    "１２．５": "12.5",
    "(12.50)": "-12.5",
    "+5": "5",
    "-5": "-5",
    "－5": "-5",
    ".5": "0.5",
    "12.": "12",
    "CNY 3": "3",
    "3 USD": "3",
    "12.3.4": None,
    "1e5": None,
    "1_000": None,
    "NaN": None,
    "inf": None,
    "多少钱": None,
    "5-6": None,
    "=1+1": None,
    "77%": None,
}


def test_an_amount_is_read_from_the_ways_in_which_platforms_write_it(engine):
    expected = {cell: None if amount is None else Decimal(amount) for cell, amount in AMOUNTS.items()}

    assert answers(engine, "as_amount(told(cell))", AMOUNTS) == expected


@pytest.mark.slow
@few
@given(
    amounts=many(st.decimals(min_value=-(10**9), max_value=10**9, places=4)),
    separator=st.sampled_from(["", ","]),
    sign=st.sampled_from(["", "¥", "￥", "$"]),
    wrap=st.sampled_from(["{}", " {}", "{}\t", '="{}"', "'{}"]),
)
def test_a_written_amount_is_read_back_exactly(engine, amounts, separator, sign, wrap):
    written = [wrap.format(f"{'-' if amount < 0 else ''}{sign}{abs(amount):{separator}f}") for amount in amounts]

    assert ask_all(engine, "as_amount(told(cell))", written) == amounts


@few
@given(
    amounts=many(st.decimals(min_value=-(10**7), max_value=10**7, places=6)),
    currency=st.sampled_from(["CNY", "JPY", "KWD", "USD"]),
)
def test_minor_units_are_rounded_half_to_the_even_side(engine, amounts, currency):
    coins = [amount.scaleb(minor_digits(currency)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) for amount in amounts]
    written = [f"{amount:f}" for amount in amounts]

    assert ask_all(engine, minor_sql("CAST(cell AS DECIMAL(18,6))", f"'{currency}'"), written) == coins
    by_row = minor_sql("CAST(cell AS DECIMAL(18,6))", f"upper(lower('{currency}'))")
    assert ask_all(engine, by_row, written) == coins


@pytest.mark.slow
@few
@given(amounts=many(st.decimals(min_value=-1000, max_value=1000, places=9)))
def test_what_lies_beyond_six_decimals_is_rounded_once(engine, amounts):
    expected = [amount.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP) for amount in amounts]

    assert ask_all(engine, "as_amount(told(cell))", [f"{amount:f}" for amount in amounts]) == expected


# ----------------------------------------------------------------------------------- counts, ratios, flags


def test_a_count_is_whole(engine):
    counts = {
        "3": 3,
        "3\t": 3,
        "1,391": 1391,
        "6.0": 6,
        "6.": 6,
        "-2": -2,
        "6.5": None,
        "many": None,
        "1e3": None,
    }

    assert answers(engine, "as_integer(told(cell))", counts) == counts


@few
@given(numbers=many(st.integers(-(10**12), 10**12)), wrap=st.sampled_from(["{}", "{:,}", " {} ", "{}.0", '="{}"']))
def test_a_written_count_is_read_back(engine, numbers, wrap):
    assert ask_all(engine, "as_integer(told(cell))", [wrap.format(number) for number in numbers]) == numbers


def test_a_ratio_may_be_written_in_percent(engine):
    ratios = {"77.48%": 0.7748, "0.05": 0.05, "5 %": 0.05, "-": None, "viel": None}

    assert answers(engine, "round(as_ratio(told(cell)), 9)", ratios) == ratios


def test_yes_and_no_in_both_languages(engine):
    flags = {"是": True, "否": False, "Yes": True, "0": False, "vielleicht": None}

    assert answers(engine, "as_flag(told(cell))", flags) == flags


# ------------------------------------------------------------------------------------------------- times


TIMES = [
    ("2020-02-21 00:00:01", "Asia/Shanghai", datetime(2020, 2, 20, 16, 0, 1)),
    ("2020/2/1 0:05", "Asia/Shanghai", datetime(2020, 1, 31, 16, 5)),
    ("2020年2月21日 09:30", "Asia/Shanghai", datetime(2020, 2, 21, 1, 30)),
    ("2020-02-21", "Asia/Shanghai", datetime(2020, 2, 20, 16, 0)),
    ("20200221", "Asia/Shanghai", datetime(2020, 2, 20, 16, 0)),
    ("2026-04-05 19:50:32 +0400", "Asia/Shanghai", datetime(2026, 4, 5, 15, 50, 32)),
    ("2026-04-05T19:50:32Z", "Asia/Shanghai", datetime(2026, 4, 5, 19, 50, 32)),
    ("2026-03-06 08:52:26 UTC", "Asia/Shanghai", datetime(2026, 3, 6, 8, 52, 26)),
    ("2026-03-06 08:52-08", "Asia/Shanghai", datetime(2026, 3, 6, 16, 52)),
    ("2026-03-06 08:52:10.5 +09", "Asia/Shanghai", datetime(2026, 3, 5, 23, 52, 10, 500000)),
    ("2020-07-01 12:00:00", "Europe/London", datetime(2020, 7, 1, 11, 0)),
    ("2020-01-01 12:00:00", "Europe/London", datetime(2020, 1, 1, 12, 0)),
    ("2020-02-30 10:00:00", "Asia/Shanghai", None),
    ("0000-00-00 00:00:00", "Asia/Shanghai", None),
    ("2020-02-21 25:00:00", "Asia/Shanghai", None),
    ("gestern", "Asia/Shanghai", None),
    ("12345", "Asia/Shanghai", None),
]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/London"])
def test_a_time_is_read_in_its_own_offset_or_the_zone_of_its_source(engine, zone):
    times = {cell: instant for cell, its_zone, instant in TIMES if its_zone == zone}

    assert answers(engine, instant_sql("told(cell)", zone, ()), times) == times


moments = st.datetimes(datetime(1996, 1, 1), datetime(2039, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


@pytest.mark.slow
@settings(max_examples=20)
@given(
    moments=many(moments),
    zone=st.sampled_from(["Asia/Shanghai", "UTC", "Asia/Tokyo", "Europe/London", "America/New_York"]),
    style=st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日 %H:%M:%S"]),
)
def test_a_written_time_is_the_same_instant_that_python_knows(engine, moments, zone, style):
    found = ask_all(engine, instant_sql("told(cell)", zone, ()), [moment.strftime(style) for moment in moments])

    # Where clocks are put back an hour exists twice: either is right.
    aware = [moment.replace(tzinfo=ZoneInfo(zone)) for moment in moments]
    possible = [{each.replace(fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1)} for each in aware]
    assert all(instant in right for instant, right in zip(found, possible, strict=True))


# ---------------------------------------------------------------------------------------------- ids, people


IDS = {
    '="193000000000000001"': "193000000000000001",
    "1.93E+17": None,
    "1.93e17": None,
    "17850.0": "17850",
    "LJ-100": "LJ-100",
    "12E5": None,
    "E100": "E100",
    "85123A": "85123A",
}


def test_an_id_that_a_spreadsheet_shortened_is_no_id(engine):
    assert answers(engine, "as_id(told(cell))", IDS) == IDS


PHONES = {
    "13712340001": "13712340001",
    "'13712340001": "13712340001",
    "+86 137-1234-0001": "13712340001",
    "008613712340001": "13712340001",
    "86 13712340001": "13712340001",
    "+1 (555) 010-0199": "15550100199",
    "138****1234": None,
    "137": None,
    "call me": None,
    "##密文##": None,
}


def test_a_phone_is_its_digits_and_a_masked_one_is_nobody(engine):
    assert answers(engine, "as_phone(told(cell))", PHONES) == PHONES


@pytest.mark.parametrize("kind", ["account", "platform_id", "name", "visitor", "address"])
def test_a_masked_value_is_never_an_identity(engine, kind):
    masked = ["张**", "t***8", "$$密文", "##abc##", "~enc~", "●●●", "李＊＊"]

    assert set(ask_all(engine, f"as_{kind}(told(cell))", masked)) == {None}


@pytest.mark.slow
@few
@given(kind=st.sampled_from(["phone", "account@taobao", "email"]), identities=many(st.text(min_size=1, max_size=80)))
def test_the_engine_makes_the_same_pseudonym_as_the_books(engine, kind, identities):
    identities = [identity.replace("\0", "0") for identity in identities]
    found = ask_all(engine, f"pseudonym('{kind}', cell)", identities)

    assert found == [pseudonym(KEY, kind, identity) for identity in identities]
    assert all(re.fullmatch(r"p[0-9a-f]{24}", name) for name in found)


def test_an_account_belongs_to_its_platform_and_a_phone_to_everybody():
    assert scoped("account", "taobao") != scoped("account", "jd")
    assert scoped("phone", "taobao") == scoped("phone", "jd")


# ------------------------------------------------------------------------------------------------- notes


NOTES = {
    "请打电话13712340001，谢谢": "请打电话[phone]，谢谢",
    "137-1234-0001 或 137 1234 0002": "[phone] 或 [phone]",
    "座机 (0571) 88886666": "座机 [phone]",
    "+44 20 7946 0958 please": "[phone] please",
    "身份证330106199001011234谢谢": "身份证[id]谢谢",
    "mail ann@example.com!": "mail [email]!",
    "加微信：abc12345": "加[account]",
    "送到浙江省杭州市西湖区虚构路99号2幢301室": "送到[address]",
    "七号楼 302室": "[address]",
    "ship to 12 Nowhere Street please": "ship to [address] please",
    "收件人改为张三丰": "收件人[name]",
    "订单193000000000000001换货": "订单[number]换货",
    "买5盒送1盒，不要辣": "买5盒送1盒，不要辣",
    "2020-02-28 10:00:00 下单": "2020-02-28 10:00:00 下单",
    "请尽快发货": "请尽快发货",
}


def test_notes_lose_whatever_names_or_finds_a_person(engine):
    assert answers(engine, "scrubbed(cell)", NOTES) == NOTES


@pytest.mark.slow
@few
@given(
    before=st.text(alphabet="请送到的，。 abc", max_size=8),
    phones=many(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)),
    after=st.text(alphabet="谢谢，。 xyz", max_size=8),
)
def test_no_mobile_number_survives_in_a_note(engine, before, phones, after):
    scrubbed = ask_all(engine, "scrubbed(cell)", [f"{before}{phone}{after}" for phone in phones])

    assert not any(phone in note for phone, note in zip(phones, scrubbed, strict=True))


ADDRESSES = [
    ("浙江省 杭州市 西湖区 虚构路1号", "浙江", "杭州市"),
    ("上海 上海市 浦东新区", "上海", "上海"),
    ("内蒙古自治区 呼和浩特市 新城区", "内蒙古", "呼和浩特市"),
    ("新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市", "新疆", "伊犁哈萨克自治州"),
    ("中国广东省深圳市南山区", "广东", "深圳市"),
    ("安徽省", "安徽", None),
    ("12 Nowhere Street", None, None),
]


def test_province_and_city_are_read_from_an_address(engine):
    places = ask_all(engine, "[province_of(cell), city_of(cell)]", [address for address, _, _ in ADDRESSES])

    assert places == [[province, city] for _, province, city in ADDRESSES]


def test_days_without_a_time_are_days(engine):
    assert ask(engine, f"CAST({instant_sql('told(cell)', 'UTC', ())} AS DATE)", "2026/3/1") == date(2026, 3, 1)


# ------------------------------------------------------------------------------------------- other countries


@pytest.mark.parametrize(
    "said, meant",
    [
        ("1.234,56", "1234.56"),
        ("-12,5", "-12.5"),
        ("12,50 €", "12.50"),
        ("1 234,50 zł", "1234.50"),
        ("1,391", "1391"),
        ("1,234.50", "1234.50"),
        ("AU $12.50", "12.50"),
        ("C $1,012.50", "1012.50"),
        ("-$5.00", "-5.00"),
        ("BRL 12.50", "12.50"),
        ("1,00,000.00", "100000.00"),
        ("A2", None),
    ],
)
def test_amounts_as_other_countries_write_them(engine, said, meant):
    assert ask(engine, "as_amount(told(cell))", said) == (Decimal(meant) if meant else None)


@pytest.mark.parametrize(
    "said, hour",
    [
        ("2026-03-01 08:30:00 UTC", 8),
        ("2026-03-01 08:30:00 PST", 16),
        ("2026年3月1日 08:30:00 JST", -1),
        ("2026-03-01 08:30 CEST", 6),
        ("Mar 1, 2026 8:30:00 AM PDT", 15),
    ],
)
def test_times_with_a_named_offset_are_moved_by_it(engine, said, hour):
    found = ask(engine, instant_sql("told(cell)", "Asia/Shanghai", ("%b %d, %Y %I:%M:%S %p",)), said)

    assert found - datetime(2026, 3, 1) == timedelta(hours=hour, minutes=30)
