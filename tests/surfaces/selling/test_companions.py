"""An integration asks what goes with a basket, and tells what was taken; only with a key, and nobody is named."""

from __future__ import annotations

from tests.checkout.test_companions import ALL, goes, put_at_cart, visit_of
from tests.offers.shelf import NOON
from tests.surfaces.selling.conftest import code_of, sale
from zhanggui.app.selling.opening import open_till
from zhanggui.surfaces.http.selling.answers import EXAMPLES


def test_companions_are_answered_with_their_reason_and_no_costs(program, shop):
    till = program(scopes=("quote",))
    assert till.post("/companions", json={"skus": ["pot"]}).json()["version"] == 0
    put_at_cart(open_till(shop), *ALL)

    asked = EXAMPLES["companions"] | {"skus": ["pot"], "channel": "jd", "visit": None}  # so that none is held back
    answer = till.post("/companions", json=asked).json()

    assert (answer["version"], answer["currency"], answer["skus"]) == (1, "CNY", ["tray", "mug", "leaf"])
    first = answer["companions"][0]
    assert set(first) == {
        "sku", "name", "price_minor", "beside", "together", "orders", "lift_low", "lift", "lift_high", "said", "bundle"
    }  # fmt: skip
    assert (first["sku"], first["together"], first["said"]["code"]) == ("tray", 12, "bought_together")
    assert code_of(till.post("/companions", json={"skus": []})) == (422, "request_not_valid")
    assert code_of(till.post("/companions", json={"skus": ["pot"], "customer": "p1"})) == (422, "request_not_valid")


def test_a_key_for_it_is_needed_and_a_showing_counts_once(program, shop):
    desk = open_till(shop)
    put_at_cart(desk, *ALL, goes("A", "tray"), held_back_bps=5_000)
    both = program()
    sold = both.post("/redeem", json=sale()).json()["redemption"]
    showing = EXAMPLES["showing"] | {"redemption": sold, "visit": visit_of(desk, "shown"), "skus": ["tray", "A"]}
    assert code_of(program("other", scopes=("holds",)).post("/companions", json={"skus": ["A"]})) == (
        403,
        "scope_missing",
    )
    assert code_of(program("other", scopes=("quote",)).post("/companions/showings", json=showing)) == (
        403,
        "scope_missing",
    )

    answers = [both.post("/companions/showings", json=showing).json() for _ in range(2)]

    assert [each.pop("is_repeated") for each in answers] == [False, True]
    assert answers[0] == answers[1] == {"redemption": sold, "arm": "shown", "shown": 2, "taken": 1}
    assert code_of(both.post("/companions/showings", json=showing | {"key": "showing-other"})) == (
        409,
        "showing_told_before",
    )
    stranger = program("other", scopes=("redeem",))
    assert code_of(stranger.post("/companions/showings", json=showing)) == (404, "no_such_redemption")
    put_at_cart(desk, *ALL, held_back_bps=0, at=NOON)
    unmeasured = showing | {"key": "showing-none", "version": 2}
    assert code_of(both.post("/companions/showings", json=unmeasured)) == (422, "showing_not_measured")
