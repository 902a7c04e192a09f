"""Last year's results of a ratee: score, rank, tier and the problems that are still open (上年情况.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.core.spelling import read_hundredths
from lianping_xlsx.core.typed_json import as_type

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
    composite: int | None
    rank: int | None
    tier: str
    open_items: tuple[OpenItem, ...] = ()
    group: str = ""


def snapshot_object(ratees: Mapping[str, LastYear]) -> dict[str, object]:
    """The object of 上年情况.json: what ``merge`` read from last year's folder, keyed by this year's code."""
    return {"version": _FORMAT, "ratees": [{"id": code} | _entry(last) for code, last in sorted(ratees.items())]}


def _entry(last: LastYear) -> dict[str, object]:
    composite = None if last.composite is None else exact.show(last.composite, 2)
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


def as_composite(text: str) -> int | None:
    """A score as the JSON files write it ("91.34"), in hundredths; None if the text is not a score."""
    return read_hundredths(text).value
