"""What is kept between two runs of the benchmarks?"""

from __future__ import annotations

import pytest

from benchmarks.workplace import SIZES, Workplace


@pytest.fixture
def work(tmp_path):
    return Workplace(folder=tmp_path, size=SIZES["S"])


def test_what_was_made_once_is_used_again(work):
    work.made("lines.csv", lambda draft: draft.write_text("first"))
    again = work.made("lines.csv", lambda draft: draft.write_text("second"))

    assert again.read_text() == "first"


def test_what_broke_half_way_is_made_anew(work):
    def breaks(draft):
        draft.mkdir()
        (draft / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        work.made("shop", breaks)
    whole = work.made("shop", lambda draft: draft.mkdir())

    assert list(whole.iterdir()) == []


def test_sizes_do_not_share_what_they_made(tmp_path, work):
    other = Workplace(folder=tmp_path, size=SIZES["M"])
    work.made("lines.csv", lambda draft: draft.write_text("S"))

    assert other.made("lines.csv", lambda draft: draft.write_text("M")).read_text() == "M"
