"""Saving of a workbook of openpyxl without temporary files.

openpyxl writes each sheet to a file in the folder for temporary files of the system before it packs it. What people
have marked must not lie outside the campaign folder, where it stays if the process is ended; and the files take a fifth
of the time. Importing this module imports openpyxl.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

AsWritten = Callable[[str, bytes], bytes]
"""What becomes of the part of a sheet, given its title."""


def saved_in_memory(book: Workbook, as_written: AsWritten = lambda _, part: part) -> bytes:
    """The bytes of a workbook; its parts are those that ``Workbook.save`` writes. Raises whatever openpyxl raises."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        book.properties.modified = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None)
        _MemoryWriter(book, archive, as_written).write_data()
    return buffer.getvalue()


class _MemoryWriter(ExcelWriter):
    """Writes sheets to memory."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, as_written: AsWritten) -> None:
        super().__init__(book, archive)
        self._packed, self._as_written = archive, as_written

    def write_worksheet(self, ws: Any) -> None:
        """As the method of the same name, with a buffer in place of a file. Any: what is set is not in the types."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        part = io.BytesIO()
        writer: Any = WorksheetWriter(ws, part)
        writer.write()
        ws._rels = writer._rels
        self._packed.writestr(ws.path[1:], self._as_written(ws.title, part.getvalue()))
        self.manifest.append(ws)
