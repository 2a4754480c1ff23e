"""Which capabilities and policies are there? Names to dotted paths: data, loaded only when asked for."""

from __future__ import annotations

import difflib
import functools
import importlib
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from zhanggui.core.errors import UnknownName
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.core.capability import Capability
    from zhanggui.decisions.policy import Policy

CAPABILITIES: Mapping[str, str] = {
    "channels.reconciliation": "zhanggui.analyses.channels.reconciliation:CAPABILITY",
    "customers.cohorts": "zhanggui.analyses.customers.cohorts:CAPABILITY",
    "customers.funnel": "zhanggui.analyses.customers.funnel:CAPABILITY",
    "customers.rfm": "zhanggui.analyses.customers.rfm:CAPABILITY",
    "goals.kpi_board": "zhanggui.analyses.goals.kpi_board:CAPABILITY",
    "products.contribution": "zhanggui.analyses.products.contribution:CAPABILITY",
    "products.pareto": "zhanggui.analyses.products.pareto:CAPABILITY",
}

POLICIES: Mapping[str, str] = {
    "customers.win_back": "zhanggui.decisions.policies.win_back:POLICY",
    "products.clear_slow_movers": "zhanggui.decisions.policies.clear_slow_movers:POLICY",
}

_GROUP = "zhanggui.capabilities"


@functools.cache
def capability_paths() -> Mapping[str, str]:
    """Our own capabilities and those that installed packages add through the entry-point group."""
    return {**CAPABILITIES, **{point.name: point.value for point in entry_points(group=_GROUP)}}


def capability(name: str) -> Capability:
    """Load one capability by name.

    >>> capability("customers.rfm").name
    'customers.rfm'
    """
    found: Capability = _load(capability_paths(), name, Words(zh="分析", en="capability"))
    return found


def policy(name: str) -> Policy:
    """Load one policy by name."""
    found: Policy = _load(POLICIES, name, Words(zh="策略", en="policy"))
    return found


def capabilities() -> tuple[Capability, ...]:
    """All capabilities, by name."""
    return tuple(capability(name) for name in sorted(capability_paths()))


def policies() -> tuple[Policy, ...]:
    """All policies, by name."""
    return tuple(policy(name) for name in sorted(POLICIES))


def _load(paths: Mapping[str, str], name: str, kind: Words) -> Any:
    if name not in paths:
        near = ", ".join(difflib.get_close_matches(name, paths, n=3, cutoff=0.3) or sorted(paths)[:5])
        raise UnknownName(kind=kind, name=name, near=near, listing="zhanggui list")
    module, attribute = paths[name].split(":")
    return getattr(importlib.import_module(module), attribute)
