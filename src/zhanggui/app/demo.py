"""What does the demo show: a real supermarket chain's year, and a tea shop whose truths are known?"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhanggui.app import deciding, loading
from zhanggui.app.clock import SystemClock
from zhanggui.app.shop import Shop, init_shop, open_shop
from zhanggui.core.clock import StoppedClock
from zhanggui.core.words import Language, Words

if TYPE_CHECKING:
    from zhanggui.core.proposal import Proposal

SEED = 20260901
PLAYED_FROM = date(2026, 7, 15)
POLICY = "customers.win_back"
ZONE = "Asia/Shanghai"
# A grocery chain keeps roughly a quarter of its sales before overheads; the data name no cost, so this is declared.
SUPERMARKET_MARGIN = (0.20, 0.26, 0.32)

_SAYS = {
    "supermarket": Words(
        zh="装载连锁超市的一年（completejourney，146.9 万行）……",
        en="Loading a supermarket chain's year (completejourney, 1.47 million lines) …",
    ),
    "tea": Words(zh="生成清茗茶铺的两年……", en="Making two years of the tea shop …"),
    "decision": Words(
        zh="回放一个召回决策：提出、批准、抽签、执行，{days} 天后核算……",
        en="Playing one win-back decision: proposed, approved, drawn, applied, read out after {days} {days:day|days} …",
    ),
    "ready": Words(zh="{name} 已就绪。", en="{name} is ready."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the demo's shops live, and how it talks."""

    folder: Path
    say: Callable[[str], object]
    language: Language

    def tell(self, what: str, **facts: object) -> None:
        """Say one line."""
        self.say(_SAYS[what].filled(self.language, **facts))


def prepare(folder: Path, *, say: Callable[[str], object], language: Language, size: Any = "M") -> list[Shop]:
    """The two shops, made on the first run and opened on later ones; a run that was cut off starts over."""
    stage = Stage(folder=folder, say=say, language=language)
    return [
        _once(stage, "tea-shop", lambda shop_folder: _tea_shop(stage, shop_folder, size)),
        _once(stage, "supermarket", lambda shop_folder: _supermarket(stage, shop_folder)),
    ]


def _once(stage: Stage, name: str, make: Callable[[Path], Shop]) -> Shop:
    shop_folder, ready = stage.folder / name, stage.folder / f"{name}.ready"
    if ready.exists():
        return open_shop(shop_folder, SystemClock())
    shutil.rmtree(shop_folder, ignore_errors=True)
    shop = make(shop_folder)
    ready.touch()
    stage.tell("ready", name=shop.facts.name)
    return open_shop(shop_folder, SystemClock())


def _supermarket(stage: Stage, folder: Path) -> Shop:
    stage.tell("supermarket")
    shop = init_shop(
        folder,
        currency="USD",
        timezone="America/New_York",
        name="The Complete Journey",
        clock=SystemClock(),
    )
    loading.load(shop, ["completejourney"], as_format="completejourney")
    low, estimate, high = SUPERMARKET_MARGIN
    _change_settings(shop, margin={"low": low, "estimate": estimate, "high": high})
    return shop


def _tea_shop(stage: Stage, folder: Path, size: Any) -> Shop:
    from zhanggui.worlds.tea_shop.generate import END, generate

    stage.tell("tea")
    then = StoppedClock(_morning(PLAYED_FROM))
    shop = init_shop(folder, currency="CNY", timezone=ZONE, name="清茗茶铺", clock=then)
    world = stage.folder / "worlds" / "tea-shop"
    shutil.rmtree(world, ignore_errors=True)
    made = generate(world, size=size, seed=SEED, end=PLAYED_FROM, key=shop.key)
    _seal_customers(shop, world, made.table("customers").column("customer").to_pylist())
    _land(shop, made.tables, _morning(PLAYED_FROM))
    days = (END - PLAYED_FROM).days
    stage.tell("decision", days=days)
    _play(shop, world, days, END)
    return shop


def _play(shop: Shop, world: Path, days: int, end: date) -> None:
    from zhanggui.worlds.tea_shop.advance import advance
    from zhanggui.worlds.tea_shop.records.rival_notes import write_rival_notes
    from zhanggui.worlds.tea_shop.records.rivals import own_cut, write_rivals

    deciding.propose_all(shop)
    played = next(iter(deciding.records(shop, statuses=("proposed",), policy=POLICY)))
    owner = deciding.local_actor()
    deciding.decide(shop, played.proposal.id, verdict="approve", actor=owner, why="演示 demo")
    carried = deciding.apply(shop, played.proposal.id, actor=owner)
    treated = [row["customer"] for row in carried.exposures if row["exposed_at"] is not None]
    cut = own_cut(world, PLAYED_FROM)
    changes = [_contact(carried.record.proposal, treated), *([cut] if cut else [])]
    went_on = advance(world, days=days, changes=changes, key=shop.key)
    write_rivals(world, went_on.tables, end=end)
    write_rival_notes(world, went_on.tables, end=end)
    later = replace_clock(shop, _morning(end))
    _land(later, went_on.tables, _morning(end))
    deciding.measure(later, played.proposal.id, actor=owner)


def _contact(proposal: Proposal, treated: Sequence[str]) -> dict[str, Any]:
    return {"kind": "audience_contact", "name": proposal.id, "customers": treated, "at": PLAYED_FROM.isoformat()}


def replace_clock(shop: Shop, instant: datetime) -> Shop:
    """The same shop at another time."""
    return replace(shop, clock=StoppedClock(instant))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), ZoneInfo(ZONE)).astimezone(UTC)


def _land(shop: Shop, tables: Path, exported_at: datetime) -> None:
    from zhanggui.ingest.ready_made import land_tables
    from zhanggui.warehouse.landing import Landing

    files = {path.stem: path for path in sorted(tables.glob("*.parquet"))}
    land_tables(Landing(shop.folder), files, source="worlds.tea_shop", exported_at=exported_at)
    loading.publish(shop)


def _seal_customers(shop: Shop, world: Path, customers: Sequence[str]) -> None:
    """Put the invented people behind the pseudonyms into the vault, as loading their exports would have done."""
    from zhanggui.worlds.tea_shop.exports import originals

    for kind, values in originals(world, customers, key=shop.key).items():
        shop.vault.put_many(kind, values)


def _change_settings(shop: Shop, **changes: Any) -> None:
    from zhanggui.books.settings import Settings, change, current

    settings, version = current(shop.books)
    wanted = Settings.model_validate({**settings.model_dump(), **changes})
    change(shop.books, wanted, expected_version=version, by="demo", at=shop.clock.now())
