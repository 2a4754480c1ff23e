"""What the owner declared, which version holds, and who declared it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.books.conftest import NOW
from zhanggui.books.events import StreamMovedOn, append
from zhanggui.books.settings import STREAM, MarginAssumption, Settings, change, current, history
from zhanggui.core.described import undescribed

MARGIN = MarginAssumption(low=0.2, estimate=0.25, high=0.3)


def test_untouched_settings_are_version_zero_without_a_margin(books):
    assert current(books) == (Settings(), 0)
    assert current(books)[0].margin is None
    assert current(books)[0].automatic == ()


def test_a_change_makes_a_version_and_keeps_the_earlier(books):
    assert change(books, Settings(margin=MARGIN), expected_version=0, by="u1", at=NOW) == 1
    assert change(books, Settings(display_name="清茗"), expected_version=1, by="u2", at=NOW) == 2

    assert current(books) == (Settings(display_name="清茗"), 2)
    assert [(version, by, settings.margin) for version, _, by, settings in history(books)] == [
        (1, "u1", MARGIN),
        (2, "u2", None),
    ]


def test_an_ending_is_kept_and_settings_written_before_there_was_one_have_none(books):
    change(books, Settings(price_ending=".9"), expected_version=0, by="u1", at=NOW)
    assert current(books)[0].price_ending == ".9"

    before = Settings(display_name="清茗").model_dump(mode="json", exclude={"price_ending"})
    with books.begin() as connection:
        append(connection, stream=STREAM, kind="settings.changed", payload=before, by="u1", at=NOW, expected=1)
    assert current(books) == (Settings(display_name="清茗"), 2)


def test_a_change_of_settings_seen_before_somebody_elses_is_refused(books):
    change(books, Settings(display_name="a"), expected_version=0, by="u1", at=NOW)

    with pytest.raises(StreamMovedOn):
        change(books, Settings(display_name="b"), expected_version=0, by="u2", at=NOW)


@pytest.mark.parametrize("bounds", [(0.3, 0.2, 0.4), (0.1, 0.5, 0.4), (-2, 0, 1)])
def test_a_margin_out_of_order_is_refused(bounds):
    low, estimate, high = bounds
    with pytest.raises(ValidationError):
        MarginAssumption(low=low, estimate=estimate, high=high)


def test_an_unknown_setting_is_refused():
    with pytest.raises(ValidationError):
        Settings.model_validate({"colour": "red"})


def test_every_setting_is_described():
    assert undescribed(Settings) == ()
    assert undescribed(MarginAssumption) == ()
