"""Read an .xls or .et: measured and read in one pass over its records.

calamine reads such a file too, but it tells neither formulas nor errors, aborts the process on what a record claims (a
dimension, a count of strings), takes the numbers of a chart for cells and garbles the Chinese of Excel 95. The pass
that has to find all that has every value in its hands already.
"""

from __future__ import annotations

from lianping_xlsx.formats.biff import records
from lianping_xlsx.formats.compound import Compound
from lianping_xlsx.formats.package import Limits, damaged, too_large, too_many_bytes, understood
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.formats.xls_book import BOUNDSHEET, FILEPASS, GLOBALS, BiffBook, BoundSheet, read_globals
from lianping_xlsx.formats.xls_sheet import SheetReader

_STREAMS = ("Workbook", "Book")
"""Of Excel 97 and later, and of Excel 95; a file saved for both has both, and the first counts."""
_WORKSHEET = 0


def read_xls(data: bytes, limits: Limits) -> list[Sheet]:
    """The worksheets of an .xls that has no password.

    Raises Refused: file.damaged, file.too-large, file.encrypted.
    """
    if len(data) > limits.file_bytes:
        raise too_many_bytes("文件大小", limits.file_bytes)
    stream = _workbook_stream(Compound(data))
    book = read_globals(stream, limits)
    if len(book.sheets) > limits.sheets:
        raise too_large("工作表数", limits.sheets)
    if min(len({bound.name for bound in book.sheets}), len({bound.at for bound in book.sheets})) < len(book.sheets):
        raise damaged(GLOBALS)
    return [_read_sheet(stream, bound, book) for bound in book.sheets if bound.kind == _WORKSHEET]


def is_locked(data: bytes) -> bool:
    """Whether an .xls has a password. Raises Refused(file.damaged)."""
    found = records(_workbook_stream(Compound(data)), 0, GLOBALS)
    told = (kind for kind, _ in found if kind in (FILEPASS, BOUNDSHEET))
    return next(told, None) == FILEPASS


def _workbook_stream(compound: Compound) -> bytes:
    """The stream of the workbook's records."""
    name = next((name for name in _STREAMS if name in compound), None)
    if name is None:
        raise damaged("复合文档结构")
    return compound.read(name)


def _read_sheet(stream: bytes, bound: BoundSheet, book: BiffBook) -> Sheet:
    reader = SheetReader(book, bound.name)
    with understood(bound.name):
        for record in records(stream, bound.at, bound.name):
            reader.take(record)
    return reader.sheet(visible=bound.visible)
