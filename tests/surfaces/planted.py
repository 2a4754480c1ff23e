"""People nobody could confuse with anything else, files that name them, and a search through all a shop keeps."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from contextlib import closing

import duckdb

# Invented; each word stands in the files below, in columns for people or in free text.
PHONES = tuple(f"1391234{number:04d}" for number in range(160))
NAMES = tuple(f"{family}藏{given}" for family in "甄贾" for given in "瑶琪珊珠玲琼琳瑛璎珞")
STREETS = ("绝密巷", "无名弄", "查无此街")
PLANTED = (
    *PHONES,
    *NAMES,
    *STREETS,
    "secret.tea.lover",
    "hidden_buyer",
    "Xavier Q. Hidden",
    "77 Nowhere Lane",
    "555 010 0177",
)
HEADER = "订单编号,渠道,下单时间,付款时间,买家,姓名,手机,邮箱,收货地址,商品编码,商品名称,数量,单价,买家留言\n"


def order_rows(first_day=1, people=160, orders=3):
    """Orders of customers who came often and stayed away since, every contact in plain text."""
    for person in range(people):
        name, phone, street = NAMES[person % len(NAMES)], PHONES[person % len(PHONES)], STREETS[person % len(STREETS)]
        contact = f"hidden_buyer{person},{name},{phone},secret.tea.lover{person}@example.com"
        address = f"浙江省杭州市西湖区{street}{person + 1}号2幢301室"
        note = f"请打电话{phone[:3]}-{phone[3:7]}-{phone[7:]}，送到{street}{person + 1}号，加微信hidden_buyer{person}"
        for order in range(orders):
            day = f"2026-01-{first_day + (order * 4 + person) % 24:02d} 10:00:00"
            yield f"P{person}-{order},own_site,{day},{day},{contact},{address},LJ-100,龙井,2,128.00,{note}\n"


def good_file(**more):
    """A template filled in with people, and with some who bought only lately."""
    lately = (row.replace("2026-01-", "2026-03-").replace("P", "N", 1) for row in order_rows(people=12, orders=1))
    return (
        HEADER + "".join((*order_rows(**more), *(row.replace("hidden_buyer", "hidden_buyer_new") for row in lately)))
    ).encode()


def half_bad_file():
    """Every tenth day cannot be read, one row slipped by a column, one is cut, one has an open quotation mark."""
    rows = [row.replace("2026-01-", "2026-13-") if at % 10 == 0 else row for at, row in enumerate(order_rows(orders=1))]
    rows = [row.replace("P", "Q", 1) for row in rows]
    rows[3] = "," + rows[3]
    rows[5] = rows[5][:60] + "\n"
    return (HEADER + "".join(rows) + f'"{NAMES[0]},{PHONES[0]}\n').encode()


def refused_files():
    """Files of which nothing is loaded, by name: unknown, headerless, all bad, empty of rows."""
    rows = list(order_rows(people=20, orders=1))
    people = "".join(
        f"{name},{phone},{STREETS[0]}{at}号\n" for at, (name, phone) in enumerate(zip(NAMES, PHONES, strict=False))
    )
    return {
        "unknown.csv": ("姓名,手机,地址\n" + people).encode(),
        "headerless.csv": people.encode(),
        "names only.csv": "".join(f"{name},{STREETS[1]}\n" for name in NAMES).encode(),
        "all bad.csv": (HEADER + "".join(row.replace("2026-01-", "2026-13-") for row in rows)).encode(),
        "utf-16.csv": ("姓名,手机\n" + people).encode("utf-16"),
        "broken.xlsx": ("姓名,手机\n" + people).encode(),
    }


def found_in(content):
    """Which planted words stand in bytes or text, whatever the encoding, case or separators of a phone."""
    if isinstance(content, bytes):
        texts = [content.decode(encoding, "replace") for encoding in ("utf-8", "gb18030", "utf-16-le")]
    else:
        texts = [content]
    texts = [text.lower() for text in texts]
    bare = [text.replace("-", "").replace(" ", "") for text in texts]
    return sorted({word for word in PLANTED for text in (*texts, *bare) if word.lower() in text})


def traces(folder, *, but=()):
    """Every place below a folder where a planted word stands: raw bytes, cells of tables, members of workbooks."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in but:
            words = sorted({word for content in _contents(path) for word in found_in(content)})
            if words:
                found[str(path.relative_to(folder))] = words
    return found


def _contents(path):
    raw = path.read_bytes()
    yield path.name
    yield raw
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            yield str(connection.execute("FROM read_parquet(?)", [str(path)]).fetchall())
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                yield str(connection.execute(f'FROM "{table}"').fetchall())
    elif raw.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(path)) as connection:
            for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                yield str(connection.execute(f'SELECT * FROM "{table}"').fetchall())
    yield from unpacked(raw)


def unpacked(raw):
    """The members of a workbook or another zip."""
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
