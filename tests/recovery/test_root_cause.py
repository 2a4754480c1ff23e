"""Are causes planted into a tea shop named, and none where nothing was planted? A small part of the benchmark."""

from __future__ import annotations

import pytest

from benchmarks.invented.causes import Stage, build_shop
from benchmarks.suites.root_cause import is_right

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """One shop of 35 orders a day."""
    folder = tmp_path_factory.mktemp("root_cause")
    build_shop(folder, seed=7, newcomers_per_day=6.0)
    return Stage(folder)


def test_nothing_is_named_where_nothing_was_planted(stage):
    assert sum(is_right(stage, story) for story in stage.stories("none", 10, seed=7)) >= 8


def test_strong_single_causes_are_named_first(stage):
    strong = [story for story in stage.stories("single", 24, seed=7) if min(story.strengths, default=0) >= 7]

    assert len(strong) >= 3
    assert sum(is_right(stage, story) for story in strong) >= 0.6 * len(strong)
