"""How are the shop's questions answered without anybody waiting for it?

One job a question: a service that stops waits for the one in hand, a service that dies leaves the rest in line, and
what was answered before is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zhanggui.app import answering, catalog
from zhanggui.app.answering import Standing
from zhanggui.books import jobs
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhanggui.app.shop import Shop
    from zhanggui.core.capability import Capability

KIND = "answer"
WANTED = frozenset({"waiting", "refused", "broke"})  # what asking once more may help
TRIED = frozenset({"refused", "broke", "lacking", "must_be_told"})
MOST_LOOKED_AT = 500


def put_in_line(shop: Shop, capabilities: Sequence[Capability]) -> int:
    """Queue what is not answered yet, and what was refused when it was tried last; how many there are."""
    wanted = [each.capability for each in standing(shop, capabilities) if each.state in WANTED]
    for each in wanted:
        jobs.enqueue(shop.books, KIND, {"capability": each.name}, at=shop.clock.now())
    return len(wanted)


def standing(shop: Shop, capabilities: Iterable[Capability]) -> tuple[Standing, ...]:
    """How each question stands, with those in line and what was said when it was tried on this version."""
    last = _last_of_each(shop)
    return tuple(
        _with_job(each, last.get(each.capability.name), shop) for each in answering.standing(shop, capabilities)
    )


def carry_out(shop: Shop, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the question of a job on the version that is current."""
    (found,) = answering.answer_all(shop, [catalog.capability(payload["capability"])])
    return answering.plain(found)


def _last_of_each(shop: Shop) -> Mapping[str, jobs.Job]:
    newest_first = jobs.latest(shop.books, KIND, MOST_LOOKED_AT)
    return {job.payload["capability"]: job for job in reversed(newest_first)}


def _with_job(found: Standing, job: jobs.Job | None, shop: Shop) -> Standing:
    if job is None or found.state != "waiting":
        return found
    if job.finished_at is None:
        return found if _is_lost(job, shop) else replace(found, state="in_line")
    told = job.outcome or {}
    if told.get("state") not in TRIED or told.get("snapshot") != found.snapshot:
        return found
    return replace(found, state=told["state"], why=Words(zh=told["why"]["zh-CN"], en=told["why"]["en"]))


def _is_lost(job: jobs.Job, shop: Shop) -> bool:
    """Whoever had it is gone, and nobody will take it over."""
    is_spent = job.attempts >= job.most_attempts
    return is_spent and job.leased_until is not None and job.leased_until <= shop.clock.now()
