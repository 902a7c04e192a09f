"""JSON that the program wrote itself, converted to types: a value of another shape becomes None or leaves a list.

Keys that a type does not have, such as those of later versions, are ignored. The standard library parses the text,
since a file name that is not Unicode has lone surrogates in it, which msgspec's own parser refuses.
"""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec

T = TypeVar("T")


def json_object(content: bytes) -> dict[str, object]:
    """The JSON object in ``content``; {} if it is damaged or no object."""
    try:
        found = json.loads(content)
    # Nesting without end raises RecursionError.
    except (ValueError, RecursionError):
        return {}
    return as_type(dict[str, object], found) or {}


def as_type(kind: type[T], value: object) -> T | None:
    """A parsed value converted to a type (a dataclass, or mappings and lists of them); None if it does not fit."""
    try:
        return msgspec.convert(value, kind)
    except ValueError:  # ValidationError, and UnicodeEncodeError for a lone surrogate where no text is expected
        return None


def entries_as(kind: type[T], values: object) -> tuple[T, ...]:
    """The entries of a parsed list that fit a type; others are left out, and all of them if it is no list."""
    found = (as_type(kind, value) for value in as_type(list[object], values) or ())
    return tuple(entry for entry in found if entry is not None)


def indented_json(value: object) -> bytes:
    """JSON in UTF-8, a line an entry, keys in their order; a lone surrogate is written as its escape."""
    try:
        return msgspec.json.format(json.dumps(value, ensure_ascii=False).encode(), indent=1)
    except UnicodeEncodeError:  # msgspec refuses a lone surrogate; json alone takes three times as long
        return json.dumps(value, ensure_ascii=False, indent=1).encode(errors="backslashreplace")


def as_plain(value: object) -> object:
    """A dataclass as mappings, lists and plain values, which :func:`as_type` converts back."""
    return msgspec.to_builtins(value)
