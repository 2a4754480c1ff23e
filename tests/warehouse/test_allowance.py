"""How much memory a load and the next version may use, by default and when somebody says otherwise."""

from __future__ import annotations

import os

import pytest

from zhanggui.ingest.limits import Limits
from zhanggui.warehouse import allowance
from zhanggui.warehouse.allowance import GIB, MemoryNotUnderstood, engine_memory


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine, or the container on it, that allows so many bytes."""
    said = tmp_path / "memory.max"
    monkeypatch.setattr(allowance, "CONTAINER_LIMITS", (said,))
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 2**28}.get)
    monkeypatch.delenv(allowance.SETTING, raising=False)

    def allows(size):
        said.write_text(f"{size}\n")
        return engine_memory()

    return allows


def test_a_large_machine_is_not_used_up_and_a_small_one_not_overrun(machine):
    assert machine(24 * GIB) == machine(64 * GIB) == 3 * GIB
    assert machine(16 * GIB) == 2 * GIB
    assert machine(4 * GIB) == machine(2 * GIB) == GIB
    assert machine(3 * GIB // 2) == 3 * GIB // 4
    assert machine(GIB // 8) == GIB // 4


def test_who_wants_it_faster_says_so(machine, monkeypatch):
    monkeypatch.setenv("ZHANGGUI_MEMORY", "8GiB")
    assert machine(2 * GIB) == 4 * GIB
    assert Limits().memory_bytes == 4 * GIB
    monkeypatch.setenv("ZHANGGUI_MEMORY", "1.5 g")
    assert engine_memory() == 3 * GIB // 4


@pytest.mark.parametrize("said", ["lots", "2", "100MiB", "-1GiB"])
def test_what_is_no_amount_of_memory_is_refused(monkeypatch, said):
    monkeypatch.setenv("ZHANGGUI_MEMORY", said)
    with pytest.raises(MemoryNotUnderstood, match="2GiB"):
        engine_memory()
