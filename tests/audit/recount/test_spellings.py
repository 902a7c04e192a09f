"""The second count reads the scheme as the program does, however people spell its names, lists and numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign, load
from lianping_xlsx.audit.recount.scheme_parts import Scheme
from lianping_xlsx.audit.recount.scheme_rows import read_scheme
from lianping_xlsx.scheme.model import Scheme as OfProgram
from tests.books import edited
from tests.campaigns import campaign
from tests.small import Sheets, sheets

GROUP = "乡（镇、场）"
"""The name of a 排名组 with a mark of lists in it, as that of a preset has it."""


def raw_sheets() -> Sheets:
    """The small campaign with places by number, a group of that name, a list of persons and an event."""
    raw = sheets()
    for row in raw["考核对象"][1:3]:
        row[4] = GROUP
    raw["考评细则"][2][6] = GROUP
    for row, places in zip(raw["等次规则"], ("名额人数", "2", "", ""), strict=True):
        row.append(places)
    raw["等次规则"][1][2] = ""
    raw["填报任务"][4][2] = "T1、T2"
    raw["否决与加减分"].append(["叶尔江·萨迪克", "事项", "减分", "1", "文件"])
    return raw


SPELLINGS = {
    "2名": ("等次规则", "名额人数", 1),
    "4 人": ("票类", "应到人数", 1),
    "４份": ("填报任务", "预计份数", 1),
    "T1，T2": ("填报任务", "考核对象范围", 4),
    "ｔ1;t2": ("填报任务", "考核对象范围", 4),
    "T1至T2": ("填报任务", "考核对象范围", 4),
    GROUP: ("填报任务", "考核对象范围", 4),
    "乡 (镇、场)": ("考评细则", "适用排名组", 2),
    "叶尔江•萨迪克": ("否决与加减分", "考核对象", 1),
    "叶尔江.萨迪克": ("否决与加减分", "考核对象", 1),
    "石栏镇": ("否决与加减分", "考核对象", 1),
    "减 分": ("否决与加减分", "效果", 1),
    "扣\u3000分": ("考评细则", "计分方式", 1),
    "百分 制": ("测评", "打分方式", 1),
}
"""What is typed instead, and where: sheet, heading, row below it."""


def retype(path: Path, typed: str) -> None:
    """Put a text into its cell of 考核方案.xlsx."""
    sheet, heading, number = SPELLINGS[typed]

    def edit(book: Workbook) -> None:
        head = next(cell for row in book[sheet].iter_rows() for cell in row if cell.value == heading)
        head.offset(number).value = typed

    path.write_bytes(edited(path.read_bytes(), edit))


def both(found: Campaign) -> tuple[OfProgram, Scheme]:
    """The scheme as the program and as the second count read it."""
    loaded = load(found).value
    assert loaded is not None
    return loaded.scheme, read_scheme(found.scheme)


@pytest.mark.parametrize("typed", SPELLINGS)
def test_another_spelling_is_the_same_scheme_to_both(typed: str, tmp_path: Path) -> None:
    found = campaign(tmp_path / "c", raw_sheets())
    plain = both(found)
    retype(found.scheme, typed)
    assert both(found) == plain
