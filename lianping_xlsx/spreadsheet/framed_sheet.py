"""A sheet of xlsxwriter whose frame is made once: all but its cells, merged ranges, rules, conditions and links.

Most sheets are small forms and letters, and have views, columns, protection, margins, page set-up and page headers
alike. xlsxwriter puts each of some twenty elements together from lists of attributes, which takes a third of the time
in which such a sheet is written.
"""

from __future__ import annotations

import io
from collections.abc import Hashable
from functools import cache
from typing import Any

from xlsxwriter.worksheet import Worksheet

_OWN = (
    "_write_dimension",
    "_write_sheet_data",
    "_write_auto_filter",
    "_write_merge_cells",
    "_write_conditional_formats",
    "_write_data_validations",
    "_write_hyperlinks",
)
"""The methods that write what is a sheet's own, in the order of xlsxwriter."""
_NOT_IN_FRAME = frozenset(
    (
        *("name", "index", "hidden", "fh", "str_table", "worksheet_meta", "workbook_add_format", "default_url_format"),
        *("dim_rowmin", "dim_rowmax", "dim_colmin", "dim_colmax", "table", "row_info", "row_sizes", "row_spans"),
        *("merge", "validations", "cond_formats", "dxf_priority", "hyperlinks", "hlink_count", "autofilter_ref"),
        *("autofilter_area", "filter_range", "repeat_row_range", "repeat_col_range", "print_area_range"),
        *("col_info", "col_size_changed", "embedded_images"),
    )
)
"""Attributes of xlsxwriter on which no frame depends: of what is a sheet's own, or what stands in other parts; and the
columns, which are compared in another way.
"""
_CUT = "\0"
"""Stands in a frame for each of ``_OWN``; no text of XML has this character."""
_FRAMES: dict[Hashable, tuple[str, ...]] = {}
"""The pieces of each frame by what it depends on."""
_MOST_FRAMES = 256
_USUAL_EXCEL = 2007
"""The year of Excel that a sheet asks for; conditions of a newer one are written in two places of it."""


class FramedSheet(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A sheet of xlsxwriter that writes the same bytes."""

    fh: Any

    def is_numbered(self) -> bool:
        """Return True if it has something that the workbook numbers when it is closed."""
        return any((self.has_comments, self.charts, self.images, self.shapes, self.tables, self.sparklines))

    def _assemble_xml_file(self) -> None:
        state = self._state()
        if state is None:
            super()._assemble_xml_file()
            return
        frame = _FRAMES.get(state)
        if frame is None:
            frame = self._frame()
            if len(_FRAMES) < _MOST_FRAMES:
                _FRAMES[state] = frame
        for text, write_own in zip(frame, (*_OWN, ""), strict=True):
            self.fh.write(text)
            if write_own:
                getattr(self, write_own)()

    def _state(self) -> Hashable | None:
        """The key of the frame: every attribute that is not as in a new sheet; None if the frame is made only once."""
        formatted = any(each.column_format for each in self.col_info.values())
        if self.is_numbered() or formatted or self.excel_version != _USUAL_EXCEL:
            return None
        attributes = vars(self)
        changed = [(name, attributes[name]) for name, value in _fresh() if attributes[name] != value]
        columns = tuple([(column, *vars(each).values()) for column, each in self.col_info.items()])
        state = (*columns, *[(name, type(value), _fixed(value)) for name, value in changed])
        try:
            hash(state)
        except TypeError:
            return None
        return state

    def _frame(self) -> tuple[str, ...]:
        """The pieces of the frame, as xlsxwriter writes them."""
        stream = self.fh
        self.fh = io.StringIO()
        self.__dict__.update(dict.fromkeys(_OWN, lambda: self.fh.write(_CUT)))
        try:
            super()._assemble_xml_file()
            return tuple(self.fh.getvalue().split(_CUT))
        finally:
            for name in _OWN:
                delattr(self, name)
            self.fh = stream


@cache
def _fresh() -> tuple[tuple[str, Any], ...]:
    """The attributes of a new sheet on which a frame depends, but for its columns."""
    return tuple((name, value) for name, value in vars(Worksheet()).items() if name not in _NOT_IN_FRAME)


def _fixed(value: Any) -> Any:
    """A value that can be a key, if what is in it can."""
    return tuple(value.items()) if isinstance(value, dict) else tuple(value) if isinstance(value, list) else value
