"""Which map would read an unknown file, and where does a shop keep the maps of its own?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from zhanggui.app.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.ingest.proposing.proposal import MapProposal


def propose_map(
    shop: Shop, file: Path, *, form: str = "", chosen: Mapping[str, str] | None = None, name: str = ""
) -> MapProposal:
    """Say what an unknown file probably is, column by column; `form` and `chosen` are what a person decided."""
    from zhanggui.ingest.proposing.proposal import Wish, propose

    return propose(file, key=shop.vault.key, wish=Wish(form=form, chosen=chosen, name=name))


def save_map(shop: Shop, toml: str) -> Path:
    """Keep a map with the shop: from now on files that it fits are read by it. A map that is wrong is refused."""
    from zhanggui.ingest.mapping.library import MAPS, built_in_maps, parse_map

    source = parse_map(toml, "map.toml")
    folder = shop.folder / MAPS
    name = source.name if source.name not in built_in_maps() else f"{source.name}_own"
    target = folder / f"{name}.toml"
    write_whole(target, toml.replace(f'name = "{source.name}"', f'name = "{name}"', 1).encode())
    return target


def shop_map_names(shop: Shop) -> tuple[str, ...]:
    """The maps that lie with the shop."""
    from zhanggui.ingest.mapping.library import shop_maps

    return tuple(source.name for source in shop_maps(shop.folder))


def form_titles() -> dict[str, Any]:
    """The sorts of sheets that a file may be, by name."""
    from zhanggui.ingest.proposing.fields import forms

    return {form.name: form.title for form in forms()}


def plain_proposal(proposal: MapProposal) -> dict[str, Any]:
    """A proposal as JSON values."""
    shaped: dict[str, Any] = TypeAdapter(type(proposal)).dump_python(proposal, mode="json")
    return shaped
