"""What does an offer say, as plain values?

A model that was checked once costs ten times a plain value whenever a field of it is read, and a basket reads hundreds.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from zhanggui.offers.rules.scope import Scope
from zhanggui.offers.rules.stated import Stated


def terms_of(stated: Stated) -> SimpleNamespace:
    """The fields of a model, and of the models within it.

    >>> from zhanggui.offers.rules.benefits import FullReduction
    >>> each = FullReduction(kind="full_reduction", steps=[{"threshold_minor": 30000, "off_minor": 5000}])
    >>> terms_of(each).steps[0].off_minor
    5000
    """
    return SimpleNamespace(**{name: _plain(value) for name, value in stated})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    is_asked = isinstance(value, Scope)  # a scope answers questions, and stays what it is
    return terms_of(value) if isinstance(value, Stated) and not is_asked else value
