"""What last year's campaign left behind for this year: score, rank and tier, and what is still to be put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from lianping_xlsx.core import exact
from lianping_xlsx.core.spelling import read_hundredths

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A 整改事项 of last year's 整改清单 that was not yet 销号."""

    problem: str
    source: str
    goal: str
    measures: str
    deadline: str
    progress: str


@dataclass(frozen=True, slots=True)
class LastYear:
    """One ratee last year. ``composite`` is in hundredths; None and '' where last year's files do not say.

    ``group``: the 排名组 in which ``rank`` was reached.
    """

    year: str
    composite: int | None
    rank: int | None
    tier: str
    open_items: tuple[OpenItem, ...] = ()
    group: str = ""


def snapshot_object(ratees: Mapping[str, LastYear]) -> dict[str, object]:
    """The object of 上年情况.json: what ``merge`` took from last year's folder, by code of this year's ratee."""
    return {"version": _FORMAT, "ratees": [{"id": code} | _entry(last) for code, last in sorted(ratees.items())]}


def _entry(last: LastYear) -> dict[str, object]:
    composite = None if last.composite is None else exact.show(last.composite, 2)
    return asdict(last) | {"composite": composite, "open_items": [asdict(item) for item in last.open_items]}


def from_snapshot(found: Mapping[str, object]) -> dict[str, LastYear]:
    """``snapshot_object`` read back; {} from anything else."""
    entries = found.get("ratees")
    if found.get("version") != _FORMAT or not isinstance(entries, list):
        return {}
    pairs = [pair for entry in entries if (pair := _read(entry))]
    return dict(pairs) if len(pairs) == len(entries) else {}


def _read(entry: object) -> tuple[str, LastYear] | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("open_items"), list):
        return None
    code, year, tier, group = (entry.get(name) for name in ("id", "year", "tier", "group"))
    if not (isinstance(code, str) and isinstance(year, str) and isinstance(tier, str) and isinstance(group, str)):
        return None
    composite, rank = as_composite(entry.get("composite")), as_rank(entry.get("rank"))
    items = tuple(_item(item) for item in entry["open_items"])
    return code, LastYear(year, composite, rank, tier, tuple(item for item in items if item), group)


def _item(entry: object) -> OpenItem | None:
    if not isinstance(entry, dict):
        return None
    return OpenItem(**{field.name: str(entry.get(field.name, "")) for field in fields(OpenItem)})


def as_composite(value: object) -> int | None:
    """A score as the JSON files write it ("91.34"), in hundredths; None where there is none."""
    return read_hundredths(value).value if isinstance(value, str) else None


def as_rank(value: object) -> int | None:
    """A rank; None where there is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
