"""What the command line says of companions at the cart: published, shown, asked for, taken down."""

import pytest

from tests.checkout.test_companions import ALL, put_at_cart, visit_of
from zhanggui.app.clock import SystemClock
from zhanggui.app.selling.opening import open_till
from zhanggui.app.shop import open_shop


def test_before_anything_is_published_the_next_step_is_said(terminal):
    terminal.type("init")
    for words in (("show",), ("ask", "pot")):
        assert "zhanggui checkout companions publish" in terminal.type("checkout", "companions", *words).out
    assert terminal.type("checkout", "companions", "show", "--json").json is None


@pytest.mark.slow
def test_what_is_in_force_is_shown_asked_for_and_taken_down(terminal):
    terminal.type("init")
    till = open_till(open_shop(terminal.folder, SystemClock()))
    put_at_cart(till, *ALL, held_back_bps=5_000)

    shown = terminal.type("checkout", "companions", "show").out
    assert "Version 1, published by owner" in shown
    assert "50 % held back" in shown
    assert "No sale has told its showing yet" in shown
    assert len(terminal.type("checkout", "companions", "show", "--json").json["companions"]) == 5
    assert "Of 16 orders with 'Pot'" in " ".join(terminal.type("checkout", "companions", "ask", "pot").out.split())
    held_back = terminal.type("checkout", "companions", "ask", "pot", "--visit", visit_of(till, "held_back"))
    assert "held back and shown nothing; it would have been: tray, mug, leaf" in held_back.out
    assert terminal.type("checkout", "companions", "ask", "leaf", "--json").json["skus"] == ["mug"]
    assert "Nothing goes with this basket" in terminal.type("checkout", "companions", "ask", "cup").out
    assert "Taken down (version 2)" in terminal.type("checkout", "companions", "withdraw").out
    assert "the cart shows nothing" in terminal.type("checkout", "companions", "show").out
