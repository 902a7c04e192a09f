"""Writing a Word document through python-docx: paragraphs, tables and a signature, in the looks of GB/T 9704-2012.

Text stays text: nothing in it becomes a field, a link or a command of Word.
"""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.core.title_lines import ems, title_lines
from lianping_xlsx.publish.word import word_styles
from lianping_xlsx.publish.word.docx_package import blank_package, finish
from lianping_xlsx.publish.word.word_styles import Look

_PAGE = {"page_width": Mm(210), "page_height": Mm(297)}
_MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
_EDGES = {"header_distance": Mm(20), "footer_distance": Mm(25)}
_WIDTH = Mm(156)
_TITLE_ROOM = 20
"""2号 characters on a line."""
_BODY_ROOM = 26
"""3号 characters on the first line of a paragraph."""
_ATTACHED_ROOM = 22
"""3号 characters on a line behind 附件："""
_TIGHT = 20
"""Twips above and below the words of a table that stands on one page."""
_DATE_FROM_RIGHT = 4 * word_styles.CHARACTER
_NAME_FROM_RIGHT = 2 * word_styles.CHARACTER
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table: ``widths`` are shares of the width of the page, ``wide`` the columns of running text.

    ``together``: the whole table on one page, where a page has room for it.
    """

    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[Sequence[str]]
    wide: frozenset[int] = frozenset()
    together: bool = False


class WordDocument:
    """A document being written; ``save`` returns its bytes, the same for the same content."""

    def __init__(self, title: str, *, banner: str = "") -> None:
        self._title = fit_xml(title)
        self._document = Document(io.BytesIO(blank_package()))
        self._sections = self._subsections = 0
        self._set_page()
        self._write_edges(banner)

    def write(self, look: Look, text: str, *, lead: str = "") -> None:
        """A paragraph, or one for each line of the text; ``lead`` are its opening words, in 楷体."""
        lines = [line for line in fit_xml(text).split("\n") if line.strip()] or [""]
        for number, line in enumerate(lines):
            paragraph = self._document.add_paragraph(style=look.name)
            if lead and not number:
                _run(paragraph, fit_xml(lead), word_styles.LEAD)
            _run(paragraph, line)

    def title(self, text: str) -> None:
        """The title of a paper, its lines ending between words."""
        self._lines(word_styles.TITLE, title_lines(_on_one_line(text), _TITLE_ROOM))

    def attached(self, name: str) -> None:
        """附件说明: the name of the annex, a second line under the first."""
        first, *others = title_lines(_on_one_line(name), _ATTACHED_ROOM)
        self._lines(word_styles.ATTACHED, (f"附件：{first}", *others))

    def names(self, lead: str, names: Sequence[str]) -> None:
        """Names behind the words that lead to them where all fit on that line, else below them in columns.

        So no name is broken at the end of a line.
        """
        together = fit_xml("、".join(names)) + "。"
        if ems(fit_xml(lead) + together) <= _BODY_ROOM:
            self.write(word_styles.BODY, together, lead=lead)
            return
        self.write(word_styles.LIST_LEAD, "", lead=lead)
        columns = max(1, int(_BODY_ROOM // (max(ems(fit_xml(name)) for name in names) + 1)))
        for begin in range(0, len(names), columns):
            paragraph = self._document.add_paragraph(style=word_styles.LIST.name)
            for place in range(1, columns):
                stop = word_styles.CHARACTER * (2 + _BODY_ROOM * place // columns)
                paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(stop))
            _run(paragraph, "\t".join(_on_one_line(name) for name in names[begin : begin + columns]))

    def section(self, text: str) -> None:
        """A heading with the next number: 一、"""
        self._sections, self._subsections = self._sections + 1, 0
        self.write(word_styles.HEADING, f"{numeral(self._sections)}、{text}")

    def subsection(self, text: str, body: str = "") -> None:
        """A heading with the next number of its section: （一）; with a body, the words that open it."""
        self._subsections += 1
        numbered = f"（{numeral(self._subsections)}）{text}"
        if body:
            self.write(word_styles.BODY, body, lead=numbered)
        else:
            self.write(word_styles.SECOND_HEADING, numbered)

    def table(self, grid: WordTable) -> None:
        """A table over the width of the page; its first row stands on every page, no row is torn apart.

        The heading stands on one page with the first row at least.
        """
        self.write(word_styles.GAP, "")
        table = self._document.add_table(len(grid.rows) + 1, len(grid.headings), word_styles.TABLE)
        table.autofit = False
        if grid.together:
            _tighten(table)
        widths = [Length(_WIDTH * share // sum(grid.widths)) for share in grid.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, (row, texts) in enumerate(zip(table.rows, (grid.headings, *grid.rows), strict=True)):
            _mark_row(row, repeated=not number)
            keep = number < len(grid.rows) and (grid.together or not number)
            for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = widths[place]
                cell.vertical_alignment = 1
                paragraph = cell.paragraphs[0]
                paragraph.style = _cell_look(number, place, grid).name
                if keep:
                    paragraph.paragraph_format.keep_with_next = True
                _run(paragraph, fit_xml(text))
        self.write(word_styles.GAP, "")

    def blank(self) -> None:
        """An empty line."""
        self.write(word_styles.BLANK, "")

    def sign(self, name: str, date: dt.date, *, last: bool = True) -> None:
        """落款: the office's name centred over the date, which stands four characters from the edge.

        Unless it comes ``last``, it stays on one page with what follows.
        """
        signed, dated = fit_xml(name), f"{date.year}年{date.month}月{date.day}日"
        half = (_measure(dated) - _measure(signed)) // 2
        over = _DATE_FROM_RIGHT + half
        short = max(0, _NAME_FROM_RIGHT - over)
        for text, edge in ((signed, over + short), (dated, _DATE_FROM_RIGHT + short)):
            paragraph = self._document.add_paragraph(style=word_styles.SIGNED.name)
            paragraph.paragraph_format.right_indent = Twips(edge)
            _run(paragraph, text)
        paragraph.paragraph_format.keep_with_next = not last

    def save(self) -> bytes:
        """The bytes."""
        written = io.BytesIO()
        self._document.save(written)
        return finish(written.getvalue(), self._title)

    def _lines(self, look: Look, lines: Sequence[str]) -> None:
        paragraph = self._document.add_paragraph(style=look.name)
        for number, line in enumerate(lines):
            if number:
                paragraph.runs[-1].add_break()
            _run(paragraph, line)

    def _set_page(self) -> None:
        section = self._document.sections[0]
        for name, length in (_PAGE | _MARGINS | _EDGES).items():
            setattr(section, name, length)

    def _write_edges(self, banner: str) -> None:
        """The banner on top, the page number below: on odd pages at the right, on even ones at the left."""
        section = self._document.sections[0]
        for header in (section.header, section.even_page_header):
            _run(header.paragraphs[0], fit_xml(banner))
        for footer, align in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(
                word_styles.FOOTER.size
            )
            _run(paragraph, "— ")
            _page_number(paragraph)
            _run(paragraph, " —")


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十一; beyond that in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _run(paragraph: Paragraph, text: str, look: str = "") -> None:
    """Words of a paragraph. Quotation marks and dashes are drawn full-width only when hinted to be Chinese."""
    if not text:
        return
    properties: Any = paragraph.add_run(text)._r.get_or_add_rPr()
    if look:
        style: Any = OxmlElement("w:rStyle")
        style.set(qn("w:val"), look)
        properties.append(style)
    hint: Any = OxmlElement("w:rFonts")
    hint.set(qn("w:hint"), "eastAsia")
    properties.append(hint)


def _on_one_line(text: str) -> str:
    return " ".join(fit_xml(text).split("\n"))


def _page_number(paragraph: Paragraph) -> None:
    number: Any = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    shown = paragraph.add_run("1")._r
    number.append(shown)
    paragraph._p.append(number)


def _tighten(table: Any) -> None:
    """Less room above and below the words, so that the page has room for the whole table."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin: Any = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_TIGHT))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)


def _mark_row(row: Any, *, repeated: bool) -> None:
    """Not torn apart at the end of a page; the heading is repeated on the next."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _cell_look(row: int, column: int, grid: WordTable) -> Look:
    if not row:
        return word_styles.TABLE_HEAD
    return word_styles.TABLE_TEXT if column in grid.wide else word_styles.TABLE_CENTRED


def _measure(text: str) -> int:
    """The width of 3号 text in twips: a digit or Latin letter is half a character."""
    halves = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
    return halves * word_styles.CHARACTER // 2
