"""How is a capability run: params checked, needs supplied, queries recorded, results kept per snapshot?"""

from __future__ import annotations

import functools
import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import TypeAdapter

import zhanggui
from zhanggui.app import catalog
from zhanggui.app.checking import checked_params
from zhanggui.app.models import ModelStore, fitted
from zhanggui.app.whole_files import write_whole
from zhanggui.core.model import NEED
from zhanggui.core.run import Run
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import ibis
    import pyarrow as pa

    from zhanggui.core.capability import Capability, Params, Result
    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse


_PROVENANCE = ("id", "capability", "version", "params", "snapshot", "as_of", "engine", "sql", "seconds")


@dataclass(frozen=True, slots=True)
class RunCache:
    """Finished runs of one shop, kept as JSON files named by what was asked of which snapshot; and its models."""

    folder: Path
    models: ModelStore | None = None

    def read(self, key: str, capability: Capability) -> Run | None:
        """An earlier run of the same question on the same snapshot; one whose shape no longer fits is made again."""
        try:
            return decode(self.folder.joinpath(f"{key}.json").read_bytes(), capability)
        except (FileNotFoundError, KeyError, TypeError, ValueError):
            return None

    def holds(self, key: str) -> bool:
        """Whether the question was asked of the snapshot before."""
        return self.folder.joinpath(f"{key}.json").exists()

    def write(self, run: Run) -> None:
        """Keep a run; a reader never sees half a file."""
        write_whole(self.folder / f"{run.id}.json", encode(run))


def run(
    warehouse: Warehouse,
    name: str,
    raw_params: Mapping[str, Any],
    *,
    cache: RunCache | None = None,
) -> Run:
    """Answer one question of the catalogue on a snapshot, from the cache when it was asked before."""
    capability = catalog.capability(name)
    params = checked_params(capability.params, raw_params)
    key = _key(capability, params, warehouse)
    kept = cache.read(key, capability) if cache else None
    if kept:
        return kept
    require_tables(warehouse, capability.tables, capability.question)
    done = _run_now(capability, params, warehouse, key, cache)
    if cache:
        cache.write(done)
    return done


def is_kept(warehouse: Warehouse, name: str, raw_params: Mapping[str, Any], *, cache: RunCache) -> bool:
    """Whether a question of the catalogue was answered before on a snapshot; nothing is worked out."""
    capability = catalog.capability(name)
    return cache.holds(_key(capability, checked_params(capability.params, raw_params), warehouse))


def supplied(
    capability: Capability, params: Params, warehouse: Warehouse, cache: RunCache | None
) -> dict[str, Result | FittedModel]:
    """What a question needs besides the snapshot: results of other capabilities, and fitted models."""
    asked = capability.needs_when(params) if capability.needs_when else ()
    return {need.replace(".", "_"): _need(need, params, warehouse, cache) for need in (*capability.needs, *asked)}


def _need(need: str, params: Params, warehouse: Warehouse, cache: RunCache | None) -> Result | FittedModel:
    if not need.startswith(NEED):
        return run(warehouse, need, {}, cache=cache).result
    name = need.removeprefix(NEED)
    shared = params.model_dump(include=set(catalog.model(name).params.model_fields))
    return fitted(warehouse, name, shared, store=cache.models if cache else None)


def plain(run: Run) -> dict[str, Any]:
    """A run as plain JSON values: provenance beside the result."""
    values = {name: getattr(run, name) for name in _PROVENANCE}
    result = _adapter(cast("Hashable", type(run.result))).dump_python(run.result, mode="json")
    return {**values, "as_of": run.as_of.isoformat(), "sql": list(run.sql), "result": result}


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Building one takes longer than reading a run."""
    return TypeAdapter(kind)


def encode(run: Run) -> bytes:
    """A run as JSON."""
    return json.dumps(plain(run), ensure_ascii=False).encode()


def decode(stored: bytes, capability: Capability) -> Run:
    """A run from its JSON."""
    values = json.loads(stored)
    values["as_of"] = date.fromisoformat(values["as_of"])
    values["sql"] = tuple(values["sql"])
    values["result"] = _adapter(cast("Hashable", capability.result)).validate_json(json.dumps(values["result"]))
    return Run(**values)


@dataclass(slots=True)
class RecordingWarehouse:
    """A warehouse that remembers the SQL it was asked, for the result's provenance."""

    inner: Warehouse
    sql: list[str] = field(default_factory=list)

    @property
    def snapshot(self) -> str:
        """The snapshot's name."""
        return self.inner.snapshot

    @property
    def engine(self) -> str:
        """The engine's name."""
        return self.inner.engine

    @property
    def currency(self) -> str:
        """The shop's currency."""
        return self.inner.currency

    @property
    def timezone(self) -> str:
        """The shop's time zone."""
        return self.inner.timezone

    @property
    def as_of(self) -> date:
        """The last complete loaded day."""
        return self.inner.as_of

    def table(self, name: str) -> ibis.Table:
        """A contract table."""
        return self.inner.table(name)

    def loaded(self, name: str) -> frozenset[str]:
        """The columns of a table that hold anything."""
        return self.inner.loaded(name)

    def fetch(self, expression: ibis.Expr, *, said: Callable[[str], object] | None = None) -> pa.Table:
        """Run a relation and remember its SQL."""

        def remember(sql: str) -> None:
            self.sql.append(sql)
            if said:
                said(sql)

        return self.inner.fetch(expression, said=remember)

    def close(self) -> None:
        """Leave the inner warehouse to its owner."""


def _run_now(
    capability: Capability,
    params: Params,
    warehouse: Warehouse,
    key: str,
    cache: RunCache | None,
) -> Run:
    needs = supplied(capability, params, warehouse, cache)
    recording = RecordingWarehouse(warehouse)
    started = time.perf_counter()
    result = capability.run(recording, params, **needs)
    return Run(
        id=key,
        capability=capability.name,
        version=capability.version,
        params=params.model_dump(mode="json"),
        snapshot=warehouse.snapshot,
        as_of=warehouse.as_of,
        engine=warehouse.engine,
        sql=tuple(recording.sql),
        seconds=round(time.perf_counter() - started, 4),
        result=result,
    )


def _key(capability: Capability, params: Params, warehouse: Warehouse) -> str:
    asked = [zhanggui.__version__, capability.name, capability.version, warehouse.snapshot, warehouse.engine]
    text = json.dumps([*asked, sorted(capability.sentences), params.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
