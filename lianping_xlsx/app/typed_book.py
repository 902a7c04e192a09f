"""A workbook of the program into which people type for months, read so that it can be changed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from lianping_xlsx.app.scheme_file import read_own_bytes
from lianping_xlsx.app.storage import MOST_BYTES
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.formats.sheet import Sheet, sheet_named
from lianping_xlsx.spreadsheet.seen_otherwise import not_plain
from lianping_xlsx.spreadsheet.table_reading import find_columns, read_table
from lianping_xlsx.spreadsheet.tables import Record, Table

_HEADINGS = ("table.no-heading", "table.missing-column")
"""Findings on the headings: where these are not as they were, nothing can be written into the rows below."""


def _rows_of(sheet: Sheet) -> Sequence[Sequence[object]]:
    return sheet.rows


@dataclass(frozen=True)
class TypedRows:
    """The table as it lies there.

    ``data``: the bytes of the workbook; ``digest``: SHA-256 of the file. ``head``: the row of the headings;
    ``columns``: by heading (0-based). ``records``: its rows.
    """

    data: bytes
    digest: str
    sheet: Sheet
    head: int
    columns: Mapping[str, int]
    records: tuple[Record, ...]


@dataclass(frozen=True)
class TypedBook:
    """The workbook: its ``place`` in the campaign folder, its table, the code of the finding if it is unreadable.

    ``rows``: the rows of the sheet as they are to be read.
    """

    place: str
    table: Table
    unreadable_code: str
    rows: Callable[[Sheet], Sequence[Sequence[object]]] = _rows_of

    def read(self, folder: Path) -> Outcome[TypedRows | None]:
        """Read the workbook in a campaign ``folder``.

        Findings: ``unreadable_code``, then the value is None; of the entries those of ``read_table`` and ``not_plain``.
        """
        try:
            data = read_regular(folder / self.place, MOST_BYTES)
        except OSError as error:
            return self.unreadable(why(error))
        return self.read_bytes(data, sha256(data).hexdigest())

    def read_bytes(self, data: bytes, digest: str) -> Outcome[TypedRows | None]:
        """The same for the content of the workbook; ``digest``: of the file that it comes from."""
        return _read(self, data, digest)

    def unreadable(self, reason: str) -> Outcome[None]:
        """The outcome where the workbook cannot be read or written. ``reason``: in words."""
        slots = {"file": Path(self.place).name, "reason": reason}
        return Outcome(None, (Finding(self.unreadable_code, Place(self.place), slots),))


# A command reads the list of a county for itself, and once more to tell at its end where the campaign stands.
@lru_cache(maxsize=1)
def _read(book: TypedBook, data: bytes, digest: str) -> Outcome[TypedRows | None]:
    """The outcome of :meth:`TypedBook.read_bytes`."""
    sheets = read_own_bytes(data)
    if isinstance(sheets, str):
        return book.unreadable(sheets)
    sheet = sheet_named(sheets, book.table.sheet)
    rows = book.rows(sheet) if sheet else ()
    read, found = read_table(book.table, rows, file=book.place), find_columns(book.table, rows)
    spoilt = [finding for finding in read.findings if finding.code in _HEADINGS]
    if sheet is None or found is None or spoilt:
        return book.unreadable("；".join(finding.message.rstrip("。") for finding in spoilt))
    head, columns = found
    own = set(columns.values())
    unread = not_plain(sheet, book.place, lambda spot: spot[0] > head and spot[1] in own)
    value = TypedRows(data, digest, sheet, head, columns, tuple(read.value))
    return Outcome(value, (*read.findings, *unread))
