"""How a shop is started, opened and refused."""

from datetime import UTC, datetime

import pytest

from zhanggui.app.shop import ShopExists, UnknownTimezone, init_shop, open_shop
from zhanggui.books.keys import key_file
from zhanggui.core.clock import StoppedClock
from zhanggui.core.errors import NoShopHere, NothingLoaded, UnknownCurrency

CLOCK = StoppedClock(datetime(2026, 3, 1, 9, tzinfo=UTC))


def started(folder, currency="CNY", timezone="Asia/Shanghai"):
    return init_shop(folder, currency=currency, timezone=timezone, name="清茗", clock=CLOCK)


def test_a_started_shop_opens_with_the_same_facts(tmp_path):
    shop = started(tmp_path / "s")

    assert open_shop(tmp_path / "s", CLOCK).facts == shop.facts
    assert shop.facts.name == "清茗"


def test_the_key_lies_outside_the_folder_and_only_its_owner_reads_it(tmp_path):
    shop = started(tmp_path / "s")
    file = key_file(shop.facts.id)

    assert tmp_path / "s" not in file.parents
    assert file.stat().st_mode & 0o077 == 0
    assert all(shop.key.hex() not in path.read_text("utf-8") for path in shop.folder.iterdir() if path.is_file())


def test_starting_again_with_the_same_facts_changes_nothing(tmp_path):
    first = started(tmp_path / "s")

    assert started(tmp_path / "s").facts == first.facts


def test_starting_again_with_another_currency_is_refused(tmp_path):
    started(tmp_path / "s")

    with pytest.raises(ShopExists):
        started(tmp_path / "s", currency="USD")


def test_a_folder_without_a_shop_says_how_to_start_one(tmp_path):
    with pytest.raises(NoShopHere) as problem:
        open_shop(tmp_path, CLOCK)

    assert "init" in problem.value.text("en")
    assert str(tmp_path) in problem.value.text("zh-CN")


@pytest.mark.parametrize(
    "facts, problem", [({"currency": "XXX"}, UnknownCurrency), ({"timezone": "Moon"}, UnknownTimezone)]
)
def test_facts_that_do_not_exist_are_refused_before_anything_is_written(tmp_path, facts, problem):
    with pytest.raises(problem):
        started(tmp_path / "s", **facts)

    assert not (tmp_path / "s").exists()


def test_a_shop_without_data_says_how_to_load_some(tmp_path):
    with pytest.raises(NothingLoaded):
        started(tmp_path / "s").warehouse()
