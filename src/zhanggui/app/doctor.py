"""Is the shop in good health: folder, key, books, chain, snapshot, audits, landing?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.core.errors import ZhangguiError
from zhanggui.core.words import LANGUAGES, Language, Words

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at and how it is."""

    subject: Words
    is_well: bool
    facts: Words

    def text(self, language: Language) -> str:
        """The finding as one line."""
        colon = "：" if language == "zh-CN" else ": "
        return self.subject.text(language) + colon + self.facts.text(language)

    def plain(self) -> dict[str, Any]:
        """The finding as JSON values."""
        return {"is_well": self.is_well, **{language: self.text(language) for language in LANGUAGES}}


def examine(shop: Shop) -> tuple[Finding, ...]:
    """Look at every part of a shop that can be ill; a part that cannot be opened is a finding, not a crash."""
    return tuple(_examined(subject, look, shop) for subject, look in _EXAMINATIONS)


def _examined(subject: Words, look: Callable[[Shop], tuple[bool, Words]], shop: Shop) -> Finding:
    try:
        is_well, facts = look(shop)
    except ZhangguiError as problem:
        is_well, facts = False, Words(zh=problem.text("zh-CN"), en=problem.text("en"))
    return Finding(subject=subject, is_well=is_well, facts=facts)


def _folder(shop: Shop) -> tuple[bool, Words]:
    facts = shop.facts
    told = f"{shop.folder} ({facts.currency}, {facts.timezone})"
    return True, Words(zh=told, en=told)


def _key(shop: Shop) -> tuple[bool, Words]:
    from zhanggui.books.keys import key_file

    file = key_file(shop.facts.id)
    is_private = bool(shop.key) and file.stat().st_mode & 0o077 == 0
    if is_private:
        return True, Words(zh="在店铺文件夹之外，仅本人可读", en="outside the shop's folder, readable by you alone")
    return False, Words(
        zh=f"{file} 别人也能读；运行 chmod 600 {file}", en=f"others can read {file}; run chmod 600 {file}"
    )


def _books(shop: Shop) -> tuple[bool, Words]:
    from zhanggui.books.events import read_anchors, verify_chain

    with shop.books.reading() as connection:
        head = verify_chain(connection, read_anchors(shop.folder / "anchors.txt"))
    return True, Words(zh=f"事件链完整，共 {head.position} 条", en=f"the chain of {head.position} events is intact")


def _snapshot(shop: Shop) -> tuple[bool, Words]:
    from zhanggui.warehouse.engines.older_release import refuse_older_release
    from zhanggui.warehouse.snapshots import open_current

    if not shop.has_data:
        return False, Words(zh="还没有数据；先导入一个导出文件", en="no data yet; load an export file first")
    with closing(open_current(shop.folder)) as warehouse:
        refuse_older_release(warehouse.connection, warehouse.snapshot)
        name, as_of = warehouse.snapshot, warehouse.as_of
    return True, Words(zh=f"{name}，数据完整到 {as_of}", en=f"{name}, complete up to {as_of}")


def _profit(shop: Shop) -> tuple[bool, Words]:
    from zhanggui.books.settings import current

    if not shop.has_data:
        return True, Words(zh="有数据后再看", en="to be seen once data are loaded")
    warehouse = shop.warehouse()
    try:
        has_costs = bool(warehouse.loaded("product_costs"))
    finally:
        warehouse.close()
    settings, _ = current(shop.books)
    if has_costs or settings.margin:
        return True, Words(zh="有成本或已声明毛利区间", en="costs are loaded, or a margin interval is declared")
    return False, Words(
        zh="利润未知：没有成本。用 zhanggui template costs 取模板，或在设置中声明毛利区间",
        en="profit is unknown: no costs. Fill in zhanggui template costs, or declare a margin interval in Settings",
    )


def _extensions(_shop: Shop) -> tuple[bool, Words]:
    from zhanggui.app import catalog

    broken = [each.said for each in catalog.unusable()]
    if not broken:
        added = ", ".join(name for name in catalog.capability_names() if name not in catalog.CAPABILITIES)
        return True, Words(zh=added or "没有安装扩展包", en=added or "no packages add any")
    return False, Words(zh="；".join(each.zh for each in broken), en="; ".join(each.en for each in broken))


BACKUP_DAYS = 7


def _backup(shop: Shop) -> tuple[bool, Words]:
    from zhanggui.app.keeping.backup import last_backup

    made = last_backup(shop)
    if made is None and not shop.has_data:
        return True, Words(zh="有数据后再做", en="to be made once data are loaded")
    if made is None:
        command = "zhanggui backup --to"
        return True, Words(zh=f"还没有做过；运行 {command} 文件", en=f"none was ever made; run {command} FILE")
    days = (shop.clock.now() - made).days
    told = Words(
        zh=f"上次备份于 {made:%Y-%m-%d %H:%M} UTC，{days} 天前",
        en=f"last made {made:%Y-%m-%d %H:%M} UTC, {days} days ago",
    )
    if days <= BACKUP_DAYS:
        return True, told
    return False, Words(zh=f"{told.zh}；请再做一次", en=f"{told.en}; make another one")


def _erasures(shop: Shop) -> tuple[bool, Words]:
    from zhanggui.app.one_person.finding import unfinished

    left = unfinished(shop)
    if not left:
        return True, Words(zh="没有未完成的", en="none is unfinished")
    return False, Words(
        zh=f"{len(left)} 位顾客没有删完；运行 zhanggui people erase {left[0]}",
        en=f"{len(left)} unfinished; run zhanggui people erase {left[0]}",
    )


_EXAMINATIONS: tuple[tuple[Words, Callable[[Shop], tuple[bool, Words]]], ...] = (
    (Words(zh="文件夹", en="Folder"), _folder),
    (Words(zh="密钥", en="Key"), _key),
    (Words(zh="账簿", en="Books"), _books),
    (Words(zh="快照", en="Snapshot"), _snapshot),
    (Words(zh="利润", en="Profit"), _profit),
    (Words(zh="备份", en="Backup"), _backup),
    (Words(zh="删除顾客", en="Erasures"), _erasures),
    (Words(zh="扩展分析", en="Added capabilities"), _extensions),
)
