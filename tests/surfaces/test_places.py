"""Does a row that sends its reader on say where, in words, and with the command that opens it?"""

from __future__ import annotations

import pytest

from zhanggui.analyses.goals.why.next_steps import STEP_SENTENCES, next_steps
from zhanggui.core.words import Words
from zhanggui.surfaces.places import with_commands
from zhanggui.surfaces.presentation import table_of

TITLE = Words(zh="怎么办", en="What to do")
COMMANDS = {
    "goals.kpi_board": "经营看板: zhanggui run goals.kpi_board",
    "products.clear_slow_movers": "清理滞销商品: zhanggui decisions list --policy products.clear_slow_movers",
}


@pytest.fixture
def table():
    """What to do about a tea that sells less, and where there is nothing to do."""
    tea = Words(zh="龙井", en="Longjing")
    rows = (*next_steps([({"sku": "tea"}, tea, -100, ())]), *next_steps([]))
    return table_of("next_steps", rows, TITLE, STEP_SENTENCES, "zh-CN")


def test_places_are_shown_by_their_titles_and_keep_their_names_for_files(table):
    assert [row[1] for row in table.rows] == ["清理滞销商品", "经营看板"]
    assert [row[1] for row in table.values] == ["products.clear_slow_movers", "goals.kpi_board"]


def test_a_terminal_is_told_the_command_beside_the_title(table):
    assert {row[1] for row in with_commands(table).rows} == set(COMMANDS.values())
