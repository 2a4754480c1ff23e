"""Is a command measured by itself, and is its failure said?"""

import pytest

from benchmarks import processes


@pytest.mark.slow
def test_the_memory_of_a_large_parent_is_not_the_commands():
    large = bytearray(300_000_000)
    small = processes.python("-c", "pass")
    assert small.peak_bytes < 100_000_000 < len(large)


def test_memory_a_command_takes_is_counted():
    assert processes.python("-c", "bytearray(300_000_000)").peak_bytes > 300_000_000


def test_a_command_that_fails_is_not_measured():
    with pytest.raises(processes.CommandFailed, match="left with 3: lost"):
        processes.python("-c", "import sys; print('lost', file=sys.stderr); sys.exit(3)")
