"""Of which themes do our customers complain more, or which do they praise less, than those of others, beyond chance?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.market.reviews.naming import KINDS, OURS, Side, examples, sides
from zhanggui.analyses.market.sides import OURSELVES, Competitor, whose
from zhanggui.core.capability import Capability, Result
from zhanggui.core.charts import Matrix
from zhanggui.core.described import described
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.false_discoveries import false_shares
from zhanggui.stats.two_proportions import Counted, difference, doubt
from zhanggui.text.themes import THEMES

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 365
LEVEL = 0.95
LEAST_RATED = 30
MOST_EXAMPLES, MOST_SHOWN = 2, 10
NOBODY = Side(reviews=0, rated=0, named=0, counts={(theme, kind): 0 for theme in THEMES for kind in KINDS})
KIND_WORDS = {
    "complaints": Words(zh="抱怨（三星及以下）", en="complaints (three stars or fewer)"),
    "praise": Words(zh="称赞（四星以上）", en="praise (four stars or more)"),
}
FINDINGS = {
    "worse": Words(zh="本店更差", en="we are worse"),
    "better": Words(zh="本店更好", en="we are better"),
    "no_difference": Words(zh="看不出差别", en="no difference told"),
    "too_few": Words(zh="评价太少，说不了", en="cannot tell: too few reviews"),
}


class ReviewGapParams(PeriodParams):
    """Which reviews, and how large a share of what is told may be false."""

    category: Annotated[
        str | None,
        described(
            "类目", "Category", about_zh="两边都只看这个类目；空表示全部", about_en="Of both sides; empty: all reviews"
        ),
    ] = None
    competitor: Competitor = None
    false_share: Annotated[
        float,
        Field(gt=0, le=0.5),
        described(
            "允许的误报比例",
            "False share",
            about_zh="说出来的差别里，平均至多这么多是偶然",
            about_en="Of the differences that are told, at most so many are chance on average",
            unit="rate",
        ),
    ] = 0.1
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """One theme of one competitor's reviews beside ours."""

    competitor: Annotated[str, described("竞争店铺", "Competitor")]
    theme: Annotated[Words, described("主题", "Theme")]
    kind: Annotated[Words, described("抱怨或称赞", "Complaint or praise")]
    finding: Annotated[Words, described("结果", "Finding")]
    ours: Annotated[
        Rate | None,
        described("本店占比", "Our share", about_zh="占有星级的评价", about_en="Of reviews with stars", unit="rate"),
    ]
    theirs: Annotated[
        Rate | None,
        described("竞品占比", "Their share", about_zh="占有星级的评价", about_en="Of reviews with stars", unit="rate"),
    ]
    gap: Annotated[
        RateInterval | None,
        described("本店 − 竞品", "Ours − theirs", about_zh="95 % 区间", about_en="With its 95 % interval", unit="rate"),
    ]
    false_share: Annotated[
        Rate | None,
        described(
            "误报比例",
            "False share",
            about_zh="把它和更有把握的都说出来时，平均有这么多是偶然",
            about_en="If it and all that are surer are told, so many of them are chance on average",
            unit="rate",
        ),
    ]
    our_reviews: Annotated[int, described("本店评价", "Our reviews", unit="count")]
    their_reviews: Annotated[int, described("竞品评价", "Their reviews", unit="count")]
    our_words: Annotated[tuple[str, ...], described("本店顾客的话", "In our customers' words")]
    their_words: Annotated[tuple[str, ...], described("竞品顾客的话", "In their customers' words")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """The reviews of one side."""

    whose: Annotated[Words, described("谁的评价", "Whose reviews")]
    reviews: Annotated[int, described("评价数", "Reviews", unit="count")]
    rated: Annotated[int, described("有星级", "With stars", unit="count")]
    named: Annotated[
        Rate | None,
        described(
            "说到主题的", "Name a theme", about_zh="占有星级的评价", about_en="Of reviews with stars", unit="rate"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGapResult(Result):
    """What is complained of and praised, ours beside others'."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    compared: Annotated[int, described("比较的次数", "Comparisons", unit="count")]
    worse: Annotated[int, described("本店更差", "We are worse", unit="count")]
    better: Annotated[int, described("本店更好", "We are better", unit="count")]
    complaints: Annotated[Matrix, described("抱怨的主题", "Themes complained of")]
    gaps: Annotated[tuple[GapRow, ...], described("主题，本店更差的在前", "Themes, where we are worse first")]
    sides: Annotated[tuple[SideRow, ...], described("数了哪些评价", "Which reviews were counted")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    competitor: str
    theme: str
    kind: str
    ours: Counted
    theirs: Counted

    @property
    def is_told(self) -> bool:
        return min(self.ours.trials, self.theirs.trials) >= LEAST_RATED

    @property
    def gap(self) -> Interval | None:
        return difference(self.ours, self.theirs, LEVEL) if self.is_told else None

    def finding(self, false_share: float | None, most: float) -> str:
        if not self.is_told:
            return "too_few"
        if false_share is None or false_share > most or self.ours.share == self.theirs.share:
            return "no_difference"
        is_more = self.ours.share > self.theirs.share
        return "worse" if is_more == (self.kind == "complaints") else "better"


def run(warehouse: Warehouse, params: ReviewGapParams) -> ReviewGapResult:
    """Compare the share of reviews that complain of (or praise) each theme, ours against each competitor's.

    p = reviews that name the theme and have three stars or fewer (more than three) ÷ reviews with stars. The gap is
    p₁ − p₂ with Newcombe's bounds; which gaps are told keeps the false ones to a stated share however the tests depend
    on each other, since all share our own reviews (Benjamini, Yekutieli 2001).
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    found = sides(warehouse, period, params.category)
    ours = found.pop(OURS, NOBODY)
    theirs = {name: side for name, side in sorted(found.items()) if params.competitor in {None, name}}
    compared = [
        _Compared(
            competitor=name, theme=theme, kind=kind, ours=ours.counted(theme, kind), theirs=side.counted(theme, kind)
        )
        for name, side in theirs.items()
        for theme in THEMES
        for kind in KINDS
    ]
    doubts = [doubt(each.ours, each.theirs) if each.is_told else None for each in compared]
    shares = false_shares(doubts, any_dependence=True)
    findings = [each.finding(share, params.false_share) for each, share in zip(compared, shares, strict=True)]
    order = sorted(range(len(compared)), key=lambda at: _place(compared[at], findings[at]))
    told = [at for at in order if findings[at] in {"worse", "better"}]
    words = _words(warehouse, params, [compared[at] for at in told[:MOST_SHOWN]])
    return ReviewGapResult(
        headline=_headline(compared, findings, told, ours, theirs),
        caveats=tuple(_caveats(ours, theirs, params, len(order))),
        first_day=period.start,
        last_day=period.last_day,
        compared=sum(each is not None for each in doubts),
        worse=findings.count("worse"),
        better=findings.count("better"),
        complaints=_drawn(ours, theirs),
        gaps=tuple(_row(compared[at], findings[at], shares[at], words) for at in order[: params.limit]),
        sides=(_side_row(OURS, ours), *(_side_row(name, side) for name, side in theirs.items())),
    )


def _place(each: _Compared, finding: str) -> tuple[int, float, str, str, str]:
    """Where we are worse first, then better, the widest gaps first; what cannot be told last."""
    rank = ("worse", "better", "no_difference", "too_few").index(finding)
    return (rank, -abs(each.ours.share - each.theirs.share), each.competitor, each.theme, each.kind)


def _words(
    warehouse: Warehouse, params: ReviewGapParams, told: Sequence[_Compared]
) -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    wanted = {(side, each.theme, each.kind) for each in told for side in (OURS, each.competitor)}
    period = params.period(warehouse.as_of, USUAL_DAYS)
    return examples(warehouse, period, params.category, sorted(wanted), MOST_EXAMPLES)


def _row(
    each: _Compared, finding: str, share: float | None, words: Mapping[tuple[str, str, str], tuple[str, ...]]
) -> GapRow:
    return GapRow(
        competitor=each.competitor,
        theme=THEMES[each.theme].title,
        kind=KIND_WORDS[each.kind],
        finding=FINDINGS[finding],
        ours=Rate(each.ours.share) if each.ours.trials else None,
        theirs=Rate(each.theirs.share) if each.theirs.trials else None,
        gap=RateInterval.of(each.gap) if each.gap else None,
        false_share=None if share is None else Rate(share),
        our_reviews=each.ours.trials,
        their_reviews=each.theirs.trials,
        our_words=words.get((OURS, each.theme, each.kind), ()) if finding in {"worse", "better"} else (),
        their_words=words.get((each.competitor, each.theme, each.kind), ()) if finding in {"worse", "better"} else (),
    )


def _side_row(name: str, side: Side) -> SideRow:
    return SideRow(
        whose=whose(name),
        reviews=side.reviews,
        rated=side.rated,
        named=Rate(side.named / side.rated) if side.rated else None,
    )


def _drawn(ours: Side, theirs: Mapping[str, Side]) -> Matrix:
    shown = {OURSELVES: ours} | {whose(name): side for name, side in theirs.items()}
    return Matrix(
        title=Words(zh="抱怨的占比：有星级的评价中", en="Complaints as a share of reviews with stars"),
        unit="rate",
        row_title=Words(zh="谁的评价", en="Whose reviews"),
        column_title=Words(zh="主题", en="Theme"),
        rows=tuple(shown),
        columns=tuple(theme.title for theme in THEMES.values()),
        values=tuple(
            tuple(side.counted(theme, "complaints").share if side.rated else None for theme in THEMES)
            for side in shown.values()
        ),
    )


def _headline(
    compared: Sequence[_Compared], findings: Sequence[str], told: Sequence[int], ours: Side, theirs: Mapping[str, Side]
) -> Sentence:
    if not theirs:
        return sentence("nothing_of_others")
    if ours.rated < LEAST_RATED or all(each == "too_few" for each in findings):
        return sentence("too_few", ours=ours.rated, most=max(side.rated for side in theirs.values()), least=LEAST_RATED)
    if not told:
        return sentence("no_gap", themes=len(THEMES), competitors=len(theirs))
    first = compared[told[0]]
    return sentence(
        "headline",
        worse=findings.count("worse"),
        better=findings.count("better"),
        theme=THEMES[first.theme].title,
        kind=KIND_WORDS[first.kind],
        competitor=first.competitor,
        ours=Rate(first.ours.share),
        theirs=Rate(first.theirs.share),
    )


def _caveats(ours: Side, theirs: Mapping[str, Side], params: ReviewGapParams, rows: int) -> Iterator[Sentence]:
    yield sentence("by_words")
    yield sentence("who_writes")
    if params.category is None:
        yield sentence("whole_ranges")
    if unrated := sum(side.reviews - side.rated for side in (ours, *theirs.values())):
        yield sentence("without_stars", count=unrated)
    if theirs:
        yield sentence("false_ones", share=Rate(params.false_share))
    if hidden := max(rows - params.limit, 0):
        yield sentence("not_listed", count=hidden)


CAPABILITY = Capability(
    name="market.review_gap",
    title=Words(zh="评价主题对比", en="Review themes compared"),
    question=Words(
        zh="与竞品相比，本店的顾客更抱怨什么、更称赞什么，差别是不是偶然？",
        en="Compared with others' customers, what do ours complain of or praise more, and is it more than chance?",
    ),
    params=ReviewGapParams,
    result=ReviewGapResult,
    run=run,
    sentences={
        "headline": Words(
            zh="与竞品的评价相比，本店 {worse} 处更差、{better} 处更好；首先是“{theme}”的{kind}：本店 {ours}，{competitor} {theirs}。",
            en="Against others' reviews we are worse in {worse} and better in {better} {better:place|places}; first {theme}, {kind}: ours {ours}, "
            "{competitor} {theirs}.",
        ),
        "no_gap": Words(
            zh="{themes} 个主题，与 {competitors} 家竞品比，没有超出偶然的差别。",
            en="Over {themes} themes and {competitors} {competitors:competitor|competitors} no difference goes beyond chance.",
        ),
        "too_few": Words(
            zh="说不了：本店有星级的评价 {ours} 条，竞品最多 {most} 条，每边至少要 {least} 条。",
            en="Cannot tell: {ours} rated reviews of ours, at most {most} of a competitor; each side needs {least}.",
        ),
        "nothing_of_others": Words(
            zh="这段时间没有竞品的评价：zhanggui template competitor_reviews。",
            en="No reviews of competitors in these days: zhanggui template competitor_reviews.",
        ),
        "by_words": Words(
            zh="主题按词语认出，否定的说法（“包装没破”）也算说到，抽查约六分之一认错；好坏只看星级。",
            en="Themes are told by words, also where the text denies them; about one in six was wrong when read. Stars alone say whether the writer is pleased.",
        ),
        "who_writes": Words(
            zh="写评价的人不代表全部顾客，收集竞品评价的方式也会带来差别：各家用同样的方式取。",
            en="Writers of reviews are not all customers, and how others' reviews were collected makes a difference too: take all in the same way.",
        ),
        "whole_ranges": Words(
            zh="比较的是全部商品的评价，各家卖的东西不同也会有差别；用“类目”只比同类。",
            en="Reviews of whole ranges are compared, which differ in what they sell; ask for one category to compare like with like.",
        ),
        "without_stars": Words(
            zh="有 {count} 条评价没有星级，没有计入好坏。",
            en="{count} {count:review has|reviews have} no stars and {count:is|are} neither good nor bad here.",
        ),
        "false_ones": Words(
            zh="说出的差别里平均至多 {share} 是偶然（不论各项之间怎样相关）。",
            en="Of the differences told at most {share} are chance on average, however they depend on each other.",
        ),
        "not_listed": Words(zh="另有 {count} 行没有列出。", en="{count} more {count:row is|rows are} not listed."),
    },
    tables={"competitor_reviews": ("content",)},
    ids=("C3",),
    roles=("owner", "operator", "analyst"),
)
