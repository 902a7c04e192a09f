"""Findings (问题): what was there, where, and what to do. Stages return them; nobody prints or raises them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.cell_address import from_a1

T_co = TypeVar("T_co", covariant=True)


class Severity(StrEnum):
    """错误: does not count. 提醒: counts, must be looked at. 说明: a repair or a remark."""

    ERROR = "错误"
    WARNING = "提醒"
    NOTE = "说明"


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a file as the clerk knows it, a sheet, an A1 address; each may be unknown."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        cell = f"单元格 {self.cell}" if self.cell else ""
        return " ".join(part for part in (self.file or "", sheet, cell) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of the 问题清单. Severity, message and remedy come from the catalogue by ``code``."""

    code: str
    place: Place = Place()
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return Severity(CATALOGUE[self.code].severity)

    @property
    def message(self) -> str:
        return CATALOGUE[self.code].message.format_map(self.slots)

    @property
    def messages(self) -> tuple[str, ...]:
        """The message, then those by which earlier versions told the same."""
        return (self.message, *(words.format_map(self.slots) for words in CATALOGUE[self.code].formerly))

    @property
    def remedy(self) -> str:
        return CATALOGUE[self.code].remedy.format_map(self.slots)

    @property
    def to_unit(self) -> str:
        """The remedy as the unit is told it; '' where there is nothing for it to do."""
        own = CATALOGUE[self.code].to_unit
        return self.remedy if own is None else own.format_map(self.slots)

    def sort_key(self) -> tuple[int, bool, str, str, int, int, str, str]:
        """Errors first, then by place (cells in reading order), so that the order of files never shows.

        What has no file follows from what has one, and comes after it.
        """
        order = list(Severity).index(self.severity)
        row, column = cell_order(self.place.cell)
        place = self.place
        return (order, place.file is None, place.file or "", place.sheet or "", row, column, self.code, self.message)


def cell_order(cell: str | None) -> tuple[int, int]:
    """(row, column) of an A1 address for sorting; an unknown cell comes first."""
    if not cell:
        return (0, 0)
    try:
        row, column = from_a1(cell)
    except ValueError:
        return (0, 0)
    return (row + 1, column + 1)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding is an 错误."""
    return any(finding.severity is Severity.ERROR for finding in findings)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T_co]):
    """What every stage returns: its value together with what has to be said about it."""

    value: T_co
    findings: tuple[Finding, ...] = ()


def count_findings(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many of each severity."""
    return dict(Counter(str(finding.severity) for finding in findings))
