"""Which codes of the channels are proposed as one product, which were joined, and how does a person decide?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.products.same.matching import Match, find_matches
from zhanggui.app.same.record import PRODUCTS, Decided, Pair, ProductRecord, product_record, write
from zhanggui.app.same.rights import check_person
from zhanggui.app.whole_files import write_whole
from zhanggui.core.errors import Conflict, NotFound, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.warehouse.uniting import apart

if TYPE_CHECKING:
    from zhanggui.analyses.products.same.codes import Codes
    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.warehouse.protocol import Warehouse

RULE = "rule:exact_code"
MOST_SHARED = 200
IDS = frozenset({"listing_id", "listing_sku_id"})
PROOFS = (("order_lines", IDS), ("listings", IDS), ("products", frozenset({"barcode"})))


class NoSuchMatch(NotFound):
    """No proposal and no decision has that id."""

    sentence = Words(
        zh="没有编号为“{match}”的同一商品建议或决定。用 zhanggui products match 查看。",
        en="There is no match '{match}', proposed or decided. See them with: zhanggui products match",
    )


class NothingToUndo(Conflict):
    """The match was only proposed so far, or was undone."""

    sentence = Words(
        zh="“{match}”现在没有生效的决定，无需撤销。", en="Nothing holds about '{match}' now; there is nothing to undo."
    )


class CodeUnknown(NotFound):
    """The shop sells nothing under the code."""

    sentence = Words(
        zh="{channel} 没有编码“{code}”的销售。用 zhanggui metrics --by sku 查看有哪些。",
        en="Nothing is sold as '{code}' on {channel}. See what there is with: zhanggui metrics --by sku",
    )


class CountsAsItself(RequestAtFault):
    """A code would count as itself, also by way of other codes."""

    sentence = Words(
        zh="“{code}”不能计为“{sku}”：后者（经其他编码）本就计为它。请先撤销另一方向的决定。",
        en="'{code}' cannot count as '{sku}', which (by way of other codes) counts as it. Undo the other direction first.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A match that nobody has decided about."""

    id: str
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedMatch:
    """A pair that somebody, or the rule of exact codes, decided about; `in_force` once a version counts it so."""

    id: str
    channel: str
    code: str
    sku: str
    way: str
    title: str
    score: float | None
    by: str
    at: datetime
    why: str
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCode:
    """One code that several channels use and that therefore counts as one product."""

    code: str
    title: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMatches:
    """All there is to see and to decide about the shop's codes."""

    snapshot: str
    proposed: tuple[Proposed, ...]
    joined: tuple[DecidedMatch, ...]
    refused: tuple[DecidedMatch, ...]
    shared: tuple[SharedCode, ...]
    shared_codes: int
    waiting: int


def overview(shop: Shop) -> ProductMatches:
    """Proposals on the current version, decisions with who and when, and how many wait for the next version."""
    record = product_record(shop)
    with closing(shop.warehouse()) as warehouse:
        found = _found(shop, warehouse, record)
        counted = _counted(warehouse)
        snapshot = warehouse.snapshot
    joined = record.joined
    proposed = tuple(
        Proposed(id=match_id(match.channel, match.code, match.sku), match=match)
        for match in found.matches
        if (match.channel, match.code) not in joined
    )
    decided = [(pair, each) for pair, each in reversed(record.in_order) if each.verdict != "undone"]
    holding = tuple(_told(pair, each, counted, record) for pair, each in decided if each.verdict == "joined")
    targets = {(channel, sku) for (channel, _), (sku, _) in joined.items()}
    undone = {pair[:2] for pair, _ in record.in_order if pair[:2] not in joined and pair[:2] in counted}
    shared = tuple(
        each for each in found.shared if not targets.intersection((place, each.code) for place in each.channels)
    )
    return ProductMatches(
        snapshot=snapshot,
        proposed=proposed,
        joined=holding,
        refused=tuple(_told(pair, each, counted, record) for pair, each in decided if each.verdict == "refused"),
        shared=shared,
        shared_codes=found.shared_codes - len(found.shared) + len(shared),
        waiting=sum(not each.in_force for each in holding) + len(undone),
    )


def match_id(channel: str, code: str, sku: str) -> str:
    """The name of a pair, the same in every version and on every machine.

    >>> match_id("jd", "100012", "TEA-001")
    'mf021fa3ecb'
    """
    return f"m{hashlib.sha256(json.dumps([channel, code, sku]).encode()).hexdigest()[:10]}"


def confirm(shop: Shop, ids: Sequence[str], *, actor: Actor, why: str = "") -> tuple[DecidedMatch, ...]:
    """Say that the codes are one product; from the next version on they count as one."""
    return _decide(shop, ids, "joined", actor=actor, why=why)


def refuse(shop: Shop, ids: Sequence[str], *, actor: Actor, why: str = "") -> tuple[DecidedMatch, ...]:
    """Say that they are two products; the pair is not proposed again."""
    return _decide(shop, ids, "refused", actor=actor, why=why)


def undo(shop: Shop, ids: Sequence[str], *, actor: Actor, why: str = "") -> tuple[DecidedMatch, ...]:
    """Take a decision back; from the next version on figures are as if it had never been. No rule repeats it."""
    record = product_record(shop)
    for each in ids:
        pair = _pair_of(each, record.pairs)
        if pair is None or record.pairs[pair].verdict == "undone":
            raise NothingToUndo(match=each[:64]) if pair else NoSuchMatch(match=each[:64])
    return _decide(shop, ids, "undone", actor=actor, why=why)


def join(shop: Shop, channel: str, code: str, sku: str, *, actor: Actor, why: str = "") -> DecidedMatch:
    """Let a code of a channel count as a product of the shop, by hand."""
    return _by_hand(shop, channel, code, sku, actor=actor, why=why)


def part(shop: Shop, channel: str, code: str, *, actor: Actor, why: str = "") -> DecidedMatch:
    """Let a channel's code be a product of its own although other channels use the same code: code@channel."""
    return _by_hand(shop, channel, code, apart(channel, code), actor=actor, why=why)


def join_exact(shop: Shop) -> int:
    """Join what exact codes prove, as the rule does after each publishing; whatever was once decided is left alone."""
    record = product_record(shop)
    with closing(shop.warehouse()) as warehouse:
        # Without a channel's own ids or barcodes nothing is proved, and most shops need not wait for the asking.
        if not any(warehouse.loaded(table) & columns for table, columns in PROOFS):
            return 0
        codes, counted = _codes(warehouse), _counted(warehouse)
    known = {(channel, code) for channel, code, _ in record.pairs}
    new = [
        match
        for match in find_matches(codes, record.refused, ways=("exact",))
        if (match.channel, match.code) not in known | counted.keys() and record.resolved(match.sku) != match.code
    ]
    write(shop, PRODUCTS, "joined", [_payload(match, "") for match in new], by=RULE)
    return len(new)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a version's codes come to: kept beside the runs, since comparing titles takes a while."""

    matches: tuple[Match, ...]
    shared: tuple[SharedCode, ...]
    shared_codes: int


def _found(shop: Shop, warehouse: Warehouse, record: ProductRecord) -> _Found:
    asked = hashlib.sha256(repr(sorted(record.refused)).encode()).hexdigest()[:12]
    kept = shop.folder / "runs" / f"same-products-{warehouse.snapshot}-{asked}.json"
    try:
        told = json.loads(kept.read_text("utf-8"))
        return _Found(
            matches=tuple(Match(**{name: _tuples(value) for name, value in each.items()}) for each in told["matches"]),
            shared=tuple(SharedCode(**{n: _tuples(v) for n, v in each.items()}) for each in told["shared"]),
            shared_codes=told["shared_codes"],
        )
    except FileNotFoundError:
        pass
    codes = _codes(warehouse)
    shared = [item for item in codes.items.values() if len(item.sold) > 1]
    shared.sort(key=lambda item: (-len(item.sold), item.code))
    found = _Found(
        matches=find_matches(codes, record.refused),
        shared=tuple(
            SharedCode(code=item.code, title=item.shown, channels=tuple(sorted(item.sold)))
            for item in shared[:MOST_SHARED]
        ),
        shared_codes=len(shared),
    )
    write_whole(kept, json.dumps(asdict(found), ensure_ascii=False).encode())
    return found


def _tuples(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _codes(warehouse: Warehouse) -> Codes:
    from zhanggui.analyses.products.same.codes import codes_of

    return codes_of(warehouse)


def _counted(warehouse: Warehouse) -> dict[tuple[str, str], str]:
    """What each code counts as in this version."""
    rows = warehouse.table("same_products")
    told = warehouse.fetch(rows.filter(rows.sku != rows.code).select("channel", "code", "sku")).to_pylist()
    return {(row["channel"], row["code"]): row["sku"] for row in told}


def _decide(shop: Shop, ids: Sequence[str], verdict: Any, *, actor: Actor, why: str) -> tuple[DecidedMatch, ...]:
    check_person(actor)
    record = product_record(shop)
    known: dict[str, Mapping[str, Any]] = {match_id(*pair): decided.told for pair, decided in record.pairs.items()}
    if any(each not in known for each in ids):
        with closing(shop.warehouse()) as warehouse:
            matches = _found(shop, warehouse, record).matches
        known = {match_id(m.channel, m.code, m.sku): _payload(m, why) for m in matches} | known
    for each in ids:
        if each not in known:
            raise NoSuchMatch(match=each[:64])
    told = [dict(known[each]) | {"why": why} for each in dict.fromkeys(ids)]
    if verdict == "joined":
        for one in told:
            _check(record, one["code"], one["sku"])
    write(shop, PRODUCTS, verdict, told, by=actor.id)
    return _decided_now(shop, [(one["channel"], one["code"], one["sku"]) for one in told])


def _by_hand(shop: Shop, channel: str, code: str, sku: str, *, actor: Actor, why: str) -> DecidedMatch:
    check_person(actor)
    with closing(shop.warehouse()) as warehouse:
        codes, counted = _codes(warehouse), _counted(warehouse)
    sold = codes.items[code].sold if code in codes.items else {}
    if channel not in sold and (channel, code) not in counted:
        raise CodeUnknown(channel=channel[:64], code=code[:64])
    if sku not in codes.items and sku != apart(channel, code):
        raise CodeUnknown(channel="*", code=sku[:64])
    record = product_record(shop)
    _check(record, code, sku)
    title = sold[channel].title if channel in sold else ""
    told = {"channel": channel, "code": code, "sku": sku, "way": "hand", "title": title, "score": None, "why": why}
    write(shop, PRODUCTS, "joined", [told], by=actor.id)
    (done,) = _decided_now(shop, [(channel, code, sku)])
    return done


def _check(record: ProductRecord, code: str, sku: str) -> None:
    if sku == code or record.resolved(sku) == code:
        raise CountsAsItself(code=code[:64], sku=sku[:64])


def _decided_now(shop: Shop, pairs: Collection[Pair]) -> tuple[DecidedMatch, ...]:
    record = product_record(shop)
    with closing(shop.warehouse()) as warehouse:
        counted = _counted(warehouse)
    return tuple(_told(pair, record.pairs[pair], counted, record) for pair in pairs)


def _payload(match: Match, why: str) -> dict[str, Any]:
    return {
        "channel": match.channel,
        "code": match.code,
        "sku": match.sku,
        "way": match.way,
        "title": match.title,
        "score": match.score,
        "why": why,
    }


def _told(pair: Pair, decided: Decided, counted: Mapping[tuple[str, str], str], record: ProductRecord) -> DecidedMatch:
    channel, code, sku = pair
    counts_as = counted.get((channel, code))
    is_counted = counts_as == record.resolved(sku)
    return DecidedMatch(
        id=match_id(*pair),
        channel=channel,
        code=code,
        sku=sku,
        way=decided.told["way"],
        title=decided.told["title"],
        score=decided.told["score"],
        by=decided.by,
        at=decided.at,
        why=decided.told["why"],
        in_force=is_counted == (decided.verdict == "joined"),
    )


def _pair_of(name: str, pairs: Collection[Pair]) -> Pair | None:
    return next((pair for pair in pairs if match_id(*pair) == name), None)
