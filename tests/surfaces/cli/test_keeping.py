"""One customer and one backup, typed at the terminal."""

from __future__ import annotations

import zipfile

import pytest

from tests.surfaces.cli.conftest import Terminal


def test_a_customer_is_found_and_taken_along(loaded, tmp_path):
    found = loaded.type("people", "find", "13800000001", "--json").json
    assert [(person["found_by"], person["orders"]) for person in found] == [(["phone"], 2)]
    assert "手机" in loaded.type("people", "find", "13800000001", language="zh-CN").out
    assert loaded.type("people", "find", "138****0001").err.startswith("Type a whole phone number")

    customer, file = found[0]["customer"], tmp_path / "ann.zip"
    assert loaded.type("people", "export", customer, "--to", file, "--reason", "asked").code == 0
    assert "person.json" in zipfile.ZipFile(file).namelist()
    assert loaded.type("people", "export", customer, "--to", file, "--reason", "asked").code == 1


@pytest.mark.slow
def test_erased_backed_up_and_brought_back(loaded, tmp_path):
    (person,) = loaded.type("people", "find", "13800000001", "--json").json
    erased = loaded.type("people", "erase", person["customer"], "--reason", "asked", "--yes")
    assert (erased.code, "found in none" in " ".join(erased.out.split())) == (0, True)

    assert "none was ever made" in loaded.type("doctor").out
    assert loaded.type("backup", "--to", tmp_path / "b", "--encrypt").code == 0
    assert "0 days ago" in loaded.type("doctor").out
    back = loaded.type("restore", tmp_path / "b", "--to", tmp_path / "back")
    assert (back.code, "Checked:" in back.out) == (0, True)
    told = ("metrics", "net_sales", "--json")
    rows = [typed.type(*told).json["rows"] for typed in (loaded, Terminal(tmp_path / "back"))]
    assert rows[0] == rows[1]
