"""A folder is watched from the command line: once, as from cron."""

import json
import os

import pytest

from tests.surfaces.shops import generic_orders


@pytest.mark.slow
def test_files_of_a_folder_are_loaded_and_said_line_by_line(terminal, tmp_path):
    terminal.type("init")
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, content in (("a.csv", generic_orders(1)), ("odd.csv", b"x,y\n1,2\n")):
        (folder / name).write_bytes(content)
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    looked = terminal.type("watch", folder, "--once")
    assert looked.code == 1  # one file was refused
    assert "✓ a.csv: loaded" in looked.out
    assert "✗ odd.csv: " in looked.out
    (folder / "b.csv").write_bytes(generic_orders(1, first=50))
    os.utime(folder / "b.csv", (1_700_000_000, 1_700_000_000))
    again = terminal.type("watch", folder, "--once", "--json")
    assert again.code == 0
    (line,) = again.out.splitlines()
    assert json.loads(line)["outcome"]["files"] == [{"file": "b.csv", "outcome": "loaded", "load_id": 2}]


def test_a_folder_that_is_not_there_is_one_sentence(terminal, tmp_path):
    terminal.type("init")
    refused = terminal.type("watch", tmp_path / "nowhere", "--once")
    assert (refused.code, refused.out) == (1, "")
    assert "nowhere" in refused.err
