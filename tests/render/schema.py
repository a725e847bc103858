"""Validates a document by the part of JSON Schema (draft 2020-12) that archcompat's schemas use."""

from collections.abc import Callable, Iterator
from typing import Any

Schema = dict[str, Any]

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
    "string": lambda value: type(value) is str,
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: type(value) is bool,
    "null": lambda value: value is None,
}
_WORDLESS = {"$schema", "$defs", "title", "description", "default"}
"""Keywords that refuse nothing."""


def mistakes(schema: Schema, document: Any) -> list[str]:
    """Where a document is not what its schema asks for; raises KeyError for an unknown keyword."""
    return list(_mistakes(schema, schema, document, "$"))


def _mistakes(schema: Schema, root: Schema, value: Any, place: str) -> Iterator[str]:
    for word, wanted in schema.items():
        if word not in _WORDLESS:
            yield from _WORDS[word](wanted, schema, root, value, place)


def _type(wanted: Any, _schema: Schema, _root: Schema, value: Any, place: str) -> Iterator[str]:
    if not _TYPES[wanted](value):
        yield place


def _enum(wanted: Any, _schema: Schema, _root: Schema, value: Any, place: str) -> Iterator[str]:
    if value not in wanted:
        yield place


def _ref(wanted: str, _schema: Schema, root: Schema, value: Any, place: str) -> Iterator[str]:
    yield from _mistakes(root["$defs"][wanted.removeprefix("#/$defs/")], root, value, place)


def _any_of(wanted: Any, _schema: Schema, root: Schema, value: Any, place: str) -> Iterator[str]:
    if all(any(_mistakes(choice, root, value, place)) for choice in wanted):
        yield place


def _required(wanted: Any, _schema: Schema, _root: Schema, value: Any, place: str) -> Iterator[str]:
    yield from (f"{place}.{name}" for name in wanted if name not in value)


def _properties(
    wanted: Any, _schema: Schema, root: Schema, value: Any, place: str
) -> Iterator[str]:
    for name in wanted.keys() & value.keys():
        yield from _mistakes(wanted[name], root, value[name], f"{place}.{name}")


def _additional(wanted: Any, schema: Schema, root: Schema, value: Any, place: str) -> Iterator[str]:
    for name in value.keys() - schema.get("properties", {}).keys():
        if wanted is False:
            yield f"{place}.{name}"
        else:
            yield from _mistakes(wanted, root, value[name], f"{place}.{name}")


def _items(wanted: Any, _schema: Schema, root: Schema, value: Any, place: str) -> Iterator[str]:
    for number, item in enumerate(value):
        yield from _mistakes(wanted, root, item, f"{place}[{number}]")


_WORDS: dict[str, Callable[[Any, Schema, Schema, Any, str], Iterator[str]]] = {
    "type": _type,
    "enum": _enum,
    "$ref": _ref,
    "anyOf": _any_of,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
}
