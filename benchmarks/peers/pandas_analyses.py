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
    "goals.why": {
        "sale_lines": [
            *SALES,
            "channel",
            "sku",
            "category",
            "customer",
            "is_first_order",
            "kind_of_line",
            "order_no",
            "quantity",
            "net_sales_minor",
            "due_minor",
            "shipping_minor",
            "tax_minor",
        ],
        "events": ["channel", "visitor", "happened_day"],
    },
    "products.contribution": {
        "sale_lines": [
            *SALES,
            "channel",
            "sku",
            "kind_of_line",
            "quantity",
            "gross_minor",
            "discount_merchant_minor",
            "refund_goods_minor",
            "clawback_minor",
            "net_sales_minor",
            "cost_minor",
            "fee_minor",
            "fee_per_unit_minor",
            "fee_per_order_minor",
        ]
    },
    "products.pareto": {"sale_lines": [*SALES, "sku", "net_sales_minor", "quantity", "cost_minor", "fee_minor"]},
}
UNPAID_TOO = frozenset({"products.contribution"})
BINS, HIGH = 5, 4
CLASSES = (80, 95)
SPAN, MOST_SPANS = 28, 26
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
    sold = lines.groupby("sku", as_index=False, observed=True).agg(
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


def contribution(lines: Any) -> list[tuple[Any, ...]]:
    """From gross sales to contribution profit of each product in each channel; the losses first, then by net sales."""
    sold, paid = lines.kind_of_line.isin(["sale", "remainder"]), lines.is_paid
    costed = paid & lines.cost_minor.notna()
    fees = lines.fee_minor.fillna(0)
    told = {
        "units": lines.quantity.where(sold & paid, 0),
        "gross": lines.gross_minor.where(sold, 0),
        "unpaid": -lines.gross_minor.where(sold & ~paid, 0),
        "merchant": -lines.discount_merchant_minor.where(sold & paid, 0),
        "given_back": -(lines.refund_goods_minor + lines.clawback_minor).where(paid, 0),
        "net": lines.net_sales_minor,
        "cost": -lines.cost_minor.where(costed, 0),
        "rate_fees": -(fees - lines.fee_per_unit_minor.fillna(0) - lines.fee_per_order_minor.fillna(0)).where(
            costed, 0
        ),
        "costless": (paid & lines.cost_minor.isna() & (lines.kind_of_line != "adjustment")).astype("int64"),
        "profit": (lines.net_sales_minor - lines.cost_minor.fillna(0) - fees).where(paid, 0),
    }
    pairs = lines[["channel", "sku"]].astype("str").assign(**told).groupby(["channel", "sku"], as_index=False).sum()
    pairs["group"] = (pairs.profit >= 0) * 2
    pairs.loc[pairs.costless > 0, "group"] = 1
    pairs["place"] = pairs.profit.where(pairs.group == 0, -pairs.net)
    pairs = pairs.sort_values(["group", "place", "channel", "sku"]).head(200).drop(columns=["group", "place"])
    return [(row[0], row[1], *map(int, row[2:-2]), None if row[-2] else int(row[-1])) for row in pairs.values.tolist()]


def why(lines: Any, events: Any) -> list[tuple[Any, ...]]:
    """The latest 28 days against the 28 before, by drivers; and what all combinations of labels brought in 27 spans."""
    last = lines.ordered_day.max()
    lines = lines.assign(span=(last - lines.ordered_day).dt.days // SPAN, buyer_type=_buyer_type(lines))
    events = events.assign(span=(last - events.happened_day).dt.days // SPAN)
    visits = events[events.span < 2].groupby(["span", "channel"]).visitor.nunique().unstack("span").dropna()
    _cells(lines)
    return [_drivers(lines[lines.span == at], visits[at], side) for at, side in enumerate(("now", "before"))]


def _drivers(lines: Any, visits: Any, side: str) -> tuple[Any, ...]:
    tracked = lines[lines.channel.isin(visits.index)]
    bought = tracked[tracked.kind_of_line.isin(ORDER_KINDS)]
    orders, visitors = bought.order_no.nunique(), int(visits.sum())
    paid = int((bought.due_minor + bought.shipping_minor + bought.tax_minor).sum())
    net, kept = int(lines.net_sales_minor.sum()), int(tracked.net_sales_minor.sum())
    return (side, net, visitors, round(orders / visitors, 9), round(paid / orders), round(kept / paid, 9), net - kept)


def _cells(lines: Any) -> Any:
    """Products one by one where they moved most."""
    lines = lines[lines.span <= MOST_SPANS]
    latest = lines[lines.span < 2]
    moved = latest.net_sales_minor.where(latest.span == 0, -latest.net_sales_minor).groupby(latest.sku).sum()
    by_chance = (latest.net_sales_minor.astype("float64") ** 2).groupby(latest.sku).sum() ** 0.5
    told = (moved.abs() / by_chance).nlargest(200).index
    lines = lines.assign(
        sku=lines.sku.where(lines.sku.isin(told)), squares=lines.net_sales_minor.astype("float64") ** 2
    )
    labels = ["span", "channel", "sku", "category", "buyer_type"]
    return lines.groupby(labels, dropna=False, observed=True)[["net_sales_minor", "squares", "quantity"]].sum()


def _buyer_type(lines: Any) -> Any:
    known = lines.is_first_order.map({True: "new", False: "returning"})
    return known.where(lines.customer.notna(), "unknown")


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
    "goals.why": why,
    "products.contribution": contribution,
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
        if table == "sale_lines":
            frame = frame[~frame.is_excluded & (frame.is_paid | (question in UNPAID_TOO))]
        frames.append(frame)
    return frames


if __name__ == "__main__":
    main(*sys.argv[1:])
