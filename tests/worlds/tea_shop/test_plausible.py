"""Would a Chinese tea seller recognise the shop?"""

ONLINE = ("tmall", "jd", "douyin", "own_site")


def test_baskets_cost_what_tea_baskets_cost(ask):
    baskets = dict(ask("SELECT channel, avg(paid_minor) / 100 FROM orders WHERE paid_at IS NOT NULL GROUP BY 1"))
    assert all(85 < baskets[channel] < 200 for channel in baskets)
    assert min(baskets, key=baskets.get) == "douyin"


def test_refund_rates_lie_between_three_and_twelve_in_a_hundred_and_are_highest_on_douyin(ask):
    rates = dict(ask("SELECT channel, sum(refunded_minor) / sum(paid_minor) FROM orders GROUP BY 1"))
    assert all(0.02 < rates[channel] < 0.13 for channel in ONLINE)
    assert max(rates, key=rates.get) == "douyin"


def test_two_to_five_visitors_in_a_hundred_buy(ask):
    rates = dict(
        ask("SELECT channel, sum(paying_buyers) / sum(visitors) FROM traffic_stats WHERE level = 'store' GROUP BY 1")
    )
    assert all(0.02 < rate < 0.05 for rate in rates.values())
    ((own,),) = ask(
        "SELECT count(DISTINCT session_id) FILTER (kind_of_event = 'purchase') / count(DISTINCT session_id) FROM events"
    )
    assert 0.02 < own < 0.05


def test_half_of_the_sales_are_gross_margin(ask):
    ((margin,),) = ask("""
        SELECT 1 - sum(quantity * (SELECT max_by(cost_minor, valid_from) FROM product_costs c
                                   WHERE c.sku = l.sku AND c.valid_from <= (o.ordered_at + INTERVAL 8 HOUR)::DATE))
                   / sum(due_minor)
        FROM order_lines l JOIN orders o USING (channel, order_id) WHERE paid_at IS NOT NULL""")
    assert 0.45 < margin < 0.6


def test_advertising_costs_most_on_douyin_and_returns_between_one_and_five_times_itself(ask):
    shares = dict(
        ask("""SELECT channel, any_value(cost) / sum(paid_minor) FROM orders
               JOIN (SELECT channel, sum(cost_minor) cost FROM ad_stats GROUP BY 1) USING (channel) GROUP BY 1""")
    )
    assert max(shares, key=shares.get) == "douyin"
    returns = ask("SELECT sum(sales_total_minor) / sum(cost_minor) FROM ad_stats GROUP BY channel")
    assert all(1 < times < 5 for (times,) in returns)


def test_double_eleven_is_the_feast_of_tmall_and_618_that_of_jd(ask):
    sold = dict(
        ask("""
        SELECT channel, [avg(paying_buyers) FILTER (strftime(day, '%m-%d') BETWEEN '11-01' AND '11-11'),
                         avg(paying_buyers) FILTER (strftime(day, '%m-%d') BETWEEN '06-01' AND '06-18'),
                         avg(paying_buyers)] FROM traffic_stats WHERE level = 'store' GROUP BY 1""")
    )
    in_november, in_june, usual = sold["tmall"]
    assert in_november > 2 * usual
    assert in_june > 1.2 * usual
    assert sold["jd"][1] / sold["jd"][0] > in_june / in_november


def test_few_order_online_when_the_couriers_rest(ask):
    counted = """SELECT count(*) FROM orders WHERE channel <> 'store'
                 AND (ordered_at + INTERVAL 8 HOUR)::DATE BETWEEN '{}' AND '{}'"""
    ((new_year,),), ((before,),) = (
        ask(counted.format("2026-02-15", "2026-02-20")),
        ask(counted.format("2026-02-01", "2026-02-06")),
    )
    assert new_year < before / 2


def test_mooncakes_of_tea_are_sold_only_before_mid_autumn(ask):
    months = ask("""SELECT DISTINCT month(ordered_at + INTERVAL 8 HOUR) FROM orders JOIN order_lines USING (channel, order_id)
                    WHERE sku LIKE 'QM-ZL-%'""")
    assert {month for (month,) in months} <= {8, 9, 10}


def test_nothing_is_sold_that_is_not_there(ask):
    sold = """SELECT count(*) FROM stock_levels s JOIN (
                SELECT (ordered_at + INTERVAL 8 HOUR)::DATE AS day, sku,
                       CASE channel WHEN 'store' THEN '河坊街店' ELSE '杭州总仓' END AS location
                FROM orders JOIN order_lines USING (channel, order_id)) USING (day, sku, location) WHERE on_hand = 0"""
    ((sold_out,),), ((days,),) = ask(sold), ask("SELECT count(*) FROM stock_levels WHERE on_hand = 0")
    assert days > 500
    assert sold_out < 200, "only the last unit of a day may leave nothing behind"


def test_slow_movers_lie_in_the_warehouse_for_years(ask):
    ((count,),) = ask("""
        SELECT count(*) FROM (SELECT sku, sum(on_hand) AS held FROM stock_levels WHERE day = '2026-08-31' GROUP BY 1)
        JOIN (SELECT sku, sum(quantity) / 90 AS a_day FROM orders JOIN order_lines USING (channel, order_id)
              WHERE ordered_at > '2026-06-02' GROUP BY 1) USING (sku) WHERE held / a_day > 300""")
    assert count >= 4
