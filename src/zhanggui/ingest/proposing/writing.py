"""How is a proposed map written down, so that a person may read it, change it and use it again?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from pydantic import BaseModel

from zhanggui.ingest.mapping import language as lang
from zhanggui.ingest.mapping.column_map import Recognise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.ingest.proposing.fields import Form


def written(form: Form, fields: Mapping[str, str], *, name: str, file: str, ways: Sequence[str] = ()) -> str:
    """The form as a map of its own, reading the file's headers; `fields` has the header of each field."""
    needed = tuple(dict.fromkeys(header for need in form.needs for field, header in fields.items() if field in need))
    also = tuple(header for header in fields.values() if header not in needed)
    title = {language: f"{text} · {file}" for language, text in form.raw["title"].items()}
    people = form.source.people
    source = _reading(form.source, fields).model_copy(
        update={
            "name": name,
            "formats": tuple(ways),
            "recognise": Recognise(required=needed, also=also),
            "aliases": {},
            "people": people
            and _reading(people, fields).model_copy(update={"first_seen": fields.get(people.first_seen or "")}),
        }
    )
    plain = source.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    plain["table"] = [{**table, "columns": _said(table["columns"])} for table in plain["table"]]
    return tomlkit.dumps({**plain, "title": title})


def _reading(piece: Any, fields: Mapping[str, str]) -> Any:
    """The same piece of a map with the file's headers for the form's fields; what nothing fills reads nothing."""
    match piece:
        case lang.From():
            return piece.model_copy(update={"from_": _headers(piece.headers, fields)})
        case lang.Person() | lang.Region():
            named = (piece.of,) if isinstance(piece.of, str) else piece.of
            return piece.model_copy(update={"of": _headers(named, fields)})
        case lang.Lacks():
            return piece.model_copy(update={"lacks": tuple(fields[each] for each in piece.lacks if each in fields)})
        case BaseModel():
            names = type(piece).model_fields
            return piece.model_copy(update={each: _reading(getattr(piece, each), fields) for each in names})
        case dict():
            return {key: _reading(value, fields) for key, value in piece.items()}
        case tuple():
            return tuple(_reading(value, fields) for value in piece)
        case _:
            return piece


def _headers(asked: Sequence[str], fields: Mapping[str, str]) -> str | tuple[str, ...]:
    found = tuple(fields[each] for each in asked if each in fields)
    return found[0] if len(found) == 1 else found


def _said(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Without the columns that no header fills; money whose currency nobody names is in the shop's."""
    told = {name: value for name, value in columns.items() if not (isinstance(value, dict) and value.get("from") == [])}
    return told if "currency" in told or "currency" not in columns else {**told, "currency": {"const": "shop"}}
