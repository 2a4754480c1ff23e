"""How do a review and a decision read in a terminal?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table as Grid

from zhanggui.app import catalog
from zhanggui.app.notify.telling import alert_line
from zhanggui.core.sentence import Argument, render, show
from zhanggui.core.words import Language, Words
from zhanggui.decisions.measuring import PAY_OFFS
from zhanggui.surfaces.cli.console import console, print_page, say
from zhanggui.surfaces.cli.goals import print_goals
from zhanggui.surfaces.presentation import page

if TYPE_CHECKING:
    from zhanggui.app.review import Review
    from zhanggui.core.sentence import Sentence
    from zhanggui.decisions.policy import Policy
    from zhanggui.decisions.record import DecisionRecord
    from zhanggui.decisions.track import Track
    from zhanggui.surfaces.presentation import Table

_WIDE = frozenset({"metric", "healthy", "source", "last_year", "trend", "reason"})
_BEST = Words(zh="待决定，按预期利润", en="To decide, by expected profit")
_NOTHING = Words(zh="没有待决定的建议。", en="Nothing to decide.")
_NONE = Words(zh="没有这样的决策。", en="There are no such decisions.")
_GOALS = Words(zh="有风险的目标", en="Goals at risk")
_ALERTS = Words(zh="未确认的预警", en="Open alerts")
_RUNNING = Words(zh="进行中", en="Under way")
_PAID = Words(zh="过去的决策赚了没有", en="How past decisions paid")
_RECORD = Words(zh="策略成绩单", en="Records of the policies")
_HEADS = {
    "id": Words(zh="编号", en="Id"),
    "decision": Words(zh="决策", en="Decision"),
    "status": Words(zh="状态", en="Status"),
    "expected": Words(zh="预期贡献利润", en="Expected contribution profit"),
    "days": Words(zh="天数", en="Days"),
    "cost": Words(zh="费用", en="Cost"),
    "measured": Words(zh="实测", en="Measured"),
    "verdict": Words(zh="结论", en="Verdict"),
    "policy": Words(zh="策略", en="Policy"),
    "wins": Words(zh="胜率", en="Wins"),
    "coverage": Words(zh="区间命中", en="Ranges met"),
    "trust": Words(zh="信任系数", en="Trust"),
}
_PARTS = {
    "why": Words(zh="依据", en="Why"),
    "assumptions": Words(zh="假设", en="Assumptions"),
    "before": Words(zh="现在", en="Before"),
    "after": Words(zh="之后", en="After"),
    "alternatives": Words(zh="其他做法", en="Alternatives"),
    "guardrails": Words(zh="护栏", en="Guardrails"),
    "history": Words(zh="经过", en="History"),
}


def print_review(review: Review, language: Language) -> None:
    """Headline numbers, what changed, what to decide, how past decisions paid."""
    from zhanggui.app.review import BOARD

    out = console()
    out.rule(f"[bold]{escape(review.shop)}[/bold] · {review.as_of}", align="left")
    board = page(review.board.result, catalog.capability(BOARD), language)
    print_page(replace(board, tables=tuple(map(_narrowed, board.tables)), figures=()), language)
    if review.alerts and review.alerts.unnoted:
        out.print()
        _heading(_ALERTS, language)
        for row in review.alerts.unnoted[:5]:
            say(f"· {escape(alert_line(row, language))}", language)
    worrying = [each for each in review.goals if each.is_worrying]
    if worrying:
        out.print()
        _heading(_GOALS, language)
        print_goals(worrying, language)
    out.print()
    _heading(_BEST, language)
    if review.open:
        print_decisions([row.record for row in review.open], language)
    else:
        out.print(_NOTHING.text(language))
    for each in review.lacking:
        colon = "：" if language == "zh-CN" else ": "
        say(f"[dim]· {escape(each.title.text(language))}{colon}{escape(each.why.text(language))}[/dim]", language)
    if review.running:
        _heading(_RUNNING, language)
        print_decisions(review.running, language)
    if review.measured:
        _heading(_PAID, language)
        _print_measured(review.measured, language)
        _print_tracks(review.tracks, language)
    out.print()


def _narrowed(table: Table) -> Table:
    """The columns a terminal has room for; the pages and --json have them all."""
    kept = [at for at, column in enumerate(table.columns) if column.name not in _WIDE]
    return replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in table.rows),
    )


def print_decisions(records: Sequence[DecisionRecord], language: Language) -> None:
    """Decisions, one line each."""
    from zhanggui.decisions.record import STATUS_WORDS

    if not records:
        console().print(_NONE.text(language))
        return
    grid = _grid(("id", "decision", "status", "expected", "days", "cost"), language)
    for record in records:
        proposal = record.proposal
        grid.add_row(
            proposal.id,
            escape(_title(record, language)),
            STATUS_WORDS[record.status].text(language),
            show(proposal.expected, language),
            str(proposal.horizon_days),
            show(proposal.cost, language),
        )
    console().print(grid)


def print_decision(record: DecisionRecord, language: Language) -> None:
    """Everything about one decision."""
    from zhanggui.decisions.record import STATUS_WORDS

    out, proposal = console(), record.proposal
    policy = catalog.policy(proposal.policy)
    templates = policy.sentences
    out.print(f"[bold]{escape(_title(record, language))}[/bold]  {proposal.id}")
    grid = Grid.grid(padding=(0, 2))
    grid.add_row(_HEADS["status"].text(language), STATUS_WORDS[record.status].text(language))
    grid.add_row(_HEADS["expected"].text(language), show(proposal.expected, language))
    grid.add_row(_HEADS["cost"].text(language), show(proposal.cost, language))
    out.print(grid)
    _sentences("why", proposal.rationale, templates, language)
    _sentences("assumptions", proposal.assumptions, templates, language)
    _values("before", proposal.before, policy, language)
    _values("after", record.change.after if record.change else proposal.after, policy, language)
    _sentences("guardrails", tuple(guard.bound for guard in proposal.guardrails), templates, language)
    _heading(_PARTS["alternatives"], language)
    for other in proposal.alternatives:
        out.print(f"· {escape(render(other.title, templates, language))}: {show(other.expected, language)}")
    _heading(_PARTS["history"], language)
    for step in record.steps:
        out.print(
            f"· {step.at:%Y-%m-%d %H:%M} {step.kind.removeprefix('decision.')} {escape(step.by)} {escape(step.why)}"
        )
    if record.readout:
        _heading(_PAID, language)
        _print_measured([record], language)
        _sentences("why", record.readout.notes, templates, language)


def _print_measured(records: Sequence[DecisionRecord], language: Language) -> None:
    grid = _grid(("id", "decision", "expected", "measured", "verdict"), language)
    for record in records:
        if record.readout:
            readout = record.readout
            grid.add_row(
                record.proposal.id,
                escape(_title(record, language)),
                show(readout.predicted, language),
                show(readout.measured, language),
                PAY_OFFS[readout.verdict].text(language),
            )
    console().print(grid)


def _print_tracks(tracks: Mapping[str, Track], language: Language) -> None:
    measured = [track for track in tracks.values() if track.measured]
    if not measured:
        return
    _heading(_RECORD, language)
    grid = _grid(("policy", "measured", "wins", "coverage", "trust"), language)
    for track in measured:
        title = catalog.policy(track.policy).title.text(language)
        win_rate, coverage = show(track.win_rate, language), show(track.coverage, language)
        grid.add_row(title, str(track.measured), win_rate, coverage, f"{track.trust:.2f}")
    console().print(grid)


def _title(record: DecisionRecord, language: Language) -> str:
    return render(record.proposal.title, catalog.policy(record.proposal.policy).sentences, language)


def _grid(names: tuple[str, ...], language: Language) -> Grid:
    grid = Grid(header_style="bold")
    for name in names:
        is_number = name in {"expected", "days", "cost", "measured", "trust", "wins", "coverage"}
        grid.add_column(_HEADS[name].text(language), justify="right" if is_number else "left", overflow="fold")
    return grid


def _sentences(part: str, said: Sequence[Sentence], templates: Mapping[str, Words], language: Language) -> None:
    if said:
        _heading(_PARTS[part], language)
    for sentence in said:
        say(f"· {escape(render(sentence, templates, language))}", language)


def _values(part: str, values: Mapping[str, Argument], policy: Policy, language: Language) -> None:
    if values:
        _heading(_PARTS[part], language)
    for name, value in policy.told(values).items():
        console().print(f"· {escape(policy.label(name).text(language))}: {escape(show(value, language))}")


def _heading(words: Words, language: Language) -> None:
    console().print(f"[bold underline]{words.text(language)}[/bold underline]")
