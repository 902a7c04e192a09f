"""JSON that the program wrote itself, taken as types: what is of another shape is None, or left out of a list.

Keys that a type does not know, as those of later versions, are passed over. The text is parsed by the standard library:
a file name that is no Unicode text stands in it as a lone surrogate, which msgspec's own parser refuses.
"""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec

T = TypeVar("T")


def json_object(content: bytes) -> dict[str, object]:
    """A JSON object, or {} where the content is anything else or damaged."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return as_type(dict[str, object], found) or {}


def as_type(kind: type[T], value: object) -> T | None:
    """A parsed value as a type (a dataclass, or of mappings and lists of such); None where it is of another shape."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return None


def entries_as(kind: type[T], values: object) -> tuple[T, ...]:
    """The entries of a parsed list that are of a type; others, and all of what is no list, are left out."""
    found = (as_type(kind, value) for value in as_type(list[object], values) or ())
    return tuple(entry for entry in found if entry is not None)
