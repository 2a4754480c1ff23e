"""How do the offers that applied become lines, reasons and totals?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from zhanggui.core.drafts import draft_of, sealed
from zhanggui.offers.clawback import declared
from zhanggui.offers.engine.sale import NO_GOODS, code_used
from zhanggui.offers.engine.splitting import split
from zhanggui.offers.quote import AppliedOffer, GiftLine, Quote, QuotedLine, Reason, RefusedOffer
from zhanggui.offers.rules.offer import MERCHANT
from zhanggui.offers.rules.stated import WHOLE
from zhanggui.offers.sentences import refusal_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhanggui.offers.engine.choosing import Chosen
    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Bought, Sale
    from zhanggui.offers.engine.state import Entry, Refusal, State
    from zhanggui.offers.quote import Hint
    from zhanggui.offers.rules.benefits import GiftStep

_QUOTE, _LINE, _REASON, _APPLIED = (draft_of(each) for each in (Quote, QuotedLine, Reason, AppliedOffer))


def invoiced(
    sale: Sale,
    state: State,
    refused: Mapping[int, Refusal] | None,
    hints: tuple[Hint, ...],
    chosen: Chosen | None,
    *,
    reached_by: Mapping[int, Mapping[str, int]],
) -> Quote:
    """The quote of a basket whose offers have been applied; refused offers are told where they are handed in."""
    basket, entries = sale.basket, state.entries
    tax_kind, shipping_minor = basket.tax, basket.shipping_minor
    applied = tuple([_applied(sale, entry, reached_by.get(entry.ready.number)) for entry in entries])
    lines = _lines(sale, state, applied)
    due = sum(state.due_minor)
    tax = sum([line.tax_minor for line in lines])
    to_pay = due + shipping_minor - state.shipping_off_minor + (tax if tax_kind == "added" else 0)
    paid, later = _deposits(sale, state, lines, to_pay)
    made = _QUOTE()
    made.currency = sale.rules.offer_set.currency
    made.at = sale.at.isoformat()
    made.lines = lines
    made.list_minor = due + state.off_minor
    made.off_minor = state.off_minor
    made.due_minor = due
    made.shipping_minor = shipping_minor
    made.shipping_off_minor = state.shipping_off_minor
    made.tax = tax_kind
    made.tax_minor = tax
    made.to_pay_minor = to_pay
    made.pay_now_minor = to_pay - paid - later
    made.deposit_paid_minor = paid
    made.pay_later_minor = later
    made.gifts = tuple([gift for offer in applied for gift in offer.gifts])
    made.points_used = sum([entry.points for entry in entries])
    made.points_earned = _points_earned(sale, state, lines)
    made.applied = applied
    made.refused = () if refused is None else _refused(sale, refused)
    made.hints = hints
    made.steps = chosen.steps if chosen else len(sale.candidates)
    made.is_proven = chosen is None or chosen.is_proven
    return sealed(made, Quote)


def _refused(sale: Sale, refused: Mapping[int, Refusal]) -> tuple[RefusedOffer, ...]:
    """Those that looked for goods and found none, and those that were refused on the way."""
    none = {ready.number: NO_GOODS for ready in sale.rules.ready if ready.number not in sale.lines_of}
    why = {**none, **refused}
    return tuple(
        RefusedOffer(
            offer=ready.id,
            title=ready.title,
            said=refusal_sentence(why[ready.number], ready.currency, sale.rules.offer_set.timezone),
        )
        for ready in sale.rules.ready
        if ready.number in why
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
            reason = _REASON()
            reason.applied = offer
            reason.off_minor = off
            reason.__class__ = Reason
            reasons[place].append(reason)
    borne = _borne_by_line(sale, state, due)
    return tuple(map(_line, sale.lines, due, taxes, borne, reasons))


def _borne_by_line(sale: Sale, state: State, due: list[int]) -> list[tuple[tuple[str, int], ...]]:
    """Who bears what was taken off each line; where nobody else bears anything, it is the merchant."""
    if {entry.ready.merchant_bps for entry in state.entries} <= {WHOLE}:
        offs = [line.units * line.price_minor - left for line, left in zip(sale.lines, due, strict=True)]
        return [((MERCHANT, off),) if off else () for off in offs]
    borne: list[dict[str, int]] = [{} for _ in due]
    for entry in state.entries:
        for place, off in _by_line(entry):
            for party, amount in _parties(entry, off):
                borne[place][party] = borne[place].get(party, 0) + amount
    return [tuple(sorted(parties.items())) for parties in borne]


def _line(line: Bought, due: int, tax: int, borne: tuple[tuple[str, int], ...], reasons: list[Reason]) -> QuotedLine:
    name, sku, units, price = line[:4]
    made = _LINE()
    made.line = name
    made.sku = sku
    made.units = units
    made.list_minor = units * price
    made.off_minor = units * price - due
    made.due_minor = due
    made.tax_minor = tax
    made.borne_minor = borne
    made.reasons = tuple(reasons)
    return sealed(made, QuotedLine)


def _taxes(sale: Sale, due: list[int]) -> list[int]:
    """Tax by rate on the sum of its lines, rounded half up once, then split; included: due · r ÷ (1 + r)."""
    taxes = [0] * len(due)
    if not sale.is_taxed:
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
    ready, _, _, given, cut, cut_by, units, times, shipping, gifts, points, bonus_bps, deposits = entry
    made = _APPLIED()
    made.offer = ready.id
    made.title = ready.title
    made.currency = ready.currency
    made.off_minor = given
    made.cut_minor = cut
    made.cut_by = cut_by
    made.shipping_off_minor = shipping
    made.units = units
    made.times = times
    made.code = code_used(ready, sale) if ready.is_coupon else ""
    made.points = points
    made.bonus_bps = bonus_bps
    made.gifts = tuple([_gift(ready, gift) for gift in gifts]) if gifts else ()
    made.deposit_minor = ready.benefit.deposit_minor * units if deposits else 0
    made.deposit_worth_minor = ready.benefit.worth_minor * units if deposits else 0
    made.borne_minor = _borne(entry)
    made.clawback = declared(ready.offer, reached) if reached else None
    return sealed(made, AppliedOffer)


def _gift(ready: ReadyOffer, gift: GiftStep) -> GiftLine:
    return GiftLine(offer=ready.id, sku=gift.sku, units=gift.units, worth_minor=gift.worth_minor)


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
            benefit = entry.ready.benefit
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
