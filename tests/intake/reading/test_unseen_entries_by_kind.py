"""A reply of any kind of workbook tells what a person does not see in it: values under merged cells do not count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.layout import FIRST_ROW
from lianping_xlsx.scheme.terms import FormKind
from tests.campaigns import answer
from tests.findings import codes_of
from tests.inline import read_in_this_process
from tests.small import TOWN
from tests.spoilt.saved import WRITERS

FORM = TOWN.form(FormKind.BALLOTS)
REPLY = read_xlsx(TOWN.write("U1", TOWN.fill(FORM, answer(FORM))))
"""The marks of the first ratee stand in column C, those of the second in D."""


@pytest.mark.parametrize("kind", WRITERS)
def test_what_nobody_sees_is_told(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
    under = (FIRST_ROW, 2, FIRST_ROW, 3)
    pages = [
        replace(
            sheet,
            merges=(*sheet.merges, under),
            hidden_rows=(*sheet.hidden_rows, (FIRST_ROW + 1, FIRST_ROW + 1)),
            hidden_columns=((4, 4),),
        )
        if sheet.name == FORM.sheet
        else sheet
        for sheet in REPLY
    ]
    received = TOWN.gather(tmp_path, {"表.xls": WRITERS[kind](pages)})
    place = next(index for index, expected in enumerate(received.expected) if expected.layout is FORM)
    reading = received.readings[place]
    marks = {(row, column): value for row, column, value in reading.entries}
    assert (marks[0, 2], marks.get((0, 3)), reading.bad_cells[0, 3]) == (80_00, None, "83")
    codes = codes_of(finding for finding in received.findings if finding.place.sheet == FORM.sheet)
    assert Counter(codes) == {"cell.hidden": 5, "form.merged-hidden": 1}
