"""The reference of the metrics: what each number means, how it is made, how it adds up and where it should lie."""

from __future__ import annotations

from zhanggui.core.words import Language, Words
from zhanggui.metrics.dimension import Dimension
from zhanggui.metrics.metric import ADDITIVITIES, DATE_BASES, UNITS, HealthyRange, Metric
from zhanggui.metrics.plan import possible_dimensions
from zhanggui.metrics.registry import DIMENSIONS, FAMILIES, METRICS
from zhanggui.metrics.value import REASONS
from zhanggui.surfaces.docs.markdown import code, table

_INTRODUCTION = Words(
    zh="""每个指标只在这里定义一次；命令行、接口、网页和分析都用同一个定义。
用法：`zhanggui metrics 指标… [--by 维度] [--where 维度=值]… [--grain day|week|month] [--from 日 --to 日] [--json]`。

金额以最小货币单位（分）的整数相加，比率在求和之后才相除。去重的计数是精确的，不做估算。被排除的订单（样品、员工、刷单）不计入，
答案会说明有多少。没有行的日子是 0，没有导入数据的日子是“未知”。只数真正买了东西的顾客：
`zhanggui metrics gross_sales buyers --where customer=known --where line=sale`。""",
    en="""Each metric is defined here once; command line, HTTP, pages and analyses all use the one definition.
Usage: `zhanggui metrics NAME… [--by DIMENSION] [--where DIMENSION=VALUE]… [--grain day|week|month] [--from DAY --to DAY] [--json]`.

Money is added as whole minor units (cents), and ratios are divided after the sums. Distinct counts are exact, never estimated. Orders on
the exclusion list (samples, staff, brushing) do not count, and every answer says how many there were. A day without rows is 0; a day for
which nothing is loaded is unknown. To count only those who bought something:
`zhanggui metrics gross_sales buyers --where customer=known --where line=sale`.""",
)
_SLICES = Words(
    zh="""按商品、类目、品牌或明细类型拆分时，订单和买家只看该组的明细：一单两种商品在两组里各算一次，所以各组的订单数之和大于总数。
按渠道、地区、星期等订单层维度拆分时，各组之和等于总数。去年同期按日历表的“去年对应日”对齐：春节、中秋等农历节日按节日当天对齐。""",
    en="""Split by product, category, brand or kind of line, orders and buyers are judged on the group's lines alone: an order with two products
counts once in each group, so the groups add up to more than the total. Split by what is fixed for an order (channel, place, weekday) they
add up exactly. Last year is aligned by the calendar's like day: lunar festivals align on the feast.""",
)
_HEADINGS = {
    "dimensions": Words(zh="维度", en="Dimensions"),
    "reasons": Words(zh="为什么没有数字", en="Why there is no number"),
    "name": Words(zh="名称", en="name"),
    "title": Words(zh="标题", en="title"),
    "meaning": Words(zh="含义", en="meaning"),
    "level": Words(zh="固定于", en="fixed for"),
    "code": Words(zh="代码", en="code"),
    "unit": Words(zh="单位", en="Unit"),
    "grain": Words(zh="一行是", en="One row is"),
    "basis": Words(zh="日期", en="Day"),
    "adds": Words(zh="相加", en="Adds up"),
    "better": Words(zh="更好", en="Better"),
    "healthy": Words(zh="健康范围", en="Healthy range"),
    "needs": Words(zh="需要", en="Needs"),
    "by": Words(zh="可按", en="By"),
}
_LEVELS = {
    "line": Words(zh="订单明细", en="a line"),
    "order": Words(zh="订单", en="an order"),
    "day": Words(zh="日期", en="a day"),
}
_BETTER = {
    "up": Words(zh="越高越好", en="higher"),
    "down": Words(zh="越低越好", en="lower"),
    "neither": Words(zh="不分", en="neither"),
}


def render(language: Language) -> str:
    """The whole page below its title."""
    parts = [_INTRODUCTION.text(language), _SLICES.text(language)]
    for title, metrics in FAMILIES.values():
        listed = [metric for metric in metrics if metric.name in METRICS]
        parts += [f"## {title.text(language)}", *(_metric(metric, language) for metric in listed)]
    parts += [f"## {_HEADINGS['dimensions'].text(language)}", _dimensions(language)]
    parts += [f"## {_HEADINGS['reasons'].text(language)}", _reasons(language)]
    return "\n\n".join(parts)


def _metric(metric: Metric, language: Language) -> str:
    needs = "; ".join(
        f"{code(name)} ({code(*columns)})" if columns else code(name) for name, columns in metric.needs.items()
    )
    facts = {
        "unit": UNITS[metric.unit].text(language),
        "grain": metric.grain.text(language),
        "basis": DATE_BASES[metric.date_basis].text(language),
        "adds": ADDITIVITIES[metric.additivity].text(language),
        "better": _BETTER[metric.better].text(language),
        "healthy": _healthy(metric.healthy, language),
        "needs": needs,
        "by": code(*possible_dimensions(metric)),
    }
    heading = f"### {metric.name}\n\n**{metric.title.text(language)}** ({', '.join(metric.ids)})"
    listed = [f"- {_HEADINGS[name].text(language)}: {fact}" for name, fact in facts.items() if fact]
    return "\n\n".join([heading, metric.about.text(language), "\n".join(listed)])


def _healthy(healthy: HealthyRange | None, language: Language) -> str:
    if healthy is None:
        return ""
    low = "" if healthy.low is None else f"≥ {healthy.low:g}"
    high = "" if healthy.high is None else f"≤ {healthy.high:g}"
    changes = {"zh-CN": "环比变化", "en": "change on the month before"}[language] if healthy.of == "change" else ""
    return f"{' '.join(filter(None, [changes, low, high]))} — {healthy.source.text(language)}"


def _dimensions(language: Language) -> str:
    headings = [_HEADINGS[name].text(language) for name in ("name", "title", "level", "meaning")]
    return table(headings, [_dimension(each, language) for each in DIMENSIONS.values()])


def _dimension(dimension: Dimension, language: Language) -> tuple[str, str, str, str]:
    about = "" if dimension.about == dimension.title else dimension.about.text(language)
    return (
        code(dimension.name),
        dimension.title.text(language),
        _LEVELS[dimension.level].text(language),
        "; ".join(filter(None, [about, code(*dimension.choices)])),
    )


def _reasons(language: Language) -> str:
    headings = [_HEADINGS[name].text(language) for name in ("code", "meaning")]
    return table(headings, [(code(name), words.text(language)) for name, words in REASONS.items()])
