"""A workbook saved as another kind: what is read of it must be the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.formats.workbook_reader import read_xlsx
from tests.spoilt.biff import as_xls, as_xls_95
from tests.spoilt.ods import as_ods
from tests.spoilt.xlsb import as_xlsb

WRITERS: Mapping[str, Callable[[Sequence[Sheet]], bytes]] = {
    "xls": as_xls,
    "xls95": as_xls_95,
    "ods": as_ods,
    "xlsb": as_xlsb,
}


def saved_as(kind: str, xlsx: bytes) -> bytes:
    """The values, formulas and errors of an xlsx as another kind of workbook."""
    return WRITERS[kind](read_xlsx(xlsx))
