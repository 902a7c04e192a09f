"""Find out which versions of a form correct which others. The copies that were sent back (退回) say it themselves.

A correction takes the place of the reply that it corrects, whatever their names, their order and their times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic

from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.correction_stamp import WHOLE, Correction
from lianping_xlsx.forms.layout import FIRST_ROW, HEAD_ROW, FormLayout, Role
from lianping_xlsx.intake.reading.editions import as_current
from lianping_xlsx.intake.reading.form_reading import Expected, FormReading
from lianping_xlsx.intake.resolution.versions import HEAD, Copy, Difference, Held, compare

_LISTED = 10
"""The largest number of entries that one finding names."""


@dataclass(frozen=True)
class Versions(Generic[Held]):
    """The versions of one form or 结果报送表, each a list of copies of the same content, the best first.

    ``digests``: SHA-256 of every reply by its path.
    """

    listed: Sequence[Sequence[tuple[str, Held]]]
    digests: Mapping[str, str]

    @cached_property
    def contents(self) -> list[frozenset[str]]:
        """The SHA-256 of the files of each version."""
        return [frozenset(self.digests[path] for path, _ in version) for version in self.listed]

    @cached_property
    def replaced(self) -> list[frozenset[str]]:
        """The SHA-256 of the files that each version replaces, without files of the same content."""
        return [
            frozenset().union(*(form.correction.replaces for _, form in version if form.correction)) - mine
            for version, mine in zip(self.listed, self.contents, strict=True)
        ]

    @cached_property
    def correctors(self) -> list[list[int]]:
        """The places of the versions that correct a version, by the place of that version."""
        return [
            [place for place, replaced in enumerate(self.replaced) if place != number and not mine.isdisjoint(replaced)]
            for number, mine in enumerate(self.contents)
        ]

    @cached_property
    def standing(self) -> list[int]:
        """The places of the versions that no other corrects, or of all where each is corrected by another."""
        found = [number for number, correctors in enumerate(self.correctors) if not correctors]
        return found or [*range(len(self.listed))]


def rest_first(copy: Copy, digests: Collection[str]) -> bool:
    """Return a sort key for copies of one content: False (first) if it corrects a reply with one of these SHA-256."""
    correction = copy[1].correction
    return correction is None or correction.replaces.isdisjoint(digests)


def corrected_refusals(copies: Iterable[Copy], digests: Mapping[str, str]) -> list[Copy]:
    """Return the refused copies that a usable and not blank copy replaces."""
    copies = list(copies)
    if len(copies) < 2:
        return []
    usable = (form.correction for _, form in copies if not (form.refused or form.empty))
    replaced = frozenset().union(*(correction.replaces for correction in usable if correction))
    return [copy for copy in copies if copy[1].refused and digests[copy[0]] in replaced] if replaced else []


def more_than_asked(expected: Expected, before: FormReading, after: Copy, form: str, replaced: str) -> Finding | None:
    """Return ``form.corrected-more`` if entries were changed that nobody had asked to change, else None.

    ``form``: its name in words. ``replaced``: the path of the reply that was corrected.
    """
    path, reading = after
    if reading.correction is None or WHOLE in reading.correction.asked:
        return None
    asked = _Asked(expected.layout, reading.correction)
    differences, _ = compare(expected.layout, [as_current(expected, each) for each in (before, reading)])
    more = [difference for difference in differences if not asked.covers(difference.at)]
    if not more:
        return None
    told, where = (
        "；".join(map(words, more[:_LISTED])) + ("；……" if len(more) > _LISTED else "") for words in (_told, _where)
    )
    files = {"file": path, "replaced": replaced}
    slots = {"unit": expected.unit, "form": form, "count": str(len(more)), "changes": told, "where": where} | files
    return Finding("form.corrected-more", Place(expected.file_of(path), reading.sheet), slots)


def _told(difference: Difference) -> str:
    """“云溪镇 陆明澈”的“得分”（I7）：95→59."""
    before, after = (value.replace("\n", " ") or "（空白）" for value in difference.values)
    return f"{_where(difference)}：{before}→{after}"


def _where(difference: Difference) -> str:
    cell = difference.cells[1] or difference.cells[0]
    return f"{difference.who}{f'（{cell}）' if cell else ''}"


class _Asked:
    """The entries that were to be corrected, and those of the same ratee in the same row."""

    def __init__(self, layout: FormLayout, correction: Correction) -> None:
        self._layout = layout
        self._head = False
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._cells: set[tuple[int, str]] = set()
        for address in correction.asked:
            self._add(*from_a1(address))

    def _add(self, row: int, index: int) -> None:
        place, columns = row - FIRST_ROW, self._layout.columns
        if row <= HEAD_ROW or place >= len(self._layout.rows) or index >= len(columns):
            self._head = True
        elif place >= 0 and columns[index].role is Role.INPUT:
            self._cells.add((place, columns[index].ratee))
        elif place >= 0:
            self._rows.add(place)
        else:
            self._columns.add(index)

    def covers(self, at: tuple[int, int]) -> bool:
        """Return whether an entry is among them; ``at`` as in ``Difference``."""
        place, index = at
        if place == HEAD:
            return self._head
        cell = (place, self._layout.columns[index].ratee)
        return place in self._rows or index in self._columns or cell in self._cells
