"""How does a test land a few rows as an export of a certain day?"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from zhanggui.warehouse.landing import Landing, Load
from zhanggui.warehouse.snapshots import publish
from zhanggui.warehouse.tables import LANDED, arrow_schema
from zhanggui.warehouse.writer import pass_by

SHOP = {"currency": "CNY", "timezone": "Asia/Shanghai"}


def at(text):
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def land(folder, tables, exported_at, checkpoint=pass_by):
    """Land rows written as dicts as one load; columns left out are not in the file."""
    content = hashlib.sha256(repr((tables, exported_at)).encode()).hexdigest()
    exported = at(exported_at)
    with Landing(folder, checkpoint).begin() as pending:
        for name, rows in tables.items():
            pq.write_table(told(name, rows, pending.load_id, exported), pending.folder / f"{name}.parquet")
        load = Load(
            load_id=pending.load_id,
            source="test",
            file_name="test.csv",
            sha256=content,
            exported_at=exported,
            landed_at=exported,
            rows={name: len(rows) for name, rows in tables.items()},
            reconciliation={},
        )
        return pending.commit(load)


def told(name, rows, load_id, exported_at):
    """Rows as a mapped export file holds them: with where each came from."""
    schema = arrow_schema(LANDED[name])
    provenance = {"load_id": load_id, "exported_at": exported_at.replace(tzinfo=None)}
    full = [{"source_row": number} | provenance | read(schema, row) for number, row in enumerate(rows, 1)]
    there = [field for field in schema if any(field.name in row for row in full)]
    return pa.Table.from_pylist(full, schema=pa.schema(there))


def read(schema, row):
    """Instants and days written as text, as what they are."""
    return {name: _typed(schema.field(name).type, value) for name, value in row.items()}


def _typed(kind, value):
    if isinstance(value, str) and pa.types.is_temporal(kind):
        return (date if pa.types.is_date(kind) else datetime).fromisoformat(value)
    return value


def published(folder, **options):
    """Publish for a shop in Shanghai."""
    return publish(folder, **SHOP, **options)
