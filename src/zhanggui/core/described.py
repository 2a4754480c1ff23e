"""How does a field carry its own documentation?"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, cast, get_type_hints

from pydantic.fields import FieldInfo

from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A field's label, its longer explanation and its unit."""

    label: Words
    about: Words
    unit: str | None


def described(zh: str, en: str, *, about_zh: str = "", about_en: str = "", unit: str | None = None) -> FieldInfo:
    """The note that documents a field of Params, of a Result or of a row.

    Written as `Annotated[int, described("件数", "Units", unit="units")]`.

    The label (zh, en) heads columns and form fields; `about_…` explains at more length; `unit` is one of
    count, days, money, rate, ratio, units, customers, orders, …; "change" is shown with its sign, and "code" is for
    programs: files and JSON hold it, pages leave it out; "place" names an analysis or a policy, shown as a link.
    """
    extra: dict[str, Any] = {"zh": zh, "about_zh": about_zh, "about_en": about_en, "unit": unit}
    return FieldInfo(title=en, description=about_en or en, json_schema_extra=extra)


def descriptions(owner: type) -> dict[str, Description]:
    """Every described field of a dataclass or pydantic model, in order of declaration."""
    return _descriptions(cast("Hashable", owner))


@functools.cache
def _descriptions(owner: Any) -> dict[str, Description]:
    found = {}
    for name, hint in get_type_hints(owner, include_extras=True).items():
        for note in getattr(hint, "__metadata__", ()):
            if isinstance(note, FieldInfo) and isinstance(note.json_schema_extra, dict):
                found[name] = _description(note)
    return found


def undescribed(owner: type) -> tuple[str, ...]:
    """The public fields of a dataclass or pydantic model that nobody described."""
    fields = getattr(owner, "model_fields", None) or {field.name for field in dataclasses.fields(owner)}
    return tuple(name for name in fields if name not in descriptions(owner))


def _description(note: FieldInfo) -> Description:
    extra = cast("dict[str, Any]", note.json_schema_extra)
    label = Words(zh=extra["zh"], en=note.title or "")
    about = Words(zh=extra["about_zh"] or label.zh, en=extra["about_en"] or label.en)
    return Description(label=label, about=about, unit=extra["unit"])
