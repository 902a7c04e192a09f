"""The patterns of the package match alike on every Python: those before 3.11.5 repeat groups wrongly.

Where an item of ``(?:…)*+`` has begun and does not end, they go on behind its beginning, as if it had been there:
``(?: [a-z]+="[^"]*")*+`` takes `` a="`` for an attribute. In ``(?>…)*+``, which means the same, they do not.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import lianping_xlsx

_ONE_CHARACTER = {_constants.IN, _constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY}


def doubtful(pattern: str | bytes, flags: int = 0) -> list[str]:
    """The repeated groups of a pattern that may be matched wrongly: the names of what they begin with."""
    flags &= ~re.UNICODE if isinstance(pattern, bytes) else ~0
    return [str(body[0][0]) for body in _repeated(_parser.parse(pattern, flags)) if not _is_safe(body)]


def _is_safe(body: Any) -> bool:
    return len(body) == 1 and body[0][0] in {*_ONE_CHARACTER, _constants.ATOMIC_GROUP}


def _repeated(part: Any) -> Iterator[Any]:
    """Yield the bodies of all possessive repetitions in a part of a parsed pattern."""
    if isinstance(part, _parser.SubPattern):
        for kind, content in part:
            if kind is _constants.POSSESSIVE_REPEAT:
                yield content[2]
            yield from _repeated(content)
    elif isinstance(part, tuple | list):
        for each in part:
            yield from _repeated(each)


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield every pattern that a module of the package holds, alone or in a collection, with its name."""
    for found in pkgutil.walk_packages(lianping_xlsx.__path__, "lianping_xlsx."):
        if found.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
            yield from ((f"{found.name}.{name}", each) for each in held if isinstance(each, re.Pattern))


def test_what_is_repeated_at_one_go_is_matched_at_one_go() -> None:
    listed = list(patterns())
    assert len(listed) > 150
    assert {name: found for name, each in listed if (found := doubtful(each.pattern, each.flags))} == {}


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        (r'(?: [a-z]+="[^"]*")*+', 1),
        (rb"<a>(?:x(?:ab?c)?+y)*+</a>", 2),
        (r"(?:[a-z]{1,3}[0-9]|x)++", 1),
        (r'(?> [a-z]+="[^"]*")*+', 0),
        (rb"<a>(?>x(?>ab?c)?+y)*+</a>", 0),
        (r"[a-z]++[^<]*+a?+(?:b|c+)*", 0),
    ],
)
def test_a_group_that_is_repeated_wrongly_is_found(pattern: str | bytes, wrong: int) -> None:
    assert len(doubtful(pattern)) == wrong
