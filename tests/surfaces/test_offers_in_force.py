"""Offers in force: published by a person, shown with use, budget and liability, on the page and over HTTP."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from tests.checkout.selling import join
from tests.offers.programmes import programme
from tests.offers.shelf import NOON, offer, rules
from tests.surfaces.conftest import form_token, post
from zhanggui.app.jobs import lapsing
from zhanggui.app.jobs.worker import do_all
from zhanggui.app.offer_drafts import keep_draft, last_draft
from zhanggui.app.selling.opening import PublishingTakesAPerson, open_till, publish_offers
from zhanggui.app.selling.standing import in_force_now
from zhanggui.app.selling.trying import try_out
from zhanggui.books.checkout.stock import hold, set_stock
from zhanggui.books.people import Actor
from zhanggui.checkout.asked import RedeemRequest
from zhanggui.checkout.issuing import issue_codes
from zhanggui.checkout.pricing import quote_now
from zhanggui.checkout.redeeming import redeem
from zhanggui.offers.basket import Basket
from zhanggui.surfaces.lapse_words import told

OWNER = Actor(id="owner", role="owner")
OFFERS = rules(
    offer("ten", "percent", off_bps=1000, limits={"budget_minor": 50_000, "uses": 100}),
    offer("gift", "fixed", off_minor=500, coupon={"is_unique": True}),
).offer_set
DAY = timedelta(days=1)
BASKET = {"currency": "CNY", "lines": [{"line": "1", "sku": "T-1", "units": 2, "price_minor": 10_000}]}


def sell_one(shop, codes=()):
    till, basket = open_till(shop), Basket.model_validate({**BASKET, "codes": codes})
    shown = quote_now(till, basket, at=NOON).to_pay_minor
    redeem(till, RedeemRequest(key="redeem-1", order="o1", basket=basket, to_pay_minor=shown), integration="x", at=NOON)


def test_use_budget_and_what_codes_owe_are_counted_by_offer(bare):
    assert in_force_now(bare) is None
    publish_offers(bare, OFFERS, (), actor=OWNER)
    codes = issue_codes(open_till(bare), "gift", count=4, uses=2, by="owner", at=NOON)
    sell_one(bare, codes[:1])

    now = in_force_now(bare)
    ten, gift = now.offers
    assert (ten.uses, ten.discount_minor, ten.left_minor, ten.codes_left) == (
        1,
        1950,
        48_050,
        0,
    )  # ten per cent of what the gift left
    assert (gift.uses, gift.left_minor, gift.codes_left, gift.owed_minor) == (1, None, 7, 3500)
    assert (now.version, now.by, now.liability_minor) == (1, "owner", 3500)


def test_a_program_publishes_nothing(bare):
    with pytest.raises(PublishingTakesAPerson):
        publish_offers(bare, OFFERS, (), actor=Actor(id="k1", role="owner", kind="machine"))


@pytest.mark.slow
def test_a_set_that_was_looked_at_is_published_from_the_page_and_stands_there(browser_of, shop):
    operator = browser_of("operator")
    assert "还没有发布优惠" in operator.get("/offers").text
    draft = keep_draft(shop, json.dumps(OFFERS.model_dump(mode="json")), "", actor=OWNER)
    assert "发布，立即生效" not in browser_of("analyst").get("/offers").text
    keep_draft(shop, json.dumps(OFFERS.model_dump(mode="json")), "", actor=OWNER)
    assert post(operator, "/offers/publish", page="/offers", draft=draft.number).status_code == 409
    number = last_draft(shop).number
    assert (
        post(operator, "/offers/publish", page="/offers", draft=number).headers["location"].endswith("offers_published")
    )

    sell_one(shop)
    page = operator.get("/offers?lang=en").text
    assert "version 1" in page
    assert "1 / 100" in page
    assert "¥480.00" in page
    assert "integrations say the prices" in page
    tried = operator.get("/offers?lang=en&lines=T-1,2,100").text
    assert "Counted by the books so far" in tried
    assert "¥20.00 / ¥500.00" in tried
    fields = operator.get("/offers/fields?lang=en").text
    assert "most_per_minute" not in fields
    assert "threshold_minor" in fields


@pytest.mark.slow
def test_over_http_a_set_is_checked_tried_and_published_by_a_person(browser_of, key_of):
    program, body = key_of("operator"), {"offers": OFFERS.model_dump(mode="json")}
    assert program.get("/api/v1/offers").json()["error"]["code"] == "nothing_published"
    assert program.post("/api/v1/offers/check", json=body).json()["may_go_live"] is True
    tried = program.post("/api/v1/offers/quote", json={**body, "basket": BASKET, "explain": True}).json()
    assert (tried["to_pay_minor"], [each["offer"] for each in tried["refused"]]) == (18_000, ["gift"])
    assert tried["counted"] is None
    by_books = {**body, "basket": {**BASKET, "customer": "p1"}, "by_counters": True}
    assert program.post("/api/v1/offers/quote", json=by_books).json()["counted"] == []
    assert key_of("analyst").post("/api/v1/offers/quote", json=by_books).status_code == 403
    refused = program.post("/api/v1/offers/publish", json=body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "publishing_takes_a_person")
    person = browser_of("operator")
    token = {"X-Form-Token": form_token(person, "/settings")}
    assert person.post("/api/v1/offers/publish", json=body, headers=token).json()["version"] == 1
    standing = program.get("/api/v1/offers").json()
    assert [(each["offer"], each["left_minor"]) for each in standing["offers"]] == [("ten", 50_000), ("gift", None)]


def test_the_service_books_what_ran_out_once_a_day_and_says_what_there_was(bare):
    assert lapsing.put_in_line(bare) is None  # nothing is sold yet
    publish_offers(bare, OFFERS, (), actor=OWNER)
    with bare.books.begin() as connection:
        set_stock(connection, "T-1", 3)
        then = bare.clock.now() - DAY
        hold(connection, {"T-1": 2}, integration="x", at=then, expires_at=then)
    assert lapsing.put_in_line(bare).kind == lapsing.KIND
    assert lapsing.put_in_line(bare) is None
    assert [job.state for job in do_all(bare)] == ["done"]

    last = lapsing.last_lapse(bare)
    assert (last.lapsed.holds, last.lapsed.points, last.lapsed.deposits) == (1, 0, 0)
    assert told(last.lapsed, "CNY", "zh-CN") == "1 笔预留到期"


def test_a_draft_is_tried_by_what_the_books_have_counted_of_its_offers(bare):
    publish_offers(bare, OFFERS, (), actor=OWNER)
    sell_one(bare)
    basket = Basket.model_validate(BASKET)

    tried = try_out(bare, OFFERS, basket, NOON)
    assert [(each.offer, each.uses, each.discount_minor) for each in tried.counted] == [("ten", 1, 2_000)]
    assert (tried.quote.to_pay_minor, tried.knows_customer) == (18_000, False)
    small = rules(offer("ten", "percent", off_bps=1000, limits={"budget_minor": 2_500})).offer_set
    assert try_out(bare, small, basket, NOON).quote.to_pay_minor == 19_500  # 500 of the budget are left
    once = rules(offer("ten", "percent", off_bps=1000, limits={"uses": 1})).offer_set
    assert try_out(bare, once, basket, NOON).quote.refused[0].said.code == "uses_gone"


@pytest.mark.slow
@pytest.mark.parametrize(
    "body,status",
    [
        (b"[" * 100_000, 400),
        (b'{"offers": ' + b"9" * 5_000 + b"}", 400),
        (b'{"offers": NaN}', 422),
        (b'{"offers": 1, "offers": 2}', 422),
        (b"\xff\xfe", 422),
        (b" " * (1 << 21), 413),
    ],
    ids=["deep", "huge", "nan", "twice", "bytes", "large"],
)
def test_bodies_meant_to_harm_get_a_clear_answer(key_of, body, status):
    program = key_of("owner")
    for path in ("/api/v1/offers/check", "/api/v1/loyalty/programme"):
        answer = program.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status
        assert set(answer.json()["error"]["message"]) == {"zh-CN", "en"}


def test_what_does_not_fit_together_in_a_set_is_said():
    from zhanggui.app.problems import explained

    with pytest.raises(ValidationError) as refused:
        rules(offer("flash", "flash_sale", price_minor=1))
    (problem,) = explained(refused.value.errors())
    assert problem.why.en == "a flash sale needs when.ends_at"


def test_where_a_programme_says_how_points_are_earned_a_set_need_not(bare):
    double = json.dumps(rules(offer("double", "points_multiplier", times_bps=20_000)).offer_set.model_dump(mode="json"))

    assert not keep_draft(bare, double, "", actor=OWNER).verdict.may_go_live
    join(open_till(bare), programme(), at=bare.clock.now())
    assert last_draft(bare).verdict.may_go_live
