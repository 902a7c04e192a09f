"""A workbook of xlsxwriter that takes half the time and writes the same bytes.

Most workbooks are small forms, and most of what they are made of is the same in all: formats, styles, the theme, lists
of parts. That is made and packed once in a process. In a large one (a summary) another processor writes and packs the
sheets that are complete while others are filled, and packs each long part that is finished.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import lru_cache, partial
from typing import Any

from xlsxwriter import xmlwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook

from lianping_xlsx.core.second_process import CopyValues, beside, can_be_copied
from lianping_xlsx.formats.plain_zip import ZipPart, deflated, deflated_once, zip_of
from lianping_xlsx.spreadsheet.direct_sheet import DirectSheet
from lianping_xlsx.spreadsheet.escapes import ESCAPE
from lianping_xlsx.spreadsheet.framed_sheet import FramedSheet
from lianping_xlsx.spreadsheet.part_text import PartText

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MANY_CELLS = 20_000
"""So many cells take longer to write than a copy of the process to start."""
_MANY_TEXTS = 1000
"""So many texts are looked after whether the list of texts has become long."""
_STYLES, _STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
_ALIKE: tuple[str, ...] = ("[Content_Types].xml", "_rels/", "docProps/", "xl/_rels/", "xl/theme/", "xl/workbook.xml")
_ALIKE += ("xl/drawings/vml", "xl/comments", _STYLES)
"""How the names of those parts begin that many workbooks have with the same bytes."""
_WRITTEN: dict[tuple[Hashable, ...], str] = {}
"""The text of such parts by name and by what it depends on."""
_MOST_WRITTEN = 256
_SPECIAL = re.compile(r"""[&<>_\x00-\x1f\ufffe\uffff]|^\s|\s$""")
"""What xlsxwriter writes in another way than as it is, in a text."""

xmlwriter.re_control_chars_1 = ESCAPE


class DirectWorkbook(Workbook):  # type: ignore[misc] # xlsxwriter has no types
    """As xlsxwriter's workbook, but :meth:`packed` closes it and returns its bytes."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), _OPTIONS)  # only an empty zip is written there
        self.worksheet_class = DirectSheet
        self._packager: _PackingPackager | None = None
        self._coming: CopyValues[dict[str, ZipPart]] = CopyValues(iter(()))
        self._ahead: dict[str, ZipPart] = {}

    def add_worksheet(self, name: str | None = None) -> Any:
        """Add a sheet. Those that a second process has written by now need their cells no more."""
        if self._coming.has_come():
            self._take_ahead()
        return super().add_worksheet(name)

    def _take_ahead(self) -> None:
        """Take the sheets that a second process has written, and free their cells."""
        self._ahead |= next(self._coming, {})
        for sheet in self.worksheets():
            if sheet.written_ahead:
                sheet.forget_cells()

    def add_format(self, properties: Mapping[str, object] | None = None) -> Any:
        """A format as xlsxwriter makes it."""
        found = Format.__new__(Format)
        # As a copy of it, in a fifth of the time: all of its attributes are plain values.
        vars(found).update(vars(_format(**{**self.default_format_properties, **(properties or {})})))
        found.xf_format_indices, found.dxf_format_indices = self.xf_format_indices, self.dxf_format_indices
        self.formats.append(found)
        return found

    @contextlib.contextmanager
    def packed_ahead(self) -> Iterator[None]:
        """Within it a second process writes and packs the sheets that have cells now: nothing may be added to them.

        Only the first sheet and those with charts or comments can still be filled. The bytes of the workbook do not
        depend on whether there is a second process.
        """
        for look in self.formats:
            look._get_xf_index()  # both processes must know it by the same number
        complete = {
            f"xl/worksheets/sheet{number}.xml": sheet
            for number, sheet in enumerate(self.worksheets(), 1)
            if number > 1 and sheet.is_plain()
        }
        for sheet in complete.values():
            sheet.complete = True
        many = sum(sheet.cells for sheet in complete.values()) >= _MANY_CELLS
        if not many or not can_be_copied():
            yield
            return
        with beside(partial(_written_and_packed, complete)) as self._coming:
            for sheet in complete.values():
                sheet.written_ahead = True
            yield

    def packed(self) -> bytes:
        """Close the workbook and return its bytes. Raises what xlsxwriter raises for what Excel cannot hold."""
        with ThreadPoolExecutor(1) as pool:
            self._packager = _PackingPackager(pool)
            self.close()
            own = self._packager.parts()
            self._take_ahead()
            found = zip_of(self._ahead.get(part.name, part) for part in own)
        self._let_go()
        return found

    def _let_go(self) -> None:
        """Take out the references in a circle, so that all is freed with the last page, not by the collector."""
        self._packager = None
        for sheet in self.worksheets():
            sheet.workbook_add_format = None

    def _get_packager(self) -> Packager:
        return self._packager

    def styles(self) -> str:
        """styles.xml."""
        used = ((look.pattern_of, look.xf_index, look.dxf_index) for look in self.formats)
        return _styles(tuple(each for each in used if each[1:] != (None, None)), self.has_comments)

    def _prepare_format_properties(self) -> None:
        """The formats are numbered where their styles are made."""


# To make a format takes longer than to write the cells of a form that have it. Numbers that are equal but of different
# types, as 11 and 11.0, are not written alike.
@lru_cache(maxsize=1024, typed=True)
def _format(**properties: object) -> Any:
    """A format that belongs to no workbook; it is to be copied."""
    made = Format(properties)
    made.pattern_of = made
    made._get_format_key()  # each copy has it
    return made


@lru_cache(maxsize=256)
def _styles(formats: tuple[tuple[Any, int | None, int | None], ...], has_comments: bool) -> str:
    """styles.xml of a workbook. ``formats``: each with its number as a look of cells and as one of conditions."""
    book = Workbook(io.BytesIO(), _OPTIONS)
    book.formats, book.has_comments = [], has_comments
    for pattern, cell, condition in formats:
        look = copy(pattern)
        look.xf_index, look.dxf_index = cell, condition
        book.formats.append(look)
    book._prepare_format_properties()
    packager = Packager()
    packager._add_workbook(book)
    packager._set_in_memory(in_memory=True)
    packager._write_styles_file()
    return str(packager.filenames[0][0].getvalue())


def _written_and_packed(sheets: Mapping[str, DirectSheet]) -> Iterator[dict[str, ZipPart]]:
    """Yield once the parts of sheets that are complete, by name."""
    parts = {}
    for name, sheet in sheets.items():
        text = PartText()
        sheet._set_xml_writer(text)
        FramedSheet._assemble_xml_file(sheet)
        parts[name] = text.part(name)
    yield parts


class _PackingPackager(Packager):  # type: ignore[misc] # xlsxwriter has no types
    """Writes the parts one after another; a long one is packed in a thread when the next one begins."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__()
        self._pool = pool
        self._packing: list[Callable[[], ZipPart]] = []
        self._plain = False

    def parts(self) -> list[ZipPart]:
        """The parts, packed, in the order of xlsxwriter."""
        return [packed() for packed in self._packing]

    def _filename(self, name: str) -> PartText:
        self._pack()
        text = PartText(self._pool)
        self.filenames.append((text, name, False))
        return text

    def _create_package(self) -> list[Any]:
        self._plain = all(map(DirectSheet.is_plain, self.workbook.worksheets()))  # while the sheets have their cells
        super()._create_package()
        self._pack()
        return []

    def _pack(self) -> None:
        """Pack the parts that are finished, or note how they are packed."""
        for text, name, _ in self.filenames[len(self._packing) :]:
            text.hand_over()
            if text.in_pieces:
                self._packing.append(self._pool.submit(text.part, name).result)
                continue
            content = text.getvalue()
            text.close()
            self._packing.append(partial(deflated_once if name.startswith(_ALIKE) else _packed, name, content))

    def _write_alike(self, write: Callable[[], None], name: str, *state: Hashable) -> None:
        """Write a part; of the same ``state`` as it was written before, if the workbook has only sheets with cells.

        Any other lists more parts.
        """
        found = _WRITTEN.get((name, *state)) if self._plain else None
        if found is not None:
            self._filename(name).write(found)
            return
        write()
        if self._plain and len(_WRITTEN) < _MOST_WRITTEN:
            _WRITTEN[name, *state] = self.filenames[-1][0].getvalue()

    def _write_content_types_file(self) -> None:
        self._write_alike(super()._write_content_types_file, "[Content_Types].xml", *self._listed())

    def _write_root_rels_file(self) -> None:
        self._write_alike(super()._write_root_rels_file, "_rels/.rels")

    def _write_workbook_rels_file(self) -> None:
        self._write_alike(super()._write_workbook_rels_file, "xl/_rels/workbook.xml.rels", *self._listed())

    def _write_workbook_file(self) -> None:
        book = self.workbook
        shown = (book.worksheet_meta.firstsheet, book.worksheet_meta.activesheet)
        sheets = ((sheet.name, sheet.hidden) for sheet in book.worksheets())
        names = tuple(map(tuple, book.defined_names))
        self._write_alike(super()._write_workbook_file, "xl/workbook.xml", shown, names, *sheets)

    def _write_theme_file(self) -> None:
        self._write_alike(super()._write_theme_file, "xl/theme/theme1.xml")

    def _write_core_file(self) -> None:
        self._write_alike(super()._write_core_file, "docProps/core.xml", *self.workbook.doc_properties.items())

    def _write_app_file(self) -> None:
        names = (sheet.name for sheet in self.workbook.worksheets())
        self._write_alike(super()._write_app_file, "docProps/app.xml", *names, tuple(self.named_ranges))

    def _listed(self) -> tuple[int, bool]:
        """The key of lists of the parts of a workbook: the number of its sheets, and whether it has texts."""
        return len(self.workbook.worksheets()), bool(self.workbook.str_table.count)

    def _write_styles_file(self) -> None:
        self._filename(_STYLES).write(self.workbook.styles())

    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        if not table.count:
            return
        writer = SharedStrings()
        writer.string_table = table
        writer._set_xml_writer(self._filename(_STRINGS))
        writer._xml_declaration()
        writer._write_sst()
        for number, text in enumerate(table.string_array):
            if _SPECIAL.search(text):
                writer._write_si(text)
            else:
                writer.fh.write(f"<si><t>{text}</t></si>")
            if number % _MANY_TEXTS == 0:
                writer.fh.hand_over()
        writer._xml_end_tag("sst")


def _packed(name: str, content: str | bytes) -> ZipPart:
    return deflated(name, content.encode("utf-8") if isinstance(content, str) else content)
