"""What lies too long is marked down only when that beats waiting, and the result is compared with the days before."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from tests.decisions.proposals import LI, WANG
from tests.kept import same_shop
from zhanggui.analyses.pricing.clearance.one_step import best_markdown, course, markdown
from zhanggui.analyses.pricing.clearance.stock import SlowMover, is_slow, stocked
from zhanggui.books.settings import AutomaticApproval, Settings
from zhanggui.books.vault import Vault
from zhanggui.core.described import undescribed
from zhanggui.core.errors import TablesMissing
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import placeholders, render, sentence
from zhanggui.decisions import desk, ledger
from zhanggui.decisions.measuring import HorizonNotOver
from zhanggui.decisions.policies.clear_slow_movers import POLICY
from zhanggui.decisions.policies.clear_slow_movers.cases import cases
from zhanggui.decisions.policies.clear_slow_movers.params import ClearanceParams
from zhanggui.decisions.policies.clear_slow_movers.proposing import propose, steps_of
from zhanggui.decisions.policy import Circumstances
from zhanggui.stats.clearing import outlook
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 6, 30)
AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
PARAMS = ClearanceParams()
MOVER = SlowMover(
    sku="cup",
    name="Cup",
    stock=1000,
    units=90,
    ahead_units=0,
    rate=1.0,
    price_minor=10_000.0,
    kept=1.0,
    cost_minor=4_000,
    age_days=500,
)


# --------------------------------------------------------------------------------- markdown or waiting


def test_waiting_sells_a_unit_a_day_holds_the_rest_and_ends_in_salvage():
    found = course(MOVER, 0.0, 0.0, PARAMS)

    # 30 units in 30 days, 335 in the other 335, 635 left at 1 200. Unit-days: 985 · 30 + 802.5 · 335 = 298 387.5, each
    # 0.25 · 4 000 / 365 to hold: 817 500.
    assert (found.sold, found.later, found.left) == (30, 335, 635)
    assert found.revenue_minor == 300_000
    assert found.value_minor == pytest.approx(300_000 + 3_350_000 + 762_000 - 817_500)


def test_the_gain_of_a_markdown_is_a_range_over_the_elasticity():
    params = ClearanceParams(elasticity_low=1.0, elasticity_estimate=2.0, elasticity_high=2.0)

    found = markdown(MOVER, 0.5, params)

    # Elasticity 2: 120 units at 50 yuan; 545 left; unit-days 940 · 30 + 712.5 · 335.
    gained = 600_000 + 3_350_000 + 654_000 - 1_000 * (28_200 + 238_687.5) / 365
    # Elasticity 1: 60 units at 50 yuan: the same revenue, 30 fewer to hold and to salvage.
    level = 300_000 + 3_350_000 + 726_000 - 1_000 * (985 * 30 - 15 * 30 + (940 + 605) / 2 * 335) / 365
    waiting = 300_000 + 3_350_000 + 762_000 - 817_500
    assert found.gain_minor == found.gain_high_minor == pytest.approx(gained - waiting)
    assert found.gain_low_minor == pytest.approx(level - waiting)
    assert found.freed_minor == pytest.approx(300_000)
    assert found.given_away_minor == pytest.approx(30 * 5_000)
    assert found.worth_if_kept_minor == pytest.approx((waiting - 300_000) / 970)


def test_what_sells_out_anyway_is_not_marked_down():
    assert best_markdown(replace(MOVER, stock=200), PARAMS) is None


def test_the_best_of_the_markdowns_is_taken_and_none_below_the_lowest_price():
    free = ClearanceParams(markdowns=(0.1, 0.5, 0.9), least_price_share=0.0)
    bound = ClearanceParams(markdowns=(0.1, 0.5, 0.9), least_price_share=2.0)

    gains = {share: markdown(MOVER, share, free).gain_minor for share in free.markdowns}

    assert best_markdown(MOVER, free).share == max(gains, key=gains.get)
    assert best_markdown(MOVER, bound).share == 0.1
    assert best_markdown(MOVER, ClearanceParams(least_price_share=3.0)) is None


def test_without_an_answer_to_the_price_no_markdown_pays():
    rigid = ClearanceParams(elasticity_low=0.0, elasticity_estimate=0.0, elasticity_high=0.0)

    assert best_markdown(MOVER, rigid) is None


# ------------------------------------------------------------------------------------------ what is slow


def sold(sku, day, quantity=1, each_minor=10_000, number=0):
    order = {
        "channel": "own_site",
        "order_id": f"{sku}/{day}/{number}",
        "ordered_at": f"{day} 04:00",
        "paid_at": f"{day} 04:00",
        "currency": "CNY",
    }
    line = {
        "channel": "own_site",
        "order_id": order["order_id"],
        "line_id": "1",
        "kind_of_line": "sale",
        "sku": sku,
        "quantity": quantity,
        "gross_minor": quantity * each_minor,
    }
    return order, line


def slow_movers(warehouse, params, day):
    """Stocks that last too long."""
    return tuple(mover for mover in stocked(warehouse, params, day) if is_slow(mover, params))


def shop(sales, *, as_of=AS_OF, stock=None, **tables):
    levels = stock or [{"day": "2026-06-30", "location": "main", "sku": "cup", "on_hand": 1000}]
    costs = [{"sku": sku, "valid_from": "2025-01-01", "cost_minor": 4_000, "currency": "CNY"} for sku in ("cup", "pot")]
    given = {
        "orders": [order for order, _ in sales],
        "order_lines": [line for _, line in sales],
        "stock_levels": levels,
        "product_costs": costs,
        "products": [{"sku": "cup", "product_name": "盖碗"}],
    }
    return same_shop(given | tables, as_of=as_of)


SALES = [
    sold("cup", "2025-06-01", 5),
    sold("cup", "2025-11-01", 15),
    sold("cup", "2026-01-15", 15),
    sold("cup", "2026-06-01", 40),
    sold("cup", "2026-06-20", 5),
    sold("pot", "2026-06-20", 90),
]


@pytest.mark.slow
def test_cover_is_the_latest_stock_over_the_sales_of_ninety_days():
    stock = [
        {"day": "2026-05-01", "location": "main", "sku": "cup", "on_hand": 5000},
        {"day": "2026-06-30", "location": "main", "sku": "cup", "on_hand": 900},
        {"day": "2026-06-15", "location": "store", "sku": "cup", "on_hand": 100},
        {"day": "2026-06-30", "location": "main", "sku": "pot", "on_hand": 100},
    ]

    (cup,) = slow_movers(shop(SALES, stock=stock), PARAMS, AS_OF)

    # 45 units and a half in 90 days; the pot sells once a day and lasts 100.
    assert (cup.sku, cup.name, cup.stock, cup.units, cup.age_days) == ("cup", "盖碗", 1000, 45, 394)
    assert cup.cover_days == pytest.approx(1000 / (45.5 / 90))
    assert (cup.price_minor, cup.kept) == (10_000, 1.0)


@pytest.mark.slow
def test_a_moon_cake_in_july_is_not_slow():
    stock = [{"day": "2026-06-30", "location": "main", "sku": "cup", "on_hand": 200}]
    autumn = sold("cup", "2025-09-20", 100)

    # 100 in the coming 90 days of last year: 200 last for less than 180.
    assert slow_movers(shop([sold("cup", "2026-01-10"), autumn], stock=stock), PARAMS, AS_OF) == ()
    (cup,) = slow_movers(shop([sold("cup", "2026-01-10")], stock=stock), PARAMS, AS_OF)
    assert (cup.units, cup.ahead_units) == (0, 0)


@pytest.mark.slow
def test_a_new_product_is_not_slow():
    assert slow_movers(shop([sold("cup", "2026-06-01", 5)]), PARAMS, AS_OF) == ()


@pytest.mark.slow
def test_returned_units_were_not_sold():
    order, line = sold("cup", "2026-06-20", 5)
    refund = {
        "channel": "own_site",
        "refund_id": "r",
        "order_id": order["order_id"],
        "line_id": "1",
        "refunded_at": "2026-06-25",
        "amount_minor": 50_000,
        "currency": "CNY",
        "quantity": 5,
        "kind_of_refund": "return_and_refund",
        "status": "refunded",
    }
    sales = [sold("cup", "2025-06-01", 5), sold("cup", "2026-06-01", 40), (order, line)]

    (cup,) = slow_movers(shop(sales, refunds=[refund]), PARAMS, AS_OF)

    assert (cup.units, cup.price_minor) == (40, 10_000)


@pytest.mark.slow
def test_a_product_never_sold_is_judged_by_its_list_price_or_not_at_all():
    stock = [{"day": "2025-06-30", "location": "main", "sku": "pot", "on_hand": 10}]
    listed = [{"sku": "pot", "list_price_minor": 8_000, "launched_day": "2025-01-01"}]

    (pot,) = slow_movers(shop(SALES[:2], stock=stock, products=listed), PARAMS, AS_OF)
    assert (pot.price_minor, pot.units, pot.cover_days) == (8_000, 0, 10 / (0.5 / 90))

    assert slow_movers(shop(SALES[:2], stock=stock), PARAMS, AS_OF) == ()


# ------------------------------------------------------------------- proposed, approved, applied, read out


def only(drafts):
    (draft,) = drafts
    return draft


def test_a_markdown_is_proposed_with_gain_cost_and_the_way_back():
    proposal = only(propose(shop(SALES), PARAMS, AT, Circumstances())).proposal

    (case,) = cases(shop(SALES), PARAMS)
    assert proposal.target == {"sku": "cup"}
    assert (proposal.before["price"], proposal.after["price"]) == (Money(10_000, "CNY"), Money(8_000, "CNY"))
    assert (proposal.after["last_price"], proposal.after["steps"], proposal.horizon_days) == (
        Money(6_000, "CNY"),
        2,
        56,
    )
    assert steps_of(proposal) == [(1, 8_000), (29, 6_000)]
    # Eight weeks of the schedule and the price now afterwards, beside the price now all the time.
    lot, weeks = case.plan.lot, case.plan.weeks
    back = outlook(lot, (8_000, 6_000, *[10_000] * 11), weeks).money - outlook(lot, [10_000] * 13, weeks).money
    assert proposal.expected.estimate == Money(round(back.mean()), "CNY")
    assert proposal.expected.low.minor < proposal.expected.estimate.minor < proposal.expected.high.minor
    # Half a unit a day would have sold at 2 and then at 4 yuan more, four weeks each.
    assert proposal.cost == Money(round(45.5 / 90 * 28 * (2_000 + 4_000)), "CNY")
    assert proposal.reversibility == "reversible"
    assert len(proposal.alternatives) == 2


def test_what_is_left_when_prices_stand_still_is_worth_what_waiting_makes_of_it():
    (case,) = cases(shop(SALES), PARAMS)

    # 45.5 / 90 units a day: 28.3 in 56 days, 156.2 in the other 309; 815.5 are left at 12 yuan; a unit costs 10 a year
    # to hold, and the stock is held whole until a buyer comes.
    pace = 45.5 / 90
    left = 1_000 - pace * 365
    held = (1_000 - pace * 365 / 2) * 365
    later = pace * 309 * 10_000 + left * 1_200 - 1_000 * held / 364
    assert case.worth_if_kept.minor == pytest.approx(later / (1_000 - pace * 56), rel=0.001)


def test_the_one_markdown_of_the_rule_stands_beside_the_schedule():
    (case,) = cases(shop(SALES), PARAMS)
    proposal = only(propose(shop(SALES), PARAMS, AT, Circumstances())).proposal

    mover = only(slow_movers(shop(SALES), PARAMS, AS_OF))
    assert case.plan.one_step == best_markdown(mover, PARAMS)
    nothing, rule = proposal.alternatives
    assert (nothing.expected.estimate.minor, rule.expected.estimate.minor) == (
        0,
        case.gain_of_one_markdown.estimate.minor,
    )
    # The same money as the rule's own figure for a stock that flows out evenly, averaged over what is assumed.
    share, lot = case.plan.one_step.share, case.plan.lot
    flows = [course(mover, share, -each, PARAMS).value_minor for each in lot.elasticity]
    even = sum(flows) / len(flows) - course(mover, 0.0, 0.0, PARAMS).value_minor
    assert rule.expected.estimate.minor == pytest.approx(even, rel=0.01)
    assert case.gain_of_season.estimate.minor > rule.expected.estimate.minor


def test_what_was_proposed_before_schedules_is_still_read_and_carried_out():
    proposal = only(propose(shop(SALES), PARAMS, AT, Circumstances())).proposal
    facts = {"product": "盖碗", "discount": Rate(0.4), "days": 30}
    before = replace(
        proposal,
        policy_version=1,
        title=sentence("title", **facts),
        after={"price": Money(6_000, "CNY"), "discount": Rate(0.4), "days": 30},
    )

    assert render(before.title, POLICY.sentences, "en") == "Mark 盖碗 down by 40 % for 30 days"
    assert steps_of(before) == [(1, 6_000)]
    assert {"title", "expect", "other_markdown"} <= set(POLICY.sentences)


@pytest.mark.slow
def test_what_sells_in_one_season_is_not_marked_down_in_another():
    season = [sold("cup", "2026-02-01", 60), sold("cup", "2025-02-10", 60), sold("pot", "2026-06-20", 90)]

    assert [mover.sku for mover in slow_movers(shop(season), PARAMS, AS_OF)] == ["cup"]
    assert propose(shop(season), PARAMS, AT, Circumstances()) == ()


def test_three_sentences_say_it_in_both_languages():
    proposal = only(propose(shop(SALES), PARAMS, AT, Circumstances())).proposal

    said = [render(each, POLICY.sentences, "en") for each in (proposal.title, *proposal.rationale)]

    assert said[0] == "Clear 盖碗: down to ¥80.00 first, to ¥60.00 in 2 steps within 56 days"
    assert said[1] == (
        "盖碗 has 1,000 units in stock, sold 45 in 90 days and 0 in last year's coming 90 days: enough for 1,978 days, "
        "with ¥40,000.00 of cost tied up."
    )
    assert (
        said[3]
        == "It gives away about ¥849.33 on what would have sold anyway; putting the price back to ¥100.00 undoes it."
    )
    assert [code for code, words in POLICY.sentences.items() if placeholders(words.zh) != placeholders(words.en)] == []


@pytest.mark.slow
def test_without_stock_or_costs_it_says_which_tables_are_missing(books):
    orders = [order for order, _ in SALES]

    with pytest.raises(TablesMissing) as refusal:
        desk.propose(books, None, inline_warehouse({"orders": orders}), POLICY, settings=Settings(), at=AT)

    assert refusal.value.facts["missing"] == ("stock_levels", "product_costs")
    assert "Stock levels; Product costs" in refusal.value.text("en")
    assert "库存；商品成本" in refusal.value.text("zh-CN")


@pytest.fixture
def vault(books):
    return Vault(books, bytes(32))


def carried(books, vault, folder):
    (record,) = desk.propose(books, vault, shop(SALES), POLICY, settings=Settings(), at=AT)
    desk.decide(
        books, record.proposal.id, verdict="approve", actor=LI, why="too much stock", at=AT, settings=Settings()
    )
    return desk.apply(books, vault, POLICY, record.proposal.id, actor=LI, at=AT, folder=folder)


def test_applying_writes_a_price_list_for_whoever_changes_it_by_hand(books, vault, tmp_path):
    outcome = carried(books, vault, tmp_path)

    with outcome.file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    shared = {"sku": "cup", "product": "盖碗", "start_before": "2026-07-15"}
    assert rows == [
        {"day": "1", "price_before": "100.00", "price": "80.00"} | shared,
        {"day": "29", "price_before": "80.00", "price": "60.00"} | shared,
    ]
    assert outcome.record.change.inverse == {"price": Money(10_000, "CNY")}
    assert outcome.exposures == ()


@pytest.mark.slow
def test_the_readout_counts_from_the_confirmed_day_and_corrects_for_the_rest_of_the_shop(books, vault, tmp_path):
    decision = carried(books, vault, tmp_path).record.proposal
    done_at = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)
    with books.begin() as connection:
        actual = {"price": Money(6_000, "CNY")}
        ledger.confirm(connection, decision.id, actual=actual, done_at=done_at, actor=WANG, at=done_at)

    # 56 days from 3 July: 60 cups at 60 yuan; the rest of the shop sells 60 pots where 90 sold in the 90 days before.
    sales = [*SALES, sold("cup", "2026-07-10", 60, 6_000), sold("pot", "2026-07-20", 60)]
    later = shop(sales, as_of=date(2026, 8, 27))
    measured = desk.measure(
        books, later, POLICY, decision.id, by="u-li", at=AT + timedelta(days=60), settings=Settings()
    ).readout

    worth = decision.before["worth_if_kept"].minor
    usual = 60 / 90 * 45 * (10_000 - worth)
    assert measured.measured.estimate.minor == pytest.approx(60 * (6_000 - worth) - usual, abs=1)
    reach = 1.959964 * (60 * (6_000 - worth) ** 2 + (60 / 90) ** 2 * 45 * (10_000 - worth) ** 2) ** 0.5
    assert measured.measured.high.minor - measured.measured.estimate.minor == pytest.approx(reach, abs=1)
    assert (measured.design, measured.treated, measured.control) == ("pre_post", 60, 45)


def test_before_the_last_day_there_is_no_readout(books, vault, tmp_path):
    decision = carried(books, vault, tmp_path).record.proposal

    with pytest.raises(HorizonNotOver) as refusal:
        desk.measure(books, shop(SALES), POLICY, decision.id, by="u", at=AT, settings=Settings())

    assert refusal.value.facts["last_day"] == date(2026, 8, 25)


# --------------------------------------------------------------------------------------------- the desk


@pytest.mark.slow
def test_a_new_snapshot_replaces_the_undecided_proposal_about_the_same_product(books):
    (first,) = desk.propose(books, None, shop(SALES), POLICY, settings=Settings(), at=AT)
    assert desk.propose(books, None, shop(SALES), POLICY, settings=Settings(), at=AT) == (first,)

    (second,) = desk.propose(books, None, shop(SALES[:4]), POLICY, settings=Settings(), at=AT + timedelta(hours=1))

    with books.reading() as connection:
        stands = {record.proposal.id: record.status for record in ledger.records(connection, AT)}
    assert stands == {first.proposal.id: "expired", second.proposal.id: "proposed"}


@pytest.mark.slow
def test_what_was_rejected_is_not_proposed_again_for_two_weeks(books):
    (record,) = desk.propose(books, None, shop(SALES), POLICY, settings=Settings(), at=AT)
    desk.decide(books, record.proposal.id, verdict="reject", actor=LI, why="no", at=AT, settings=Settings())

    def again(days):
        return desk.propose(books, None, shop(SALES), POLICY, settings=Settings(), at=AT + timedelta(days=days))

    assert again(13) == ()
    (later,) = again(14)
    assert later.status == "proposed"


@pytest.mark.parametrize("most_cost_minor, status", [(84_933, "approved"), (84_932, "proposed")])
def test_within_the_owners_bound_a_reversible_proposal_approves_itself(books, most_cost_minor, status):
    rule = AutomaticApproval(policy=POLICY.name, most_cost_minor=most_cost_minor)

    (record,) = desk.propose(books, None, shop(SALES), POLICY, settings=Settings(automatic=(rule,)), at=AT)

    assert record.status == status
    if status == "approved":
        assert record.approvals[0].by == POLICY.name


def test_automatic_approval_is_off_by_default_and_never_above_the_bound_for_two_persons(books):
    rule = AutomaticApproval(policy=POLICY.name, most_cost_minor=10**9)
    settings = Settings(automatic=(rule,), four_eyes_above_minor=84_932)

    (record,) = desk.propose(books, None, shop(SALES), POLICY, settings=Settings(), at=AT)
    (again,) = desk.propose(books, None, shop(SALES), POLICY, settings=settings, at=AT)

    assert (record.status, again.status) == ("proposed", "proposed")


def test_every_knob_is_described_and_nonsense_is_refused():
    assert undescribed(ClearanceParams) == ()
    with pytest.raises(ValidationError):
        ClearanceParams(elasticity_low=3, elasticity_estimate=2, elasticity_high=4)
    with pytest.raises(ValidationError):
        ClearanceParams(horizon_days=90, season_days=60)
