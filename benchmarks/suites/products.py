"""Are pairs, stages and roles of products found as planted, and pairs counted faster than elsewhere?"""

from __future__ import annotations

import csv
import json
import math
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.invented.shop import WATCHED, published_shop
from benchmarks.measurement import Figure, in_seconds, listed, seconds, times
from benchmarks.processes import CommandFailed, run
from benchmarks.suites.analysing import answered, params_for
from benchmarks.suites.real_data import DATA
from benchmarks.workplace import SIZES

if TYPE_CHECKING:
    from benchmarks.workplace import Workplace
    from zhanggui.stats.associations import Incidence
    from zhanggui.warehouse.protocol import Warehouse
    from zhanggui.worlds.tea_shop.truth import Truth

TITLE = "Are pairs, stages and roles of products found as planted, and pairs counted faster than elsewhere?"
HOW = (
    "Rules of all lengths on Groceries; pairs of UCI at 1 % beside mlxtend's apriori and fpgrowth in a process of their own "
    "(`ZHANGGUI_BENCH_PEER_PYTHON` names a Python that has mlxtend), one core, CPU seconds; invented baskets of 1,000 items; every analysis of products and prices, one after the other, over an invented shop of 10,000 products, two years and a million lines, one process for all. Then tea shops of the "
    "small range, two years, half of them without planted pairs, each of its own seed: what `products.pairs`, `products.lifecycle` and "
    "`products.roles` say, against what was planted. Stages and roles are judged where they are told; how many are told is told too."
)
GROCERIES, UCI = "groceries/groceries_long.csv", "uci_online_retail/online_retail_2010_2011.parquet"
RULES, UCI_SUPPORT, LEAST_TIMES = 410, 0.01, 10.0
WHALES, WHALE_ITEMS, WHALE_CATALOGUE, WHALE_BYTES = 5_000, 1_000, 10_000, 1 << 30
SHOPS, FIRST_SEED, NEWCOMERS = 300, 9_001, 3.0
SOLD = ("orders", "order_lines", "products", "product_costs", "fees", "stock_levels", "customers")
RECOVERED = 0.9
RANGE = 10_000
WHOLE_RANGE = 120.0
PEER = "ZHANGGUI_BENCH_PEER_PYTHON"


def figures(work: Workplace) -> Iterator[Figure]:
    """Published counts, the peer, whales, and what was planted."""
    yield _groceries()
    yield from _uci(work)
    yield _whales()
    yield from _whole_range(work)
    yield from planted(SHOPS)


def _groceries() -> Figure:
    from zhanggui.stats.associations import frequent_sets, rules

    what = "Groceries: rules with support .001 and confidence .8"
    if not (DATA / GROCERIES).exists():
        return Figure(what=what, skipped=f"{GROCERIES} is not in the data folder")
    with (DATA / GROCERIES).open(encoding="utf-8") as file:
        rows = [(row["basket_id"], row["item"]) for row in csv.DictReader(file)]
    held = _incidence(np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))
    found: list[int] = []
    least = math.ceil(0.001 * held.baskets)
    taken = seconds(lambda: found.append(len(rules(frequent_sets(held, least, longest=10), 0.8))))
    return Figure(
        what=what,
        measured=f"{found[0]} in {in_seconds(taken)}",
        beside="arules",
        promise=str(RULES),
        holds=found[0] == RULES,
    )


def _uci(work: Workplace) -> Iterator[Figure]:
    import time

    from zhanggui.stats.associations import pair_counts

    what = "UCI: pairs at 1 %"
    if not (DATA / UCI).exists():
        yield Figure(what=what, skipped=f"{UCI} is not in the data folder")
        return
    baskets, items = _uci_entries()
    held = _incidence(baskets, items)
    started = time.process_time()
    found = pair_counts(held, math.ceil(UCI_SUPPORT * held.baskets))
    ours = time.process_time() - started
    entries = work.folder / "uci_entries.npz"
    entries.parent.mkdir(parents=True, exist_ok=True)
    np.savez(entries, basket=held.basket, item=held.item)
    for peer in ("apriori", "fpgrowth"):
        yield _beside(peer, entries, len(found.first), int(found.together.sum()), ours)


def _beside(peer: str, entries: Path, pairs: int, together: int, ours: float) -> Figure:
    what = f"UCI: pairs at 1 % beside mlxtend's {peer}"
    script = str(Path(__file__).parents[1] / "peers" / "mlxtend_pairs.py")
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = run([os.environ.get(PEER, sys.executable), script, peer, str(entries), str(UCI_SUPPORT)], env=one)
    except CommandFailed:
        return Figure(what=what, measured=f"{pairs} pairs in {in_seconds(ours)}", skipped="mlxtend is not installed")
    told = json.loads(done.stdout)
    same = (told["pairs"], told["together"]) == (pairs, together)
    ratio = told["cpu_seconds"] / ours
    return Figure(
        what=what,
        measured=f"{pairs} pairs in {in_seconds(ours)}",
        beside=f"{told['pairs']} pairs in {in_seconds(told['cpu_seconds'])}",
        ratio=f"{times(ratio)} as fast",
        promise=f"same pairs and counts, ≥ {LEAST_TIMES:g}×",
        holds=same and ratio >= LEAST_TIMES,
    )


def _uci_entries() -> tuple[np.ndarray, np.ndarray]:
    import duckdb

    with duckdb.connect() as engine:
        found = engine.execute(
            "SELECT DISTINCT InvoiceNo AS basket, StockCode AS item FROM read_parquet(?) "
            "WHERE Quantity > 0 AND NOT starts_with(InvoiceNo, 'C')",
            [str(DATA / UCI)],
        ).fetchnumpy()
    return found["basket"], found["item"]


def _whales() -> Figure:
    import tracemalloc

    from zhanggui.stats.associations import Incidence, pair_counts

    chance = np.random.default_rng(1)
    item = np.concatenate([chance.choice(WHALE_CATALOGUE, WHALE_ITEMS, replace=False) for _ in range(WHALES)])
    basket = np.repeat(np.arange(WHALES), WHALE_ITEMS)
    held = Incidence(baskets=WHALES, items=WHALE_CATALOGUE, basket=basket, item=item)
    tracemalloc.start()
    taken = seconds(lambda: pair_counts(held, 90))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Figure(
        what=f"{WHALES:,} baskets of {WHALE_ITEMS:,} items each, of {WHALE_CATALOGUE:,}: all pairs",
        measured=f"{in_seconds(taken)}, {peak / 2**20:.0f} MiB at most",
        promise=f"≤ {WHALE_BYTES / 2**30:.0f} GiB",
        holds=peak <= WHALE_BYTES,
    )


def _whole_range(work: Workplace) -> Iterator[Figure]:
    """Every analysis of products and prices over 10,000 products and two years, one after the other."""
    from zhanggui.app import catalog
    from zhanggui.app.models import ModelStore
    from zhanggui.app.runner import RunCache
    from zhanggui.core.errors import TablesMissing

    shop = published_shop(replace(work, size=replace(SIZES["M"], name="M-10,000", products=RANGE)), *WATCHED)
    taken: dict[str, float] = {}
    lacking = []
    with tempfile.TemporaryDirectory() as kept:
        cache = RunCache(Path(kept, "runs"), ModelStore(Path(kept, "models")))
        for name in (name for name in catalog.CAPABILITIES if name.startswith(("products.", "pricing."))):
            params = params_for(name, shop)
            try:
                taken[name] = seconds(partial(answered, shop, name, params, cache))
            except TablesMissing:
                lacking.append(name)
    slowest = sorted(taken, key=lambda name: -taken[name])[:3]
    yield Figure(
        what=f"{RANGE:,} products, two years, a million lines: {len(taken)} analyses of products and prices in turn",
        measured=in_seconds(sum(taken.values())),
        beside="slowest: " + ", ".join(f"{name} {in_seconds(taken[name])}" for name in slowest),
        promise=f"< {WHOLE_RANGE:g} s",
        holds=sum(taken.values()) < WHOLE_RANGE,
    )
    if lacking:
        yield Figure(what=f"not asked there: {listed(lacking)}", skipped="the invented shop has no such table")


def _incidence(baskets: np.ndarray, items: np.ndarray) -> Incidence:
    from zhanggui.stats.associations import Incidence

    basket, item = (np.unique(each.astype(str), return_inverse=True)[1] for each in (baskets, items))
    return Incidence.of(basket, item, baskets=int(basket.max()) + 1, items=int(item.max()) + 1)


@dataclass(slots=True, kw_only=True)
class Score:
    """What was told of the planted, over all shops."""

    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    false_shares: list[float] = field(default_factory=list)


def planted(shops: int, first_seed: int = FIRST_SEED, newcomers: float = NEWCOMERS) -> Iterator[Figure]:
    """Stages, roles and pairs of so many shops."""
    score = Score()
    for number in range(shops):
        with tempfile.TemporaryDirectory() as folder:
            _judge(Path(folder), first_seed + number, newcomers, has_pairs=number % 2 == 0, score=score)
    yield _told(f"{shops} tea shops: stages", score.stages, "stage_untold")
    yield _told(f"{shops} tea shops: roles", score.roles, "role_untold")
    pairs = score.pairs
    yield Figure(
        what=f"{shops} tea shops, half without pairs: false ones among the pairs believed",
        measured=f"{pairs['false']} of {pairs['false'] + pairs['true']}; mean share in a shop {np.mean(score.false_shares):.1%}",
        beside=f"{pairs['true']} of {pairs['planted']} planted are found",
        promise="≤ 5 % on average",
        holds=float(np.mean(score.false_shares)) <= 0.05,
    )


def _told(what: str, found: Counter[tuple[str, str]], untold: str) -> Figure:
    told = {key: count for key, count in found.items() if key[1] != untold}
    right = sum(count for (truth, said), count in told.items() if said == truth)
    whole = sum(told.values())
    by_truth = [
        f"{truth.partition('_')[2]} {sum(c for (t, s), c in told.items() if t == truth == s) / max(1, sum(c for (t, _), c in told.items() if t == truth)):.1%}"
        for truth in sorted({key[0] for key in found})
    ]
    return Figure(
        what=what,
        measured=f"{right / whole:.1%} right of those told; " + ", ".join(by_truth),
        beside=f"told for {whole / sum(found.values()):.1%} of {sum(found.values()):,} products",
        promise=f"≥ {RECOVERED:.0%}",
        holds=right / whole >= RECOVERED,
    )


def _judge(folder: Path, seed: int, newcomers: float, *, has_pairs: bool, score: Score) -> None:
    from zhanggui.analyses.products.lifecycle.lifecycle import LifecycleParams
    from zhanggui.analyses.products.lifecycle.lifecycle import run as lifecycle
    from zhanggui.analyses.products.pairs.pairs import PairsParams
    from zhanggui.analyses.products.pairs.pairs import run as pairs
    from zhanggui.analyses.products.roles.roles import RolesParams
    from zhanggui.analyses.products.roles.roles import run as roles

    warehouse, truth = tea_shop(folder, seed, newcomers, has_pairs=has_pairs)
    with closing(warehouse):
        for row in lifecycle(warehouse, LifecycleParams(limit=2_000)).rows:
            score.stages[f"stage_{truth.product(row.sku).stage}", row.stage.code] += 1
        for row in roles(warehouse, RolesParams(limit=2_000)).rows:
            score.roles[_planted_role(truth, row.sku), row.role.code] += 1
        found = {frozenset((row.first_sku, row.second_sku)) for row in pairs(warehouse, PairsParams(days=730)).rows}
    true = {frozenset((pair.first, pair.second)) for pair in truth.pairs}
    score.pairs.update({"true": len(found & true), "false": len(found - true), "planted": len(true)})
    score.false_shares.append(len(found - true) / max(1, len(found)))


def _planted_role(truth: Truth, sku: str) -> str:
    product = truth.product(sku)
    if product.stage == "introduction":
        return "role_new"
    return "role_other" if product.role == "core" else f"role_{product.role}"


def tea_shop(folder: Path, seed: int, newcomers: float, *, has_pairs: bool = True) -> tuple[Warehouse, Truth]:
    """A published shop of the small range, and what was planted into it."""
    from zhanggui.ingest.ready_made import land_tables
    from zhanggui.warehouse.landing import Landing
    from zhanggui.warehouse.snapshots import open_current, publish
    from zhanggui.worlds.tea_shop.generate import END, START, generate
    from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

    truth = ordinary_truth(seed=seed, start=START, end=END, newcomers_per_day=newcomers, range_="small")
    truth = truth if has_pairs else replace(truth, pairs=())
    world = generate(folder / "world", size="S", seed=seed, truth=truth, only=SOLD)
    shop = folder / "shop"
    shop.mkdir()
    files = {path.stem: path for path in world.tables.glob("*.parquet")}
    land_tables(Landing(shop), files, source="worlds.tea_shop", exported_at=datetime(2026, 9, 1, tzinfo=UTC))
    publish(shop, currency="CNY", timezone="Asia/Shanghai")
    return open_current(shop), truth
