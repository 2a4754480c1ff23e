"""How unevenly is a total spread over those who make it up?"""

from __future__ import annotations


def gini(count: int, total: int, ranked_total: int) -> float | None:
    """0 when all are alike, near 1 when one has everything; None for an empty or worthless total.

    G = 2 Σ i·xᵢ / (n Σ x) − (n + 1) / n with x sorted upwards and i = 1 … n, so that sums alone are needed:
    `count` n, `total` Σ x and `ranked_total` Σ i·xᵢ.

    C. Gini, Variabilità e mutabilità, 1912; the form with ranks: A. Sen, On Economic Inequality, 1973, §2.7.

    >>> gini(4, 40, 10 + 20 + 30 + 40)
    0.0
    >>> gini(4, 40, 4 * 40)
    0.75
    """
    if count == 0 or total <= 0:
        return None
    return 2 * ranked_total / (count * total) - (count + 1) / count
