"""Does the money of the tea shop add up to the fen?"""


def test_a_line_is_price_times_quantity_less_what_each_side_bears(ask):
    wrong = """FROM order_lines WHERE gross_minor <> unit_price_minor * quantity OR due_minor < 0
               OR due_minor <> gross_minor - discount_platform_minor - discount_merchant_minor - discount_influencer_minor"""
    assert ask(wrong) == []


def test_an_order_is_the_sum_of_its_lines(ask):
    wrong = """
        SELECT order_id FROM orders o JOIN order_lines l USING (channel, order_id) GROUP BY ALL
        HAVING any_value(o.goods_minor) <> sum(l.due_minor)
            OR any_value(o.discount_platform_minor) <> sum(l.discount_platform_minor)
            OR any_value(o.discount_merchant_minor) <> sum(l.discount_merchant_minor)
            OR any_value(o.discount_influencer_minor) <> sum(l.discount_influencer_minor)
            OR any_value(o.units) <> sum(l.quantity)
            OR any_value(o.total_minor) <> any_value(o.goods_minor) + any_value(o.shipping_minor)"""
    assert ask(wrong) == []


def test_a_paid_order_is_paid_in_full_by_its_payments_and_an_unpaid_one_not_at_all(ask):
    wrong = """
        SELECT order_id FROM orders o LEFT JOIN payments p USING (channel, order_id) GROUP BY ALL
        HAVING any_value(o.paid_minor) <> coalesce(sum(p.amount_minor), any_value(o.paid_minor))
            OR any_value(o.paid_minor) <> CASE WHEN any_value(o.paid_at) IS NULL THEN 0 ELSE any_value(o.total_minor) END"""
    assert ask(wrong) == []
    assert ask("SELECT count(*) > 100 FROM orders WHERE paid_at IS NULL AND status = 'closed'") == [(True,)]


def test_refunds_are_what_the_order_says_and_never_more_than_was_paid(ask):
    wrong = """
        SELECT order_id FROM orders o
        LEFT JOIN (FROM refunds WHERE refunded_at IS NOT NULL) r USING (channel, order_id) GROUP BY ALL
        HAVING any_value(o.refunded_minor) <> coalesce(sum(r.amount_minor), 0)
            OR any_value(o.refunded_minor) > any_value(o.paid_minor)"""
    assert ask(wrong) == []


def test_refunds_come_with_and_without_goods_in_part_and_whole(ask):
    kinds = dict(ask("SELECT kind_of_refund, count(*) FROM refunds GROUP BY 1"))
    assert set(kinds) == {"refund_only", "return_and_refund"}
    in_part = """SELECT count(*) > 10 FROM refunds r JOIN order_lines l USING (channel, order_id, line_id)
                 WHERE r.amount_minor < l.due_minor AND r.quantity = 0"""
    assert ask(in_part) == [(True,)]
    assert ask("SELECT count(*) > 10 FROM refunds WHERE line_id IS NULL AND is_before_shipping") == [(True,)]


def test_a_refund_of_a_line_is_never_more_than_was_due_for_it(ask):
    assert (
        ask("FROM refunds r JOIN order_lines l USING (channel, order_id, line_id) WHERE r.amount_minor > l.due_minor")
        == []
    )


def test_a_presale_order_pays_a_deposit_and_the_rest(ask):
    stages = """SELECT list_sort(list(stage)) FROM payments JOIN orders USING (channel, order_id)
                WHERE is_presale GROUP BY channel, order_id"""
    assert {tuple(stages) for (stages,) in ask(stages)} == {("deposit", "final")}


def test_coupons_used_are_discounts_that_the_shop_bears(ask):
    wrong = (
        "FROM coupon_uses c JOIN orders o USING (channel, order_id) WHERE c.discount_minor > o.discount_merchant_minor"
    )
    assert ask(wrong) == []
    assert ask("SELECT count(*) FROM coupon_uses c ANTI JOIN orders o USING (channel, order_id)") == [(0,)]


def test_the_steps_of_an_order_follow_one_another(ask):
    wrong = "FROM orders WHERE paid_at < ordered_at OR shipped_at < paid_at OR completed_at < shipped_at OR closed_at < ordered_at"
    assert ask(wrong) == []
    assert ask("FROM refunds WHERE refunded_at < requested_at") == []


def test_only_the_store_sells_to_people_it_does_not_know(ask):
    assert ask("SELECT DISTINCT channel FROM orders WHERE customer IS NULL") == [("store",)]


def test_a_few_payments_are_left_out_of_the_exports_of_the_channels_that_lose_some(ask):
    lost = dict(
        ask(
            "SELECT channel, count(*) FROM orders o ANTI JOIN payments p USING (channel, order_id) WHERE o.paid_minor > 0 GROUP BY 1"
        )
    )
    assert set(lost) <= {"tmall", "own_site"}
    assert 0 < sum(lost.values()) < 20


def test_a_settled_order_is_settled_for_what_the_customer_and_others_paid_less_what_was_given_back(ask):
    wrong = """
        SELECT order_id
        FROM settlement_lines s JOIN orders o USING (channel, order_id)
        WHERE NOT contains(s.record_id, '-S2-') AND kind_of_amount NOT LIKE 'fee%' AND kind_of_amount <> 'refund_subsidy'
        GROUP BY ALL
        HAVING sum(s.amount_minor) <> any_value(o.paid_minor + o.discount_platform_minor + o.discount_influencer_minor - o.refunded_minor)
           AND any_value(o.refunded_minor) = 0"""
    assert ask(wrong) == []


def test_douyin_charges_more_than_agreed_in_the_last_weeks(ask):
    rate = """
        SELECT round(-sum(amount_minor) FILTER (channel_kind = '技术服务费')
            / sum(amount_minor) FILTER (kind_of_amount IN ('goods') OR channel_kind = '退款' AND contains(record_id, '-S-')), 3)
        FROM settlement_lines WHERE channel = 'douyin' AND occurred_at """
    assert ask(rate + "< '2026-06-18'") == [(0.17,)]
    assert ask(rate + ">= '2026-06-18'") == [(0.18,)]


def test_orders_of_the_last_days_are_not_settled_yet(ask):
    waiting = """
        SELECT count(*) FROM orders o ANTI JOIN settlement_lines s USING (channel, order_id)
        WHERE o.channel = 'jd' AND o.paid_minor > o.refunded_minor AND o.paid_at >= TIMESTAMP '2026-08-20'"""
    ((count,),) = ask(waiting)
    assert count > 5
