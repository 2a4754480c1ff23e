"""Where does chance come from, so that the same seed always tells the same story?"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def stream(seed: int, purpose: str, *numbers: int) -> np.random.Generator:
    """An endless stream of chance for one purpose: asking for one more thing elsewhere never shifts it.

    >>> int(stream(7, "births").integers(1000)) == int(stream(7, "births").integers(1000))
    True
    """
    entropy = [seed, zlib.crc32(purpose.encode()), *numbers]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(entropy)))


def scrambled(seed: int, purpose: str, *numbers: NDArray[np.int64] | int) -> NDArray[np.uint64]:
    """64 even bits for each tuple of numbers; what a week or a person is dealt, whenever one asks.

    Repeated SplitMix64 (Steele, Lea, Flood 2014, section 4).
    """
    state = np.asarray(_finish(np.uint64((seed * 0x1_0000_0001 + zlib.crc32(purpose.encode())) % 2**64)))
    for number in numbers:
        with np.errstate(over="ignore"):
            state = _finish(state ^ np.asarray(number).astype(np.int64).view(np.uint64))
    return state


def even(seed: int, purpose: str, *numbers: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """A number between 0 and 1 for each tuple of numbers.

    >>> bool(0 <= even(7, "stock", 3) < 1)
    True
    """
    return (scrambled(seed, purpose, *numbers) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def bell(seed: int, purpose: str, *numbers: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """A standard normal number for each tuple of numbers (Box and Muller 1958)."""
    radius = np.sqrt(-2 * np.log1p(-even(seed, purpose + "/radius", *numbers)))
    return np.asarray(radius * np.cos(2 * np.pi * even(seed, purpose + "/angle", *numbers)))


def _finish(state: np.uint64 | NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        mixed = np.asarray(state) + _GOLDEN
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_1
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_2
        return np.asarray(mixed ^ (mixed >> np.uint64(31)))
