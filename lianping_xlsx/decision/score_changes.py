"""Comparison of two results per person: 综合得分, 名次 and 建议等次 before and now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.core.typed_json import entries_as
from lianping_xlsx.decision.disclosure.redact import WITHHELD
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Result, rank_cell

_NONE = "无"
_RECAST = f"计分的票、可以单列的得分有变动（综合得分{WITHHELD}）"


class Figured(Protocol):
    """A person's result. ``composite`` and ``rank_cell``: as printed; ``rank_cell`` is '' if there is no rank."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def composite(self) -> str | None: ...
    @property
    def rank_cell(self) -> int | str: ...
    @property
    def proposed_tier(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Figures:
    """A person's result; see ``Figured``."""

    id: str
    name: str
    unit: str
    composite: str | None
    rank_cell: int | str
    proposed_tier: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A person whose result changed: code, name, unit, and the change in words."""

    id: str
    name: str
    unit: str
    words: str

    @property
    def sentence(self) -> str:
        """The change as a sentence: 云溪镇陆明澈：综合得分91.93→88.93，名次4→7，建议等次“好”→“中”，跨等次线."""
        return f"{self.unit}{self.name}：{self.words}"


def figures_of(scheme: Scheme, result: Result) -> tuple[Figures, ...]:
    """The figures of all ratees, in the order of the scheme."""
    found = []
    for standing in result.standings:
        ratee = scheme.ratee_of[standing.code]
        score = None if standing.composite is None else exact.show(standing.composite, scheme.rules.decimals)
        figures = Figures(ratee.code, ratee.name, ratee.workplace, score, standing.rank_cell, standing.proposed_tier)
        found.append(figures)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _RateeEntry:
    """A person in 结果.json: the keys that are compared."""

    id: str
    name: str
    unit: str
    composite: str | None = None
    rank: int | None = None
    rank_best: int | None = None
    rank_worst: int | None = None
    proposed_tier: str | None = None


def figures_in(result: Mapping[str, object]) -> tuple[Figures, ...]:
    """The figures in an object of 结果.json; entries of another shape are left out."""
    return tuple(map(_figures, entries_as(_RateeEntry, result.get("ratees"))))


def _figures(entry: _RateeEntry) -> Figures:
    rank = "" if entry.composite is None else rank_cell(entry.rank, entry.rank_best, entry.rank_worst)
    return Figures(entry.id, entry.name, entry.unit, entry.composite, rank, entry.proposed_tier)


def changes(
    before: Iterable[Figured],
    now: Iterable[Figured],
    *,
    withheld: Collection[str] = (),
    recast: Collection[str] = (),
) -> tuple[Change, ...]:
    """The changes, in the order of ``now``, then those of persons who are gone.

    A new person with neither rank nor tier takes no part and is left out. ``withheld``: codes of persons whose 综合得分
    is not named; the text says only that it changed. ``recast``: of those of whose votes not the same may be told as
    before, which is said in place of it: a late ballot that leaves a 综合得分 as it was is near the mean of its class.
    """
    old = {person_key(person.id, person.name): person for person in before}
    new = {person_key(person.id, person.name): person for person in now}
    found = [
        Change(person.id, person.name, person.unit, words)
        for key, person in new.items()
        if (words := _words(old.get(key), person, silent=person.id in withheld, recast=person.id in recast))
    ]
    gone = (person for key, person in old.items() if key not in new)
    return (*found, *(Change(p.id, p.name, p.unit, "现在的名单里没有此人") for p in gone))


def person_key(code: str, name: str) -> tuple[str, str]:
    """The key of a person in two results: code and name, for a code may have been given to another person."""
    return code, name_key(name)


def _words(before: Figured | None, now: Figured, *, silent: bool, recast: bool) -> str:
    """The change in words; '' if there is none. ``silent``: True to leave out scores; ``recast``: see ``changes``."""
    if before is None:
        out = not now.rank_cell and now.proposed_tier is None
        score = WITHHELD if silent else now.composite or _NONE
        return "" if out else f"原来没有此人，现在综合得分{score}"
    pairs = (
        ("综合得分", before.composite, now.composite),
        ("名次", before.rank_cell, now.rank_cell),
    )
    parts = [f"{what}{old or _NONE}→{new or _NONE}" for what, old, new in pairs if old != new]
    if silent:
        parts = parts[before.composite != now.composite :]
        if recast:
            parts.insert(0, _RECAST)
        elif before.composite != now.composite:
            parts.insert(0, f"综合得分有变动（{WITHHELD}）")
    same = before.proposed_tier == now.proposed_tier
    return "" if same and not parts else "，".join([*parts, _tiers(before.proposed_tier, now.proposed_tier)])


def _tiers(before: str | None, now: str | None) -> str:
    """The proposed tiers in words, and if they cross a tier line; not decidable if one of the two is missing."""
    if before and now:
        return f"建议等次仍为“{now}”，不跨等次线" if before == now else f"建议等次“{before}”→“{now}”，跨等次线"
    if not before and not now:
        return "仍没有建议等次"
    change = f"建议等次“{before}”→暂无" if before else f"建议等次无→“{now}”"
    return f"{change}，是否跨等次线还不能比较"
