"""What became of the files: which rows and how much money were loaded, set aside or quarantined, and why?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal

from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words

Outcome = Literal["loaded", "already_loaded", "recognised"]

SENTENCES: Mapping[str, Words] = MappingProxyType(
    {
        "ingest.already_loaded": Words(
            zh="内容已在第 {load_id} 批（{file}）导入，未重复导入。",
            en="The content was loaded before, as load {load_id} ({file}); nothing was written.",
        ),
        "ingest.rows_quarantined": Words(
            zh="{rows} 行未导入，已隔离；原因见下表。",
            en="{rows} {rows:row|rows} {rows:was|were} not loaded but quarantined, for the reasons below.",
        ),
        "ingest.rows_superseded": Words(
            zh="{rows} 行被同一文件中后面同编号的行取代。",
            en="{rows} {rows:row|rows} gave way to later rows of the file with the same key.",
        ),
        "ingest.rows_set_aside": Words(
            zh="{rows} 行是合计、说明或空行，不是数据。",
            en="{rows} {rows:row|rows} {rows:is|are} totals, remarks or blank, and no facts.",
        ),
        "ingest.currency_differs": Words(
            zh="文件金额的币种是 {currency}，店铺的币种是 {shop}。",
            en="The file's money is in {currency}, the shop's in {shop}.",
        ),
        "ingest.headers_unused": Words(zh="未使用的列：{headers}。", en="Columns that are not used: {headers}."),
        "ingest.words_unknown": Words(
            zh="“{header}”里有 {rows} 行的取值不认识，已留空：{words}。",
            en="{rows} {rows:row|rows} {rows:has|have} an unknown word under '{header}', left empty: {words}.",
        ),
        "ingest.rounded": Words(
            zh="金额按最小货币单位取整，合计相差 {difference}。",
            en="Amounts were rounded to the smallest coin, {difference} in all.",
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How many rows, and how much money they carry."""

    rows: Annotated[int, described("行数", "Rows", unit="count")]
    money: Annotated[Money | None, described("金额", "Money", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Rows that were not loaded for one reason in one column."""

    reason: Annotated[str, described("原因代码", "Reason code")]
    title: Annotated[Words, described("原因", "Reason")]
    column: Annotated[str, described("列", "Column")]
    rows: Annotated[int, described("行数", "Rows", unit="count")]
    money: Annotated[Money | None, described("金额", "Money", unit="money")]
    source_rows: Annotated[tuple[int, ...], described("源文件行号（前十个）", "Rows of the file, first ten")]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """Rows of one kind, loaded or not."""

    kind: Annotated[str, described("类别", "Kind")]
    loaded: Annotated[int, described("已导入", "Loaded", unit="count")]
    not_loaded: Annotated[int, described("未导入", "Not loaded", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Read = loaded + quarantined + superseded + set aside, in rows and in money; checked before the load counts."""

    read: Annotated[Portion, described("读到", "Read")]
    loaded: Annotated[Portion, described("已导入", "Loaded")]
    quarantined: Annotated[Portion, described("已隔离", "Quarantined")]
    superseded: Annotated[Portion, described("被后行取代", "Superseded within the file")]
    set_aside: Annotated[Portion, described("非数据行", "No facts: totals, blanks")]
    rounding: Annotated[
        str | None,
        described(
            "取整差额",
            "Rounding",
            about_zh="读到的精确金额减去已落库金额，十进制主单位",
            about_en="Exact money read less money landed, in major units as a decimal",
        ),
    ]
    causes: Annotated[tuple[Cause, ...], described("未导入的原因", "Why rows were not loaded")]
    kinds: Annotated[tuple[KindCount, ...], described("按类别", "By kind")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file."""

    file: Annotated[str, described("文件", "File")]
    outcome: Annotated[Outcome, described("结果", "Outcome")]
    source: Annotated[str, described("数据源", "Source")]
    title: Annotated[Words, described("数据源名称", "Title of the source")]
    sha256: Annotated[str, described("内容指纹", "Fingerprint of the content")]
    load_id: Annotated[int | None, described("导入批次", "Load")]
    exported_at: Annotated[datetime, described("导出时间", "Exported at")]
    encoding: Annotated[str | None, described("编码", "Encoding")]
    tables: Annotated[Mapping[str, int], described("写入各表的行数", "Rows per table")]
    reconciliation: Annotated[Reconciliation | None, described("对账", "Reconciliation")]
    people: Annotated[int, described("新入保险库的资料条数", "Values new to the vault", unit="count")]
    notes: Annotated[tuple[Sentence, ...], described("提示", "Notes")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What became of all files of one call."""

    files: Annotated[tuple[FileReport, ...], described("文件", "Files")]

    @property
    def landed(self) -> bool:
        """Whether anything new was written, so that a new version is worth publishing."""
        return any(file.outcome == "loaded" for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """Which header fills a column."""

    table: Annotated[str, described("表", "Table")]
    column: Annotated[str, described("列", "Column")]
    title: Annotated[Words, described("列名", "Title")]
    headers: Annotated[tuple[str, ...], described("来自表头", "From headers")]
    constant: Annotated[str | None, described("固定值", "Constant")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRows:
    """The first rows that one table would get; people are pseudonyms already."""

    table: Annotated[str, described("表", "Table")]
    columns: Annotated[tuple[str, ...], described("列", "Columns")]
    rows: Annotated[tuple[tuple[str, ...], ...], described("行", "Rows")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """What loading a file would do; nothing was written."""

    report: Annotated[FileReport, described("识别结果", "What was recognised")]
    mapping: Annotated[tuple[MappedColumn, ...], described("列映射", "Mapping")]
    unused: Annotated[tuple[str, ...], described("未使用的列", "Headers that are not used")]
    first_rows: Annotated[tuple[FirstRows, ...], described("前几行", "First rows")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestPreview:
    """What loading all files would do."""

    files: Annotated[tuple[FilePreview, ...], described("文件", "Files")]
