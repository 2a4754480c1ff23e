"""The tables keep the rules that everything built on them relies on, and the reference says what they say."""

from __future__ import annotations

import re
import string
from typing import get_args

import duckdb
import pytest

from zhanggui.core.words import LANGUAGES, Words
from zhanggui.surfaces.docs.__main__ import REFERENCE, main, stale_files
from zhanggui.surfaces.docs.pages import PAGES, SCHEMAS, file_name
from zhanggui.surfaces.docs.tables import TYPES, render
from zhanggui.warehouse.contracts.contract import (
    DUCKDB_TYPES,
    PROVENANCE,
    ColumnType,
    Contract,
    Kind,
    column,
)
from zhanggui.warehouse.contracts.register import CONTRACTS, DERIVED, DIMENSIONS, FACTS
from zhanggui.warehouse.festivals import PHASES
from zhanggui.warehouse.holidays_of_china import HOLIDAYS

SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KNOWN_WITHOUT_CHINESE = {"SKU"}
ATTRIBUTES_OF_A_CONTRACT = {name for name in vars(Contract) if not name.startswith("_")} | set(Contract.__annotations__)
TABLES_OF_THE_DESIGN = {
    "channels",
    "products",
    "listings",
    "customers",
    "identities",
    "suppliers",
    "campaigns",
    "campaign_items",
    "calendar",
    "fx_rates",
    "fees",
    "product_costs",
    "price_history",
    "orders",
    "order_lines",
    "payments",
    "refunds",
    "settlement_lines",
    "shipments",
    "events",
    "traffic_stats",
    "ad_stats",
    "stock_levels",
    "stock_moves",
    "purchase_orders",
    "reviews",
    "tickets",
    "messages",
    "search_terms",
    "competitor_offers",
    "market_sales",
    "contents",
    "live_minutes",
    "page_audits",
    "coupon_uses",
    "points_entries",
    "exposures",
}
# Their money is in the currency of the order they belong to.
MONEY_OF_AN_ORDER = {"order_lines", "refund_lines"}

every_contract = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)


def reserved_words():
    rows = duckdb.connect().execute("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'")
    return {name for (name,) in rows.fetchall()}


def flaws(contract, reserved=frozenset()):
    """Every rule of a table that the contract breaks, in words."""
    columns = contract.columns()
    names = [found.name for found in columns]
    return [
        *[f"{word} is not said in both languages" for word in ("title", "grain") if not said(getattr(contract, word))],
        *[f"{found.name} is not said in both languages" for found in columns if not said(found.title)],
        *[f"{found.name} is not explained in both languages" for found in columns if not said(found.about)],
        *[f"{name} is not snake case" for name in (contract.name, *names) if not SNAKE.fullmatch(name)],
        *[f"{name} hides an attribute of Contract" for name in names if name in ATTRIBUTES_OF_A_CONTRACT],
        *[f"{name} is provenance" for name in names if name in {found.name for found in PROVENANCE}],
        *[f"{name} is a reserved word of SQL" for name in names if name in reserved],
        *[f"{name} is in the key but no column" for name in (*contract.key, *contract.replaces) if name not in names],
        *[f"{found.name} has no such type: {found.type}" for found in columns if found.type not in DUCKDB_TYPES],
        *[f"{found.name} must end in _minor" for found in columns if (found.type == "money") != minor(found.name)],
        *[f"{found.name} must end in _day" for found in columns if found.type == "day" and not day_like(found.name)],
        *[f"{found.name} must end in _at" for found in columns if found.type == "instant" and not at(found.name)],
        *[f"{found.name} must read as a fact" for found in columns if found.type == "flag" and not fact(found.name)],
        *[f"{found.name} offers {choice!r}" for found in columns for choice in found.choices if not word(choice)],
        *[f"{found.name} offers a choice twice" for found in columns if len(set(found.choices)) < len(found.choices)],
        *[f"{found.name} is no text but has choices" for found in columns if found.choices and found.type != "text"],
        *(["no key"] if not contract.key or len(set(contract.key)) < len(contract.key) else []),
        *(["no word where to export it from"] if contract.export_hint is Contract.export_hint else []),
        *(["money without a currency"] if any(map(minor, names)) and not has_currency(contract) else []),
    ]


def said(words):
    return bool(words.en.strip()) and (
        bool(CHINESE.search(words.zh)) or words.zh in KNOWN_WITHOUT_CHINESE or digits(words)
    )


def digits(words):
    """A range such as 1–5 needs no translation."""
    return words.zh == words.en and not set(words.en) & set(string.ascii_letters)


def has_currency(contract):
    return contract.name in MONEY_OF_AN_ORDER or "currency" in {found.name for found in contract.columns()}


def word(choice):
    return bool(SNAKE.fullmatch(choice))


def minor(name):
    return name.endswith("_minor")


def day_like(name):
    return (
        name == "day"
        or name.endswith("_day")
        or name in {"valid_from", "week_start", "month_start", "aligned_last_year", "member_since"}
    )


def at(name):
    return name.endswith("_at") or name == "valid_from"


def fact(name):
    return name.startswith(("is_", "has_", "accepts_"))


# ------------------------------------------------------------------------------------------------ the tables


@every_contract
def test_a_table_keeps_the_rules(contract):
    assert flaws(contract, reserved_words()) == []


def test_every_table_of_the_design_is_there_and_registered_once_under_its_name():
    assert CONTRACTS.keys() >= TABLES_OF_THE_DESIGN
    assert len(CONTRACTS) == len(DIMENSIONS) + len(FACTS) + len(DERIVED)
    assert all(name == contract.name for name, contract in CONTRACTS.items())


def test_every_declared_contract_is_registered():
    assert set(Contract.__subclasses__()) >= set(CONTRACTS.values())
    ours = {found for found in Contract.__subclasses__() if found.__module__.startswith("zhanggui.")}
    assert ours - set(CONTRACTS.values()) == set()


def test_the_groups_are_what_the_contracts_say_of_themselves():
    for kind, group in zip(get_args(Kind), (DIMENSIONS, FACTS, DERIVED), strict=True):
        assert {contract.kind for contract in group} == {kind}


@every_contract
def test_a_table_has_a_docstring_of_its_own_and_its_columns_know_their_names(contract):
    assert contract.__doc__
    assert contract.__doc__ != Contract.__doc__
    assert [contract.column(found.name) for found in contract.columns()] == list(contract.columns())
    assert contract.column("load_id") is PROVENANCE[0]


def test_a_name_has_the_same_type_in_every_table():
    # What costs one thing from a day on is a day; what is offered from a moment on is an instant.
    differing = {"valid_from"}
    types = {}
    for contract in CONTRACTS.values():
        for found in contract.columns():
            types.setdefault(found.name, set()).add(found.type)

    assert {name for name, kinds in types.items() if len(kinds) > 1} == differing


def test_a_derived_table_keeps_the_vocabulary_of_its_sources():
    lines, sales = CONTRACTS["order_lines"], CONTRACTS["sale_lines"]

    assert set(lines.column("kind_of_line").choices) < set(sales.column("kind_of_line").choices)
    assert set(CONTRACTS["calendar"].column("festival_phase").choices) == set(PHASES)
    assert all(map(word, HOLIDAYS))


def test_no_person_is_kept_in_the_open():
    named = {"customer", "identity", "visitor", "agent", "waybill", "referred_by", "member"}
    for contract in CONTRACTS.values():
        for found in contract.columns():
            assert (found.type == "pseudonym") == (found.name in named), (contract.name, found.name)


# ------------------------------------------------------------------------------------ the rules can be broken


class Broken(Contract):
    """A table that breaks what can be broken."""

    name = "broken"
    kind = "fact"
    title = Words(zh="broken", en="Broken")
    grain = Words(zh="一行", en="one row")
    key = ("order_id", "line_id")

    order_id = column("text", "编号", "")
    columnName = column("text", "列", "Column")  # noqa: N815
    price = column("money", "价格", "Price")
    total_minor = column("integer", "总额", "Total")
    paid = column("instant", "付款", "Paid")
    bought = column("day", "购买", "Bought")
    known = column("flag", "已知", "Known")
    load_id = column("integer", "批次", "Load")
    status = column("text", "状态", "Status", choices=("Open", "open", "open"))
    select = column("text", "选择", "Select")


def test_every_broken_rule_is_found():
    assert flaws(Broken, reserved_words()) == [
        "title is not said in both languages",
        "order_id is not said in both languages",
        "order_id is not explained in both languages",
        "columnName is not snake case",
        "load_id is provenance",
        "select is a reserved word of SQL",
        "line_id is in the key but no column",
        "price must end in _minor",
        "total_minor must end in _minor",
        "bought must end in _day",
        "paid must end in _at",
        "known must read as a fact",
        "status offers 'Open'",
        "status offers a choice twice",
        "no word where to export it from",
        "money without a currency",
    ]


def test_a_column_that_hides_an_attribute_of_contract_is_found():
    class Hiding(Contract):
        """A table with a column named like what every contract has."""

        name = "hiding"
        kind = "fact"
        title = Words(zh="遮挡", en="Hiding")
        grain = Words(zh="一行", en="one row")
        key = ("order_id",)

        order_id = column("text", "编号", "Id")
        export_hint = column("text", "来源", "Hint")

    assert flaws(Hiding) == ["export_hint hides an attribute of Contract"]


# --------------------------------------------------------------------------------------------- the reference


def test_every_type_is_explained():
    assert set(TYPES) == set(DUCKDB_TYPES) == set(get_args(ColumnType))


@pytest.mark.slow
def test_the_reference_is_as_the_code_would_write_it(request):
    assert stale_files(request.config.rootpath / REFERENCE) == [], "renew it: make docs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_says_every_column_in_both_languages(language):
    text = render(language)

    for contract in CONTRACTS.values():
        assert f"\n### {contract.name}\n\n**{contract.title.text(language)}**\n" in text
        for found in (*contract.columns(), *PROVENANCE):
            assert f"\n| `{found.name}` | {found.title.text(language)} | {found.type} |" in text


@pytest.mark.slow
def test_the_check_names_stale_files_and_changes_nothing(tmp_path, capsys):
    assert main(["--folder", str(tmp_path)]) == 0
    assert main(["--folder", str(tmp_path), "--check"]) == 0
    (tmp_path / "tables.md").write_text("edited by hand", encoding="utf-8")
    (tmp_path / "gone.md").write_bytes((tmp_path / "README.md").read_bytes())
    (tmp_path / "ours.md").write_text("not generated", encoding="utf-8")
    capsys.readouterr()

    assert main(["--folder", str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"stale: {tmp_path / 'gone.md'}",
        f"stale: {tmp_path / 'tables.md'}",
    ]
    assert (tmp_path / "tables.md").read_text(encoding="utf-8") == "edited by hand"
    assert main(["--folder", str(tmp_path)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*(file_name(page, language) for page in PAGES for language in LANGUAGES), *SCHEMAS, "ours.md"],
    )


# ---------------------------------------------------------------------------------------------- the glossary


def glossary(root):
    """Chinese, English, identifier and both meanings of every term."""
    lines = (root / "docs" / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] not in {"中文", "---"}]


def test_the_glossary_says_each_noun_once_in_both_languages(request):
    terms = glossary(request.config.rootpath)

    assert len(terms) >= 150
    assert [term for term in terms if len(term) != 5 or not all(term) or not CHINESE.search(term[3])] == []
    for place in (0, 2):
        names = [term[place] for term in terms if term[place] != "–"]
        assert sorted(names) == sorted(set(names))


def test_an_identifier_of_the_glossary_is_a_word_of_the_code(request):
    root = request.config.rootpath
    files = (path for path in (root / "src").rglob("*") if path.suffix in {".py", ".sql", ".toml"})
    words = {found for path in files for found in re.findall(r"[A-Za-z0-9_]+", path.read_text(encoding="utf-8"))}
    parts = {f"…_{name.rsplit('_', 1)[-1]}" for name in words if "_" in name}

    assert {term[2].strip("`") for term in glossary(root)} - words - parts - {"–"} == set()


# --------------------------------------------------------------------------------------- tables and exports


@pytest.mark.parametrize("page", ["tables-and-exports.md", "tables-and-exports.zh-CN.md"])
def test_the_guide_to_exports_names_every_table_and_no_other(request, page):
    text = (request.config.rootpath / "docs" / page).read_text(encoding="utf-8")
    columns = {found.name for contract in CONTRACTS.values() for found in contract.columns()}
    named = set(re.findall(r"`([a-z_]+)`", text))

    assert CONTRACTS.keys() - named == set()
    assert named - CONTRACTS.keys() - columns == set()
