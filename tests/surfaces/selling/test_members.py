"""An integration with the right key sees a member and lets them earn; nobody else does."""

from __future__ import annotations

from tests.checkout.selling import buy, join
from tests.offers.programmes import programme
from tests.surfaces.selling.conftest import EVERYTHING, code_of
from zhanggui.app.selling.opening import open_till
from zhanggui.surfaces.http.selling.answers import EXAMPLES

PHOTO = {"id": "photo", "title": {"zh": "晒图", "en": "photo"}, "kind": "photo", "points": 20}
EARN = {**EXAMPLES["earn"], "customer": "p1"}


def test_a_member_is_seen_and_earns_once_for_a_review(program, shop):
    till = program(scopes=("members", "points"))
    assert code_of(till.get("/members/p1")) == (409, "no_programme")
    join(open_till(shop), programme(0, 1000, 5000, points={"occasions": [PHOTO]}))
    assert code_of(till.get("/members/p1")) == (404, "member_unknown")
    buy(open_till(shop), ("A", 1, 1200), customer="p1")

    answers = [till.post("/points", json=EARN).json() for _ in range(2)]
    seen = till.get("/members/p1").json()

    assert [(each["points"], each["balance"], each["is_repeated"]) for each in answers] == [
        (20, 30, False),
        (20, 30, True),
    ]
    assert (seen["standing"]["tier"], seen["balance"], len(seen["lots"])) == ("t2", 30, 2)
    assert code_of(till.post("/points", json={**EARN, "key": "another-key"})) == (409, "occasion_rewarded_before")
    assert code_of(till.get("/members/p1?at=2020-01-01T00:00:00Z")) == (409, "no_programme")


def test_a_key_for_selling_does_not_open_members_or_points(program):
    till = program(scopes=EVERYTHING)

    assert code_of(till.get("/members/p1")) == (403, "scope_missing")
    assert code_of(till.post("/points", json=EARN)) == (403, "scope_missing")
