"""Which addresses does an OpenAPI description name, and what does each take and give?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter, or one field of a body or an answer."""

    name: str
    place: str
    type: str
    is_required: bool
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address with what it takes and gives."""

    method: str
    path: str
    summary: str
    about: str
    takes: tuple[Field, ...]
    body: tuple[Field, ...]
    gives: tuple[Field, ...]
    statuses: tuple[tuple[str, str], ...]


def operations(described: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Every operation of an OpenAPI description, with its subject."""
    schemas = described.get("components", {}).get("schemas", {})
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                yield next(iter(told.get("tags", ())), "api"), _operation(path, method, told, schemas)


def _operation(path: str, method: str, told: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    good: Mapping[str, Any] = next(
        (told["responses"][code] for code in sorted(told["responses"]) if code.startswith("2")), {}
    )
    return Operation(
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        about=told.get("description", ""),
        takes=tuple(_parameter(each) for each in told.get("parameters", ())),
        body=_fields(_content(told.get("requestBody", {})), schemas),
        gives=_fields(_content(good), schemas),
        statuses=tuple((code, each.get("description", "")) for code, each in sorted(told["responses"].items())),
    )


def _content(told: Mapping[str, Any]) -> Mapping[str, Any]:
    content = told.get("content", {})
    schema: Mapping[str, Any] = next((each.get("schema", {}) for each in content.values()), {})
    return schema


def _parameter(told: Mapping[str, Any]) -> Field:
    return Field(
        name=told["name"],
        place=told["in"],
        type=_type(told.get("schema", {})),
        is_required=bool(told.get("required")),
        about=told.get("description") or told.get("schema", {}).get("description", ""),
    )


def _fields(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> tuple[Field, ...]:
    found = _resolved(schema, schemas)
    if found.get("type") == "array":
        found = _resolved(found.get("items", {}), schemas)
    required = set(found.get("required", ()))
    return tuple(
        Field(
            name=name,
            place="",
            type=_type(each),
            is_required=name in required,
            about=each.get("description", "") or each.get("title", ""),
        )
        for name, each in found.get("properties", {}).items()
    )


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        found: Mapping[str, Any] = schemas[schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    parts = [each for key in ("anyOf", "oneOf") for each in schema.get(key, ())]
    if parts:
        return " | ".join(dict.fromkeys(_type(each) for each in parts))
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}[]"
    told = schema.get("format") or schema.get("type") or "any"
    return str(told)
