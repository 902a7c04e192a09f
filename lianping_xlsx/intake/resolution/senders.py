"""Guess who sent a file that is no form: a unit that still owes forms, by the name of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.intake.returns import FormStatus, Return
from lianping_xlsx.scheme.model import Scheme, Unit

_FRONT, _ENDS = "中共", ("党委", "委员会", "党组", "党总支", "党支部")
"""Words that people leave out at the beginning and the end of a unit's name."""
_LEAST = 2
"""The smallest number of characters by which a name identifies a unit."""


def guess_senders(scheme: Scheme, returns: Iterable[Return], refused: Iterable[str]) -> Iterator[Finding]:
    """Yield ``file.sender`` per path whose name fits just one of the units that owe forms, by its longest name."""
    owing = {entry.key.unit for entry in returns if entry.status is FormStatus.MISSING}
    names = {unit.name: _names(scheme, unit) for unit in scheme.units if unit.code in owing}
    for path in refused:
        found = _longest(name_key(path), names)
        if len(found) == 1:
            (unit, name), *_ = found.items()
            yield Finding("file.sender", Place(path), {"unit": unit, "name": name})


def _names(scheme: Scheme, unit: Unit) -> set[str]:
    full = {unit.name, *unit.aliases}
    places = {ratee.workplace for ratee in scheme.ratees if ratee.unit == unit.name}
    short = {_short(name) for name in full}
    return {name_key(name) for name in full | places | short if len(name) >= _LEAST}


def _short(name: str) -> str:
    name = name.removeprefix(_FRONT)
    return next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)


def _longest(path: str, names: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the units with the longest name that occurs in a path, and that name."""
    found = {unit: max((n for n in own if n in path), key=len, default="") for unit, own in names.items()}
    most = max(map(len, found.values()), default=0)
    return {unit: name for unit, name in found.items() if name and len(name) == most}
