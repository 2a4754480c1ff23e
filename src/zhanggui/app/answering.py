"""Which of the shop's questions are answered for this version, and what of the rest can be answered now?"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from zhanggui.app import asking, catalog, runner
from zhanggui.app.listing import both
from zhanggui.app.trouble import place_of
from zhanggui.core.errors import Busy, RequestAtFault, ShopAtFault, ZhangguiError
from zhanggui.core.words import Words
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.core.capability import Capability
    from zhanggui.warehouse.protocol import Warehouse

State = Literal["answered", "in_line", "waiting", "must_be_told", "lacking", "refused", "broke"]
_log = logging.getLogger("zhanggui.answering")


class QuestionBroke(ZhangguiError):
    """The program itself failed at a question."""

    sentence = Words(
        zh="程序在回答这个问题时出错了，数据没有改变，其他问题照常回答。日志记下了出错的位置。",
        en="The program failed at this question; the data are unchanged, other questions are answered. The log names the place.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One question: whether its answer is kept for this version, and why not.

    `is_new` says that it was worked out just now; `seconds` is what that took, without the answers that it builds on.
    """

    capability: Capability
    snapshot: str
    state: State
    is_new: bool = False
    seconds: float | None = None
    why: Words | None = None


def chosen(named: Sequence[str], role: str = "owner") -> tuple[Capability, ...]:
    """The questions of rooms (`products`) and single ones (`pricing.one`); all where nothing is named.

    Raises UnknownName for what is neither.
    """
    open_to = tuple(each for each in catalog.capabilities() if role in each.roles)
    if not named:
        return open_to
    rooms = {each.name.partition(".")[0] for each in open_to}
    wanted = {each if each in rooms else catalog.capability(each).name for each in named}
    return tuple(each for each in open_to if {each.name, each.name.partition(".")[0]} & wanted)


def standing(shop: Shop, capabilities: Iterable[Capability]) -> tuple[Standing, ...]:
    """How each question stands; nothing is worked out."""
    warehouse = shop.warehouse()
    try:
        return tuple(_stands(shop, warehouse, each) for each in capabilities)
    finally:
        warehouse.close()


def answer_all(shop: Shop, capabilities: Iterable[Capability]) -> Iterator[Standing]:
    """Answer one question after the other, all of the version that is current at the start.

    Each answer is kept as soon as it is there: whoever is interrupted and begins again goes on behind it. A question
    that cannot be answered says why and stops no other.
    """
    warehouse = shop.warehouse()
    try:
        for each in capabilities:
            before = _stands(shop, warehouse, each)
            yield _answered(shop, warehouse, before) if before.state in {"answered", "waiting"} else before
    finally:
        warehouse.close()


def plain(found: Standing) -> dict[str, Any]:
    """As JSON values."""
    return {
        "capability": found.capability.name,
        "title": both(found.capability.title),
        "snapshot": found.snapshot,
        "state": found.state,
        "is_new": found.is_new,
        "seconds": found.seconds,
        "why": both(found.why) if found.why else None,
    }


def _stands(shop: Shop, warehouse: Warehouse, capability: Capability) -> Standing:
    found = Standing(capability=capability, snapshot=warehouse.snapshot, state="waiting")
    try:
        asked = asking.with_declared(shop, capability, {})
        if runner.is_kept(warehouse, capability.name, asked, cache=asking.cache_of(shop)):
            return replace(found, state="answered")
        require_tables(warehouse, capability.tables, capability.question)
    except ZhangguiError as refusal:
        return _refused(found, refusal)
    return found


def _answered(shop: Shop, warehouse: Warehouse, before: Standing) -> Standing:
    capability = before.capability
    try:
        asked = asking.with_declared(shop, capability, {})
        done = runner.run(warehouse, capability.name, asked, cache=asking.cache_of(shop))
    except ZhangguiError as refusal:
        return _refused(before, refusal)
    except Exception as failure:  # noqa: BLE001 - whatever breaks, the next question is answered and somebody is told
        _log.error("question broke: %s", json.dumps({"capability": capability.name, **place_of(failure)}))
        return _refused(before, QuestionBroke())
    is_new = before.state == "waiting"
    return replace(before, state="answered", is_new=is_new, seconds=done.seconds if is_new else None)


def _refused(found: Standing, refusal: ZhangguiError) -> Standing:
    if isinstance(refusal, Busy):
        raise refusal
    return replace(found, state=_state(refusal), why=Words(zh=refusal.text("zh-CN"), en=refusal.text("en")))


def _state(refusal: ZhangguiError) -> State:
    if isinstance(refusal, QuestionBroke):
        return "broke"
    if isinstance(refusal, RequestAtFault):  # nobody gave any parameter: it wants one
        return "must_be_told"
    return "lacking" if isinstance(refusal, ShopAtFault) else "refused"
