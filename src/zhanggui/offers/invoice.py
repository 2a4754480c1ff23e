"""How do the offers that applied become lines, reasons and totals?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zhanggui.offers.clawback import declared
from zhanggui.offers.engine.sale import code_used
from zhanggui.offers.engine.splitting import split
from zhanggui.offers.quote import AppliedOffer, GiftLine, Quote, QuotedLine, Reason, RefusedOffer
from zhanggui.offers.rules.offer import MERCHANT
from zhanggui.offers.rules.stated import WHOLE
from zhanggui.offers.sentences import refusal_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhanggui.offers.basket import BasketLine
    from zhanggui.offers.engine.choosing import Chosen
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import Entry, Refusal, State
    from zhanggui.offers.quote import Hint


def invoiced(
    sale: Sale,
    state: State,
    refused: Mapping[int, Refusal],
    hints: tuple[Hint, ...],
    chosen: Chosen | None,
    *,
    reached_by: Mapping[int, Mapping[str, int]],
) -> Quote:
    """The quote of a basket whose offers have been applied."""
    basket = sale.basket
    applied = tuple([_applied(sale, entry, reached_by.get(entry.ready.number)) for entry in state.entries])
    lines = _lines(sale, state, applied)
    due = sum([line.due_minor for line in lines])
    tax = sum([line.tax_minor for line in lines])
    shipping = basket.shipping_minor - state.shipping_off_minor
    to_pay = due + shipping + (tax if basket.tax == "added" else 0)
    paid, later = _deposits(sale, state, lines, to_pay)
    return Quote(
        currency=basket.currency,
        at=sale.at.isoformat(),
        lines=lines,
        list_minor=due + state.off_minor,
        off_minor=state.off_minor,
        due_minor=due,
        shipping_minor=basket.shipping_minor,
        shipping_off_minor=state.shipping_off_minor,
        tax=basket.tax,
        tax_minor=tax,
        to_pay_minor=to_pay,
        pay_now_minor=to_pay - paid - later,
        deposit_paid_minor=paid,
        pay_later_minor=later,
        gifts=tuple([gift for offer in applied for gift in offer.gifts]),
        points_used=sum([entry.points for entry in state.entries]),
        points_earned=_points_earned(sale, state, lines),
        applied=applied,
        refused=_refused(sale, refused) if refused else (),
        hints=hints,
        steps=chosen.steps if chosen else len(sale.candidates),
        is_proven=chosen is None or chosen.is_proven,
    )


def _refused(sale: Sale, refused: Mapping[int, Refusal]) -> tuple[RefusedOffer, ...]:
    return tuple(
        RefusedOffer(
            offer=ready.offer.id,
            title=ready.offer.title,
            said=refusal_sentence(refused[ready.number], sale.basket.currency),
        )
        for ready in sale.rules.ready
        if ready.number in refused
    )


def _lines(sale: Sale, state: State, applied: tuple[AppliedOffer, ...]) -> tuple[QuotedLine, ...]:
    """The lines with their reasons; the order is that of their numbers."""
    due = [0] * len(sale.lines)
    for place, amount in zip(state.lines, state.due_minor, strict=True):
        due[place] += amount
    taxes = _taxes(sale, due)
    reasons: list[list[Reason]] = [[] for _ in due]
    for entry, offer in zip(state.entries, applied, strict=True):
        for place, off in _by_line(entry):
            reasons[place].append(Reason(offer, off))
    borne = _borne_by_line(sale, state, due)
    return tuple([_line(sale.lines[at], due[at], taxes[at], borne[at], reasons[at]) for at in range(len(due))])


def _borne_by_line(sale: Sale, state: State, due: list[int]) -> list[tuple[tuple[str, int], ...]]:
    """Who bears what was taken off each line; where nobody else bears anything, it is the merchant."""
    if all(entry.ready.merchant_bps == WHOLE for entry in state.entries):
        offs = [line.units * line.price_minor - due[at] for at, line in enumerate(sale.lines)]
        return [((MERCHANT, off),) if off else () for off in offs]
    borne: list[dict[str, int]] = [{} for _ in due]
    for entry in state.entries:
        for place, off in _by_line(entry):
            for party, amount in _parties(entry, off):
                borne[place][party] = borne[place].get(party, 0) + amount
    return [tuple(sorted(parties.items())) for parties in borne]


def _line(
    line: BasketLine, due: int, tax: int, borne: tuple[tuple[str, int], ...], reasons: list[Reason]
) -> QuotedLine:
    gross = line.units * line.price_minor
    return QuotedLine(
        line=line.line,
        sku=line.sku,
        units=line.units,
        list_minor=gross,
        off_minor=gross - due,
        due_minor=due,
        tax_minor=tax,
        borne_minor=borne,
        reasons=tuple(reasons),
    )


def _taxes(sale: Sale, due: list[int]) -> list[int]:
    """Tax by rate on the sum of its lines, rounded half up once, then split; included: due · r ÷ (1 + r)."""
    taxes = [0] * len(due)
    if not any(line.tax_bps for line in sale.lines):
        return taxes
    rates: defaultdict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(sale.lines):
        if line.tax_bps:
            rates[line.tax_bps].append(place)
    for rate, places in rates.items():
        whole = WHOLE + rate if sale.basket.tax == "included" else WHOLE
        amounts = [due[place] for place in places]
        tax = (2 * sum(amounts) * rate + whole) // (2 * whole)
        for place, part in zip(places, split(tax, amounts), strict=True):
            taxes[place] = part
    return taxes


def _by_line(entry: Entry) -> Iterable[tuple[int, int]]:
    found: dict[int, int] = {}
    for place, off in zip(entry.lines, entry.offs, strict=True):
        if off:
            found[place] = found.get(place, 0) + off
    return found.items()


def _parties(entry: Entry, off: int) -> list[tuple[str, int]]:
    """Each other party's share rounded down, the merchant the rest."""
    shares = entry.ready.offer.borne_by
    if len(shares) == 1:
        return [(next(iter(shares)), off)]
    others = [(party, off * bps // WHOLE) for party, bps in sorted(shares.items()) if party != MERCHANT]
    rest = off - sum(amount for _, amount in others)
    if MERCHANT in shares:
        return [*others, (MERCHANT, rest)]
    return [(others[0][0], others[0][1] + rest), *others[1:]]


def _applied(sale: Sale, entry: Entry, reached: Mapping[str, int] | None) -> AppliedOffer:
    offer = entry.ready.offer
    benefit: Any = offer.benefit
    return AppliedOffer(
        offer=offer.id,
        title=offer.title,
        currency=sale.basket.currency,
        off_minor=entry.given_minor,
        cut_minor=entry.cut_minor,
        cut_by=entry.cut_by,
        shipping_off_minor=entry.shipping_minor,
        units=entry.units,
        times=entry.times,
        code=code_used(entry.ready, sale) if offer.coupon else "",
        points=entry.points,
        bonus_bps=entry.bonus_bps,
        gifts=tuple(
            [
                GiftLine(offer=offer.id, sku=gift.sku, units=gift.units, worth_minor=gift.worth_minor)
                for gift in entry.gifts
            ]
        ),
        deposit_minor=benefit.deposit_minor * entry.units if entry.deposits else 0,
        deposit_worth_minor=benefit.worth_minor * entry.units if entry.deposits else 0,
        borne_minor=_borne(entry),
        clawback=declared(offer, reached) if reached else None,
    )


def _borne(entry: Entry) -> tuple[tuple[str, int], ...]:
    """Who bears the offer: the sums over its lines."""
    if entry.ready.merchant_bps == WHOLE:
        return ((MERCHANT, entry.given_minor),) if entry.given_minor else ()
    by_party: dict[str, int] = {}
    for _, off in _by_line(entry):
        for party, amount in _parties(entry, off):
            by_party[party] = by_party.get(party, 0) + amount
    return tuple(sorted(by_party.items()))


def _deposits(sale: Sale, state: State, lines: tuple[QuotedLine, ...], to_pay: int) -> tuple[int, int]:
    """Deposits already paid, and what is to be paid later: the balance of lines whose deposit is paid now."""
    paid, now, presold = 0, 0, set()
    for entry in state.entries:
        for place, units in entry.deposits:
            benefit: Any = entry.ready.offer.benefit
            deposit = min(benefit.deposit_minor * units, lines[place].due_minor)
            if sale.lines[place].deposit_paid_at:
                paid += deposit
            else:
                now += deposit
                presold.add(place)
    if not presold:
        return paid, 0
    if len(presold) == len(lines):
        return paid, to_pay - now
    tax_added = sale.basket.tax == "added"
    balance = sum(lines[place].due_minor + (lines[place].tax_minor if tax_added else 0) for place in presold)
    return paid, balance - now


def _points_earned(sale: Sale, state: State, lines: tuple[QuotedLine, ...]) -> int:
    """Goods paid · rate ÷ amount for one point, rounded down, and the extra of each multiplier on its lines."""
    if not (earning := sale.earning):
        return 0
    per, times = earning
    earned = sum(line.due_minor for line in lines) * times // (per * WHOLE)
    for entry in state.entries:
        if entry.bonus_bps:
            due = sum(lines[place].due_minor for place in sale.lines_of[entry.ready.number])
            earned += due * times * entry.bonus_bps // (per * WHOLE * WHOLE)
    return earned
