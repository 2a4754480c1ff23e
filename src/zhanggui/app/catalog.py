"""Which capabilities, models and policies are there? Names to dotted paths: data, loaded only when asked for."""

from __future__ import annotations

import difflib
import importlib
from typing import TYPE_CHECKING, Any

from zhanggui.app.extensions import CapabilityUnusable, extensions
from zhanggui.core.errors import UnknownName
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from zhanggui.app.extensions import Unusable
    from zhanggui.core.capability import Capability
    from zhanggui.core.model import Model
    from zhanggui.decisions.policy import Policy

CAPABILITIES: Mapping[str, str] = {
    "channels.conflicts": "zhanggui.analyses.channels.conflicts:CAPABILITY",
    "channels.reconciliation": "zhanggui.analyses.channels.reconciliation:CAPABILITY",
    "channels.scorecard": "zhanggui.analyses.channels.scorecard:CAPABILITY",
    "channels.traffic": "zhanggui.analyses.channels.traffic:CAPABILITY",
    "customers.cohorts": "zhanggui.analyses.customers.cohorts:CAPABILITY",
    "customers.funnel": "zhanggui.analyses.customers.funnel:CAPABILITY",
    "customers.journey": "zhanggui.analyses.customers.journey.journey:CAPABILITY",
    "customers.lifecycle": "zhanggui.analyses.customers.lifecycle:CAPABILITY",
    "customers.movement": "zhanggui.analyses.customers.movement.movement:CAPABILITY",
    "customers.one": "zhanggui.analyses.customers.one.one:CAPABILITY",
    "customers.personas": "zhanggui.analyses.customers.personas.personas:CAPABILITY",
    "customers.potential": "zhanggui.analyses.customers.potential.potential:CAPABILITY",
    "customers.reorder": "zhanggui.analyses.customers.reorder:CAPABILITY",
    "customers.rfm": "zhanggui.analyses.customers.rfm:CAPABILITY",
    "customers.segment": "zhanggui.analyses.customers.segment.segment:CAPABILITY",
    "customers.types": "zhanggui.analyses.customers.types.types:CAPABILITY",
    "customers.uplift": "zhanggui.analyses.customers.uplift.uplift:CAPABILITY",
    "customers.value": "zhanggui.analyses.customers.value.value:CAPABILITY",
    "goals.alerts": "zhanggui.analyses.goals.alerts.alerts:CAPABILITY",
    "goals.kpi_board": "zhanggui.analyses.goals.kpi_board:CAPABILITY",
    "goals.progress": "zhanggui.analyses.goals.progress.progress:CAPABILITY",
    "goals.why": "zhanggui.analyses.goals.why.explanation:CAPABILITY",
    "market.campaigns_compared": "zhanggui.analyses.market.campaigns.campaigns:CAPABILITY",
    "market.competitor_cards": "zhanggui.analyses.market.cards.cards:CAPABILITY",
    "market.ranges": "zhanggui.analyses.market.ranges.ranges:CAPABILITY",
    "market.review_gap": "zhanggui.analyses.market.reviews.gaps:CAPABILITY",
    "pricing.bands": "zhanggui.analyses.pricing.bands.bands:CAPABILITY",
    "pricing.clearance": "zhanggui.analyses.pricing.clearance.clearance:CAPABILITY",
    "pricing.competitors": "zhanggui.analyses.pricing.competitors.competitors:CAPABILITY",
    "pricing.cross_elasticity": "zhanggui.analyses.pricing.cross.cross:CAPABILITY",
    "pricing.crossings": "zhanggui.analyses.pricing.crossings.crossings:CAPABILITY",
    "pricing.elasticity": "zhanggui.analyses.pricing.elasticity.elasticity:CAPABILITY",
    "pricing.one": "zhanggui.analyses.pricing.one.one:CAPABILITY",
    "pricing.parity": "zhanggui.analyses.pricing.parity.parity:CAPABILITY",
    "pricing.targets": "zhanggui.analyses.pricing.targets.targets:CAPABILITY",
    "products.abc_xyz": "zhanggui.analyses.products.abc_xyz.abc_xyz:CAPABILITY",
    "products.assortment": "zhanggui.analyses.products.assortment.assortment:CAPABILITY",
    "products.companions": "zhanggui.analyses.products.companions.companions:CAPABILITY",
    "products.contribution": "zhanggui.analyses.products.contribution:CAPABILITY",
    "products.lifecycle": "zhanggui.analyses.products.lifecycle.lifecycle:CAPABILITY",
    "products.one": "zhanggui.analyses.products.one.one:CAPABILITY",
    "products.overlap": "zhanggui.analyses.products.overlap.overlap:CAPABILITY",
    "products.pairs": "zhanggui.analyses.products.pairs.pairs:CAPABILITY",
    "products.pareto": "zhanggui.analyses.products.pareto:CAPABILITY",
    "products.returns": "zhanggui.analyses.products.returns.returns:CAPABILITY",
    "products.roles": "zhanggui.analyses.products.roles.roles:CAPABILITY",
    "products.tree": "zhanggui.analyses.products.tree.tree:CAPABILITY",
    "promotions.back_test": "zhanggui.decisions.policies.campaign.back_test:CAPABILITY",
    "promotions.coupon_use": "zhanggui.analyses.promotions.coupon_use:CAPABILITY",
    "promotions.goods": "zhanggui.analyses.promotions.goods.goods:CAPABILITY",
    "promotions.replay": "zhanggui.analyses.promotions.replay.replay:CAPABILITY",
    "promotions.tiers": "zhanggui.decisions.tiers.tiers:CAPABILITY",
    "supply.suppliers": "zhanggui.analyses.supply.suppliers.suppliers:CAPABILITY",
}

MODELS: Mapping[str, str] = {
    "customer_value": "zhanggui.analyses.customers.value.model:MODEL",
    "price_elasticity": "zhanggui.analyses.pricing.elasticity.model:MODEL",
}

POLICIES: Mapping[str, str] = {
    "customers.programmes": "zhanggui.decisions.policies.programmes:POLICY",
    "customers.win_back": "zhanggui.decisions.policies.win_back:POLICY",
    "pricing.best_step": "zhanggui.decisions.policies.best_step:POLICY",
    "pricing.market_step": "zhanggui.decisions.policies.market_step:POLICY",
    "products.bundles": "zhanggui.decisions.policies.bundles:POLICY",
    "products.clear_slow_movers": "zhanggui.decisions.policies.clear_slow_movers:POLICY",
    "promotions.campaign": "zhanggui.decisions.policies.campaign:POLICY",
    "promotions.coupons": "zhanggui.decisions.policies.coupons:POLICY",
}


def capability_names() -> tuple[str, ...]:
    """Our own capabilities and those that installed packages add through the entry-point group, by name."""
    return tuple(sorted((*CAPABILITIES, *extensions(CAPABILITIES).usable)))


def unusable() -> tuple[Unusable, ...]:
    """Capabilities that installed packages announce and that had to be skipped."""
    return extensions(CAPABILITIES).unusable


def capability(name: str) -> Capability:
    """Load one capability by name.

    >>> capability("customers.rfm").name
    'customers.rfm'
    """
    if name not in CAPABILITIES:
        return _added(name)
    found: Capability = _load(CAPABILITIES, name)
    return found


def policy(name: str) -> Policy:
    """Load one policy by name."""
    if name not in POLICIES:
        raise _unknown(POLICIES, name, Words(zh="策略", en="policy"))
    found: Policy = _load(POLICIES, name)
    return found


def model(name: str) -> Model:
    """Load one model by name."""
    if name not in MODELS:
        raise _unknown(MODELS, name, Words(zh="模型", en="model"), listing="zhanggui models")
    found: Model = _load(MODELS, name)
    return found


def models() -> tuple[Model, ...]:
    """All models, by name."""
    return tuple(model(name) for name in sorted(MODELS))


def capabilities() -> tuple[Capability, ...]:
    """All capabilities, by name."""
    return tuple(capability(name) for name in capability_names())


def policies() -> tuple[Policy, ...]:
    """All policies, by name."""
    return tuple(policy(name) for name in sorted(POLICIES))


def _added(name: str) -> Capability:
    added = extensions(CAPABILITIES)
    if name in added.usable:
        return added.usable[name]
    for broken in added.unusable:
        if broken.name == name:
            raise CapabilityUnusable(said=broken.said)
    raise _unknown(capability_names(), name, Words(zh="分析", en="capability"))


def _unknown(known: Collection[str], name: str, kind: Words, listing: str = "zhanggui list") -> UnknownName:
    near = ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.3) or sorted(known)[:5])
    return UnknownName(kind=kind, name=name, near=near, listing=listing)


def _load(paths: Mapping[str, str], name: str) -> Any:
    module, attribute = paths[name].split(":")
    return getattr(importlib.import_module(module), attribute)
