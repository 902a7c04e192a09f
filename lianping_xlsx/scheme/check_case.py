"""The input of the checks of a scheme: the scheme, and the places of its cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import show_raw
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.roster import Roster
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.scheme.terms import EXEMPT
from lianping_xlsx.spreadsheet.table_reading import setting_place
from lianping_xlsx.spreadsheet.tables import Record

_PERSONS = "姓名、编号、所在单位或排名组"
_NAMED_BY = {"适用排名组": "排名组", "考核对象": _PERSONS}
_NAMED_BY |= dict.fromkeys(("考核对象范围", "适用对象", EXEMPT), f"{_PERSONS}（几个的用顿号隔开）")
"""The words by which cells of a column name something, if that is not its 名称."""


@dataclass(frozen=True, slots=True)
class CheckCase:
    """The scheme and the records with the places of its cells.

    ``file``: the name of the workbook in findings. ``by_row``: the records, keyed by sheet, then by row (from 1).
    """

    scheme: Scheme
    records: Records
    file: str
    roster: Roster
    by_row: Mapping[str, Mapping[int, Record]]

    def table(self, sheet: str) -> Sequence[Record]:
        """The rows of a table."""
        return self.records.tables[sheet]

    def at(self, sheet: str, row: int, column: str) -> Place:
        """The place of a cell, given its row (from 1) and the heading of its column."""
        return self.by_row[sheet][row].place(self.file, column)

    def setting(self, sheet: str, name: str) -> Place:
        """The place of the cell 内容 of a setting."""
        return setting_place(self.records.settings[sheet], self.file, name)

    def column_finding(self, code: str, record: Record, column: str, **slots: str) -> Finding:
        """A finding on a cell of a row; its slot ``column`` is the heading of the column."""
        return Finding(code, record.place(self.file, column), {"column": column} | slots)

    def unknown(self, record: Record, column: str, word: str, sheet: str, near: Iterable[str]) -> Finding:
        """``scheme.unknown`` for a word that names nothing on another sheet; ``near``: names to suggest from."""
        slots = {"value": show_raw(word), "sheet": sheet, "suggestion": suggestion(word, near)}
        return self.column_finding("scheme.unknown", record, column, what=_NAMED_BY.get(column, "名称"), **slots)

    def resolve(self, record: Record, column: str, name: str, known: Collection[str], sheet: str) -> Iterator[Finding]:
        """Yield ``scheme.unknown`` unless the resolved ``name`` is blank or one of those ``known`` on ``sheet``."""
        if name and name not in known:
            yield self.unknown(record, column, record.text(column), sheet, known)
