"""Which rows contradict each other, and may the version still be published?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words
from zhanggui.warehouse.audit_rule import Audit, Severity
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.sales_audits import AUDITS
from zhanggui.warehouse.tables import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

    from zhanggui.warehouse.contracts.contract import Contract

GROUPED = ("order_totals", "visitor_days", "purchase_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """An audit that found rows: how many, and the first few as text."""

    name: str
    severity: Severity
    count: int
    examples: tuple[str, ...]


class AuditsFailed(ShopAtFault):
    """The next version contradicts itself and was not published."""

    sentence = Words(
        zh="新版本没有发布，数据自相矛盾：{findings}。仍使用上一版本；请检查最近一次导入的文件。",
        en="The new version was not published, it contradicts itself: {findings}. The previous one stays in use; check the file loaded last.",
    )


def audit(
    connection: duckdb.DuckDBPyConnection,
    currency: str,
    rows: Mapping[str, int],
) -> tuple[AuditFinding, ...]:
    """Every audit of a table with rows that found some of them bad; raises AuditsFailed if one is an error."""
    connection.execute("SET VARIABLE currency = ?", [currency])
    asked = (rule for rule in all_audits() if rows[rule.table])
    findings = tuple(found for rule in asked if (found := _look(connection, rule)))
    errors = [found for found in findings if found.severity == "error"]
    if errors:
        titles = {rule.name: rule.title for rule in all_audits()}
        raise AuditsFailed(
            findings=Words(
                zh="；".join(f"{titles[found.name].zh}，{_counted(found)}" for found in errors),
                en="; ".join(f"{titles[found.name].en}, {_counted(found)}" for found in errors),
            )
        )
    return findings


def _counted(found: AuditFinding) -> str:
    return f"{found.name} ({found.count}): {' | '.join(found.examples)}"


def all_audits() -> Iterator[Audit]:
    """The audits of the sales; and that keys are unique where joins made them, required values present everywhere.

    Landed keys are unique because merging made them so, and those of grouped tables because grouping did.
    """
    yield from AUDITS
    for contract in CONTRACTS.values():
        if contract.kind == "derived" and contract.name not in GROUPED:
            yield _unique_keys(contract)
        yield _required_values(contract)


def _unique_keys(contract: type[Contract]) -> Audit:
    # An order's number stands for its channel and id; comparing it is cheaper.
    key = ("order_no", *contract.key[2:]) if contract.name == "sale_lines" else contract.key
    columns = ", ".join(map(quoted, key))
    table = quoted(contract.name)
    # Distinct hashes prove distinct keys and are cheap; only like hashes are compared in full.
    return Audit(
        name=f"duplicate_keys_{contract.name}",
        severity="error",
        table=contract.name,
        title=Words(zh=f"{contract.title.zh}的主键重复", en=f"duplicate keys in {contract.title.en.lower()}"),
        sql=f"""
            SELECT {columns}, count(*) AS rows
            FROM {table}
            WHERE hash({columns}) IN (SELECT hash({columns}) FROM {table} GROUP BY 1 HAVING count(*) > 1)
            GROUP BY {columns}
            HAVING count(*) > 1
        """,
    )


def _required_values(contract: type[Contract]) -> Audit:
    required = [column.name for column in contract.columns() if column.required]
    return Audit(
        name=f"missing_values_{contract.name}",
        severity="error",
        table=contract.name,
        title=Words(zh=f"{contract.title.zh}缺少必填值", en=f"required values missing in {contract.title.en.lower()}"),
        sql=f"""
            SELECT {", ".join(map(quoted, required))}
            FROM {quoted(contract.name)}
            WHERE {" OR ".join(f"{quoted(name)} IS NULL" for name in required)}
        """,
    )


def _look(connection: duckdb.DuckDBPyConnection, rule: Audit) -> AuditFinding | None:
    if rule.unless and connection.execute(f"SELECT {rule.unless}").fetchall() == [(True,)]:
        return None
    ((count,),) = connection.execute(f"SELECT count(*) FROM ({rule.sql})").fetchall()
    if not count:
        return None
    rows = connection.execute(f"FROM ({rule.sql}) LIMIT 3").fetchall()
    return AuditFinding(name=rule.name, severity=rule.severity, count=count, examples=tuple(map(str, rows)))
