"""What does one person get who asks for everything that the shop holds about them?"""

from __future__ import annotations

import io
import json
import os
import zipfile
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from zhanggui.app.one_person.finding import PersonErased, check_actor, person_of
from zhanggui.app.same.record import member_record
from zhanggui.books.contact_schema import CONTACT_ENTRIES
from zhanggui.books.events import append
from zhanggui.books.schema import DECISION_MEMBERS, REDEMPTIONS
from zhanggui.books.vault import ReasonMissing
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words
from zhanggui.decisions.exports import csv_bytes
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.forgetting import SUBJECTS, linked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import ibis
    import pyarrow as pa

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.warehouse.contracts.contract import Contract
    from zhanggui.warehouse.protocol import Warehouse

README = """\
这里是店铺保存的关于您的全部内容：person.json 是姓名、电话等原文和说明，tables/ 是订单、退款、行为等每张表的行。
This is everything the shop holds about you: person.json has names, phones and the like; tables/ has the rows of every table.
"""


class FileThere(Conflict):
    """A file would be overwritten."""

    sentence = Words(
        zh="{file} 已经存在，不会覆盖。请换一个文件名。",
        en="{file} is there already and is not overwritten. Choose another name.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonExport:
    """A zip with everything about one person, and how many rows of which table are in it."""

    content: bytes
    kinds: tuple[str, ...]
    rows: dict[str, int]


def export(shop: Shop, customer: str, *, actor: Actor, reason: str) -> PersonExport:
    """Everything about one customer as a zip of JSON and CSV; that it was made is on record first."""
    check_actor(actor)
    if not reason.strip():
        raise ReasonMissing
    if person_of(shop, customer).erased_at:
        raise PersonErased(customer=customer)
    at = shop.clock.now()
    customers = member_record(shop).together(customer)
    with shop.books.begin() as connection:
        payload = {"pseudonym": customer, "reason": reason}
        append(connection, stream="vault", kind="person.exported", payload=payload, by=actor.id, at=at)
        values = [shop.vault.open_person(connection, each) for each in customers]
        members = select(DECISION_MEMBERS).where(DECISION_MEMBERS.c.customer.in_(customers))
        decisions = [dict(row) for row in connection.execute(members).mappings()]
        contacts = select(CONTACT_ENTRIES).where(CONTACT_ENTRIES.c.customer.in_(customers))
        contacted = [dict(row) for row in connection.execute(contacts).mappings()]
        bought = select(REDEMPTIONS.c.order_id, REDEMPTIONS.c.state, REDEMPTIONS.c.at, REDEMPTIONS.c.sold)
        sold = connection.execute(bought.where(REDEMPTIONS.c.customer.in_(customers))).mappings()
        redemptions = [{**row, "sold": json.loads(row["sold"])} for row in sold]
    tables = _tables(shop, customers)
    rows = {name: found.num_rows for name, found in tables.items()}
    told = {
        "shop": shop.facts.name,
        "exported_at": at.isoformat(),
        "pseudonym": customer,
        "values": _together(values),
        "decisions": decisions,
        "contacts": contacted,
        "redemptions": redemptions,
        "rows": rows,
    }
    return PersonExport(
        content=_zipped(told, tables), kinds=tuple(sorted({kind for each in values for kind in each})), rows=rows
    )


def write_export(content: bytes, file: Path) -> None:
    """Write a new file that only its owner may read."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileThere(file=file) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def _zipped(told: dict[str, Any], tables: dict[str, pa.Table]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=2, default=str))
        for name, found in tables.items():
            rows = (row.values() for row in found.to_pylist())
            archive.writestr(f"tables/{name}.csv", csv_bytes(found.column_names, [list(row) for row in rows]))
    return kept.getvalue()


def _together(values: Sequence[Mapping[str, str]]) -> dict[str, str | list[str]]:
    """The values of each kind; several where the person was several customers who told different ones."""
    found: dict[str, list[str]] = {}
    for kind, value in (pair for each in values for pair in each.items()):
        if value not in found.setdefault(kind, []):
            found[kind].append(value)
    return {kind: told[0] if len(told) == 1 else told for kind, told in found.items()}


def _tables(shop: Shop, customers: tuple[str, ...]) -> dict[str, pa.Table]:
    if not shop.has_data:
        return {}
    names = sorted(linked(shop.folder, *customers))
    with closing(shop.warehouse()) as warehouse:
        found = {
            name: warehouse.fetch(rows)
            for name, contract in CONTRACTS.items()
            if warehouse.loaded(name) and (rows := _theirs(warehouse, contract, customers, names)) is not None
        }
    return {name: rows for name, rows in found.items() if rows.num_rows}


def _theirs(
    warehouse: Warehouse, contract: type[Contract], customers: tuple[str, ...], names: list[str]
) -> ibis.Table | None:
    """The rows that are about the customer, and those of the customer's orders."""
    table, there = warehouse.table(contract.name), {column.name for column in contract.columns()}
    told = [table[name].isin(names) for name in SUBJECTS if name in there]
    if told:
        return table.filter(_any(told))
    if {"channel", "order_id"} <= there:
        orders = warehouse.table("orders")
        return table.semi_join(orders.filter(orders.customer.isin(list(customers))), ["channel", "order_id"])
    return None


def _any(told: list[ibis.expr.types.BooleanValue]) -> ibis.expr.types.BooleanValue:
    first, *others = told
    for each in others:
        first = first | each
    return first
