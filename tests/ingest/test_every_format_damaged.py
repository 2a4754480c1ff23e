"""Every format that is known, harmed in every way that files come to harm: refused as a whole, or all accounted for."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile

import pytest

from tests.ingest.conftest import EXPORTS, TinyShop
from zhanggui.core.errors import ZhangguiError
from zhanggui.ingest.mapping.recognise import score_of_all
from zhanggui.ingest.readers.delimited import layout_of
from zhanggui.ingest.readers.encoding import encoding_of, opening

FIXTURES = sorted(path.name for path in EXPORTS.iterdir() if path.is_file())
QUICK = "generic_orders_zh.csv"
NUMBER = re.compile(r"-?[\d,]*\.?\d+")
A_DAY = re.compile(r"(?<!\d)20[12]\d(?=\D)")


class Export:
    """A fixture as what stands above its header, its header, its rows, and how they are written."""

    def __init__(self, name):
        path = EXPORTS / name
        self.encoding = encoding_of(path).name
        text = path.read_bytes().decode(self.encoding)
        layout = layout_of(opening(path, encoding_of(path)), score_of_all(()))
        self.delimiter = layout.delimiter
        lines = text.splitlines(keepends=True)
        header = max(layout.lines_before - 1, 0) if layout.headers else 0
        self.above = "".join(lines[:header])
        rows = list(csv.reader(io.StringIO("".join(lines[header:]), newline=""), delimiter=self.delimiter))
        self.headers, self.rows = (rows[0], rows[1:]) if layout.headers else ([], rows)
        self.chance = random.Random(name)  # noqa: S311 - a mishap, no secret

    def each_cell(self, change):
        """The rows with one filled cell of each changed, as far as the change finds any that it is for."""
        for row in self.rows:
            fitting = [place for place, cell in enumerate(row) if change(cell) not in {None, cell}]
            if fitting:
                place = self.chance.choice(fitting)
                row[place] = change(row[place])
        return self.written()

    def written(self):
        target = io.StringIO(newline="")
        target.write(self.above)
        writer = csv.writer(target, delimiter=self.delimiter, lineterminator="\n")
        writer.writerows([self.headers, *self.rows] if self.headers else self.rows)
        return target.getvalue()

    def bytes(self):
        return self.written().encode(self.encoding)


def cut_mid_row(export):
    whole = export.bytes()
    return whole[: len(whole) - max(3, len(export.rows[-1][-1]) + 7)]


def in_another_encoding(export):
    return export.written().encode("utf-16" if export.encoding == "utf-8-sig" else "utf-8-sig")


def with_broken_bytes(export):
    whole = bytearray(export.bytes())
    for place in export.chance.sample(range(len(whole) * 2 // 3, len(whole)), 5):
        whole[place] = 0xFF
    return bytes(whole)


def shuffled_columns(export):
    order = list(range(len(export.headers)))
    export.chance.shuffle(order)
    export.headers = [export.headers[place] for place in order]
    export.rows = [[row[place] if place < len(row) else "" for place in order] for row in export.rows]
    return export.bytes()


def rows_twice(export):
    export.rows = [row for row in export.rows for _ in range(2)]
    return export.bytes()


def negative_numbers(export):
    return export.each_cell(lambda cell: f"-{cell}" if NUMBER.fullmatch(cell) else None).encode(export.encoding)


def days_to_come(export):
    return export.each_cell(lambda cell: A_DAY.sub("2199", cell)).encode(export.encoding)


def prices_beyond_measure(export):
    return export.each_cell(lambda cell: "1000000000000" if NUMBER.fullmatch(cell) else None).encode(export.encoding)


def formulas(export):
    return export.each_cell(lambda cell: f"=HYPERLINK({cell})" if cell else None).encode(export.encoding, "replace")


def cells_emptied(export):
    return export.each_cell(lambda cell: "" if cell else None).encode(export.encoding)


def too_few_cells(export):
    export.rows = [row[: export.chance.randrange(1, len(row) + 1)] for row in export.rows if row]
    return export.bytes()


def packed(export):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export.csv", export.bytes() + b"0" * 10_000_000)
    return target.getvalue()


HARMS = [
    *(cut_mid_row, in_another_encoding, with_broken_bytes, shuffled_columns, rows_twice, negative_numbers),
    *(days_to_come, prices_beyond_measure, formulas, cells_emptied, too_few_cells, packed),
]


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("name", FIXTURES)
def test_it_is_refused_as_a_whole_or_balances(tmp_path, name, harm):
    refused_or_balanced(tmp_path, name, harm(Export(name)))


def test_a_harmed_export_balances_quickly(tmp_path):
    assert refused_or_balanced(tmp_path, QUICK, negative_numbers(Export(QUICK))) == "loaded"


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in FIXTURES if Export(name).headers])
def test_the_order_of_columns_means_nothing(tmp_path, name):
    as_exported = TinyShop(tmp_path / "one").load(EXPORTS / name).reconciliation
    export = Export(name)
    shop = TinyShop(tmp_path / "other")
    shuffled = shop.load(shop.write(name, shuffled_columns(export))).reconciliation

    assert (shuffled.loaded, shuffled.quarantined) == (as_exported.loaded, as_exported.quarantined)


def refused_or_balanced(folder, name, content):
    shop = TinyShop(folder / "shop")
    path = shop.write(name, content)
    try:
        balance = shop.load(path).reconciliation
    except ZhangguiError:
        assert not list(shop.folder.rglob("*.parquet"))
        assert not list((shop.folder / "landing" / "loads").glob("*"))
        return "refused"
    portions = (balance.loaded, balance.quarantined, balance.superseded, balance.set_aside)
    assert sum(portion.rows for portion in portions) == balance.read.rows
    if balance.read.money is not None:
        assert sum(portion.money.minor for portion in portions) == pytest.approx(balance.read.money.minor, abs=3)
    return "loaded"
