"""Findings (问题): what was found, where, and what to do. Functions return them; none prints or raises them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Generic, TypeVar

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.cell_address import from_a1
from lianping_xlsx.core.light_dataclass import dataclass

T_co = TypeVar("T_co", covariant=True)


class Severity(StrEnum):
    """错误: does not count. 提醒: counts, but a person must look at it. 说明: a repair or a remark."""

    ERROR = "错误"
    WARNING = "提醒"
    NOTE = "说明"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a finding: a file (path as the clerk knows it), a sheet, an A1 address; None where unknown."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        cell = f"单元格 {self.cell}" if self.cell else ""
        return " ".join(part for part in (self.file or "", sheet, cell) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of the 问题清单. Severity, message and remedy come from the catalogue by ``code``.

    ``slots``: the texts that replace the names in braces in the catalogue's words.
    """

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
        """The message, then the messages of earlier versions for the same finding."""
        return (self.message, *(words.format_map(self.slots) for words in CATALOGUE[self.code].formerly))

    @property
    def remedy(self) -> str:
        return CATALOGUE[self.code].remedy.format_map(self.slots)

    @property
    def to_unit(self) -> str:
        """The remedy for the unit that filled in the form; '' if the unit has nothing to do."""
        own = CATALOGUE[self.code].to_unit
        return self.remedy if own is None else own.format_map(self.slots)

    def sort_key(self) -> tuple[int, bool, str, str, int, int, str, str]:
        """The sort key: errors first, then by place (cells by rows), so that the order of reading has no effect.

        Findings without a file come last: most are consequences of those on files.
        """
        order = list(Severity).index(self.severity)
        row, column = cell_order(self.place.cell)
        place = self.place
        return (order, place.file is None, place.file or "", place.sheet or "", row, column, self.code, self.message)


def cell_order(cell: str | None) -> tuple[int, int]:
    """The 1-based (row, column) of an A1 address, for sorting; (0, 0) for an unknown cell, which comes first."""
    if not cell:
        return (0, 0)
    # A place may also name a range or a whole sheet.
    try:
        row, column = from_a1(cell)
    except ValueError:
        return (0, 0)
    return (row + 1, column + 1)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return True if at least one finding is an 错误."""
    return any(finding.severity is Severity.ERROR for finding in findings)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T_co]):
    """The result of a function that may find problems: its value, and its findings."""

    value: T_co
    findings: tuple[Finding, ...] = ()


def count_findings(findings: Iterable[Finding]) -> Mapping[str, int]:
    """The number of findings by severity; a severity without findings is absent."""
    return dict(Counter(str(finding.severity) for finding in findings))
