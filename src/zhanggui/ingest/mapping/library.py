"""Which column maps are there?"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from pydantic import ValidationError

from zhanggui.ingest.errors import FileMissing, MapNotUnderstood
from zhanggui.ingest.mapping.column_map import ColumnMap

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_PROBLEMS = 5
MAPS = "maps"


@functools.cache
def built_in_maps() -> Mapping[str, ColumnMap]:
    """The maps that come with the product, by name."""
    files = (resources.files("zhanggui.ingest") / "maps").iterdir()
    texts = {file.name: file.read_text("utf-8") for file in files if file.name.endswith(".toml")}
    found = [parse_map(texts[name], name) for name in sorted(texts)]
    return {each.name: each for each in found}


def own_map(path: Path) -> ColumnMap:
    """A map that the shop wrote itself."""
    try:
        return parse_map(path.read_text("utf-8-sig"), path.name)
    except FileNotFoundError:
        raise FileMissing(file=path) from None
    except UnicodeDecodeError:
        raise MapNotUnderstood(file=path.name, problems="not UTF-8") from None


def shop_maps(folder: Path) -> tuple[ColumnMap, ...]:
    """The maps that lie with the shop: files that they fit are recognised by them, before any other map is asked."""
    return tuple(own_map(path) for path in sorted((folder / MAPS).glob("*.toml")))


def parse_map(text: str, file: str) -> ColumnMap:
    """Read a map; what is wrong is said by its place in the file."""
    try:
        return ColumnMap.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MapNotUnderstood(file=file, problems=str(error)) from None
    except ValidationError as error:
        said = [f"{_place(problem['loc'])}: {problem['msg']}" for problem in error.errors()[:MOST_PROBLEMS]]
        raise MapNotUnderstood(file=file, problems="; ".join(said)) from None


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the map: pydantic's class names are of no use to its writer."""
    return ".".join(str(step) for step in location if not (isinstance(step, str) and step[:1].isupper())) or "map"
