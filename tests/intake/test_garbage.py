"""Garbage in any cell gives findings, never an exception; and never a mark that nobody wrote."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.checks.judge import judge
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.formats.workbook_reader import Cell, Sheet, read_xlsx
from lianping_xlsx.forms.layout import KEY_CORNER
from lianping_xlsx.intake.reading.sheet_reader import read_form
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.tally.count import count
from tests.accounts import with_every_form
from tests.returns import received
from tests.spoilt.mutations import with_byte

TOWN = with_every_form()
FORMS = {kind: TOWN.form(kind) for kind in FormKind}
SHEETS = {
    kind: next(sheet for sheet in read_xlsx(TOWN.write(form.key.unit)) if sheet.name == form.sheet)
    for kind, form in FORMS.items()
}

WORDS = (
    *("", " ", "\u200b", "95", "９５分", "约90", "#N/A", "=1+1", "\ud800", "\x00", "有效", "废票"),
    *(KEY_CORNER, "合计", "平均", "001", "T1", "K1", "mark:T1", "编号", "表码：0000-0000-0"),
    *("发出票数：", "收回票数：", "填报人：", "填报单位（盖章）"),
)
cells: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([0.0, 1.0, 100.0, 101.0, 1e300, -0.0, 95.555]),
)


@st.composite
def spoilt(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    """The sheet with garbage in some cells, rows and columns cut off, formulas and errors anywhere."""
    rows: list[list[Cell]] = [list(row) for row in sheet.rows]
    height, width = len(rows), len(rows[0])
    spots = st.tuples(st.integers(0, height + 3), st.integers(0, width + 2))
    wider = draw(st.sampled_from([0, 0, 3]))
    rows = [row + [""] * wider for row in rows] + [[""] * (width + wider) for _ in range(draw(st.sampled_from([0, 4])))]
    for row, column in draw(st.lists(spots, max_size=12)):
        if row < len(rows) and column < len(rows[0]):
            rows[row][column] = draw(cells)
    for _ in range(draw(st.integers(0, 2))):
        if rows:
            rows.pop(draw(st.integers(0, len(rows) - 1)))
    if draw(st.booleans()) and draw(st.booleans()):
        left = draw(st.integers(0, width - 1))
        rows = [row[:left] + row[left + 1 :] for row in rows]
    formulas = dict.fromkeys(draw(st.lists(spots, max_size=3)), "1+1")
    errors = dict.fromkeys(draw(st.lists(spots, max_size=3)), "#REF!")
    for row, column in errors:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ""
    return Sheet(sheet.name, True, rows, formulas, errors)


@pytest.mark.parametrize("kind", FORMS)
@settings(max_examples=25)
@given(st.data())
def test_any_garbage_is_read_judged_and_counted(kind: FormKind, data: st.DataObject) -> None:
    form = FORMS[kind]
    index = next(i for i, expected in enumerate(TOWN.expected) if expected.layout.key == form.key)
    sheet = data.draw(spoilt(SHEETS[kind]))
    reading = read_form(TOWN.expected[index], index, sheet, "回收.xlsx")
    findings = list(reading.findings)
    for row, column, value in reading.entries:
        assert sheet.rows[reading.rows[row]][reading.columns[column]] not in ("", None), value
    if not reading.refused:
        outcome = judge(TOWN.scheme, received(TOWN, [reading]))
        findings += outcome.findings
        findings += count(TOWN.scheme, outcome.value.counted).findings
    assert all(_whole(finding) for finding in findings)


def _whole(finding: Finding) -> bool:
    return bool(finding.message and finding.remedy and finding.sort_key())


@settings(max_examples=25)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<"]))
def test_any_bytes_are_a_file_that_is_refused(data: bytes, magic: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read = TOWN.read(Path(folder), magic + data)
    assert read.forms == ()
    assert [_whole(finding) for finding in read.findings] == [True]


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_workbook_with_one_wrong_byte_is_read_or_refused(place: int, byte: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read = TOWN.read(Path(folder), with_byte(TOWN.write("U3"), place, byte))
    assert all(_whole(finding) for finding in read.findings)
    assert read.forms or read.findings
