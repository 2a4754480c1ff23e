"""The reference of the tables: grain, key and every column with its type, vocabulary and meaning."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from zhanggui.core.words import Language, Words
from zhanggui.surfaces.docs.markdown import code, table
from zhanggui.warehouse.contracts.contract import PROVENANCE, Column, Contract
from zhanggui.warehouse.contracts.register import DERIVED, DIMENSIONS, FACTS

TYPES = MappingProxyType(
    {
        "text": Words(zh="文字", en="characters"),
        "day": Words(zh="店铺时区的日期", en="a date in the shop's zone"),
        "instant": Words(zh="UTC 时刻", en="a UTC timestamp"),
        "integer": Words(zh="整数", en="a whole number"),
        "money": Words(
            zh="整数，最小货币单位（分），币种见同行的 currency 或店铺币种",
            en="a whole number of minor units (cents) of the row's currency, or of the shop's",
        ),
        "ratio": Words(zh="双精度小数；比率以 1 为 100 %", en="a double; a rate of 1 is 100 %"),
        "flag": Words(zh="是或否", en="true or false"),
        "pseudonym": Words(
            zh="代表一个人的假名：规范化原值的带密钥 HMAC，原值在保险库中",
            en="stands for a person: a keyed HMAC of the normalised value, which itself lies in the vault",
        ),
    }
)
_INTRODUCTION = Words(
    zh="""每个平台的导出都落入下列同一套表。每张表先说明一行是什么、以什么为键，再列出各列。必填列没有值的行进入隔离区，不会被丢弃。
键相同的行视为同一件事：较晚导出的值逐列更新较早的值，空值不覆盖已有的值；标明“整组替换”的表以最近一次导入为准。
各列“优先于”的说明指同一事实有多处来源时以何者为准。""",
    en="""Every platform's export lands in this one set of tables. Each table says what one row is and which columns identify it, then lists
its columns. A row that lacks a required column goes to quarantine; it is never dropped. Rows with the same key are the same
thing: values of a later export update earlier ones column by column, and an empty value overwrites nothing; where a group is
replaced as a whole, the latest load counts.""",
)
_TYPES = Words(zh="类型", en="Types")
_PROVENANCE = Words(zh="来源列", en="Provenance")
_PROVENANCE_ABOUT = Words(
    zh="除“计算得出”的表外，每张表都以这些列结尾。", en="Every table that is not computed ends with these columns."
)
_GROUPS = (
    (Words(zh="维度", en="Dimensions"), DIMENSIONS),
    (Words(zh="事实", en="Facts"), FACTS),
    (Words(zh="计算得出", en="Computed"), DERIVED),
)
_HEADINGS = (
    Words(zh="列", en="column"),
    Words(zh="名称", en="title"),
    Words(zh="类型", en="type"),
    Words(zh="必填", en="required"),
    Words(zh="含义", en="meaning"),
)


def render(language: Language) -> str:
    """The whole page below its title."""
    parts = [_INTRODUCTION.text(language), _contents(language)]
    parts += [f"## {_TYPES.text(language)}", _types(language)]
    parts += [f"## {_PROVENANCE.text(language)}", _PROVENANCE_ABOUT.text(language), _columns(PROVENANCE, language)]
    for title, contracts in _GROUPS:
        parts += [f"## {title.text(language)}", *(_contract(contract, language) for contract in contracts)]
    return "\n\n".join(parts)


def _contents(language: Language) -> str:
    return "\n".join(
        f"- {title.text(language)}: {', '.join(f'[{contract.name}](#{contract.name})' for contract in contracts)}"
        for title, contracts in _GROUPS
    )


def _types(language: Language) -> str:
    return "\n".join(f"- `{name}`: {words.text(language)}" for name, words in TYPES.items())


def _contract(contract: type[Contract], language: Language) -> str:
    chinese = language == "zh-CN"
    facts = [
        f"- {'一行' if chinese else 'Grain'}: {contract.grain.text(language)}",
        f"- {'键' if chinese else 'Key'}: {code(*contract.key)}",
        f"- {'导出' if chinese else 'Export'}: {contract.export_hint.text(language)}",
    ]
    if contract.replaces:
        facts.insert(2, f"- {'整组替换' if chinese else 'Replaced as a whole, per'}: {code(*contract.replaces)}")
    heading = f"### {contract.name}\n\n**{contract.title.text(language)}**"
    return "\n\n".join([heading, "\n".join(facts), _columns(contract.columns(), language)])


def _columns(columns: Iterable[Column], language: Language) -> str:
    rows = [
        (
            code(column.name),
            column.title.text(language),
            column.type,
            ("是" if language == "zh-CN" else "yes") if column.required else "",
            _meaning(column, language),
        )
        for column in columns
    ]
    return table([heading.text(language) for heading in _HEADINGS], rows)


def _meaning(column: Column, language: Language) -> str:
    about = "" if column.about == column.title else column.about.text(language)
    choices = f"{'取值' if language == 'zh-CN' else 'One of'}: {code(*column.choices)}" if column.choices else ""
    return ("；" if language == "zh-CN" else "; ").join(filter(None, [about, choices]))
