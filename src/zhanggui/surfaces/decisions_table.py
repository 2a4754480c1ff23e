"""How do decisions read as one table, on a page and in a file?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from zhanggui.app import catalog
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.sentence import render
from zhanggui.core.words import Language, Words
from zhanggui.decisions.measuring import PAY_OFFS
from zhanggui.decisions.record import STATUS_WORDS
from zhanggui.surfaces.presentation import Table, table_of

if TYPE_CHECKING:
    from zhanggui.decisions.record import DecisionRecord

TITLE = Words(zh="决策", en="Decisions")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision with its promise and what came of it."""

    id: Annotated[str, described("编号", "Id", unit="code")]
    title: Annotated[str, described("决策", "Decision")]
    policy: Annotated[Words, described("策略", "Policy")]
    status: Annotated[Words, described("状态", "Status")]
    expected: Annotated[MoneyInterval | None, described("预期贡献利润", "Expected contribution profit", unit="money")]
    horizon_days: Annotated[int, described("核算天数", "Days that count", unit="days")]
    cost: Annotated[Money, described("费用", "Cost", unit="money")]
    measured: Annotated[MoneyInterval | None, described("实测贡献利润", "Measured contribution profit", unit="money")]
    verdict: Annotated[Words | None, described("结论", "Verdict")]
    proposed_at: Annotated[datetime, described("提出时间", "Proposed at")]
    expires_at: Annotated[datetime, described("有效至", "Valid until")]


def decisions_table(records: Sequence[DecisionRecord], language: Language) -> Table:
    """Decisions in the order given, one row each."""
    return table_of("decisions", tuple(_row(record, language) for record in records), TITLE, {}, language)


def _row(record: DecisionRecord, language: Language) -> DecisionRow:
    proposal, readout = record.proposal, record.readout
    policy = catalog.policy(proposal.policy)
    return DecisionRow(
        id=proposal.id,
        title=render(proposal.title, policy.sentences, language),
        policy=policy.title,
        status=STATUS_WORDS[record.status],
        expected=proposal.expected,
        horizon_days=proposal.horizon_days,
        cost=proposal.cost,
        measured=readout.measured if readout else None,
        verdict=PAY_OFFS[readout.verdict] if readout else None,
        proposed_at=proposal.created_at,
        expires_at=proposal.expires_at,
    )
