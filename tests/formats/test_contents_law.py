"""Whatever is counted without a finding is what a person sees; LibreOffice is the judge of that.

Workbooks are changed by named means, several at once, and cells get values, formats and styles by chance.
LAW=300 pytest tests/sheets/test_contents_law.py tries as many.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianping_xlsx.formats.workbook_reader import Refused, Sheet, read_xlsx
from tests.libreoffice import needs_libreoffice, to_csv
from tests.spoilt import books, contents

FILES = int(os.environ.get("LAW", "60"))
GOOD = books.good_book()
ROWS, COLUMNS = range(1, 3), range(1, 3)
"""The marks of the good book."""
Spoil = Callable[[bytes], bytes]

_MEANS: dict[str, Spoil] = contents.AMBIGUOUS | {name: spoil for name, (spoil, _) in contents.SETTLED.items()}
_CODES = ("0", "0.0", '"95"', '"95";;;', ";;;", "0.00,", "0%", "[&gt;90]&quot;9&quot;0;0", "0.00", '0"5"')
_VALUES = ("0", "1", "9", "89.6", "95.5", "100", "0.95", "-3", "9.5e1", "1E-3", "+7", "088")
_WRAPPED = ("{}", "<!-- 1 -->{}", "{}<?x 1?>", "<![CDATA[{}]]>", " {}", "{}\n")


def _styled(book: bytes, code: str) -> bytes:
    """A style of its own with this format, for whichever cell names it."""
    code = code.replace('"', "&quot;")

    def edit(xml: bytes) -> bytes:
        formats = f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'.encode()
        head, rest = xml.split(b"<fonts", 1)
        own = b'<xf numFmtId="170" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        return head + formats + b"<fonts" + rest.replace(b"</cellXfs>", own, 1)

    return books.edited(book, "xl/styles.xml", edit)


@st.composite
def changed(draw: st.DrawFn) -> tuple[bytes, tuple[str, ...]]:
    """A workbook, and what has been done to it."""
    value, code = draw(st.sampled_from(_VALUES)), draw(st.sampled_from((None, *_CODES)))
    wrapped = draw(st.sampled_from((*_WRAPPED[:1] * 6, *_WRAPPED))).format(value)
    style = "" if code is None else ' s="1"'
    book = GOOD if code is None else _styled(GOOD, code)
    done = [value, str(code), wrapped]
    for name in draw(st.lists(st.sampled_from(sorted(_MEANS)), max_size=2, unique=True)):
        try:
            book = _MEANS[name](book)
        except (AssertionError, KeyError, ValueError):  # what it looks for is no longer there
            continue
        done.append(name)
    xml = f'<c r="C3"{style}><v>{wrapped}</v></c></row>'.encode()
    try:
        book = contents.on_sheet(b'<c r="D3"', xml.removesuffix(b"</row>") + b'<c r="D3"')(book)
    except (AssertionError, KeyError, ValueError):
        done.append("no mark")
    hidden = draw(st.sampled_from(("", "", '<mergeCells><mergeCell ref="B3:C3"/></mergeCells>')))
    return book, tuple(done) + ((hidden,) if hidden else ())


@pytest.mark.slow
@needs_libreoffice
@settings(
    max_examples=1,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(files=st.lists(changed(), min_size=FILES, max_size=FILES))
def test_what_counts_without_a_finding_is_what_is_seen(
    files: list[tuple[bytes, tuple[str, ...]]], tmp_path: Path
) -> None:
    for number, (data, _) in enumerate(files):
        (tmp_path / f"{number:03}.xlsx").write_bytes(data)
    displayed = to_csv([tmp_path / f"{number:03}.xlsx" for number in range(len(files))], some=True)
    judged = 0
    for number, (data, done) in enumerate(files):
        try:
            sheet = read_xlsx(data)[0]
        except Refused:
            continue
        if displayed[number].exists():
            judged += 1
            compare(sheet, list(csv.reader(displayed[number].read_text(encoding="utf-8-sig").splitlines())), done)
    assert judged > FILES // 6


def compare(sheet: Sheet, seen: list[list[str]], done: tuple[str, ...]) -> None:
    """Marks that nothing is said of beside the count."""
    for row in ROWS:
        for column in COLUMNS:
            spot = row, column
            if spot in sheet.formulas or spot in sheet.errors:
                continue
            value = sheet.rows[row][column] if row < len(sheet.rows) and column < len(sheet.rows[row]) else ""
            there = seen[row][column].strip() if row < len(seen) and column < len(seen[row]) else ""
            if spot in sheet.shown and not sheet.shown[spot].startswith("格式"):
                assert (sheet.shown[spot], spot, done) == (there, spot, done)
            elif spot not in sheet.shown:
                assert (_number(value), spot, done) == (_number(there), spot, done)


def _number(cell: object) -> float | str:
    """A number to two decimals, whether it is one or looks like one; anything else as text."""
    try:
        return round(float(str(cell)), 2) + 0.0
    except ValueError:
        return str(cell).strip()
