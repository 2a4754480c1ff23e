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

from pydantic import TypeAdapter, ValidationError

import zhanggui
from zhanggui.app import catalog
from zhanggui.app.problems import explained
from zhanggui.app.whole_files import write_whole
from zhanggui.core.described import descriptions
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.run import Run
from zhanggui.core.words import Words
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    import ibis
    import pyarrow as pa

    from zhanggui.core.capability import Capability, Params
    from zhanggui.core.words import Language
    from zhanggui.warehouse.protocol import Warehouse


_PROVENANCE = ("id", "capability", "version", "params", "snapshot", "as_of", "engine", "sql", "seconds")


class ParamsNotValid(RequestAtFault):
    """One or more knobs have values that cannot be meant."""

    sentence = Words(zh="参数不对：{problems}。", en="These parameters cannot be meant: {problems}.")

    def text(self, language: Language) -> str:
        """Each problem with the knob's own label in the reader's language."""
        labels = self.facts["labels"]
        assert isinstance(labels, dict)  # noqa: S101 - set by the one constructor call below
        separator = "；" if language == "zh-CN" else "; "
        colon = "：" if language == "zh-CN" else ": "
        problems = separator.join(
            f"{_label(labels, each['where'], language)}{colon}{each['why'][language]}" for each in self._problems
        )
        return self.sentence.filled(language, problems=problems)

    @property
    def _problems(self) -> tuple[dict[str, Any], ...]:
        problems = self.facts["problems"]
        assert isinstance(problems, tuple)  # noqa: S101 - set by the one constructor call below
        return problems


@dataclass(frozen=True, slots=True)
class RunCache:
    """Finished runs of one shop, kept as JSON files named by what was asked of which snapshot."""

    folder: Path

    def read(self, key: str, capability: Capability) -> Run | None:
        """An earlier run of the same question on the same snapshot; one whose shape no longer fits is made again."""
        try:
            return decode(self.folder.joinpath(f"{key}.json").read_bytes(), capability)
        except (FileNotFoundError, KeyError, TypeError, ValueError):
            return None

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


def checked_params(model: type[Params], raw: Mapping[str, Any]) -> Params:
    """Params from loose text values; every problem is said with the knob's label."""
    try:
        return model.model_validate(dict(raw))
    except ValidationError as problem:
        found = tuple(each.plain() for each in explained(problem.errors(), tuple(model.model_fields)))
        labels = {knob: shown.label for knob, shown in descriptions(model).items()}
        raise ParamsNotValid(problems=found, labels=labels) from None


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
    needs = {need.replace(".", "_"): run(warehouse, need, {}, cache=cache).result for need in capability.needs}
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


def _label(labels: dict[str, Words], name: str, language: Language) -> str:
    return f"{labels[name].text(language)} ({name})" if name in labels else name
