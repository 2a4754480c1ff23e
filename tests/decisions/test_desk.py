"""Two decisions do not have the same customer, also when both were proposed before either was approved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.decisions.proposals import LI, NO_PARAMS, NOW, draft
from zhanggui.books.settings import Settings
from zhanggui.books.vault import Vault
from zhanggui.decisions import desk, ledger
from zhanggui.decisions.policies.coupons import POLICY as COUPONS
from zhanggui.decisions.policies.win_back import POLICY as WIN_BACK


def put(books, number, names):
    told = draft(number, members=len(names))
    members = tuple(
        replace(member, customer=name, contact_kind="phone") for member, name in zip(told.members, names, strict=True)
    )
    with books.begin() as connection:
        ledger.record_proposal(connection, replace(told, members=members), NO_PARAMS, by="policy", at=NOW)


def approve(books, number):
    return desk.decide(books, f"d{number}", verdict="approve", actor=LI, why="try it", at=NOW, settings=Settings())


def people(start, end):
    return [f"p{number:03}" for number in range(start, end)]


def test_who_came_to_take_part_elsewhere_is_not_drawn_and_the_change_says_how_many(books, tmp_path):
    vault = Vault(books, bytes(range(32)))
    vault.put_many("phone", {name: f"1390000{name[1:]}" for name in people(0, 30)})
    put(books, 1, people(0, 20))
    put(books, 2, people(12, 30))
    approve(books, 1)
    approve(books, 2)

    first, second = (
        desk.apply(books, vault, WIN_BACK, f"d{number}", actor=LI, at=NOW, folder=tmp_path) for number in (1, 2)
    )

    assert sorted(row["customer"] for row in first.exposures) == people(0, 20)
    assert sorted(row["customer"] for row in second.exposures) == people(20, 30)
    assert "left_out" not in first.record.change.after
    assert (second.record.change.after["contacted"], second.record.change.after["left_out"]) == (5, 8)
    assert {COUPONS.label("left_out").en, WIN_BACK.label("left_out").en} == {"Not drawn, being in another decision"}


def test_a_decision_of_whom_too_few_are_free_is_not_approved(books):
    put(books, 1, people(0, 20))
    put(books, 2, people(0, 21))
    approve(books, 1)

    with pytest.raises(desk.TooFewFree, match="all but 1 take part"):
        approve(books, 2)

    with books.reading() as connection:
        assert ledger.find(connection, "d2", NOW).status == "proposed"
