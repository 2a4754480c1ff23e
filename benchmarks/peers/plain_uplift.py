"""What would a user write who has heard of uplift: two models and their difference, or a rule of thumb?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhanggui.stats.season import Floats
    from zhanggui.stats.uplift.trial import Trial, Whole

MONTHS = 6


def two_models_rule(model: Callable[[], Any], taught: Trial, features: Floats, costs: tuple[float, ...]) -> Whole:
    """One scikit-learn model an arm; contact with the arm that promises most above its cost."""
    told = [
        model().fit(taught.features[taught.arm == arm], taught.outcome[taught.arm == arm])
        for arm in range(len(costs) + 1)
    ]
    expected = np.column_stack([each.predict(features) for each in told])
    net = expected[:, 1:] - expected[:, :1] - np.array(costs)
    return np.where(net.max(axis=1) > 0, net.argmax(axis=1) + 1, 0).astype(np.int64)


def recent_buyers_rule(months_since_purchase: Floats, arm: int) -> Whole:
    """Contact whoever bought lately."""
    return np.where(months_since_purchase <= MONTHS, arm, 0).astype(np.int64)
