"""How does a surface put a question of the catalogue to a shop?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.app import catalog, runner
from zhanggui.app.checking import checked_params
from zhanggui.app.measuring import declared_margin, declared_stage
from zhanggui.app.models import ModelStore
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.sentence import Sentence, render
from zhanggui.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.core.capability import Capability
    from zhanggui.core.model import Model
    from zhanggui.core.run import Run

MOST_MEMBERS = 1000
MOST_MEMBERS_IN_A_FILE = 200_000
STAGE_KNOB = "stage"
OFFER_KNOBS = ("offers", "offers_b", "offers_c", "offers_d")
DECISIONS_KNOB = "decisions"
POINTS_KNOBS = ("points_per", "point_cost")
MARGIN_KNOBS = ("margin_low", "margin_estimate", "margin_high")


class NoMembers(RequestAtFault):
    """The capability does not say who is behind its rows."""

    sentence = Words(
        zh="“{title}”没有可列出的成员。",
        en="'{title}' has no members to list; its rows are not made of people or products.",
    )


def answer(shop: Shop, name: str, raw_params: Mapping[str, Any]) -> Run:
    """Run a capability on the shop's current snapshot."""
    warehouse = shop.warehouse()
    try:
        asked = with_declared(shop, catalog.capability(name), raw_params)
        return runner.run(warehouse, name, asked, cache=cache_of(shop))
    finally:
        warehouse.close()


def cache_of(shop: Shop) -> runner.RunCache:
    """Where the shop keeps its answers and its models."""
    return runner.RunCache(shop.folder / "runs", ModelStore(shop.folder / "models"))


def with_declared(shop: Shop, capability: Capability | Model, raw_params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The params with what the owner declared of the shop, where the capability can use it and nothing was given."""
    with_stage = _with_declared_stage(shop, capability, _with_settings(shop, capability, raw_params))
    with_offers = _with_decisions(shop, capability, _with_kept_offers(shop, capability, with_stage))
    return _with_declared_margin(shop, capability, _with_points(shop, capability, with_offers))


def _with_kept_offers(shop: Shop, capability: Capability | Model, raw_params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Numbers of kept sets become the sets themselves; where none is named, the one that was checked last."""
    if OFFER_KNOBS[0] not in capability.params.model_fields:
        return raw_params
    from zhanggui.app.offer_drafts import kept_text, last_text

    told = {knob: str(raw_params[knob]).strip() for knob in OFFER_KNOBS if raw_params.get(knob)}
    if not told:
        text = last_text(shop)
        return raw_params if text is None else {**raw_params, OFFER_KNOBS[0]: text}
    return {**raw_params, **{knob: kept_text(shop, text) if text.isdecimal() else text for knob, text in told.items()}}


def _with_decisions(shop: Shop, capability: Capability | Model, raw_params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Decisions on a product's price as the record has them: those that are named, or all."""
    if DECISIONS_KNOB not in capability.params.model_fields or not raw_params.get("sku"):
        return raw_params
    from zhanggui.app.price_decisions import decisions_on

    named = str(raw_params.get(DECISIONS_KNOB) or "")
    if named.lstrip().startswith("["):  # told whole
        return raw_params
    return {**raw_params, DECISIONS_KNOB: decisions_on(shop, str(raw_params["sku"]), named)}


def _with_points(shop: Shop, capability: Capability | Model, raw_params: Mapping[str, Any]) -> Mapping[str, Any]:
    """How points are earned and what they cost by the programme in force, where nothing else was given."""
    if not set(POINTS_KNOBS) <= set(capability.params.model_fields) or set(POINTS_KNOBS) & set(raw_params):
        return raw_params
    from zhanggui.app.loyalty.points_cost import points_cost

    found = points_cost(shop)
    told = (found.paid_per_point_minor, found.point_cost_minor) if found else ()
    return {**raw_params, **dict(zip(POINTS_KNOBS, told, strict=False))}


def _with_declared_stage(
    shop: Shop, capability: Capability | Model, raw_params: Mapping[str, Any]
) -> Mapping[str, Any]:
    if STAGE_KNOB not in capability.params.model_fields or STAGE_KNOB in raw_params:
        return raw_params
    stage = declared_stage(shop)
    return raw_params if stage is None else {**raw_params, STAGE_KNOB: stage}


def _with_settings(shop: Shop, capability: Capability | Model, raw_params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the shop declared for a knob, such as positions and the ending of prices, where the question tells none."""
    from zhanggui.books.settings import OF_SHOP, current

    untold = [knob for knob in OF_SHOP if knob in capability.params.model_fields and not raw_params.get(knob)]
    if not untold:
        return raw_params
    declared = current(shop.books)[0].of_shop
    return {**raw_params, **{knob: declared[knob] for knob in untold}}


def _with_declared_margin(
    shop: Shop, capability: Capability | Model, raw_params: Mapping[str, Any]
) -> Mapping[str, Any]:
    if not set(MARGIN_KNOBS) <= set(capability.params.model_fields) or set(MARGIN_KNOBS) & set(raw_params):
        return raw_params
    margin = declared_margin(shop)
    if margin is None:
        return raw_params
    declared = dict(zip(MARGIN_KNOBS, (margin.low, margin.estimate, margin.high), strict=True))
    return {**raw_params, **declared}


def members(
    shop: Shop, name: str, raw_params: Mapping[str, Any], value: str, *, most: int = MOST_MEMBERS
) -> dict[str, Any]:
    """The customers (by pseudonym), products or orders behind one row of a result."""
    capability = catalog.capability(name)
    if capability.members is None:
        raise NoMembers(title=capability.title)
    params = checked_params(capability.params, with_declared(shop, capability, raw_params))
    warehouse = shop.warehouse()
    try:
        needs = runner.supplied(capability, params, warehouse, cache_of(shop))
        relation = capability.members.find(warehouse, params, value, **needs)
        found = warehouse.fetch(relation.select("id").distinct().order_by("id").limit(most + 1))
    finally:
        warehouse.close()
    ids = found.column("id").to_pylist()
    return {
        "capability": name,
        "field": capability.members.field,
        "value": value,
        "kind": capability.members.kind,
        "members": ids[:most],
        "is_complete": len(ids) <= most,
    }


def plain(run: Run, capability: Capability) -> dict[str, Any]:
    """A run as JSON values, its sentences also rendered in both languages."""
    values = runner.plain(run)
    values["text"] = {
        language: {
            "headline": render(run.result.headline, capability.sentences, language),
            "caveats": [render(caveat, capability.sentences, language) for caveat in run.result.caveats],
        }
        for language in LANGUAGES
    }
    return values


def says(sentence: Sentence, owner: Mapping[str, Words]) -> dict[str, Any]:
    """A sentence as JSON values: code, and its words in both languages."""
    return {"code": sentence.code, **{language: render(sentence, owner, language) for language in LANGUAGES}}
