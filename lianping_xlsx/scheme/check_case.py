"""What the checks of a scheme look at, and where each cell of it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.roster import Roster
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.spreadsheet.tables import Record, setting_place


@dataclass(frozen=True, slots=True)
class CheckCase:
    """The scheme, and the records that say where each cell stands."""

    scheme: Scheme
    records: Records
    file: str
    roster: Roster
    by_row: Mapping[str, Mapping[int, Record]]

    def table(self, sheet: str) -> Sequence[Record]:
        """The rows of a sheet."""
        return self.records.tables[sheet]

    def at(self, sheet: str, row: int, column: str) -> Place:
        """A cell of a sheet, by its row and heading."""
        return self.by_row[sheet][row].place(self.file, column)

    def setting(self, sheet: str, name: str) -> Place:
        """The 内容 of a setting."""
        return setting_place(self.records.settings[sheet], self.file, name)

    def column_finding(self, code: str, record: Record, column: str, **slots: str) -> Finding:
        """A finding at a cell of a row, whose slot ``column`` is its heading."""
        return Finding(code, record.place(self.file, column), {"column": column} | slots)

    def unknown(self, record: Record, column: str, word: str, sheet: str, near: Iterable[str]) -> Finding:
        """A word that means nothing of another sheet; ``near``: what might have been meant."""
        return self.column_finding(
            "scheme.unknown", record, column, value=word, sheet=sheet, suggestion=suggestion(word, near)
        )

    def resolve(self, record: Record, column: str, name: str, known: Collection[str], sheet: str) -> Iterator[Finding]:
        """Nothing, where a name (as it was understood) is one of those known, or blank."""
        if name and name not in known:
            yield self.unknown(record, column, record.text(column), sheet, known)
