"""An integration sells over HTTP: by the shop's price, once, with its own key, and never with another's."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.offers.shelf import offer
from tests.surfaces.selling.conftest import BASKET, EVERYTHING, LINE, client, code_of, put_up, sale
from zhanggui.books.checkout.integrations import SCOPES, create_key, integration_keys, revoke_key, rotate_key
from zhanggui.books.checkout.ledger import balances
from zhanggui.books.checkout.stock import set_stock
from zhanggui.surfaces.http.selling.answers import EXAMPLES


def test_a_basket_is_quoted_sold_returned_in_part_and_the_rest_again(program):
    shop = program()
    quoted = shop.post("/quote", json={"basket": BASKET}).json()
    assert (quoted["list_minor"], quoted["off_minor"], quoted["to_pay_minor"]) == (2000, 200, 1800)
    assert quoted["applied"][0]["said"][0]["zh-CN"] == "减 ¥2.00"

    sold = shop.post("/redeem", json=sale()).json()
    assert (sold["state"], sold["to_pay_minor"], sold["is_repeated"]) == ("sold", 1800, False)
    refund = {"key": "refund-1", "redemption": sold["redemption"], "units": {"1": 1}}
    assert shop.post("/refund", json=refund).json()["money_minor"] == 900
    assert shop.get(f"/redemptions/{sold['redemption']}").json()["state"] == "part_refunded"
    assert code_of(shop.post("/cancel", json={"key": "cancel-1", "redemption": sold["redemption"]})) == (
        409,
        "cannot_cancel",
    )


def test_a_repeated_request_is_one_sale(program, shop):
    till = program()
    first = till.post("/redeem", json=sale()).json()
    again = till.post("/redeem", json=sale()).json()

    assert again == {**first, "is_repeated": True}
    with shop.books.reading() as connection:
        assert {each.account: each.amount for each in balances(connection)}["clearing"] == 1800


def test_what_a_client_says_of_the_total_is_never_believed(program):
    answer = program().post("/redeem", json=sale(to_pay=1))

    assert code_of(answer) == (409, "total_changed")
    assert answer.json()["error"]["facts"] == {"now": "¥18.00", "shown": "¥0.01"}
    assert "¥18.00" in answer.json()["error"]["message"]["zh-CN"]


def test_requests_in_another_order_are_refused_or_wait_their_turn(program):
    till = program()
    unknown = {"key": "refund-early", "redemption": "r00000000000000000000", "units": {"1": 1}}
    assert code_of(till.post("/refund", json=unknown)) == (404, "no_such_redemption")
    sold = till.post("/redeem", json=sale()).json()["redemption"]
    assert till.post("/refund", json={**unknown, "redemption": sold}).status_code == 200  # refused keys stay free
    assert code_of(till.post("/redeem", json=sale(1, to_pay=1700))) == (409, "request_key_reused")
    assert code_of(till.post("/redeem", json={**sale(2), "order": "o1"})) == (409, "order_sold_before")


def test_goods_are_held_used_and_let_go(program, shop):
    with shop.books.begin() as connection:
        set_stock(connection, "A", 2)
    till, other = program(), program("other")
    held = till.post("/holds", json={"key": "hold-0001", "units": {"A": 2}}).json()["hold"]
    assert code_of(other.post("/redeem", json=sale())) == (409, "out_of_stock")
    assert code_of(other.post("/redeem", json=sale(hold=held))) == (409, "hold_gone")
    assert code_of(other.post(f"/holds/{held}/release", json={"key": "free-0001"})) == (409, "hold_gone")
    assert till.post("/redeem", json=sale(hold=held)).status_code == 200


def test_codes_are_told_again_to_who_repeats_the_request_and_kept_nowhere(program, shop):
    put_up(shop, offer("gift", "fixed", off_minor=500, coupon={"is_unique": True}))
    till, asked = program(), {"key": "welcome-1", "offer": "gift", "count": 2}
    first = till.post("/codes", json=asked).json()
    assert till.post("/codes", json=asked).json() == {**first, "is_repeated": True}
    assert len(set(first["codes"])) == 2
    basket = {**BASKET, "codes": first["codes"][:1]}
    assert till.post("/redeem", json=sale(to_pay=1500, basket=basket)).status_code == 200
    stored = b"".join(file.read_bytes() for file in shop.folder.glob("books.sqlite*"))
    assert not any(code.encode() in stored for code in first["codes"])


def test_one_integration_neither_sees_nor_spends_what_is_anothers(program):
    ours, theirs = program("own-site"), program("mini-app")
    sold = ours.post("/redeem", json=sale()).json()["redemption"]

    for method, path, body in (
        ("GET", f"/redemptions/{sold}", None),
        ("POST", "/cancel", {"key": "cancel-1", "redemption": sold}),
        ("POST", "/refund", {"key": "refund-1", "redemption": sold, "units": {"1": 1}}),
    ):
        assert code_of(theirs.request(method, path, json=body)) == (404, "no_such_redemption")
    assert theirs.post("/redeem", json=sale()).json()["is_repeated"] is False  # the same key and order, another sale
    assert ours.get(f"/redemptions/{sold}").json()["state"] == "sold"


@pytest.mark.parametrize("secret", ["", "zgi_", "zgi_i0_x", "zg_k0_x", "zgi_" + "i" * 5000])
def test_a_wrong_key_opens_nothing(site, secret):
    answer = client(site, secret).post("/quote", json={"basket": BASKET})

    assert code_of(answer) == (401, "integration_key_void")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_serves_for_what_it_is_for(program):
    reader = program(scopes=("quote",))

    assert reader.post("/quote", json={"basket": BASKET}).status_code == 200
    answer = reader.post("/redeem", json=sale())
    assert code_of(answer) == (403, "scope_missing")
    assert answer.json()["error"]["message"]["en"].startswith("This key is not for 'redeem', only for: quote.")


def test_a_key_expires_is_revoked_and_is_replaced_without_a_gap(site, shop, clock):
    start = shop.clock.now()
    day = timedelta(days=1)
    old, secret = create_key(
        shop.books, "own-site", scopes=EVERYTHING, by="owner", at=start, expires_at=start + 30 * day
    )
    clock.instant += 10 * day
    new, fresh = rotate_key(shop.books, old.id, overlap=day, by="owner", at=clock.now())

    def opens(each):
        return client(site, each).post("/quote", json={"basket": BASKET}).status_code == 200

    assert (opens(secret), opens(fresh)) == (True, True)
    clock.instant += day
    assert (opens(secret), opens(fresh)) == (False, True)
    clock.instant = start + 39 * day
    assert opens(fresh)
    revoke_key(shop.books, new.id, by="owner", at=clock.now())
    assert not opens(fresh)
    stored = b"".join(file.read_bytes() for file in shop.folder.glob("books.sqlite*"))
    assert fresh.rpartition("_")[2].encode() not in stored


def test_too_many_requests_wait_for_the_next_minute_whichever_process_serves_them(program, site, shop, clock):
    from zhanggui.surfaces.http.selling.service import create_checkout

    first = program(most_per_minute=3)
    second = client(create_checkout(shop), first.headers["Authorization"].removeprefix("Bearer "))
    body = {"basket": BASKET}
    clock.instant += timedelta(seconds=20)
    assert [each.post("/quote", json=body).status_code for each in (first, second, first, second, first)] == [
        200, 200, 200, 429, 429,
    ]  # fmt: skip
    refused = first.post("/quote", json=body)
    assert code_of(refused) == (429, "too_many_requests")
    assert refused.headers["retry-after"] == "40"
    assert program("other").post("/quote", json=body).status_code == 200
    clock.instant += timedelta(seconds=40)
    assert first.post("/quote", json=body).status_code == 200


BAD = (
    (b"{", 422, "request_not_valid"),
    (b"[" * 100_000, 422, "request_not_valid"),
    (b'{"basket": ' + b"9" * 5000 + b"}", 422, "request_not_valid"),
    (b'"\xff"', 422, "request_not_valid"),
    (b"", 422, "request_not_valid"),
    (b'{"basket": "\\ud800"}', 422, "request_not_valid"),
    (b" " * (1 << 21), 413, "too_large"),
    (b"{}", 422, "request_not_valid"),
    (b'{"basket": {"currency": NaN}}', 422, "request_not_valid"),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: str(bad[0][:12]))
def test_a_body_that_cannot_be_read_is_refused_in_the_one_shape(program, bad):
    body, status, code = bad
    answer = program().post("/quote", content=body, headers={"Content-Type": "application/json"})

    assert code_of(answer) == (status, code)
    assert set(answer.json()["error"]["message"]) == {"zh-CN", "en"}


def test_a_body_that_says_something_twice_is_refused_and_names_it(program):
    twice = json.dumps(sale()).replace('"to_pay_minor": 1800', '"to_pay_minor": 1, "to_pay_minor": 1800')
    answer = program().post("/redeem", content=twice, headers={"Content-Type": "application/json"})

    assert code_of(answer) == (422, "request_not_valid")
    (problem,) = answer.json()["error"]["facts"]["problems"]
    assert (problem["where"], problem["why"]["en"]) == ("body.to_pay_minor", "stands there twice")


def test_what_is_not_json_is_no_request(program):
    answer = program().post(
        "/quote", content=b"basket=1", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert code_of(answer) == (415, "type_not_supported")


WRONG = (
    {"lines": [{**LINE, "units": 0}]},
    {"lines": [{**LINE, "units": 1.5}]},
    {"lines": [{**LINE, "price_minor": -1}]},
    {"lines": [{**LINE, "price_minor": 10**13}]},
    {"lines": [{**LINE, "sku": "A\u0000"}]},
    {"lines": [{**LINE, "sku": "A" * 129}]},
    {"lines": [LINE, LINE]},
    {"lines": [{**LINE, "line": str(at)} for at in range(501)]},
    {"lines": []},
    {"customer": "c" * 65},
    {"channel": "tmall\n"},
    {"total": 1},
    {"currency": "XXX"},
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:40])
def test_a_basket_that_cannot_be_meant_names_the_place(program, wrong):
    body = json.dumps(sale(basket={**BASKET, **wrong}))
    answer = program().post("/redeem", content=body, headers={"Content-Type": "application/json"})

    assert code_of(answer) == (422, "request_not_valid")
    assert answer.json()["error"]["facts"]["problems"][0]["where"].startswith("body.basket")


def test_a_large_body_of_sound_baskets_is_only_as_slow_as_it_is_long(program):
    lines = [{"line": str(at), "sku": f"S-{at}", "units": 1, "price_minor": 100} for at in range(500)]
    answer = program().post("/redeem", json=sale(to_pay=45000, basket={**BASKET, "lines": lines}))

    assert answer.json()["to_pay_minor"] == 45000


def test_before_anything_is_published_the_next_step_is_said(tmp_path, clock):
    from tests.kept import new_books
    from tests.surfaces.shops import empty_shop
    from zhanggui.surfaces.http.selling.service import create_checkout

    bare = empty_shop(tmp_path / "bare", clock)
    new_books(bare.folder / "books.sqlite")
    site = create_checkout(bare)
    _, secret = create_key(bare.books, "own-site", scopes=EVERYTHING, by="owner", at=clock.now())
    assert TestClient(site).get("/api/v1/readyz").json() == {"status": "empty"}
    assert code_of(client(site, secret).post("/redeem", json=sale())) == (409, "nothing_published")
    bare.books.close()


def test_the_service_that_only_sells_says_that_it_is_alive_and_ready(site):
    browser = TestClient(site)
    assert browser.get("/api/v1/healthz").json()["status"] == "alive"
    assert browser.get("/api/v1/readyz").json() == {"status": "ready"}
    assert code_of(browser.get("/")) == (404, "nothing_here")
    assert code_of(browser.get("/api/v1/checkout/redeem")) == (405, "method_not_allowed")


def test_the_examples_of_the_description_are_what_sells(program, site, shop):
    described = TestClient(site).get("/api/v1/openapi.json").json()["paths"]
    put_up(shop, offer("welcome", "fixed", off_minor=500, coupon={"is_unique": True}))
    with shop.books.begin() as connection:
        set_stock(connection, "LJ-100", 10)
    till = program()

    def example(path):
        return described[path]["post"]["requestBody"]["content"]["application/json"]["schema"]["examples"][0]

    assert till.post("/quote", json=example("/checkout/quote")).status_code == 200
    sold = till.post("/redeem", json=example("/checkout/redeem")).json()["redemption"]
    for path in ("/checkout/refund", "/checkout/holds", "/checkout/codes"):
        body = example(path) | ({"redemption": sold} if "redemption" in example(path) else {})
        assert till.post(path.removeprefix("/checkout"), json=body).status_code == 200, path
    assert till.post("/companions", json=example("/checkout/companions")).json()["arm"] == "not_measured"
    selling = {"quote", "redeem", "cancel", "refund", "hold", "release", "issue", "earn"}
    assert set(EXAMPLES) == selling | {"draw", "hand_over", "undo_draw", "companions", "showing"}


def test_every_scope_has_words_and_every_key_is_listed_without_its_secret(shop):
    assert all(words.zh and words.en for words in SCOPES.values())
    _, secret = create_key(shop.books, "own-site", scopes=("quote",), by="owner", at=shop.clock.now())
    (listed,) = integration_keys(shop.books)
    assert (listed.integration, listed.scopes, listed.most_per_minute) == ("own-site", ("quote",), 12_000)
    assert secret.rpartition("_")[2] not in repr(listed)
