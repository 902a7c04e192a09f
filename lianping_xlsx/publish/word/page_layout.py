"""How the words of official papers are set: Chinese numerals, titles on lines that end between words, and, after a
template has been filled in, everything of a page's layout that depends on the words.

The layout goes by the styles of GB/T 9704 documents, so that an office can move, add and reword the paragraphs that
have them. Lengths are twips (a twentieth of a point): a character of 3号 (16 points) less a quarter of a point makes
room for 28 on a line of 156 mm.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from lxml import etree

from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.core.title_lines import ems, title_lines
from lianping_xlsx.publish.word.template_package import MAIN, W

BODY_ROOM = 26
"""3号 characters on the first line of a paragraph."""
_DIGITS = "零一二三四五六七八九"
_TITLE_ROOM = 20
"""2号 characters on a line."""


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十一; beyond that in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def title_text(text: str, room: float = _TITLE_ROOM) -> str:
    """A title with its line ends, where ``room`` characters stand on a line."""
    return "\n".join(title_lines(on_one_line(text), room))


def on_one_line(text: str) -> str:
    """A text without line ends, as Word can hold it."""
    return " ".join(fit_xml(text).split("\n"))


def columns_of(names: Iterable[str]) -> int:
    """How many columns of these names stand on a line."""
    return max(1, int(BODY_ROOM // (max(map(ems, names)) + 1)))


CHARACTER = 315
"""The width of a 3号 character."""
SIGNED, LIST, TABLE = "落款", "名单", "公文表格"
"""Names of styles."""
_DATE_FROM_RIGHT = 4 * CHARACTER
_NAME_FROM_RIGHT = 2 * CHARACTER
_SIGNED_ROOM = 24
"""3号 characters of a name on a line of 落款."""
_WIDEST = 12.0
"""Characters of a cell that make a column wider; the rest of a longer text goes to the next line."""
_MARGIN = 1.5
_IN_PARAGRAPH: tuple[str, ...] = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
)
_IN_PARAGRAPH += ("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap")
_IN_PARAGRAPH += ("overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd")
_IN_PARAGRAPH += ("snapToGrid", "spacing", "ind")
_IN_TABLE: tuple[str, ...] = (
    "tblStyle",
    "tblpPr",
    "tblOverlap",
    "bidiVisual",
    "tblStyleRowBandSize",
    "tblStyleColBandSize",
    "tblW",
)
_IN_TABLE += ("jc", "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout")
"""The order that the schema prescribes for the properties of a paragraph and of a table, as far as needed here."""
_MARKS = {f"{W}tab": "\t", f"{W}br": "\n"}
_NAMESPACES = {"w": MAIN}
_VALUE = f"{W}val"
_HAS_SPANS = etree.XPath("boolean(w:tr/w:tc/w:tcPr/w:gridSpan)", namespaces=_NAMESPACES)
_WIDTHS_OF_CELLS = etree.XPath("w:tr/w:tc/w:tcPr/w:tcW", namespaces=_NAMESPACES)
_ALL_KEPT = etree.XPath("w:tr[position() > 2]/w:tc/w:p/w:pPr/w:keepNext", namespaces=_NAMESPACES)
_MOST_KEPT = 36
"""The most lines of a table that are kept on one page."""
_SMALL = 200
"""The width of a character in a table, in twips."""
_KEPT_BELOW = etree.XPath("w:tr[last()]/w:tc/w:p/w:pPr/w:keepNext", namespaces=_NAMESPACES)


def lay_out(root: Any, styles: Mapping[str, str]) -> None:
    """Set indents, tab stops and widths in the main part of a document. ``styles``: ids by name."""
    layouts = {styles[name]: lay for name, lay in ((SIGNED, _sign), (LIST, _stand_in_columns)) if name in styles}
    for style, paragraphs in _blocks(root, layouts):
        layouts[style](paragraphs)
    for table in list(root.iter(f"{W}tbl")) if TABLE in styles else ():
        style = table.find(f"{W}tblPr/{W}tblStyle")
        if style is not None and style.get(f"{W}val") == styles[TABLE]:
            _fit_columns(table)
            _let_go_below(table)
            _keep_above(table)


def _blocks(root: Any, styles: Container[str]) -> list[tuple[str, list[Any]]]:
    """The paragraphs of some styles, those of one style that follow one another together."""
    found: list[tuple[str, list[Any]]] = []
    for named in root.iter(f"{W}pStyle"):
        style = named.get(_VALUE)
        paragraph = named.getparent().getparent() if style in styles else None
        if paragraph is None or paragraph.tag != f"{W}p":
            continue
        if found and found[-1][0] == style and found[-1][1][-1] is paragraph.getprevious():
            found[-1][1].append(paragraph)
        else:
            found.append((style, [paragraph]))
    return found


def _words(element: Any) -> str:
    """The text of a paragraph or a cell, its tabs and line ends as such."""
    inside = (node for node in element.iter(f"{W}t", *_MARKS) if node.getparent().tag == f"{W}r")
    return "".join(_MARKS.get(node.tag) or node.text or "" for node in inside)


# ---------------------------------------------------------------- paragraphs


def _sign(paragraphs: Sequence[Any]) -> None:
    """落款: each line is centred over the last, the date, which stands four characters from the edge.

    The longest keeps two characters from the edge; one that is wider than the page stands on several lines.
    """
    for paragraph in paragraphs:
        _break_signed(paragraph)
    widths = [_measure(_words(paragraph)) for paragraph in paragraphs]
    edges = [_DATE_FROM_RIGHT + (widths[-1] - width) // 2 for width in widths]
    short = max(0, _NAME_FROM_RIGHT - min(edges))
    for paragraph, edge in zip(paragraphs, edges, strict=True):
        indent = etree.Element(f"{W}ind", {f"{W}right": str(edge + short)})
        _replace(paragraph.find(f"{W}pPr"), indent, _IN_PARAGRAPH)


def _break_signed(paragraph: Any) -> None:
    """Put line ends into a name that is longer than a line: between several offices, else between words."""
    for text in paragraph.iter(f"{W}t"):
        name = text.text or ""
        offices = [name] if ems(name) <= _SIGNED_ROOM else re.split("(?<=、)", name)
        lines = [line for each in offices for line in title_lines(each, _SIGNED_ROOM)]
        text.text = lines[0]
        for line in reversed(lines[1:]):
            more = etree.Element(f"{W}t")
            more.text = line
            text.addnext(more)
            text.addnext(etree.Element(f"{W}br"))


def _stand_in_columns(paragraphs: Sequence[Any]) -> None:
    """名单: a tab stop for each column after the first."""
    columns = columns_of(name for paragraph in paragraphs for name in _words(paragraph).split("\t"))
    for paragraph in paragraphs if columns > 1 else ():
        tabs = etree.Element(f"{W}tabs")
        for place in range(1, columns):
            at = CHARACTER * (2 + BODY_ROOM * place // columns)
            etree.SubElement(tabs, f"{W}tab", {f"{W}val": "left", f"{W}pos": str(at)})
        _replace(paragraph.find(f"{W}pPr"), tabs, _IN_PARAGRAPH)


def _replace(properties: Any, new: Any, order: Sequence[str]) -> None:
    """Put ``new`` into some properties in their order, in place of what they have of that name."""
    for old in properties.findall(new.tag):
        properties.remove(old)
    before = order[: order.index(etree.QName(new).localname)]
    properties.insert(sum(etree.QName(element).localname in before for element in properties), new)


def _measure(text: str) -> int:
    """The width of the longest line of 3号 text in twips: a digit or Latin letter is half a character."""
    lines = (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n"))
    return max(lines) * CHARACTER // 2


# ---------------------------------------------------------------- tables


def _fit_columns(table: Any) -> None:
    """The columns that a template leaves of a table fill its width.

    Their shares are those of their widths, or of their longest texts where the table has 根据内容自动调整.
    """
    grid, first = table.find(f"{W}tblGrid"), table.find(f"{W}tr")
    by_content = _fits_to_content(table)
    if grid is None or first is None or (not by_content and len(grid) == len(first.findall(f"{W}tc"))):
        return
    rows = [row.findall(f"{W}tc") for row in table.iterchildren(f"{W}tr")]
    if len({len(row) for row in rows}) != 1 or _HAS_SPANS(table):
        return
    columns = zip(*rows, strict=True)
    whole = sum(_twips(column) for column in grid)
    shares = [_share([_words(cell) for cell in column]) for column in columns] if by_content else _widths(rows[0])
    if not whole or not sum(shares):  # a width that is no number: the table stays as it is
        return
    if by_content:
        _replace(table.find(f"{W}tblPr"), etree.Element(f"{W}tblLayout", {f"{W}type": "fixed"}), _IN_TABLE)
    widths = [str(round(Fraction(whole * share, sum(shares)))) for share in shares]
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        etree.SubElement(grid, f"{W}gridCol", {f"{W}w": width})
    width_of = {cell: width for row in rows for cell, width in zip(row, widths, strict=True)}
    for each in _WIDTHS_OF_CELLS(table):
        each.set(f"{W}type", "dxa")
        each.set(f"{W}w", width_of[each.getparent().getparent()])


def _fits_to_content(table: Any) -> bool:
    """Whether a table has 根据内容自动调整, the default, which it loses with the widths that are set."""
    layout = table.find(f"{W}tblPr/{W}tblLayout")
    return layout is None or layout.get(f"{W}type") != "fixed"


def _share(texts: Sequence[str]) -> int:
    """The share of a column in the width of the table: by its longest text, within reason."""
    return round(10 * (min(_WIDEST, max(map(ems, texts))) + _MARGIN))


def _widths(row: Sequence[Any]) -> list[int]:
    found = (cell.find(f"{W}tcPr/{W}tcW") for cell in row)
    return [0 if width is None else _twips(width) for width in found]


def _twips(element: Any) -> int:
    """The width that an element has; 0 if it is not in twips. Some programs write fractions of them."""
    whole = re.fullmatch(r"(\d+)(?:\.\d+)?", element.get(f"{W}w", ""))
    return int(whole[1]) if whole else 0


def _let_go_below(table: Any) -> None:
    """Of rows that stay on one page with the next, the last does not, and of a long table none but the first.

    What does not fit a page would begin on one of its own, away from its heading.
    """
    kept = _ALL_KEPT(table) if _lines_of_rows(table) > _MOST_KEPT else _KEPT_BELOW(table)
    for keep in kept:
        keep.getparent().remove(keep)


def _keep_above(table: Any) -> None:
    """A blank line between a heading that stays with the table and the table stays with it, too."""
    blank = table.getprevious()
    heading = None if blank is None or blank.tag != f"{W}p" or _words(blank) else blank.getprevious()
    if heading is not None and heading.find(f"{W}pPr/{W}keepNext") is not None and blank.find(f"{W}pPr") is not None:
        _replace(blank.find(f"{W}pPr"), etree.Element(f"{W}keepNext"), _IN_PARAGRAPH)


def _lines_of_rows(table: Any) -> int:
    """The number of lines of all rows of a table, by the widths of their cells."""
    found = 0
    for row in table.iterchildren(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        pairs = zip(cells, _widths(cells), strict=True)
        found += max((_lines_of_cell(_words(cell), width) for cell, width in pairs), default=1)
    return found


def _lines_of_cell(text: str, width: int) -> int:
    """The number of lines of a text in a cell of ``width`` twips; 1 if it has none."""
    room = max(1, width // _SMALL)
    return sum(max(1, math.ceil(ems(line) / room)) for line in text.split("\n")) if width else 1
