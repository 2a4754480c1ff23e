"""Lotteries in a line each."""

from __future__ import annotations

from datetime import timedelta

from tests.offers.shelf import NOON
from zhanggui.offers.members.lottery import Lottery

NOTHING = {"id": "thanks", "title": {"zh": "谢谢参与", "en": "thanks"}, "award": {"kind": "nothing"}}
CUP = {"kind": "gift", "sku": "CUP", "value_minor": 3000}


def prize(name, chance, award, **more):
    return {"id": name, "title": {"zh": f"奖{name}", "en": f"prize {name}"}, "award": award, "chance": chance, **more}


def points(name, chance, won, **more):
    return prize(name, chance, {"kind": "points", "points": won}, **more)


def lottery(*prizes, out_of=1000, **more):
    """A week's lottery for 100 points a draw; what the prizes leave over is nothing."""
    rest = out_of - sum(each["chance"] for each in prizes)
    said = {
        "id": "spring",
        "title": {"zh": "春茶抽奖", "en": "spring draw"},
        "currency": "CNY",
        "starts_at": (NOON - timedelta(days=1)).isoformat(),
        "ends_at": (NOON + timedelta(days=7)).isoformat(),
        "points_per_draw": 100,
        "odds_total": out_of,
        "prizes": [*prizes, {**NOTHING, "chance": rest}],
        "when_gone": "thanks",
    }
    return Lottery.model_validate({**said, **more})
