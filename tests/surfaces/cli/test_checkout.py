"""What the command line says of a sale: put into force, sold once, returned, and a ledger that stands at nothing."""

import json

import pytest

from tests.offers.shelf import offer, rules


@pytest.fixture
def counter(terminal, tmp_path):
    """A shop with one offer in a file, and a basket of two units."""
    terminal.type("init")
    offers = rules(
        offer("ten", "percent", off_bps=1000), offer("c", "fixed", off_minor=100, coupon={"is_unique": True})
    )
    (tmp_path / "offers.json").write_text(offers.offer_set.model_dump_json(), "utf-8")
    basket = {"currency": "CNY", "lines": [{"line": "1", "sku": "A", "units": 2, "price_minor": 1000}]}
    (tmp_path / "basket.json").write_text(json.dumps(basket), "utf-8")
    return terminal


def redeem(counter, folder, *more, key="redeem-1", shown="1800"):
    words = ("checkout", "redeem", "--basket", folder / "basket.json", "--order", "o1", "--shown", shown, "--key", key)
    return counter.type(*words, *more)


def test_without_offers_in_force_the_next_step_is_said(counter, tmp_path):
    typed = redeem(counter, tmp_path)

    assert typed.code == 1
    assert "zhanggui checkout publish" in typed.err


@pytest.mark.slow
def test_a_basket_is_quoted_sold_once_returned_and_balances(counter, tmp_path):
    assert "Version 1 is in force: 2 offers" in counter.type("checkout", "publish", tmp_path / "offers.json").out
    assert len(counter.type("checkout", "issue", "c", "--count", 2, "--json").json["codes"]) == 2
    assert "2 of A in stock" in counter.type("checkout", "stock", "A", 2).out
    quoted = counter.type("checkout", "quote", "--basket", tmp_path / "basket.json")
    assert "¥18.00 to pay (¥2.00 off); redeem with --shown 1800" in quoted.out
    assert "now costs ¥18.00; the customer was shown ¥0.01" in redeem(counter, tmp_path, shown="1").err

    sold = redeem(counter, tmp_path, "--json").json
    assert (sold["state"], sold["to_pay_minor"], sold["is_repeated"]) == ("sold", 1800, False)
    assert "settled before" in redeem(counter, tmp_path).out
    refund = ("checkout", "refund", sold["redemption"])
    assert "¥9.00" in counter.type(*refund, "--units", "1=1", "--key", "refund-1").out
    assert "units.1" in counter.type(*refund, "--units", "1=x", "--key", "refund-2").err
    assert "已取消" not in counter.type("checkout", "cancel", sold["redemption"], "--key", "cancel-1").out
    assert "Nothing is left; 0 gifts come back" in counter.type(*refund, "--units", "1=1", "--key", "refund-3").out

    balances = counter.type("checkout", "balances", "--json").json
    assert [(each["account"], each["amount"]) for each in balances] == [
        ("coupon_liability", -200),
        ("coupons_promised", 200),
    ]
    assert "Coupons promised" in counter.type("checkout", "balances").out


@pytest.mark.slow
def test_goods_are_held_and_let_go(counter, tmp_path):
    counter.type("checkout", "stock", "A", 2)
    held = counter.type("checkout", "hold", "--units", "A=2", "--key", "hold-001", "--json").json
    assert "fewer than 1 of A" in counter.type("checkout", "hold", "--units", "A=1", "--key", "hold-002").err
    assert "Released" in counter.type("checkout", "release", held["hold"], "--key", "release-1").out
    assert "every account" in counter.type("checkout", "balances").out.lower()
    assert "Nothing new" in counter.type("checkout", "land").out
    assert counter.type("checkout", "lapse", "--json").json["holds"] == 0
    assert "have newly run out" in counter.type("checkout", "lapse").out


@pytest.mark.slow
def test_keys_of_integrations_are_made_shown_once_replaced_and_ended(counter):
    made = counter.type("checkout", "keys", "create", "own-site", "--scope", "quote", "--scope", "redeem")
    assert "'own-site' for quote, redeem, until 20" in made.out
    secret = made.out.splitlines()[-1]
    assert secret.startswith("zgi_i")
    (key,) = counter.type("checkout", "keys", "list", "--json").json
    listed = counter.type("checkout", "keys", "list").out
    assert "own-site" in listed
    assert secret.rpartition("_")[2] not in listed + json.dumps(key)

    fresh = counter.type("checkout", "keys", "rotate", key["id"], "--overlap", "0")
    assert "works for 0 more hours" in fresh.out
    assert "no live integration key" in counter.type("checkout", "keys", "rotate", key["id"]).err
    assert "revoked" in counter.type("checkout", "keys", "revoke", fresh.out.split("Key ")[1].split()[0]).out
    assert "cannot name an integration" in counter.type("checkout", "keys", "create", "Own Site").err
    assert (
        "A key cannot be for: everything"
        in counter.type("checkout", "keys", "create", "x", "--scope", "everything").err
    )
