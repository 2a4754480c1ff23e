"""How does mlxtend count the pairs? Run by a Python that has it: `… apriori|fpgrowth ENTRIES SUPPORT`."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pandas as pd
from mlxtend.frequent_patterns import apriori, fpgrowth


def main(way: str, entries: str, support: float) -> None:
    """Print the pairs, the baskets that hold them, and the CPU seconds without making the table."""
    with np.load(entries) as kept:
        basket, item = kept["basket"], kept["item"]
    table = np.zeros((basket.max() + 1, item.max() + 1), dtype=bool)
    table[basket, item] = True
    frame = pd.DataFrame(table)
    started = time.process_time()
    found = (apriori if way == "apriori" else fpgrowth)(frame, min_support=support, max_len=2)
    taken = time.process_time() - started
    pairs = found[found.itemsets.map(len) == 2]
    together = round(float((pairs.support * len(frame)).sum()))
    print(json.dumps({"pairs": len(pairs), "together": together, "cpu_seconds": taken}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
