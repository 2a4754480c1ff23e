"""The shop's key is its owner's alone, outside the shop's folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from zhanggui.books.keys import KeyDamaged, KeyMissing, create_key, key_file, load_key


def test_a_new_key_is_readable_by_its_owner_alone_and_loads_again(tmp_path):
    file = key_file("shop-1", tmp_path)

    key = create_key(file)

    assert file == tmp_path / "keys" / "shop-1.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_key(file) == key
    assert len(key) == 32


def test_a_key_is_never_overwritten(tmp_path):
    file = key_file("shop-1", tmp_path)
    create_key(file)

    with pytest.raises(FileExistsError):
        create_key(file)


def test_the_home_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("ZHANGGUI_HOME", "/somewhere")

    assert key_file("s") == Path("/somewhere/keys/s.key")


def test_a_missing_key_says_which_file_is_looked_for(tmp_path):
    with pytest.raises(KeyMissing) as refusal:
        load_key(tmp_path / "s.key")

    assert str(tmp_path / "s.key") in refusal.value.text("zh-CN")


@pytest.mark.parametrize("content", ["", "xyz", "00" * 31, "00" * 33])
def test_a_damaged_key_is_not_used(tmp_path, content):
    file = tmp_path / "s.key"
    file.write_text(content)

    with pytest.raises(KeyDamaged):
        load_key(file)
