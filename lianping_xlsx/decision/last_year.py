"""Last year's results of a ratee (上年情况.json), and the matching of last year's persons to this year's ratees.

A result has score, rank, tier and the problems that are still open. Persons are matched by 编号 and name, else by name
and unit. Similar names are never matched; they are only reported as a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Annotated

from msgspec import Meta

from lianping_xlsx.core import exact
from lianping_xlsx.core.did_you_mean import near_names
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import code_key, name_key, read_hundredths
from lianping_xlsx.core.typed_json import as_type
from lianping_xlsx.scheme.model import Ratee

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A problem of last year's 整改清单 that was not yet 销号, with the texts of its columns."""

    problem: str = ""
    source: str = ""
    goal: str = ""
    measures: str = ""
    deadline: str = ""
    progress: str = ""


@dataclass(frozen=True, slots=True)
class LastYear:
    """The results of one ratee last year. ``composite``: hundredths. None or '' if last year's files do not say.

    ``group``: the 排名组 of ``rank``.
    """

    year: str
    composite: exact.ScoreValue | None
    rank: int | None
    tier: str
    open_items: tuple[OpenItem, ...] = ()
    group: str = ""


def snapshot_object(ratees: Mapping[str, LastYear]) -> dict[str, object]:
    """The object of 上年情况.json: what ``merge`` read from last year's folder, keyed by this year's code."""
    return {"version": _FORMAT, "ratees": [{"id": code} | _entry(last) for code, last in sorted(ratees.items())]}


def _entry(last: LastYear) -> dict[str, object]:
    composite = None if last.composite is None else exact.show(last.composite, exact.decimals_of(last.composite))
    return asdict(last) | {"composite": composite, "open_items": [asdict(item) for item in last.open_items]}


@dataclass(frozen=True, slots=True)
class _SnapshotEntry:
    """One ratee in 上年情况.json."""

    id: str
    year: str
    tier: str
    group: str
    open_items: tuple[OpenItem, ...]
    composite: str | None = None
    rank: int | None = None


def from_snapshot(found: Mapping[str, object]) -> dict[str, LastYear]:
    """The inverse of ``snapshot_object``; {} if the object has another shape."""
    entries = as_type(list[_SnapshotEntry], found.get("ratees")) if found.get("version") == _FORMAT else None
    return {entry.id: _last_year(entry) for entry in entries or ()}


def _last_year(entry: _SnapshotEntry) -> LastYear:
    composite = None if entry.composite is None else as_composite(entry.composite)
    return LastYear(entry.year, composite, entry.rank, entry.tier, entry.open_items, entry.group)


_FINE = re.compile(r"\d+\.\d{3,4}", re.ASCII)
"""A score with more decimals than a mark has."""


def as_composite(text: str) -> exact.ScoreValue | None:
    """A score as the JSON files write it ("91.34"), in hundredths; None if the text is not a score."""
    if _FINE.fullmatch(text):
        return exact.weight(Fraction(text) * exact.POINT)
    return read_hundredths(text).value


_PROPOSED = "（建议）"
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Former:
    """A person in last year's files. ``composite``: hundredths. None or '' if the files do not say."""

    code: str
    name: str
    unit: str
    group: str = ""
    composite: exact.ScoreValue | None = None
    rank: int | None = None
    tier: str = ""
    open_items: tuple[OpenItem, ...] = ()

    @property
    def label(self) -> str:
        """Unit and name, such as 云溪镇 王建国."""
        return f"{self.unit} {self.name}".strip()

    @property
    def without_figures(self) -> Former:
        """The same person, of whose result nothing is known."""
        return replace(self, group="", composite=None, rank=None, tier="")

    def as_of(self, year: str) -> LastYear:
        """The person's results as this year's campaign shows them; ``year``: last year's 年度."""
        return LastYear(year, self.composite, self.rank, self.tier, self.open_items, self.group)


@dataclass(frozen=True, slots=True)
class _FormerEntry:
    """An entry of a person in 结果.json or 审定记录.json; only the latter has ``decided_tier``."""

    id: str
    name: str
    unit: str
    group: str = ""
    composite: str | None = None
    rank: Annotated[int, Meta(gt=0)] | None = None
    withheld: bool = False
    decided_tier: str | None = None
    proposed_tier: str | None = None


def read_former(entry: object) -> Former | None:
    """A person from an entry of 结果.json, or of a decision in 审定记录.json; None if the entry has another shape.

    A tier that was only proposed is marked （建议）. A withheld composite stays withheld a year later.
    """
    found = as_type(_FormerEntry, entry)
    if found is None or not (found.id and found.name and found.unit):
        return None
    composite = None if found.composite is None else as_composite(found.composite)
    if composite is None and found.composite is not None:
        return None
    disclosed = None if found.withheld else composite
    return Former(found.id, found.name, found.unit, found.group, disclosed, found.rank, _tier(found))


def _tier(entry: _FormerEntry) -> str:
    return entry.decided_tier or (f"{entry.proposed_tier}{_PROPOSED}" if entry.proposed_tier else "")


class Formers:
    """All persons of last year, in the order of the files."""

    def __init__(self, current: Callable[[str], str] = str) -> None:
        """``current``: maps a unit's name to its name this year (last year's name may be an alias in the scheme)."""
        self._current = current
        self._by_code: dict[tuple[str, ...], Former] = {}

    def __iter__(self) -> Iterator[Former]:
        return iter(self._by_code.values())

    def add(self, former: Former) -> None:
        """Add a person; a later entry with the same 编号 and name replaces the earlier one."""
        self._by_code[self._key(former)] = former

    def add_item(self, row: Former) -> None:
        """Add a row of the 整改清单 to the person it belongs to, or as a new person if nobody matches."""
        known = self._by_code.get(self._key(row)) or _only(f for f in self if self._place_of(f) == self._place_of(row))
        if known is None:
            self.add(row)
        else:
            self.add(replace(known, open_items=(*known.open_items, *row.open_items)))

    def matched(self, ratees: Iterable[Ratee]) -> dict[str, Former]:
        """The matched person of last year, keyed by this year's 编号; each person matches at most one ratee.

        First by 编号, name and unit; then by name and unit, if they are unique in both years; then by 编号 and name,
        of those who have moved. Where a namesake makes it doubtful who of them it is, nobody matches.
        """
        everybody = list(ratees)
        pairs = ((ratee, self._with_code_of(ratee)) for ratee in everybody)
        found = {r.code: f for r, f in pairs if f and self._place_of(f) == self._place_now(r)}
        found |= self._by_place(*self._free(everybody, found))
        found |= self._moved(*self._free(everybody, found))
        return {ratee.code: found[ratee.code] for ratee in everybody if ratee.code in found}

    def _free(self, everybody: Iterable[Ratee], found: Mapping[str, Former]) -> tuple[list[Ratee], list[Former]]:
        """The ratees and the persons of last year that are not matched."""
        taken = {id(former) for former in found.values()}
        return [r for r in everybody if r.code not in found], [former for former in self if id(former) not in taken]

    def _by_place(self, ratees: Sequence[Ratee], free: Sequence[Former]) -> dict[str, Former]:
        """Those with the same name and unit, unless 编号 and name say the same of a namesake who is left over."""
        here, there = Counter(map(self._place_now, ratees)), Counter(map(self._place_of, free))
        by_place = {self._place_of(former): former for former in free}
        found = {r.code: by_place[p] for r in ratees if here[p := self._place_now(r)] == there[p] == 1}
        by_code = {ratee.code: former for ratee in ratees if (former := self._with_code_of(ratee)) is not None}
        whose = {id(former): code for code, former in by_code.items()}
        while True:
            taken = {id(former) for former in found.values()}
            sure = {
                code: former
                for code, former in found.items()
                if id(by_code.get(code, former)) in taken and whose.get(id(former), code) in found
            }
            if len(sure) == len(found):
                return found
            found = sure

    def _moved(self, ratees: Sequence[Ratee], free: Sequence[Former]) -> dict[str, Former]:
        """Those with the same 编号 and name, unless there is a namesake who has the unit of one of the two years."""
        here, there = Counter(map(self._place_now, ratees)), Counter(map(self._place_of, free))
        known = {id(former) for former in free}
        pairs = {r.code: (r, f) for r in ratees if (f := self._with_code_of(r)) is not None and id(f) in known}
        return {c: f for c, (r, f) in pairs.items() if not (there[self._place_now(r)] or here[self._place_of(f)])}

    def near(self, ratee: Ratee, taken: Iterable[Former]) -> tuple[Former, ...]:
        """Persons who may be the ratee: a similar name in his unit, the same name in a similar one or with his 编号.

        ``taken``: persons matched to others. The result serves a question to the clerk, never a match.
        """
        others = {id(former) for former in taken}
        free = [former for former in self if id(former) not in others]
        here = [f for f in free if self._place_of(f)[1] == self._place_now(ratee)[1]]
        same = [f for f in free if name_key(f.name) == name_key(ratee.name)]
        names = near_names(ratee.name, [former.name for former in here])
        places = near_names(ratee.workplace, [former.unit for former in same])
        found = [former for former in here if former.name in names]
        code = code_key(ratee.code)
        alike = (former for former in same if former.unit in places or code_key(former.code) == code)
        return (*found, *(former for former in alike if former not in found))

    def with_code(self, code: str) -> Former | None:
        """The person with this 编号 last year; None if there is none, or more than one."""
        return _only(former for former in self if code_key(former.code) == code_key(code))

    def _with_code_of(self, ratee: Ratee) -> Former | None:
        """The person of last year with the 编号 and the name of a ratee."""
        return self._by_code.get((code_key(ratee.code), name_key(ratee.name)))

    def _key(self, former: Former) -> tuple[str, ...]:
        """编号 and name; for a row without 编号 the unit as well, since these are not all one person's."""
        code = code_key(former.code)
        return (code, name_key(former.name)) if code else ("", *self._place_of(former))

    def _place_of(self, former: Former) -> _Key:
        return name_key(former.name), name_key(self._current(former.unit))

    def _place_now(self, ratee: Ratee) -> _Key:
        return name_key(ratee.name), name_key(self._current(ratee.workplace))


def _only(found: Iterable[Former]) -> Former | None:
    """The only element; None if there is none, or more than one."""
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
