"""Is the part found that did something else, told as simply as it can be, and nothing where all moved by chance?"""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.cells import Cells, Explained, Sums, family
from zhanggui.stats.looking import Usual
from zhanggui.stats.looks import Candidate, Counted, Suspect
from zhanggui.stats.margins import Margins
from zhanggui.stats.restlessness import History, Restlessness, restlessness, season, variance
from zhanggui.stats.scan import scan

SPANS, ORDERS = 12, 60
CITIES, SHELVES = 4, 5


def counted(rng, rates):
    """Poisson entries of 1 each by city and shelf."""
    return rng.poisson(rates).astype(float)


def history(counts, amounts=None, squares=None):
    """Counts by span as a history; every entry is worth 1 unless told."""
    spans = np.asarray(counts, dtype=float)
    worth = (np.asarray(each, dtype=float) if each is not None else spans for each in (amounts, squares))
    return History(
        **dict(zip(("amounts", "squares"), worth, strict=True)), entries=spans, special=np.zeros(len(spans) + 1)
    )


def of_unequal_worth(rng, counts):
    """As many entries, few of them worth far more than the others: what they bring, and their squares."""
    worth = [rng.lognormal(0.0, 1.5, int(count)) for count in np.ravel(counts)]
    return tuple(np.array([(each**power).sum() for each in worth]).reshape(np.shape(counts)) for power in (1, 2))


def found(
    effects=None, seed=1, memories=(1,), *, suspects=None, spike=None, measures=None, is_unequal=False, sold=ORDERS
):
    """Scan a shop of cells that sell `sold`, multiplied now: {(city, shelf), (city, None) or (None, shelf): factor}."""
    rng = np.random.default_rng(seed)
    usually = np.broadcast_to(np.asarray(sold, dtype=float), (CITIES, SHELVES))
    past = [counted(rng, usually) for _ in range(SPANS)]
    if spike:
        past[-1][spike - 1] *= 2
        memories = (1, 4)
    rates = usually.copy()
    for (city, shelf), factor in (effects or {}).items():
        rates[slice(None) if city is None else city - 1, slice(None) if shelf is None else shelf - 1] *= factor
    spans = np.array([*past, counted(rng, rates)]).reshape(SPANS + 1, -1)
    amounts, squares = of_unequal_worth(rng, spans) if is_unequal else (spans, spans)
    codes = np.array([(city, shelf) for city in range(1, CITIES + 1) for shelf in range(1, SHELVES + 1)])
    cells = Cells(codes=codes, sums=Sums.of([each[at] for each in (amounts, squares, spans) for at in (-2, -1)]))

    def inside(part, explained=()):
        worth, counts = np.tile(cells.inside(part).astype(float), (2, 1))
        for each in explained:
            worth[cells.inside(each.part)] *= each.worth[0]
            counts[cells.inside(each.part)] *= each.counts[0]
        return history(spans[:-1] @ counts, amounts[:-1] @ worth, squares[:-1] @ worth**2)

    axes = [[inside(((axis, code),)) for code in range(1, size + 1)] for axis, size in enumerate((CITIES, SHELVES))]
    usual = Usual.of(inside(()), axes, memories)
    usual = Usual(by_axis={each: known for each, known in usual.by_axis.items() if not measures or each in measures})

    def histories(parts, explained):
        return inside((), explained), {part: inside(part, explained) for part in parts}

    return scan(cells, usual, histories, suspects=suspects or {})


def test_a_city_that_halves_is_named_and_not_its_shelves():
    (only,) = found({(2, None): 0.5})

    assert only.part == ((0, 2),)
    assert only.departure == pytest.approx(-150, abs=45)


def test_one_shelf_of_one_city_is_named_and_neither_the_city_nor_the_shelf():
    (only,) = found({(3, 4): 0.1})

    assert only.part == ((0, 3), (1, 4))


def test_two_causes_are_both_named_the_surer_first():
    first, second = found({(1, None): 0.4, (4, 2): 0.1})

    assert (first.part, second.part) == (((0, 1),), ((0, 4), (1, 2)))
    assert first.false_alarm < second.false_alarm


@pytest.mark.slow
def test_chance_alone_is_hardly_ever_called_a_cause():
    assert sum(bool(found(seed=seed)) for seed in range(20)) <= 2


@pytest.mark.slow
def test_a_longer_memory_finds_what_one_period_leaves_in_doubt():
    faint = {(2, None): 0.78}

    assert sum(bool(found(faint, seed)) for seed in range(6)) < sum(
        bool(found(faint, seed, (1, 4))) for seed in range(6)
    )


def test_a_restless_part_must_move_more_before_it_counts():
    calm, wild = history([100] * SPANS), history([20, 180] * (SPANS // 2))
    whole = history([1000] * SPANS)
    usual = Restlessness(psi=1.0, freedom=4.0)

    assert restlessness(calm, whole, usual, 1).psi == 1.0
    assert restlessness(wild, whole, usual, 1).psi > 40


def test_steps_at_a_festival_say_little_about_ordinary_days():
    days = np.zeros(SPANS + 1)
    days[5] = 0.8
    moved = [100.0] * SPANS
    moved[5] = 300.0
    plain = history(moved)
    festive = History(amounts=plain.amounts, squares=plain.squares, entries=plain.entries, special=days)
    whole, usual = history([1000] * SPANS), Restlessness(psi=1.0, freedom=4.0)

    assert restlessness(festive, whole, usual, 1).psi < restlessness(plain, whole, usual, 1).psi / 3


def part_of(before, now):
    """A part worth this much, each entry 1, as sums."""
    return Sums.of([np.array([float(each)]) for each in (before, now) * 3])


def test_a_small_rest_makes_its_growth_unsure():
    large, small = variance(part_of(100, 100), part_of(10_100, 10_100)), variance(part_of(100, 100), part_of(200, 200))

    assert small[0] - large[0] == pytest.approx(100**2 * (2 / 100 - 2 / 10_000))


def test_what_departed_last_year_at_this_time_is_expected_again():
    flat, calm = history([100.0] * 5), Restlessness(psi=1.0, freedom=20.0)
    peak, whole = history([100.0] * 4 + [400.0]), history([1100.0] * 4 + [1400.0])

    factor, unsure = season(peak, whole, 1, calm)

    assert 3.9 < factor < 4.0
    assert unsure > 0
    assert season(flat, history([1100.0] * 5), 1, calm) == (1.0, 0.0)
    assert season(None, None, 1, calm) == (1.0, 0.0)


def test_of_many_parts_one_departed_last_year_by_chance():
    dip, whole = history([100.0] * 4 + [70.0]), history([1000.0] * 4 + [970.0])
    calm = Restlessness(psi=1.0, freedom=20.0)

    assert season(dip, whole, 1, calm)[0] < 0.9
    assert season(dip, whole, 1, calm, among=22) == (1.0, 0.0)


def test_a_part_that_returns_to_its_usual_level_is_no_cause():
    assert len(found({(2, None): 0.5})) == 1
    assert found(spike=2) == ()


@pytest.mark.slow
def test_less_evidence_names_a_part_to_which_something_happened():
    faint, suspected = {(2, 3): 0.66}, {((0, 2), (1, 3)): Suspect(sign=-1)}

    assert sum(bool(found(faint, seed)) for seed in range(4)) < sum(
        bool(found(faint, seed, suspects=suspected)) for seed in range(4)
    )
    assert sum(bool(found({}, seed, suspects=suspected)) for seed in range(4)) <= 1


def test_the_part_that_fell_is_named_and_not_the_others_that_seem_to_rise():
    named = found({(1, None): 0.3, (2, None): 0.3})

    assert {each.part for each in named[:2]} == {((0, 1),), ((0, 2),)}
    assert all(each.departure < 0 for each in named[:2])


def test_a_city_is_named_and_not_the_shelf_it_sells_most_from():
    from_one_shelf = np.full((CITIES, SHELVES), 60)
    from_one_shelf[0] = (300, 0, 0, 0, 0)

    (only,) = found({(1, None): 1.8}, sold=from_one_shelf)

    assert only.part == ((0, 1),)
    assert only.departure == pytest.approx(240, abs=60)


def test_two_causes_that_cross_are_both_named_and_nothing_that_lies_in_them():
    named = found({(1, None): 0.4, (None, 5): 1.8})

    assert {each.part for each in named} == {((0, 1),), ((1, 5),)}


def even_shop(effects):
    """Every cell sold 100 and sells as many now, but for the effects: exact sums without chance."""
    codes = np.array([(city, shelf) for city in range(1, CITIES + 1) for shelf in range(1, SHELVES + 1)])
    before = np.full(len(codes), 100.0)
    now = before * [effects.get((city, None), 1.0) * effects.get((None, shelf), 1.0) for city, shelf in codes]
    return Cells(codes=codes, sums=Sums.of([before, now] * 3))


def explained(cells, part):
    """The part does as the rest."""
    inside = cells.inside(part)
    now, before = cells.sums.now[inside].sum(), cells.sums.before[inside].sum()
    should = before * cells.sums.now[~inside].sum() / cells.sums.before[~inside].sum()
    return Explained.of(part, (now, should), (now, should))


def test_nothing_is_left_over_once_what_happened_is_explained():
    calm = Restlessness(psi=1.0, freedom=20.0)
    usual = Usual(by_axis={(1, False): {0: calm, 1: calm}})
    city, shelf = ((0, 1),), ((1, 5),)
    one, two = even_shop({(1, None): 0.5}), even_shop({(1, None): 0.5, (None, 5): 2.0})

    def left(cells, *parts):
        margins = Margins.of(cells)
        for part in parts:
            as_the_rest = explained(cells, part)
            margins, cells = margins.explained(cells, as_the_rest), cells.explained([as_the_rest])
        return margins.left_over(usual)

    fell, beside_it = 250**2 / (750 + 1 + 2 * 500**2 / 1500), (500 - 500 * 5 / 6) ** 2
    beside_it /= 11 / 6 * (500 + 500 * 5 / 6) / 2 + 1 + (500 * 5 / 6) ** 2 * (1 / 1500 + 1 / 1250)

    assert left(one) == pytest.approx(fell + 3 * beside_it)
    assert left(one, shelf) == left(one)
    assert left(one, city) == 0.0
    assert left(two) > left(two, city) > left(two, city, shelf) == left(two, shelf, city) == 0.0


def test_of_a_hundred_parts_the_most_conspicuous_moves_by_three_standard_deviations():
    among, sums = 100.0, part_of(100, 130)
    most = Candidate(part=((0, 1),), sums=sums, rough=9.0, among=among)
    more = Candidate(part=((0, 1),), sums=sums, rough=10.3, among=among)

    assert (most.stands_out, more.stands_out) == (False, True)


def test_a_product_and_its_own_category_are_one_part():
    codes = np.array([[1, 1], [2, 1], [3, 2]])
    ones = np.array([10.0, 20.0, 30.0])
    cells = Cells(codes=codes, sums=Sums.of([ones] * 6))

    assert len(family(cells, (0, 1))) == 0
    assert len(family(cells, (0,))) == 3


def test_nothing_sold_on_the_days_out_of_stock_convicts_a_part_that_is_worth_little_beside_chance():
    faint, part = {(2, 3): 0.75}, ((0, 2), (1, 3))
    counted = Suspect(sign=-1, counted=Counted(before=80.0, now=0.0, should=20.0))
    sold = Suspect(sign=-1, counted=Counted(before=80.0, now=19.0, should=20.0))

    assert [each.part for each in found(faint, suspects={part: counted})] == [part]
    assert found(faint, suspects={part: sold}) == ()


def test_what_is_explained_does_as_the_rest_from_then_on():
    fell = Explained.of(((0, 1),), (30.0, 100.0), (3.0, 10.0))
    cut_in_price = Explained.of(((0, 1),), (150.0, 100.0), (20.0, 10.0))

    assert (fell.worth, fell.counts) == ((0.3, 1.0), (0.3, 1.0))
    assert (cut_in_price.worth, cut_in_price.counts) == ((1.0, pytest.approx(2 / 3)), (1.0, 0.5))
    assert Explained.of(((0, 1),), (0.0, 100.0), (1.0, 10.0)).counts == (0.0, 0.0)


@pytest.mark.slow
def test_fewer_entries_of_very_unequal_worth_are_told_by_their_number():
    fell, by_worth = {(2, None): 0.6}, {(1, False)}

    assert sum(((0, 2),) in [each.part for each in found(fell, seed, is_unequal=True)] for seed in range(3)) == 3
    assert not any(found(fell, seed, is_unequal=True, measures=by_worth) for seed in range(3))
