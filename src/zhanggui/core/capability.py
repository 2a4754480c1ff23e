"""What is a capability: one question the shop can ask, written once and shown everywhere?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict

from zhanggui.core.described import described
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


class Params(BaseModel):
    """The knobs of a capability; frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An answer: one headline sentence, its caveats, and the fields a capability adds."""

    headline: Annotated[Sentence, described("结论", "Headline")]
    caveats: Annotated[tuple[Sentence, ...], described("注意事项", "Caveats")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Who is behind a row: how to list the customers or products that one row of a table counts.

    `field` names the Result's table, `key` the row's column whose value is asked for, and
    `find(warehouse, params, value, **needs)` returns an Ibis table with the columns `kind` and `id`.
    """

    field: str
    key: str
    kind: str
    find: Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One question: its knobs, what it needs, how it is answered, and its words in both languages.

    `run(warehouse, params, **needs) -> result` is deterministic given the snapshot and the params and never
    calls another capability: the runner supplies by name (dots become underscores) the results of the capabilities and
    the fitted models (`models.NAME`) in `needs`, and of `needs_when(params)`, which some params alone ask for; to
    `members.find` as well. `tables` lists the tables and columns without which there is no answer.
    """

    name: str
    title: Words
    question: Words
    params: type[Params]
    result: type[Result]
    run: Callable[..., Result]
    sentences: Mapping[str, Words]
    tables: Mapping[str, tuple[str, ...]]
    ids: tuple[str, ...]
    needs: tuple[str, ...] = ()
    needs_when: Callable[[Any], tuple[str, ...]] | None = None
    members: Members | None = None
    version: int = 1
    roles: tuple[str, ...] = field(default=("owner", "operator", "analyst", "viewer"))
