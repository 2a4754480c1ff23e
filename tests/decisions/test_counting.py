"""A decision whose customers turned out to be one person counts that person once."""

from __future__ import annotations

from zhanggui.decisions.counting import counted_as, once_each
from zhanggui.decisions.policy import Member
from zhanggui.warehouse.inline import inline_warehouse


def member(customer, arm):
    return Member(customer=customer, stratum="s", expected_minor=1, before_minor=1, arm=arm)


def test_who_is_one_person_counts_once_and_not_at_all_when_in_both_arms():
    shop = inline_warehouse(
        {
            "same_customers": [
                {"customer": who, "member": whom, "decision": 1, "decided_by": "u", "decided_at": "2026-03-01"}
                for who, whom in (("p2", "p1"), ("p4", "p3"))
            ]
        }
    )
    told = once_each(
        shop,
        [
            member("p1", "treatment"),
            member("p2", "treatment"),
            member("p3", "treatment"),
            member("p4", "holdout"),
            member("p5", "holdout"),
        ],
    )

    assert [(each.customer, each.arm) for each in told] == [("p1", "treatment"), ("p5", "holdout")]
    assert counted_as(shop, {"p2", "p5"}) == {"p1", "p5"}
