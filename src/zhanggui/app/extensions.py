"""Which capabilities do installed packages add, and which of those cannot be used?"""

from __future__ import annotations

import functools
import re
import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from zhanggui.core.capability import Capability

GROUP = "zhanggui.capabilities"
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A capability that a package announces and that cannot be asked."""

    name: str
    package: str
    why: Words

    @property
    def said(self) -> Words:
        """What is wrong and what to do, in one sentence."""
        return Words(
            zh=f"扩展包 {self.package} 的分析“{self.name}”不可用，已跳过：{self.why.zh}。请升级或卸载该包",
            en=f"The capability '{self.name}' of the package {self.package} cannot be used and is skipped: "
            f"{self.why.en}. Upgrade or uninstall that package",
        )


class CapabilityUnusable(ShopAtFault):
    """Somebody asks for a capability of a package that is broken."""

    sentence = Words(zh="{said}。", en="{said}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """What packages add: the capabilities that work, and those that do not."""

    usable: Mapping[str, Capability]
    unusable: tuple[Unusable, ...]


def extensions(ours: Collection[str]) -> Extensions:
    """Capabilities of installed packages; a broken one is told of, and takes nothing else down."""
    return _extensions(frozenset(ours), tuple(sys.path))


@functools.cache
def _extensions(ours: frozenset[str], _where: tuple[str, ...]) -> Extensions:
    usable: dict[str, Capability] = {}
    unusable = []
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        found, why = _loaded(point, ours | usable.keys())
        if why is None:
            usable[point.name] = found
        else:
            package = point.dist.name if point.dist else point.module
            unusable.append(Unusable(name=point.name, package=package, why=why))
    return Extensions(usable=MappingProxyType(usable), unusable=tuple(unusable))


def _loaded(point: EntryPoint, taken: Collection[str]) -> tuple[Any, Words | None]:
    if point.name in taken:
        return None, Words(zh="这个名称已被占用", en="that name is taken")
    try:
        found = point.load()
        return found, next(_flaws(found, point.name), None)
    except (Exception, SystemExit) as failure:  # noqa: BLE001 - whatever a stranger's package does, the shop opens
        kind = type(failure).__name__
        return None, Words(zh=f"无法载入（{kind}）", en=f"it cannot be loaded ({kind})")


def _flaws(found: Any, name: str) -> Iterator[Words]:
    """Why no page, no endpoint and no reference could be made of it."""
    from pydantic import TypeAdapter

    from zhanggui.core.capability import Capability
    from zhanggui.core.described import undescribed
    from zhanggui.warehouse.contracts.register import CONTRACTS

    if not isinstance(found, Capability):
        yield Words(zh="入口不是 Capability", en="its entry point is no Capability")
        return
    if not _NAME.fullmatch(name):
        yield Words(zh="名称须写成 房间.名称", en="its name is not written room.name")
    if found.name != name:
        yield Words(zh=f"它自称“{found.name}”", en=f"it calls itself '{found.name}'")
    bare = [field for owner in (found.params, *_shown(found.result)) for field in undescribed(owner)]
    if bare:
        yield Words(zh=f"字段缺少说明：{'、'.join(bare)}", en=f"fields without description: {', '.join(bare)}")
    strange = [table for table in found.tables if table not in CONTRACTS]
    if strange:
        yield Words(zh=f"没有这样的表：{'、'.join(strange)}", en=f"there are no such tables: {', '.join(strange)}")
    found.params.model_json_schema()
    TypeAdapter(found.result).json_schema(mode="serialization")


def _shown(result: type) -> Iterator[type]:
    """A result and the rows of its tables."""
    from dataclasses import is_dataclass

    from zhanggui.core.sentence import Sentence

    yield result
    for hint in get_type_hints(result).values():
        rows = [each for each in get_args(hint) if isinstance(each, type) and is_dataclass(each)]
        yield from (row for row in rows if row is not Sentence and not row.__module__.startswith("zhanggui.core."))
