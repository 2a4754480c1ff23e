"""What is exported stays text, stays private, and reads in a spreadsheet."""

from __future__ import annotations

import csv
import io
import stat
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.decisions.exports import csv_bytes, harmless, write_privately, xlsx_bytes


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " ="])
def test_a_cell_that_could_be_a_formula_is_quoted(start):
    assert harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.slow
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_no_text_whatever_starts_a_formula_and_nothing_is_lost(rows):
    read = read_csv(csv_bytes(("a", "b"), rows))

    assert [[cell.removeprefix("'") if cell[:1] == "'" else cell for cell in row] for row in read[1:]] == [
        [cell.removeprefix("'") if cell[:1] == "'" else cell for cell in row] for row in rows
    ]
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in read for cell in row)


def test_numbers_and_gaps_stay_what_they_are():
    content = csv_bytes(("名称", "金额"), [("茶", -3), (None, Decimal("1.20"))])

    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [["名称", "金额"], ["茶", "-3"], ["", "1.20"]]


def test_a_workbook_holds_texts_numbers_and_no_formula():
    content = xlsx_bytes(("a", "b", "c"), [("=1+1", 5, None), ("https://example.org", Decimal("1.5"), True)])

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["a", "b", "c"],
        ["=1+1", 5, None],
        ["https://example.org", 1.5, True],
    ]
    assert sheet["A2"].data_type == "s"


def test_a_file_is_its_owners_alone_and_replaces_the_earlier_one(tmp_path):
    file = tmp_path / "exports" / "x.csv"

    write_privately(file, b"one")
    write_privately(file, b"two")

    assert file.read_bytes() == b"two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["x.csv"]
