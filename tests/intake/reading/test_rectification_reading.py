"""A 整改清单 that came back, as a person has changed its rows."""

from __future__ import annotations

import pytest

from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.forms.rectification_list import ANSWERED, OWN_TABLE, ListedProblem, list_stamp_rows
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.reading.rectification_reading import with_list
from tests.small import SECRET

BLANK = ("",) * len(ANSWERED)
ISSUED = [ListedProblem(problem, "实地考评", BLANK) for problem in ("甲", "乙", "丙")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("1", "甲", "一"), ("2", "乙", "二"), ("3", "丙", "三")], {"甲": "一", "乙": "二", "丙": "三"}),
        ([("1", "乙", "二"), ("2", "丙", "三")], {"乙": "二", "丙": "三"}),
        ([("3", "丙", "三"), ("1", "甲", "一")], {"丙": "三", "甲": "一"}),
        ([("1", "甲，已改写", "一"), ("", "乙", "二")], {"甲": "一", "乙": "二"}),
        ([("1", "乙", "二"), ("2", "丙", "三"), ("3", "丁", "四")], {"乙": "二", "丙": "三", "丁": "四"}),
        ([("1", "乙", "二"), ("2", "丙，已改写", "三")], {"乙": "二", "丙，已改写": "三"}),
    ],
    ids=["as issued", "numbered anew", "sorted", "other words", "one added", "numbered anew in other words"],
)
def test_an_answer_is_to_the_problem_beside_it(rows: list[tuple[str, str, str]], said: dict[str, str]) -> None:
    heads = [column.name for column in OWN_TABLE.columns]
    place = {name: heads.index(name) for name in ("序号", "问题", "问题来源", "完成情况")}
    table: list[list[str]] = [["整改清单"], ["单位：云溪镇　　姓名：陆明澈　　职务："], [], heads]
    for number, problem, done in rows:
        cells = {"序号": number, "问题": problem, "问题来源": "实地考评", "完成情况": done}
        table.append(
            [next((text for name, text in cells.items() if place[name] == at), "") for at in range(len(heads))]
        )
    stamp = list_stamp_rows(SECRET, "2024", "T1", ISSUED)
    sheets = [
        Sheet(name, True, [[*row] for row in cells], {}, {})
        for name, cells in (("整改清单", table), ("清单身份", stamp))
    ]
    found = with_list(FileReading("a.xlsx"), sheets, SECRET, ())
    assert found is not None
    assert found.rectification is not None
    done_at = ANSWERED.index("完成情况")
    assert {each.problem: each.texts[done_at] for each in found.rectification.problems} == said
