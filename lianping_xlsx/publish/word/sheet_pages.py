"""A printed sheet as pages of a Word file: the lines above its heading as paragraphs, the rest as one table.

Every look stands at its paragraph and its run, so that the styles of the file around it change nothing. The table is
as wide as the text; what is wider on the sheet is made smaller, as a sheet that is fitted to the width of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.publish.word.template_package import MAIN
from lianping_xlsx.spreadsheet.printed_sheet import PrintedCell, PrintedRow, PrintedSheet

_LONG, _SHORT, _MARGIN = 16838, 11906, 1134
"""The edges of A4 and the margins, in twips."""
_CHARACTER = 115
"""The width of a character of a column, in twips."""
_LATIN = "Times New Roman"
_ALIGNED = {"center": "center", "right": "right"}
_CELL_MARGIN = 40


@dataclass(frozen=True, slots=True)
class SheetPages:
    """The XML of the paragraphs and the table, and of what their section says of paper and margins."""

    content: str
    setup: str


def sheet_pages(sheet: PrintedSheet) -> SheetPages:
    """The pages of a sheet."""
    room = (_LONG if sheet.landscape else _SHORT) - 2 * _MARGIN
    scale = min(1.0, room / (_CHARACTER * added_up(sheet.widths)))
    first = sheet.head.start if sheet.head else 0
    above = "".join(_line(row, scale) for row in sheet.rows[:first] if any(cell.text for cell in row.cells))
    widths = [round(room * width / added_up(sheet.widths)) for width in sheet.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    below = enumerate(sheet.rows[first:], first)
    rows = "".join(_row(row, widths, scale, repeated=number in sheet.head) for number, row in below)
    margins = "".join(f'<w:{edge} w:w="{_CELL_MARGIN}" w:type="dxa"/>' for edge in ("left", "right"))
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
    )
    table = f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    return SheetPages(f"{above}{table}", _setup(sheet))


def _setup(sheet: PrintedSheet) -> str:
    wide, high = (_LONG, _SHORT) if sheet.landscape else (_SHORT, _LONG)
    turned = ' w:orient="landscape"' if sheet.landscape else ""
    edges = " ".join(f'w:{edge}="{_MARGIN}"' for edge in ("top", "right", "bottom", "left"))
    return f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/><w:pgMar {edges} w:header="600" w:footer="600" w:gutter="0"/>'


def _line(row: PrintedRow, scale: float) -> str:
    """The texts of a row in one paragraph."""
    told = [cell for cell in row.cells if cell.text]
    look = told[0]
    return _paragraph(look, "　　".join(cell.text for cell in told), scale, after=60)


def _row(row: PrintedRow, widths: Sequence[int], scale: float, *, repeated: bool) -> str:
    head = "<w:tblHeader/>" if repeated else ""
    height = f'<w:trHeight w:val="{round(row.height * 20 * scale)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{''.join(_cells(row, widths, scale))}</w:tr>"


def _cells(row: PrintedRow, widths: Sequence[int], scale: float) -> Iterator[str]:
    column = 0
    for cell in row.cells:
        width = sum(widths[column : column + cell.columns])
        column += cell.columns
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        lines = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in cell.lines)
        borders = f"<w:tcBorders>{lines}</w:tcBorders>" if lines else ""
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill={quoteattr(cell.fill)}/>' if cell.fill else ""
        properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{borders}{fill}<w:vAlign w:val="center"/>'
        yield f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(cell, cell.text, scale)}</w:tc>"


def _paragraph(look: PrintedCell, text: str, scale: float, *, after: int = 0) -> str:
    spacing = f'<w:spacing w:before="0" w:after="{after}" w:line="240" w:lineRule="auto"/>'
    indent = '<w:ind w:left="0" w:right="0" w:firstLineChars="0" w:firstLine="0"/>'
    aligned = f'<w:jc w:val="{_ALIGNED.get(look.align, "left")}"/>'
    properties = f'<w:pPr><w:snapToGrid w:val="0"/>{spacing}{indent}{aligned}</w:pPr>'
    if not text:
        return f"<w:p>{properties}</w:p>"
    size = max(10, round(2 * look.size * scale))
    font = quoteattr(look.font)
    run = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia={font} w:cs="{_LATIN}"/>'
    run += "<w:b/>" if look.bold else ""
    run += f'<w:color w:val={quoteattr(look.color or "000000")}/><w:spacing w:val="0"/>'
    run += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in fit_xml(text).split("\n"))
    return f"<w:p>{properties}<w:r><w:rPr>{run}</w:rPr>{words}</w:r></w:p>"


def page_number() -> bytes:
    """The footer of such pages: — 1 —."""
    run = f'<w:rPr><w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}"/><w:sz w:val="21"/></w:rPr>'
    number = f'<w:fldSimple w:instr="PAGE"><w:r>{run}<w:t>1</w:t></w:r></w:fldSimple>'
    dash = f'<w:r>{run}<w:t xml:space="preserve">{{}}</w:t></w:r>'
    words = f"{dash.format('— ')}{number}{dash.format(' —')}"
    properties = '<w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr>'
    return f'<w:ftr xmlns:w="{MAIN}"><w:p>{properties}{words}</w:p></w:ftr>'.encode()
