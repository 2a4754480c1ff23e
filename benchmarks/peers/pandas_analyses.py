"""How would somebody with pandas answer the same questions?

Run as a process of its own, prints times and answer as JSON. The frames are read from Parquet files of just the columns
that a question needs, which is the best case for pandas.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

ORDER_KINDS = ["sale", "gift", "remainder"]
SALES = ["is_paid", "is_excluded", "ordered_day"]
DAYS = {"sale_lines": "ordered_day", "events": "happened_day", "calendar": "day"}
COLUMNS = {
    "customers.rfm": {"sale_lines": [*SALES, "customer", "kind_of_line", "net_sales_minor", "cost_minor", "fee_minor"]},
    "customers.cohorts": {"sale_lines": [*SALES, "customer", "kind_of_line", "net_sales_minor"]},
    "customers.funnel": {"events": ["kind_of_event", "visitor", "happened_at", "happened_day"]},
    "goals.kpi_board": {
        "sale_lines": [*SALES, "order_no", "customer", "kind_of_line", "net_sales_minor"],
        "events": ["visitor", "happened_day"],
        "calendar": ["day", "aligned_last_year"],
    },
    "products.pareto": {"sale_lines": [*SALES, "sku", "net_sales_minor", "quantity", "cost_minor", "fee_minor"]},
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
        name: ((buyers[column].rank() * 2).astype("int64") - 2) * BINS // (2 * len(buyers)) + 1 >= HIGH
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


def kpi_board(lines: Any, events: Any, calendar: Any) -> list[tuple[Any, ...]]:
    """Net sales, paid orders, buyers and visitors of 28 days, of the 28 before, and of the like days of last year."""
    last = lines.ordered_day.max()
    now = (calendar.day > last - pd.Timedelta(days=28)) & (calendar.day <= last)
    before = (calendar.day > last - pd.Timedelta(days=56)) & (calendar.day <= last - pd.Timedelta(days=28))
    sides = {
        "now": calendar[now].assign(told=calendar.day),
        "previous": calendar[before].assign(told=calendar.day),
        "last_year": calendar[now].assign(told=calendar.day, day=pd.to_datetime(calendar.aligned_last_year)),
    }
    return [(side, *_key_figures(lines, days), *_visitors(events, days)) for side, days in sides.items()]


def _key_figures(lines: Any, days: Any) -> tuple[Any, ...]:
    found = lines.merge(days[["day", "told"]], left_on="ordered_day", right_on="day")
    bought = found[found.is_paid & found.kind_of_line.isin(ORDER_KINDS)]
    return (
        int(found.net_sales_minor.sum()),
        len(bought[["order_no", "told"]].drop_duplicates()),
        bought.customer.nunique(),
    )


def _visitors(events: Any, days: Any) -> tuple[Any, ...]:
    return (events[events.happened_day.isin(days.day)].visitor.nunique() or None,)


ANSWERS: Mapping[str, Callable[..., list[tuple[Any, ...]]]] = {
    "customers.rfm": rfm,
    "customers.cohorts": cohorts,
    "customers.funnel": funnel,
    "goals.kpi_board": kpi_board,
    "products.pareto": pareto,
}


def main(question: str, folder: str, last_day: str) -> None:
    """Load, answer, print."""
    started = time.perf_counter()
    frames = _loaded(question, Path(folder), pd.Timestamp(last_day))
    loaded = time.perf_counter()
    rows = ANSWERS[question](*frames)
    done = time.perf_counter()
    print(
        json.dumps(
            {"load": loaded - started, "seconds": done - loaded, "rows": rows}, default=lambda value: value.item()
        )
    )


def _loaded(question: str, folder: Path, last_day: Any) -> list[Any]:
    frames = []
    for table, columns in COLUMNS[question].items():
        frame, day = pd.read_parquet(folder / f"{table}.parquet", columns=columns), DAYS[table]
        frame[day] = pd.to_datetime(frame[day])
        frame = frame[frame[day] <= last_day]
        frames.append(frame[frame.is_paid & ~frame.is_excluded] if table == "sale_lines" else frame)
    return frames


if __name__ == "__main__":
    main(*sys.argv[1:])
