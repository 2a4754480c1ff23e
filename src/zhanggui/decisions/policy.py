"""What is a policy: a rule that proposes, applies and reads out one kind of action?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection

from zhanggui.books.contacts import Contact
from zhanggui.books.events import canonical
from zhanggui.books.settings import MarginAssumption
from zhanggui.core.capability import Params
from zhanggui.core.proposal import Change, Proposal, Readout
from zhanggui.core.sentence import Argument
from zhanggui.core.words import Words
from zhanggui.decisions.dealing import Number, numbers_under
from zhanggui.decisions.offer_sets import KeptSet
from zhanggui.warehouse.protocol import Warehouse

UNKEYED = numbers_under(b"")
Reveal = Callable[[Collection[str], str], Mapping[str, str]]
Reachable = Callable[[Collection[str], str], frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One customer a proposal is about.

    `expected_minor` is what contacting them should earn, `before_minor` what they brought in before, by which chance
    is taken out of the readout, `contact_kind` how the vault can reach them; `arm` is empty until the draw.
    """

    customer: str
    stratum: str
    expected_minor: int
    before_minor: int
    contact_kind: str = ""
    arm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposal as a policy makes it: with its members, and with the shares of the arms they will be drawn into.

    Without shares the members keep the arms they come with. `params` are kept with the proposal where only a part of
    the policy's own is about it.
    """

    proposal: Proposal
    members: tuple[Member, ...] = ()
    arms: Mapping[str, float] = field(default_factory=dict)
    params: Params | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """An earlier decision of the same policy that has been measured."""

    proposal: Proposal
    readout: Readout


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a policy may know besides the tables.

    The owner's declared margin, how its earlier proposals turned out, the customers who take part in a decision that
    is still running and must be left alone, and `reachable(pseudonyms, kind)`: who of them has a contact of that kind
    in the vault (None where no vault is asked); `engaged_elsewhere` are those of them whom decisions of other policies
    engage, `contacts()` what the books know of contacts by programmes, `number(purpose, pseudonym)` the number by which
    a person is dealt into an arm for good; the sets of offers that were kept, the latest first; and this
    policy's own proposals that were approved and are not yet measured; `elsewhere` are those of other policies, also
    those that are still to be decided.
    """

    margin: MarginAssumption | None = None
    past: tuple[PastCase, ...] = ()
    engaged: frozenset[str] = frozenset()
    reachable: Reachable | None = None
    engaged_elsewhere: frozenset[str] = frozenset()
    contacts: Callable[[], tuple[Contact, ...]] = tuple
    number: Number = UNKEYED
    offer_sets: tuple[KeptSet, ...] = ()
    running: tuple[Proposal, ...] = ()
    elsewhere: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file that applying a decision writes: its columns and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What applying a decision comes to: the file for whoever carries it out, what changes, and how to undo it.

    `by_channel` are the rows of the file again, for receivers that take only their own.
    """

    file: ExportFile
    after: Mapping[str, Argument]
    inverse: Mapping[str, Argument]
    by_channel: Mapping[str, ExportFile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A decision that was carried out, as its readout needs it."""

    proposal: Proposal
    params: Params
    change: Change
    members: tuple[Member, ...]


def with_id(proposal: Proposal, salt: str = "") -> Proposal:
    """The proposal under an id made of what it says: the same numbers from the same snapshot are the same proposal."""
    said = TypeAdapter(Proposal).dump_python(proposal, mode="json")
    content = {name: value for name, value in said.items() if name not in {"id", "created_at", "expires_at"}}
    digest = hashlib.sha256(canonical({"content": content, "salt": salt}).encode()).hexdigest()
    return replace(proposal, id=f"d{digest[:12]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One rule.

    `propose(warehouse, params, at, circumstances) -> tuple[Draft, ...]`;
    `act(proposal, params, members, reveal) -> Action`, where `reveal(pseudonyms, kind)` opens the vault and is logged;
    `measure(warehouse, applied, at, circumstances) -> Readout`.
    `claim(connection, proposal, params, members, at)`, where there is one, enters contacts before anything goes out and
    returns the members who hold theirs: those alone are acted on.
    `tables` lists the tables and columns without which nothing can be proposed; `sentences` every
    text it says, and `labels` what the names in target, before and after are called. Names there that begin with an
    underscore are for programs.
    """

    name: str
    version: int
    title: Words
    question: Words
    params: type[Params]
    sentences: Mapping[str, Words]
    tables: Mapping[str, tuple[str, ...]]
    ids: tuple[str, ...]
    propose: Callable[[Warehouse, Any, datetime, Circumstances], tuple[Draft, ...]]
    act: Callable[[Proposal, Any, tuple[Member, ...], Reveal], Action]
    measure: Callable[[Warehouse, Applied, datetime, Circumstances], Readout]
    labels: Mapping[str, Words]
    needs: tuple[str, ...] = ()
    claim: Callable[[Connection, Proposal, Any, tuple[Member, ...], datetime], tuple[Member, ...]] | None = None

    def label(self, name: str) -> Words:
        """What a value in target, before or after is called; one without a label goes by its name."""
        return self.labels.get(name) or Words(zh=name, en=name)

    @staticmethod
    def told(values: Mapping[str, Argument]) -> Mapping[str, Argument]:
        """The values a person is shown: names that begin with an underscore are for programs.

        >>> dict(Policy.told({"prices": "JD 45.00", "_rows": "[...]"}))
        {'prices': 'JD 45.00'}
        """
        return {name: value for name, value in values.items() if not name.startswith("_")}
