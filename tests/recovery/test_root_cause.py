"""Are causes planted into a tea shop named, and none where nothing was planted? A small part of the benchmark."""

from __future__ import annotations

import pytest

from benchmarks.invented.causes import Stage, build_shop
from benchmarks.invented.stories import Sold, stories
from benchmarks.suites.root_cause import is_right

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """One shop of 60 orders a day."""
    folder = tmp_path_factory.mktemp("root_cause")
    build_shop(folder, seed=7, newcomers_per_day=10.0)
    return Stage(folder)


@pytest.fixture(scope="module")
def sold(stage):
    """Its sales before anything was planted."""
    return Sold.of(stage)


def test_nothing_is_named_where_nothing_was_planted(stage, sold):
    assert sum(is_right(stage, sold, story) for story in stories(stage, "none", 10, seed=7)) >= 8


def test_most_single_causes_are_named_first(stage, sold):
    # Eight of ten here; both misses lie around Double 11. The rate itself is told by the benchmark.
    assert sum(is_right(stage, sold, story) for story in stories(stage, "single", 10, seed=7)) >= 8


def test_causes_stand_above_what_the_most_conspicuous_segment_does_by_chance(stage, sold):
    (story,) = stories(stage, "mixed", 1, seed=7)

    assert 4 < sold.above_noise() < 6
    assert min(story.strengths) >= sold.above_noise()
    assert len({cause.kind for cause in story.causes}) == 2
