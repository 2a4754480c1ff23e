"""How does the shop stand: its key figures against before, against last year, and against what is healthy?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.goals.kpi_rows import ROW_SENTENCES, KpiRow, kpi_row
from zhanggui.analyses.goals.movers import MoverRow, movers
from zhanggui.core.capability import Capability, Result
from zhanggui.core.charts import Line, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.amount import amount
from zhanggui.metrics.benchmarks import benchmarks_for, unknown_metrics
from zhanggui.metrics.judgement import Judgement, Stage, judge
from zhanggui.metrics.measure import measure
from zhanggui.metrics.notes import NOTES
from zhanggui.metrics.own_history import own_ranges
from zhanggui.metrics.plan import possible_dimensions
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import METRICS, metric

if TYPE_CHECKING:
    from zhanggui.metrics.answer import Answer, Row
    from zhanggui.metrics.benchmarks import Benchmark
    from zhanggui.metrics.own_history import OwnRange
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 28
KEY_FIGURES = (
    "net_sales",
    "contribution_profit",
    "paid_orders",
    "buyers",
    "aov",
    "refund_rate",
    "repeat_rate",
    "new_buyer_share",
    "visitors",
    "conversion",
)
WHERE_LOADED = {
    "ad_stats": ("roi", "ad_share"),
    "traffic_stats": ("platform_daily_visitors", "platform_conversion"),
    "stock_levels": ("inventory_turnover", "days_of_cover"),
    "reviews": ("positive_review_rate",),
}
EVERY = "all"
UP, DOWN = Words(zh="增长", en="up"), Words(zh="下降", en="down")


def split_metrics(value: object) -> object:
    """Metrics may be written as one text.

    >>> split_metrics("net_sales, refund_rate，units")
    ('net_sales', 'refund_rate', 'units')
    """
    if not isinstance(value, str):
        return value
    return tuple(name.strip() for name in value.replace("，", ",").split(",") if name.strip())


class KpiBoardParams(SalesParams, MarginParams):
    """Which days; the latest 28 full days unless said otherwise, so that every weekday counts four times."""

    metrics: Annotated[
        tuple[str, ...],
        BeforeValidator(split_metrics),
        described(
            "指标",
            "Metrics",
            about_zh="看哪些指标，用逗号隔开，如 net_sales,refund_rate；all 表示全部；空表示常用的关键指标",
            about_en="Which metrics, with commas: net_sales,refund_rate; all: every metric; empty: the usual key figures",
        ),
    ] = ()
    limit: Annotated[
        int,
        Field(ge=1, le=100),
        described(
            "最多变化", "Most changes", about_zh="“什么变了”最多列几行", about_en="At most so many rows of what changed"
        ),
    ] = 12
    stage: Annotated[
        Stage | None,
        described(
            "店铺阶段",
            "Stage of the shop",
            about_zh="new 新店、growing 成长期、mature 成熟店；有的健康范围随阶段不同",
            about_en="new, growing or mature: some healthy ranges depend on it",
        ),
    ] = None
    category: Annotated[
        str | None,
        Field(max_length=200),
        described(
            "类目",
            "Category",
            about_zh="只看一个类目，并用导入的该类目基准判断；空表示全部",
            about_en="Only this category, judged by the benchmark loaded for it; empty: all",
        ),
    ] = None
    own_periods: Annotated[
        int,
        Field(ge=0, le=24),
        described(
            "对照时段",
            "Own periods",
            about_zh="没有基准也没有经验范围的指标，与之前多少个同样长的时段比；0 表示不比",
            about_en="Figures without a benchmark or rule are compared with so many equally long periods before; 0: not",
        ),
    ] = 8

    @model_validator(mode="after")
    def _metrics_are_known(self) -> Self:
        for name in self.metrics:
            if name != EVERY:
                metric(name)
        return self

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        """Channel and category as filters of metrics."""
        return super().where if self.category is None else (*super().where, ("category", self.category))


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiBoardResult(Result):
    """The key figures of a period."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    kpis: Annotated[tuple[KpiRow, ...], described("关键指标", "Key figures")]
    daily: Annotated[Series, described("每日走势", "Day by day")]
    changes: Annotated[
        tuple[MoverRow, ...],
        described(
            "什么变了",
            "What changed",
            about_zh="净销售额变化最大的部分；只看一个类目时不列",
            about_en="The parts whose net sales changed most; not listed for a single category",
        ),
    ]


def run(warehouse: Warehouse, params: KpiBoardParams) -> KpiBoardResult:
    """Measure the key figures once with both comparisons, judge them, and find what moved the sales.

    Each figure is defined in `zhanggui.metrics` and nowhere else; what the data cannot tell is unknown and says why.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    question = Question(
        metrics=_key_figures(warehouse, params),
        where=params.where,
        period=period,
        compare="both",
        margin=params.margin,
    )
    answer = measure(warehouse, question)
    aligned = next((note.arguments for note in answer.notes if note.code == "last_year_aligned"), {})
    years_alike = aligned.get("days") == aligned.get("like_days")
    judged = _judged(warehouse, params, answer)
    kpis = tuple(kpi_row(row, warehouse.currency, judged[row.metric], years_alike=years_alike) for row in answer.rows)
    daily = _daily(warehouse, params, period, _first_known(kpis))
    is_comparable = any(kpi.metric == "net_sales" and kpi.previous is not None for kpi in kpis)
    return KpiBoardResult(
        headline=_headline(kpis, period),
        caveats=(
            *_begins_late(daily),
            *_folded(answer.notes, kpis),
            *_unknown_benchmarks(warehouse),
            *(() if years_alike else (sentence("years_not_alike"),)),
        ),
        first_day=period.start,
        last_day=period.last_day,
        kpis=kpis,
        daily=daily,
        changes=movers(warehouse, params.channel, period, params.limit)
        if is_comparable and not params.category
        else (),
    )


def _key_figures(warehouse: Warehouse, params: KpiBoardParams) -> tuple[str, ...]:
    """The metrics named; of all or of the usual ones what fits channel and category; what stands beside them."""
    named = [name for name in params.metrics if name != EVERY]
    listed = () if named and EVERY not in params.metrics else tuple(METRICS) if params.metrics else _usual(warehouse)
    shown = (each for name in (*named, *listed) for each in (name, *metric(name).beside))
    asked = {name for name, _ in params.where}
    fits = (name for name in shown if name in named or asked <= set(possible_dimensions(metric(name))))
    return tuple(dict.fromkeys(fits))


def _usual(warehouse: Warehouse) -> tuple[str, ...]:
    """The usual figures and those of further tables that are loaded."""
    extra = (name for table, names in WHERE_LOADED.items() if warehouse.loaded(table) for name in names)
    return (*KEY_FIGURES, *extra)


def _judged(warehouse: Warehouse, params: KpiBoardParams, answer: Answer) -> dict[str, Judgement]:
    """Each figure against the loaded benchmark, else the trade's rule, else its own history."""
    names = [row.metric for row in answer.rows]
    loaded = benchmarks_for(
        warehouse,
        names,
        channel=params.channel,
        stage=params.stage,
        day=answer.period.last_day,
        category=params.category,
    )
    without = [row.metric for row in answer.rows if _has_no_range(row, loaded)]
    usual: Mapping[str, OwnRange] = {}
    if without and params.own_periods:
        history = Question(metrics=tuple(without), where=params.where, margin=params.margin)
        usual = own_ranges(warehouse, history, answer.period, params.own_periods)
    return {
        row.metric: judge(
            metric(row.metric),
            row.value,
            change=row.change,
            stage=params.stage,
            benchmark=loaded.get(row.metric),
            usual=usual.get(row.metric),
        )
        for row in answer.rows
    }


def _has_no_range(row: Row, loaded: Mapping[str, Benchmark]) -> bool:
    return row.value is not None and row.metric not in loaded and metric(row.metric).healthy is None


def _unknown_benchmarks(warehouse: Warehouse) -> tuple[Sentence, ...]:
    names = unknown_metrics(warehouse)
    return (sentence("unknown_benchmarks", names=", ".join(names)),) if names else ()


def _first_known(kpis: Sequence[KpiRow]) -> str:
    return next((kpi.metric for kpi in kpis if kpi.value is not None), kpis[0].metric)


def _daily(warehouse: Warehouse, params: KpiBoardParams, period: Period, name: str) -> Series:
    """The first known figure day by day, beside the same of the period before."""
    found = metric(name)
    both = Period(period.previous().start, period.end)
    question = Question(metrics=(name,), where=params.where, period=both, grain="day", margin=params.margin)
    values = [_plain(amount(found.unit, row.value, warehouse.currency)) for row in measure(warehouse, question).rows]
    return Series(
        title=found.title,
        x_title=Words(zh="日期", en="Day"),
        unit=found.unit,
        x=tuple((period.start + timedelta(days=at)).isoformat() for at in range(period.days)),
        lines=(
            Line(name=Words(zh="本期", en="Now"), values=tuple(values[period.days :])),
            Line(name=Words(zh="上一时段", en="Before"), values=tuple(values[: period.days])),
        ),
    )


def _plain(value: Money | Rate | float | None) -> float | None:
    match value:
        case None:
            return None
        case Money():
            return float(value.major)
        case Rate():
            return value.rate
        case _:
            return float(value)


def _begins_late(daily: Series) -> tuple[Sentence, ...]:
    """Said when the first days of the period have no data."""
    known = [at for at, value in enumerate(daily.lines[0].values) if value is not None]
    if not known or known[0] == 0:
        return ()
    return (sentence("begins_late", title=daily.title, first=daily.x[known[0]], days=len(daily.x), known=len(known)),)


def _folded(notes: Sequence[Sentence], kpis: Sequence[KpiRow]) -> tuple[Sentence, ...]:
    """The notes, with all figures that lack the same export in one; nothing on a last year without data."""
    lacking: dict[tuple[Argument, Argument], list[Words]] = {}
    for note in notes:
        if note.code == "not_loaded" and isinstance(title := note.arguments["metric"], Words):
            lacking.setdefault((note.arguments["table"], note.arguments["source"]), []).append(title)
    folded = [
        sentence("not_loaded", metric=_joined(titles), table=table, source=source)
        for (table, source), titles in lacking.items()
    ]
    has_last_year = any(kpi.last_year is not None for kpi in kpis)
    kept = (note for note in notes if note.code != "not_loaded")
    return (*folded, *(note for note in kept if has_last_year or note.code != "last_year_aligned"))


def _joined(titles: Sequence[Words]) -> Words:
    return Words(zh="、".join(title.zh for title in titles), en=", ".join(title.en for title in titles))


def _headline(kpis: Sequence[KpiRow], period: Period) -> Sentence:
    facts: dict[str, Argument] = {
        "first": period.start.isoformat(),
        "last": period.last_day.isoformat(),
        "days": period.days,
        "outside": sum(kpi.verdict.code in {"below", "above"} for kpi in kpis),
    }
    known = next((kpi for kpi in kpis if kpi.value is not None), None)
    if known is None:
        return sentence("nothing_known", **facts)
    facts |= {"title": known.title, "value": known.value}
    if known.change is None:
        return sentence("alone", **facts)
    facts |= {"direction": _direction(known.change), "change": Rate(abs(known.change.rate))}
    if known.change_last_year is None:
        return sentence("against_before", **facts)
    facts |= {
        "direction_last_year": _direction(known.change_last_year),
        "change_last_year": Rate(abs(known.change_last_year.rate)),
    }
    return sentence("headline", **facts)


def _direction(change: Rate) -> Words:
    return UP if change.rate >= 0 else DOWN


CAPABILITY = Capability(
    name="goals.kpi_board",
    title=Words(zh="经营看板", en="Key figures"),
    question=Words(zh="店铺现在怎么样，什么变了？", en="How does the shop stand, and what changed?"),
    params=KpiBoardParams,
    result=KpiBoardResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{first} 至 {last}（{days} 天）{title} {value}，环比{direction} {change}，同比（节日对齐）{direction_last_year} "
            "{change_last_year}；{outside} 项指标不在健康范围。",
            en="{first} to {last} ({days} d): {title} {value}, {direction} {change} on the period before and "
            "{direction_last_year} {change_last_year} on last year (festivals aligned); figures outside their range: {outside}.",
        ),
        "against_before": Words(
            zh="{first} 至 {last}（{days} 天）{title} {value}，环比{direction} {change}；去年同期没有数据；{outside} 项指标不在健康范围。",
            en="{first} to {last} ({days} d): {title} {value}, {direction} {change} on the period before; nothing known of "
            "last year; figures outside their range: {outside}.",
        ),
        "alone": Words(
            zh="{first} 至 {last}（{days} 天）{title} {value}；之前没有可比的数据；{outside} 项指标不在健康范围。",
            en="{first} to {last} ({days} d): {title} {value}; nothing before to compare with; figures outside "
            "their range: {outside}.",
        ),
        "nothing_known": Words(
            zh="{first} 至 {last}（{days} 天）没有任何已知的指标。",
            en="Nothing is known of {first} to {last} ({days} d).",
        ),
        "begins_late": Words(
            zh="“{title}”的数据从 {first} 才开始，{days} 天里只有 {known} 天有数据。",
            en="The data of '{title}' begin only on {first}: {known} of {days} {days:day|days} {days:is|are} known.",
        ),
        "years_not_alike": Words(
            zh="对齐节日后，去年有的日子对应今年的两天，所以按人去重的指标不与去年比较。",
            en="With festivals aligned some days of last year stand for two of this year, so figures that count people once are "
            "not compared with last year.",
        ),
        "unknown_benchmarks": Words(
            zh="导入的基准里有不认识的指标，没有用上：{names}。指标代码见 zhanggui list。",
            en="The loaded benchmarks name metrics that do not exist and are not used: {names}. See zhanggui list.",
        ),
        **ROW_SENTENCES,
        **NOTES,
    },
    tables={},
    ids=("A4", "A5", "A6", "A7", "A8", "A11"),
)
