"""Is M a shop to show, and L one to measure with, in bounded time and memory?"""

import duckdb
import pyarrow.parquet as pq
import pytest

from benchmarks import processes
from zhanggui.worlds.tea_shop.generate import generate

pytestmark = pytest.mark.slow

LARGE = """
import sys, pathlib
from zhanggui.worlds.tea_shop.generate import generate
generate(pathlib.Path(sys.argv[1]), size="L", seed=7)
"""


def test_m_is_a_shop_to_show(tmp_path):
    shop = generate(tmp_path, size="M", seed=7)
    assert 100_000 <= shop.rows["orders"] <= 150_000
    assert 700_000 <= shop.rows["events"] <= 1_300_000
    growth = (
        duckdb.connect()
        .sql(f"""SELECT count(*) FILTER (ordered_at >= '2025-08-31 16:00') / count(*) FILTER (ordered_at < '2025-08-31 16:00')
                            FROM '{shop.tables}/orders.parquet'""")
        .fetchall()[0][0]
    )
    assert 1.05 < growth < 1.5


@pytest.mark.timeout(900)
def test_l_has_ten_million_lines_within_three_gibibytes(tmp_path):
    made = processes.python("-c", LARGE, str(tmp_path))
    assert made.peak_bytes < 3 * 2**30
    assert pq.read_metadata(tmp_path / "tables" / "order_lines.parquet").num_rows >= 10_000_000
