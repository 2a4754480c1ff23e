"""Where is a smooth function looked at so that its integral is exact to many digits?"""

from __future__ import annotations

import functools

import numpy as np

from zhanggui.stats.season import Floats

CROWDING = 7.0  # the first nodes lie e^7 times closer together than the last


@functools.cache
def unit_nodes(count: int) -> tuple[Floats, Floats]:
    """Gauss and Legendre's nodes and weights for the integral over 0 … 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


def nodes_ahead(horizon: float, count: int = 40) -> tuple[Floats, Floats]:
    """Nodes and weights for the integral over 0 … horizon of what falls quickly at first and slowly later.

    u = H (e^{κv} − 1) / (e^κ − 1) with v spread as Gauss and Legendre have it.

    >>> nodes, weights = nodes_ahead(10.0)
    >>> round(float((weights / (nodes + 0.1)).sum()), 9), round(float(np.log(10.1 / 0.1)), 9)
    (4.615120517, 4.615120517)
    """
    at, weights = unit_nodes(count)
    scale = horizon / np.expm1(CROWDING)
    return scale * np.expm1(CROWDING * at), weights * scale * CROWDING * np.exp(CROWDING * at)
