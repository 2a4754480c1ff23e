"""How are lifecycle programmes listed, checked, put into force, proposed and read out at the command line?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.words import Words
from zhanggui.decisions.programmes.triggers import TRIGGER_WORDS
from zhanggui.surfaces.cli.console import Counter, JsonOption, print_json, print_table, session
from zhanggui.surfaces.cli.people import print_grid

if TYPE_CHECKING:
    from zhanggui.decisions.policies.programmes.params import ProgrammesParams

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="生命周期项目：欢迎、第二单、生日、唤醒……谁到期、发不发、赚不赚。 Lifecycle programmes: who is due, what is sent, did it pay.",
)
RulesFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="项目与触达规则 .toml 或 .json。 Programmes and rules.")
]
_HEADS = (
    Words(zh="代码", en="Code"),
    Words(zh="项目", en="Programme"),
    Words(zh="触发", en="Trigger"),
    Words(zh="对照", en="Held out"),
    Words(zh="核算", en="Counts"),
    Words(zh="启用", en="In use"),
)
_DAYS = Words(zh="{n} 天", en="{n} {n:day|days}")
_YES, _NO = Words(zh="是", en="yes"), Words(zh="否", en="no")
_SOUND = Words(zh="✓ {n} 个项目可以使用", en="✓ {n} {n:programme|programmes} may be used")
_IN_FORCE = Words(
    zh="已生效：{n} 个项目（设置第 {version} 版）",
    en="In force: {n} {n:programme|programmes} (settings version {version})",
)
_PROPOSED = Words(
    zh="{n} 个建议，见 zhanggui decisions list --policy customers.programmes",
    en="{n} {n:proposal|proposals}: zhanggui decisions list --policy customers.programmes",
)
_LACKS = Words(zh="“{title}”还缺数据：{what}", en="'{title}' lacks data: {what}")
_NONE = Words(zh="今天没有要建议的。", en="Nothing to propose today.")
_NO_READOUT = Words(zh="还没有可核算的触达。", en="Nothing has been sent that could be read out.")
_NO_PROFIT = Words(
    zh="利润未知：请导入成本模板，或在设置中声明毛利率区间。",
    en="Profit is unknown: load the costs template, or declare a margin range in the settings.",
)


@app.command("list")
def listing(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出项目与触达规则。 The programmes and the rules over all of them."""
    from zhanggui.app.programmes import params_of

    speaking = session(context)
    params = params_of(speaking.shop())
    if as_json:
        print_json(params.model_dump(mode="json"))
        return
    rows = [
        (
            each.key,
            each.title.text(speaking.language),
            TRIGGER_WORDS[each.trigger.kind].text(speaking.language),
            f"{each.holdout_share:.0%}",
            speaking.say(_DAYS, n=each.horizon_days),
            speaking.say(_YES if each.is_on else _NO),
        )
        for each in params.programmes
    ]
    print_grid(_HEADS, rows, speaking.language)


@app.command()
def check(context: typer.Context, file: RulesFile, as_json: JsonOption = False) -> None:
    """检查项目文件；看不懂则退出码 1。 Check a file of programmes."""
    from zhanggui.app.programmes import check_file

    params = check_file(file)
    if as_json:
        print_json(params.model_dump(mode="json"))
    else:
        typer.echo(session(context).say(_SOUND, n=len(params.programmes)))


@app.command()
def publish(context: typer.Context, file: RulesFile, as_json: JsonOption = False) -> None:
    """检查并生效，成为设置的新一版。 Put a checked file into force."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.programmes import check_file, put_in_force

    speaking = session(context)
    params: ProgrammesParams = check_file(file)
    version = put_in_force(speaking.shop(), params, actor=local_actor())
    said = {"version": version, "n": len(params.programmes)}
    if as_json:
        print_json({"version": version, "programmes": len(params.programmes)})
    else:
        typer.echo(speaking.say(_IN_FORCE, **said))


@app.command()
def due(context: typer.Context, as_json: JsonOption = False) -> None:
    """今天各项目谁到期、剩多少可联系、频次用了多少。 Who is due today, and how the caps are used."""
    from zhanggui.app.programmes import plain, standing
    from zhanggui.surfaces.programmes_tables import caps_table, today_table

    speaking = session(context)
    found = standing(speaking.shop())
    if as_json:
        told: dict[str, Any] = plain(found)
        print_json({name: told[name] for name in ("day", "rows", "lacking", "caps")})
        return
    for table in (today_table(found, speaking.language), caps_table(found, speaking.language)):
        if table:
            print_table(table, speaking.language)
    for title, what in found.lacking:
        typer.echo(speaking.say(_LACKS, title=title.text(speaking.language), what=what.text(speaking.language)))


@app.command()
def propose(context: typer.Context, as_json: JsonOption = False) -> None:
    """为今天到期的顾客提出建议。 Propose for those who are due today."""
    from zhanggui.app import deciding
    from zhanggui.app import programmes as running

    speaking = session(context)
    made = running.propose(speaking.shop())
    if as_json:
        print_json([deciding.plain(each) for each in made])
    else:
        typer.echo(speaking.say(_PROPOSED, n=len(made)) if made else speaking.say(_NONE))


@app.command()
def readout(context: typer.Context, as_json: JsonOption = False) -> None:
    """各项目与合计在 7、30、90 天带来的利润，带区间。 What each brought within 7, 30 and 90 days, and all together."""
    from zhanggui.app.programmes import plain, standing
    from zhanggui.surfaces.programmes_tables import readouts_table

    speaking = session(context)
    found = standing(speaking.shop())
    if as_json:
        told = plain(found)
        print_json({name: told[name] for name in ("day", "readouts", "is_profit_known")})
        return
    table = readouts_table(found, speaking.language)
    if table:
        print_table(table, speaking.language)
    else:
        typer.echo(speaking.say(_NO_READOUT if found.is_profit_known else _NO_PROFIT))
