"""Which decisions are open, and how are they approved, applied, confirmed and measured?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.moments import moment
from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, print_json, session

if TYPE_CHECKING:
    from zhanggui.decisions.record import DecisionRecord

app = typer.Typer(
    cls=Counter, no_args_is_help=True, help="决策：列出、查看、审批、执行、核算。 Decisions, from proposal to readout."
)
Id = Annotated[str, typer.Argument(metavar="ID", help="决策编号 the decision's id")]
Why = Annotated[str, typer.Option("--why", help="理由，日后核对时会看 the reason, read when the result is in")]


class ActualNotUnderstood(RequestAtFault):
    """A confirmed value that is not written as name=value."""

    sentence = Words(
        zh="看不懂“{text}”；写成 名称=值，例如 price=19.90。",
        en="Cannot read '{text}'; write name=value, such as price=19.90.",
    )


@app.command("list")
def listing(
    context: typer.Context,
    status: Annotated[list[str] | None, typer.Option("--status", help="只看某状态，可多次。 Only this status.")] = None,
    policy: Annotated[str | None, typer.Option("--policy", help="只看某策略。 Only this policy's.")] = None,
    as_json: JsonOption = False,
) -> None:
    """按预期利润列出决策。 Decisions, open ones by expected profit."""
    from zhanggui.app import catalog, deciding
    from zhanggui.surfaces.cli.reviewing import print_decisions

    speaking = session(context)
    shop = speaking.shop()
    ranked, _ = deciding.ranking(shop)
    order = {row.record.proposal.id: at for at, row in enumerate(ranked)}
    every = deciding.records(shop, policy=catalog.policy(policy).name if policy else None)
    found = [record for record in every if not status or record.status in status]
    found.sort(key=lambda record: (order.get(record.proposal.id, len(order)), record.proposal.created_at))
    if as_json:
        print_json([deciding.plain(record) for record in found])
    else:
        print_decisions(found, speaking.language)


@app.command()
def propose(context: typer.Context, as_json: JsonOption = False) -> None:
    """向每个策略要建议。 Ask every policy for proposals."""
    from zhanggui.app import deciding

    speaking = session(context)
    shop = speaking.shop()
    lacking = deciding.propose_all(shop)
    if as_json:
        told = [
            {"policy": each.policy, "why": {code: each.why.text(code) for code in ("zh-CN", "en")}} for each in lacking
        ]
        print_json({"decisions": [deciding.plain(record) for record in deciding.records(shop)], "lacking": told})
        return
    for each in lacking:
        colon = "：" if speaking.language == "zh-CN" else ": "
        typer.echo(f"· {each.title.text(speaking.language)}{colon}{each.why.text(speaking.language)}")
    listing(context)


@app.command()
def show(context: typer.Context, decision: Id, as_json: JsonOption = False) -> None:
    """看一个决策的全部。 Everything about one decision."""
    from zhanggui.app import deciding

    speaking = session(context)
    _print(deciding.find(speaking.shop(), decision), speaking, as_json=as_json)


@app.command()
def approve(context: typer.Context, decision: Id, why: Why, as_json: JsonOption = False) -> None:
    """批准。 Approve."""
    _decide(context, decision, "approve", why, as_json=as_json)


@app.command()
def reject(context: typer.Context, decision: Id, why: Why, as_json: JsonOption = False) -> None:
    """拒绝。 Reject."""
    _decide(context, decision, "reject", why, as_json=as_json)


@app.command()
def defer(context: typer.Context, decision: Id, why: Why, as_json: JsonOption = False) -> None:
    """推迟。 Defer."""
    _decide(context, decision, "defer", why, as_json=as_json)


@app.command(name="apply")
def carry_out(context: typer.Context, decision: Id, as_json: JsonOption = False) -> None:
    """执行：写出文件并记录。 Apply: write the file and record the change."""
    from zhanggui.app import deciding

    speaking = session(context)
    carried = deciding.apply(speaking.shop(), decision, actor=deciding.local_actor())
    if as_json:
        print_json({**deciding.plain(carried.record), "file": str(carried.file)})
        return
    written = Words(
        zh="文件已写到 {file}（{rows} 人分组已冻结）",
        en="File written to {file}; arms of {rows} {rows:customer|customers} frozen",
    )
    typer.echo(speaking.say(written, file=carried.file, rows=len(carried.exposures)))


@app.command()
def confirm(
    context: typer.Context,
    decision: Id,
    actual: Annotated[
        list[str] | None, typer.Option("--actual", help="实际值 名称=值，可多次。 Actual name=value.")
    ] = None,
    done_at: Annotated[str | None, typer.Option("--done-at", help="完成时间 2026-03-01T10:00+08:00")] = None,
    as_json: JsonOption = False,
) -> None:
    """确认已手工完成。 Confirm that it was done by hand."""
    from zhanggui.app import deciding

    speaking = session(context)
    shop = speaking.shop()
    done = moment(done_at, shop.facts.timezone) or shop.clock.now()
    record = deciding.confirm(
        shop, decision, actual=dict(map(_pair, actual or [])), done_at=done, actor=deciding.local_actor()
    )
    _print(record, speaking, as_json=as_json)


@app.command()
def measure(context: typer.Context, decision: Id, as_json: JsonOption = False) -> None:
    """核算是否赚到。 Read out whether it paid."""
    from zhanggui.app import deciding

    speaking = session(context)
    record = deciding.measure(speaking.shop(), decision, actor=deciding.local_actor())
    _print(record, speaking, as_json=as_json)


def _decide(context: typer.Context, decision: str, verdict: Any, why: str, *, as_json: bool) -> None:
    from zhanggui.app import deciding

    speaking = session(context)
    record = deciding.decide(speaking.shop(), decision, verdict=verdict, actor=deciding.local_actor(), why=why)
    _print(record, speaking, as_json=as_json)


def _print(record: DecisionRecord, speaking: Session, *, as_json: bool) -> None:
    from zhanggui.app import deciding
    from zhanggui.surfaces.cli.reviewing import print_decision

    if as_json:
        print_json(deciding.plain(record))
    else:
        print_decision(record, speaking.language)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise ActualNotUnderstood(text=text)
    return name.strip(), value.strip()
