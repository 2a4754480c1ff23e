"""An integration shows the declared odds, draws for members, hands over and undoes; only with a key for it."""

from __future__ import annotations

import pytest

from tests.checkout.selling import given, join
from tests.checkout.test_drawing import RICH, put_on
from tests.offers.lotteries import CUP, points, prize
from tests.offers.programmes import programme
from tests.surfaces.selling.conftest import EVERYTHING, code_of
from zhanggui.app.selling.opening import open_till
from zhanggui.surfaces.http.selling.answers import EXAMPLES

DRAW = {**EXAMPLES["draw"], "lottery": "spring", "customer": "p1"}


@pytest.fixture
def hall(shop):
    till = open_till(shop)
    join(till, programme(points=RICH))
    given(till, 250)
    put_on(till, prize("cup", 1000, CUP, stock=1), undo_hours=1)
    return till


def test_odds_are_shown_and_a_draw_is_made_once(program, hall):
    player = program(scopes=("lottery",))
    (shown,) = player.get("/lotteries").json()
    assert shown == player.get("/lotteries/spring").json()
    assert (shown["state"], shown["odds_total"], shown["cap"]["most_minor"]) == ("running", 1000, 5_000_000)
    assert [(each["prize"], each["chance"], each["left"]) for each in shown["prizes"]] == [
        ("cup", 1000, 1),
        ("thanks", 0, None),
    ]

    answers = [player.post("/draws", json=DRAW).json() for _ in range(2)]

    assert [each.pop("is_repeated") for each in answers] == [False, True]
    assert answers[0] == answers[1]
    assert (answers[0]["prize"], answers[0]["state"], answers[0]["balance"]) == ("cup", "owed", 150)
    assert player.get("/lotteries/spring").json()["prizes"][0]["left"] == 0
    handed = player.post(f"/draws/{answers[0]['draw']}/hand-over", json=EXAMPLES["hand_over"]).json()
    assert (handed["state"], handed["is_repeated"]) == ("handed_over", False)
    gone = player.post("/draws", json={**DRAW, "key": "another-draw"}).json()
    assert (gone["drawn"], gone["prize"]) == ("cup", "thanks")
    undone = player.post(f"/draws/{gone['draw']}/undo", json=EXAMPLES["undo_draw"]).json()
    assert (undone["state"], undone["points_returned"]) == ("undone", 100)
    assert "p1" not in repr(answers)  # the answer is kept, and names nobody


def test_what_cannot_be_drawn_is_refused_by_its_code(program, hall):
    player, other = program(scopes=("lottery",)), program("other", scopes=("lottery",))
    first = player.post("/draws", json=DRAW).json()["draw"]

    assert code_of(player.post("/draws", json={**DRAW, "lottery": "none"})) == (409, "request_key_reused")
    assert code_of(player.post("/draws", json={**DRAW, "key": "draw-none", "lottery": "none"})) == (
        404,
        "no_such_lottery",
    )
    assert code_of(player.post("/draws", json={**DRAW, "key": "draw-p9x", "customer": "p9"})) == (404, "member_unknown")
    assert player.post("/draws", json={**DRAW, "key": "draw-second"}).status_code == 200
    assert code_of(player.post("/draws", json={**DRAW, "key": "draw-third"})) == (409, "not_enough_points")
    assert code_of(other.post(f"/draws/{first}/hand-over", json=EXAMPLES["hand_over"])) == (404, "no_such_draw")
    assert code_of(other.post(f"/draws/{first}/undo", json=EXAMPLES["undo_draw"])) == (404, "no_such_draw")
    assert code_of(player.get("/lotteries/none")) == (404, "no_such_lottery")
    assert player.post("/draws", json={**DRAW, "points": 5}).status_code == 422


def test_a_key_for_selling_does_not_draw(program, hall):
    till = program(scopes=(*EVERYTHING, "members", "points"))

    for answer in (till.get("/lotteries"), till.post("/draws", json=DRAW)):
        assert code_of(answer) == (403, "scope_missing")


def test_points_that_are_won_are_there_at_once(program, hall):
    put_on(hall, points("double", 1000, 50), id="doubled")
    player = program(scopes=("lottery", "members"))

    won = player.post("/draws", json={**DRAW, "lottery": "doubled"}).json()

    assert (won["points_won"], won["balance"]) == (50, 200)
    assert player.get("/members/p1").json()["balance"] == 200
