"""What should be done about what was found, and where?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zhanggui.analyses.goals.why.known_events import KnownEvent
from zhanggui.analyses.goals.why.result import NextStepRow
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words

STEP_SENTENCES = {
    "step_restock": Words(
        zh="{part}：先补货或换主推款，再看有多少买家转去别的商品。",
        en="{part}: restock or push a substitute; see what its buyers took instead.",
    ),
    "step_clear": Words(
        zh="{part}：卖得少了，看是否列入清仓建议。", en="{part}: it sells less; see whether a markdown is proposed."
    ),
    "step_win_back": Words(
        zh="{part}：老客来得少了，看召回建议。", en="{part}: returning buyers stay away; see the win-back proposal."
    ),
    "step_newcomers": Words(
        zh="{part}：新客变了，看新客质量和广告花费是否值得。",
        en="{part}: newcomers changed; see what they are worth against the ad spend.",
    ),
    "step_funnel": Words(zh="{part}：看漏斗在哪一步漏人。", en="{part}: see at which step of the funnel people leave."),
    "step_products": Words(
        zh="{part}：看是哪些商品在动，毛利是否跟上。", en="{part}: see which products move, and whether margin follows."
    ),
    "step_keep": Words(
        zh="{part}：涨了，先确认原因能否持续，再加预算或备货。",
        en="{part}: it rose; make sure why before adding budget or stock.",
    ),
    "step_board": Words(
        zh="没有要追的部分：回到看板看其他指标。", en="Nothing to chase: go back to the board for the other figures."
    ),
}
BY_DIMENSION = (
    ("sku", "step_clear", "products.clear_slow_movers"),
    ("category", "step_products", "products.pareto"),
    ("channel", "step_funnel", "customers.funnel"),
    ("device", "step_funnel", "customers.funnel"),
)


Found = tuple[Mapping[str, str], Words, int, Sequence[KnownEvent]]


def next_steps(found: Iterable[Found]) -> tuple[NextStepRow, ...]:
    """One step for each part: found are its conditions, its title, what it did on its own, and what happened to it."""
    rows = tuple(_step(*each) for each in found)
    return rows or (NextStepRow(step=sentence("step_board"), place="goals.kpi_board"),)


def _step(part: Mapping[str, str], title: Words, own: int, events: Sequence[KnownEvent]) -> NextStepRow:
    code, where = _choice(part, own, {event.told.code for event in events})
    return NextStepRow(step=sentence(code, part=title), place=where)


def _choice(part: Mapping[str, str], own: int, told: set[str]) -> tuple[str, str]:
    if own > 0:
        return "step_keep", "products.pareto"
    if "out_of_stock" in told:
        return "step_restock", "products.pareto"
    if part.get("buyer_type") == "returning":
        return "step_win_back", "customers.win_back"
    if part.get("buyer_type") == "new":
        return "step_newcomers", "customers.cohorts"
    return next(
        ((code, where) for name, code, where in BY_DIMENSION if name in part), ("step_products", "products.pareto")
    )
