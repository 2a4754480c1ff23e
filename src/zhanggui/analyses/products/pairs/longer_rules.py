"""Who has two products or more also takes which other?"""

from __future__ import annotations

import math
from collections.abc import Mapping

from zhanggui.analyses.products.pairs.baskets import Baskets
from zhanggui.analyses.products.pairs.believed import times
from zhanggui.analyses.products.pairs.params import PairsParams
from zhanggui.analyses.products.pairs.result import RuleRow
from zhanggui.core.quantity import Rate
from zhanggui.stats.associations import Rule, frequent_sets, rules
from zhanggui.stats.false_discoveries import false_shares

Sets = Mapping[tuple[int, ...], int]
MOST_SETS = 500_000


def longer_rules(held: Baskets, params: PairsParams) -> tuple[RuleRow, ...]:
    """Rules with two products or more before the arrow, to which every one of these products adds something.

    A product adds nothing to a rule if, among the orders with the others, having it is independent of the consequent:
    P(X ≥ n) of the hypergeometric law, the largest over the products (G. Webb, Discovering significant patterns,
    Machine Learning 68 (2007)). All rules of these lengths there could be count as tests. Raises TooManySets where
    there is no end to them.
    """
    if params.longest <= 2:  # noqa: PLR2004 - pairs stand in their own table
        return ()
    sets = _sets(held, params)
    found = [rule for rule in rules(sets, params.confidence) if _is_of_several_styles(rule, held, params)]
    doubts = [_doubt(rule, sets) for rule in found]
    shares = false_shares(doubts, tests=_possible(held, params), any_dependence=params.any_dependence)
    rows = [
        _row(rule, share, held)
        for rule, share in zip(found, shares, strict=True)
        if share is not None and share <= params.false_share
    ]
    return tuple(sorted(rows, key=lambda row: (-row.together, row.bought, row.also))[: params.limit])


def _sets(held: Baskets, params: PairsParams) -> Sets:
    """Frequent sets, single products with the orders that hold nothing else."""
    sets = frequent_sets(held.incidence, params.orders, longest=params.longest, most=MOST_SETS)
    return dict(sets) | {(at,): int(count) for at, count in enumerate(held.counts)}


def _is_of_several_styles(rule: Rule, held: Baskets, params: PairsParams) -> bool:
    styles = [held.products[at].parent_sku for at in (*rule.antecedent, rule.consequent)]
    told = [style for style in styles if style]
    return len(rule.antecedent) > 1 and (params.variants or len(set(told)) == len(told))


def _doubt(rule: Rule, sets: Sets) -> float:
    from scipy.stats import hypergeom

    shorter = [rule.antecedent[:at] + rule.antecedent[at + 1 :] for at in range(len(rule.antecedent))]
    each = [
        hypergeom.sf(rule.together - 1, sets[less], sets[tuple(sorted((*less, rule.consequent)))], rule.with_antecedent)
        for less in shorter
    ]
    return float(max(each))


def _possible(held: Baskets, params: PairsParams) -> int:
    m = len(held.products)
    return sum(m * math.comb(max(0, m - 1), length) for length in range(2, params.longest))


def _row(rule: Rule, share: float, held: Baskets) -> RuleRow:
    return RuleRow(
        bought=" + ".join(held.products[at].name for at in rule.antecedent),
        also=held.products[rule.consequent].name,
        together=rule.together,
        confidence=Rate(rule.confidence),
        lift=times(rule.together, rule.with_antecedent * rule.with_consequent / held.orders),
        false_share=Rate(share),
    )
