"""How would somebody with pandas answer the same questions?

Run as a process of its own, prints times and answer as JSON. The frames are read from Parquet files of just the columns
that a question needs, which is the best case for pandas.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

ORDER_KINDS = ["sale", "gift", "remainder"]
SALES = ["is_paid", "is_excluded", "ordered_day"]
COLUMNS = {
    "customers.rfm": [*SALES, "customer", "kind_of_line", "net_sales_minor", "cost_minor", "fee_minor"],
    "customers.cohorts": [*SALES, "customer", "kind_of_line", "net_sales_minor"],
    "products.pareto": [*SALES, "sku", "net_sales_minor", "quantity", "cost_minor", "fee_minor"],
    "customers.funnel": ["kind_of_event", "visitor", "happened_at", "happened_day"],
}
BINS, HIGH = 5, 4
CLASSES = (80, 95)
STEPS = ("view", "cart", "checkout", "purchase")
WITHIN = pd.Timedelta(days=7)


def rfm(lines: Any) -> list[tuple[Any, ...]]:
    """Customers and net sales by three answers: bought lately, often, much."""
    lines = lines[lines.customer.notna()]
    lines = lines.assign(bought=lines.kind_of_line.isin(ORDER_KINDS))
    days = lines.groupby(["customer", "ordered_day"], as_index=False).agg(
        bought=("bought", "max"), net=("net_sales_minor", "sum"), cost=("cost_minor", "sum"), fee=("fee_minor", "sum")
    )
    buyers = days.groupby("customer").agg(
        days=("bought", "sum"), net=("net", "sum"), cost=("cost", "sum"), fee=("fee", "sum")
    )
    buyers["last_day"] = days[days.bought].groupby("customer").ordered_day.max()
    buyers = buyers[buyers.days > 0]
    highs = {
        name: (buyers[column].rank(method="min").astype("int64") - 1) * BINS // len(buyers) + 1 >= HIGH
        for name, column in (("recent", "last_day"), ("frequent", "days"), ("valuable", "net"))
    }
    segments = buyers.assign(**highs).groupby(list(highs)).agg(customers=("net", "size"), net=("net", "sum"))
    return [(*key, int(row.customers), int(row.net)) for key, row in segments.iterrows()]


def cohorts(lines: Any) -> list[tuple[Any, ...]]:
    """Buyers by month of first purchase and months since, in months that are over."""
    tomorrow = lines.ordered_day.max() + pd.Timedelta(days=1)
    lines = lines[lines.customer.notna() & (lines.ordered_day < tomorrow.replace(day=1))]
    days = lines.ordered_day
    lines = lines.assign(month=days.dt.year * 12 + days.dt.month - 1, bought=lines.kind_of_line.isin(ORDER_KINDS))
    bought = lines.groupby(["customer", "month"], as_index=False).agg(
        bought=("bought", "max"), net=("net_sales_minor", "sum")
    )
    firsts = bought[bought.bought].groupby("customer").month.min().rename("cohort")
    followed = bought.merge(firsts, on="customer")
    followed = followed[followed.month >= followed.cohort]
    cells = followed.groupby(["cohort", "month"]).agg(buyers=("bought", "sum"), net=("net", "sum"))
    return [
        (f"{cohort // 12}-{cohort % 12 + 1:02}", month - cohort, int(row.buyers), int(row.net))
        for (cohort, month), row in cells.iterrows()
    ]


def pareto(lines: Any) -> list[tuple[Any, ...]]:
    """Products in classes by cumulative net sales, and the hundred best."""
    lines = lines[lines.sku.notna()]
    sold = lines.groupby("sku", as_index=False).agg(
        net=("net_sales_minor", "sum"), units=("quantity", "sum"), cost=("cost_minor", "sum"), fee=("fee_minor", "sum")
    )
    sold = sold.sort_values(["net", "sku"], ascending=[False, True], ignore_index=True)
    worth = sold.net.clip(lower=0)
    before = (worth.cumsum() - worth) * 100 / worth.sum()
    sold["letter"] = (
        pd.cut(before, [-1, *CLASSES, 101], labels=["A", "B", "C"], right=False).astype("str").where(worth > 0, "C")
    )
    classes = sold.groupby("letter").agg(products=("net", "size"), net=("net", "sum"))
    best = sold.head(100)
    rows = [(letter, int(row.products), int(row.net)) for letter, row in classes.iterrows()]
    return rows + [
        (sku, place, net) for place, (sku, net) in enumerate(zip(best.sku, best.net.tolist(), strict=True), start=1)
    ]


def funnel(events: Any) -> list[tuple[Any, ...]]:
    """Visitors per step, in order and within seven days of some view."""
    events = events[["visitor", "happened_at", "kind_of_event"]]
    views = events[events.kind_of_event == STEPS[0]]
    reached = views.assign(started=views.happened_at)
    counts = [(1, int(reached.visitor.nunique()))]
    for number, step in enumerate(STEPS[1:], start=2):
        found = events[events.kind_of_event == step].sort_values("happened_at")
        before = reached[["visitor", "happened_at", "started"]].sort_values("happened_at")
        before = before.assign(started=before.groupby("visitor").started.cummax())
        paired = pd.merge_asof(found, before, on="happened_at", by="visitor", allow_exact_matches=False)
        reached = paired[paired.happened_at <= paired.started + WITHIN]
        counts.append((number, int(reached.visitor.nunique())))
    return counts


ANSWERS = {"customers.rfm": rfm, "customers.cohorts": cohorts, "products.pareto": pareto, "customers.funnel": funnel}


def main(question: str, folder: str, last_day: str) -> None:
    """Load, answer, print."""
    started = time.perf_counter()
    frame = _loaded(question, Path(folder), date.fromisoformat(last_day))
    loaded = time.perf_counter()
    rows = ANSWERS[question](frame)
    done = time.perf_counter()
    print(
        json.dumps(
            {"load": loaded - started, "seconds": done - loaded, "rows": rows}, default=lambda value: value.item()
        )
    )


def _loaded(question: str, folder: Path, last_day: date) -> Any:
    table, day = ("events", "happened_day") if question == "customers.funnel" else ("sale_lines", "ordered_day")
    frame = pd.read_parquet(folder / f"{table}.parquet", columns=COLUMNS[question])
    frame[day] = pd.to_datetime(frame[day])
    frame = frame[frame[day] <= pd.Timestamp(last_day)]
    return frame if table == "events" else frame[frame.is_paid & ~frame.is_excluded]


if __name__ == "__main__":
    main(*sys.argv[1:])
