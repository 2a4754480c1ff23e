"""What happens on the next days, now that something was changed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhanggui.worlds.tea_shop.catalogue import Product
from zhanggui.worlds.tea_shop.changes import AudienceContact, Change, read_changes
from zhanggui.worlds.tea_shop.generate import passing_rate, products_of
from zhanggui.worlds.tea_shop.invented import Register
from zhanggui.worlds.tea_shop.nature.days import Flags, Floats, Whole, day_of, number_of
from zhanggui.worlds.tea_shop.nature.demand import Demand, demand, group_segments
from zhanggui.worlds.tea_shop.nature.people import People, Purchases, born, extra_purchases, newcomers, purchases
from zhanggui.worlds.tea_shop.nature.shelf import shelf
from zhanggui.worlds.tea_shop.randomness import stream
from zhanggui.worlds.tea_shop.records.baskets import Coupons
from zhanggui.worlds.tea_shop.records.counts import Counts
from zhanggui.worlds.tea_shop.records.facts import change_sheets, price_sheet
from zhanggui.worlds.tea_shop.records.members import Acquaintance, acquainted, hide_strangers, member_sheets
from zhanggui.worlds.tea_shop.records.moments import start_of
from zhanggui.worlds.tea_shop.records.sale_sheets import sale_sheets
from zhanggui.worlds.tea_shop.records.sales import Sales, sell, together, unfinished
from zhanggui.worlds.tea_shop.records.sheets import SheetWriter
from zhanggui.worlds.tea_shop.records.stock import USUAL_DAYS, sold_by_location, stock_levels, stock_sheet
from zhanggui.worlds.tea_shop.records.telling import Telling, Window
from zhanggui.worlds.tea_shop.records.traffic import ad_sheet, traffic_sheet
from zhanggui.worlds.tea_shop.records.visits import buyer_visits, passing_visits
from zhanggui.worlds.tea_shop.truth import Truth
from zhanggui.worlds.tea_shop.world import WorldState, read_facts, register_of, write_facts

ADVANCES_FOLDER = "advances"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """The days that were added: where their tables lie, and how many rows each has."""

    tables: Path
    start: date
    end: date
    rows: dict[str, int]

    def table(self, name: str) -> pa.Table:
        """One table of the new days."""
        return pq.read_table(self.tables / f"{name}.parquet")


def advance(
    folder: Path, *, days: int, changes: Sequence[Mapping[str, Any] | Change] = (), key: bytes | None = None
) -> Advance:
    """Let the world of a generated shop go on for some days, and write what is new as tables.

    New rows and rows of earlier orders to which something happened: load them like a later export. Customers react to
    the changes; who is not among a contact's customers (the holdout) does exactly what they would have done anyway.
    Ten days at once are the same as ten times one day. Changes go on holding in later advances.
    A shop that was generated under a key needs it again.
    """
    world = _World.open(folder, days, read_changes(changes), key)
    people, batches, counts = world.state.people, [world.state.open_orders], Counts.empty(world.expected)
    next_order, next_extra = world.state.next_order, world.state.next_extra
    for day in range(days):
        people, usual, extra = _day(world, people, counts, day, (next_order, next_extra))
        next_order += len(usual)
        next_extra += sum(map(len, extra))
        for batch in (usual, *extra):
            counts.add(world.expected, batch)
            batches.append(batch)
    sales = together(batches)
    before = Acquaintance(seen=world.state.seen, spent=world.state.spent)
    now = acquainted(people, sales, world.window, before)
    levels = stock_levels(world.truth, world.expected, counts.units, world.state.on_hand, world.state.recent)
    target = folder / ADVANCES_FOLDER / f"{world.number:06d}"
    with SheetWriter(target) as writer:
        _write_sales(world, writer, sales, batches[1:])
        writer.write_all(member_sheets(world.telling, people, sales, now, before))
        _write_rest(world, writer, counts, levels)
        rows = dict(sorted(writer.rows.items()))
    sold = np.concatenate([world.state.recent, sold_by_location(world.truth, counts.units)], axis=1)
    WorldState(
        people=people,
        open_orders=unfinished(sales, world.window[1]),
        seen=now.seen,
        spent=now.spent,
        on_hand=levels[:, -1],
        recent=sold[:, -USUAL_DAYS:],
        next_order=next_order,
        next_extra=next_extra,
    ).save(folder)
    end = day_of(int(world.expected.days[-1]) + 1)
    world.remember(end)
    return Advance(tables=target, start=day_of(world.expected.first_day), end=end, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contact:
    """A contact with the customers found: for whom, from when to when, and who has used the coupon."""

    change: AudienceContact
    numbers: Whole
    first: int
    end: int
    used: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    folder: Path
    facts: dict[str, Any]
    truth: Truth
    products: tuple[Product, ...]
    register: Register
    state: WorldState
    expected: Demand
    changes: tuple[Change, ...]
    new_changes: tuple[Change, ...]
    contacts: tuple[_Contact, ...]

    @classmethod
    def open(cls, folder: Path, days: int, new_changes: tuple[Change, ...], key: bytes | None) -> _World:
        facts = read_facts(folder)
        truth = Truth.load(folder / "truth.json")
        changes = (*read_changes(facts["changes"]), *new_changes)
        first = number_of(date.fromisoformat(facts["until"]))
        products = products_of(truth)
        register = register_of(folder, key)
        state = WorldState.load(folder)
        return cls(
            folder=folder,
            facts=facts,
            truth=truth,
            products=products,
            register=register,
            state=state,
            expected=demand(truth, products, np.arange(first, first + days), changes),
            changes=changes,
            new_changes=new_changes,
            contacts=_contacts(truth, register, state.people, changes, facts.get("used", {})),
        )

    @property
    def telling(self) -> Telling:
        return Telling(truth=self.truth, products=self.products, register=self.register)

    @property
    def window(self) -> tuple[int, int]:
        return start_of(self.expected.first_day), start_of(int(self.expected.days[-1]) + 1)

    @property
    def number(self) -> int:
        return int(self.facts.get("advances", 0)) + 1

    def remember(self, end: date) -> None:
        plain = [change.model_dump(mode="json") for change in self.changes]
        used = {str(number): sorted(contact.used) for number, contact in enumerate(self.contacts)}
        facts = self.facts | {"until": end.isoformat(), "advances": self.number, "changes": plain, "used": used}
        write_facts(self.folder, facts)


def _contacts(
    truth: Truth, register: Register, people: People, changes: Sequence[Change], used: Mapping[str, list[int]]
) -> tuple[_Contact, ...]:
    asked = [change for change in changes if isinstance(change, AudienceContact)]
    if not asked:
        return ()
    names = register.customers(people.number).to_pylist()
    number_by_name = dict(zip(names, people.number.tolist(), strict=True))
    return tuple(
        _Contact(
            change=change,
            numbers=np.array(
                sorted(number_by_name[name] for name in change.customers if name in number_by_name), dtype=np.int64
            ),
            first=number_of(change.at),
            end=number_of(change.at + timedelta(days=truth.response_days)),
            used=set(used.get(str(position), [])),
        )
        for position, change in enumerate(asked)
    )


def _day(
    world: _World, people: People, counts: Counts, position: int, numbers: tuple[int, int]
) -> tuple[People, Sales, list[Sales]]:
    """One day: with its newcomers, everybody's purchases, and what each contact brings on top."""
    truth, expected = world.truth, world.expected
    day = int(expected.days[position])
    arrived = newcomers(expected, slice(position, position + 1), stream(truth.seed, "newcomers", day))
    counts.greet(expected, arrived)
    people = People.all_of([people, born(truth, arrived, len(people) + 1, stream(truth.seed, "born", 0, day))])
    bought = purchases(truth, people, expected, (day, day + 1), stream(truth.seed, "purchases", 0, day))
    usual = _sold(world, bought, numbers[0], "sales", number=0, day=day)
    extra: list[Sales] = []
    for number, contact in enumerate(world.contacts):
        if contact.first <= day < contact.end:
            who = people.take(np.searchsorted(people.number, contact.numbers))
            chance = stream(truth.seed, "extra purchases", number, day)
            more = extra_purchases(truth, who, _uplift(truth, who, contact), expected, (day, day + 1), chance=chance)
            extra.append(_sold(world, more, numbers[1] + sum(map(len, extra)), "extra sales", number=number, day=day))
    return people, usual, extra


def _uplift(truth: Truth, who: People, contact: _Contact) -> Floats:
    told = contact.change
    by_segment = np.array([truth.uplift(segment, told.coupon_minor, told.name) for segment in truth.segments])
    return np.asarray(by_segment[group_segments(truth)[who.group]])


def _sold(world: _World, bought: Purchases, first_number: int, purpose: str, *, number: int, day: int) -> Sales:
    bought = hide_strangers(world.telling, bought)
    coupons, held = _coupons(world, bought, day)
    batch = sell(
        world.truth,
        world.products,
        world.expected,
        bought,
        first_number=first_number,
        chance=stream(world.truth.seed, purpose, number, day),
        coupons=coupons,
    )
    for position in np.flatnonzero(batch.filled.order_contact_coupon > 0):
        world.contacts[held[position]].used.add(int(bought.customer[position]))
    return batch


def _coupons(world: _World, bought: Purchases, day: int) -> tuple[Coupons, Whole]:
    """Contacted customers hold the coupon until they have used it once."""
    amount, minimum = np.zeros(len(bought), dtype=np.int64), np.zeros(len(bought), dtype=np.int64)
    held = np.full(len(bought), -1)
    for number, contact in enumerate(world.contacts):
        if contact.first <= day < contact.end and contact.change.coupon_minor:
            holds = np.isin(bought.customer, contact.numbers) & ~np.isin(bought.customer, list(contact.used))
            holds &= _first_of_day(bought.customer)
            amount[holds], minimum[holds] = contact.change.coupon_minor, contact.change.minimum_minor
            held[holds] = number
    use = np.full(len(bought), world.truth.coupon_redemption)
    return Coupons(amount=amount, minimum=minimum, use=use), held


def _first_of_day(customer: Whole) -> Flags:
    first = np.zeros(len(customer), dtype=bool)
    first[np.unique(customer, return_index=True)[1]] = True
    return first


def _write_sales(world: _World, writer: SheetWriter, sales: Sales, batches: list[Sales]) -> None:
    start, known = world.window
    writer.write_all(sale_sheets(world.telling, sales, Window(start=start, known=known)))
    for batch in batches:
        if len(batch):
            chance = stream(world.truth.seed, "visits", int(batch.number[0]))
            writer.write("events", buyer_visits(world.telling, world.expected, batch, chance))


def _write_rest(world: _World, writer: SheetWriter, counts: Counts, levels: Whole) -> None:
    telling, truth, expected = world.telling, world.truth, world.expected
    first = expected.first_day
    visits = passing_rate(truth, counts)
    for position in range(len(expected.days)):
        chance = stream(truth.seed, "passing", first + position)
        writer.write("events", passing_visits(telling, expected, visits, slice(position, position + 1), chance))
    writer.write("stock_levels", stock_sheet(truth, expected, levels, counts.units))
    writer.write(
        "traffic_stats", traffic_sheet(telling, counts, expected.days, first, stream(truth.seed, "traffic", first))
    )
    writer.write("ad_stats", ad_sheet(telling, counts, expected.days, world.changes, stream(truth.seed, "ads", first)))
    earlier = [change for change in world.changes if change not in world.new_changes]
    day_before = shelf(truth, world.products, np.array([first - 1]), earlier).price[:, 0]
    writer.write("price_history", price_sheet(telling, expected, after=day_before))
    writer.write_all(change_sheets(telling, world.new_changes))
