"""边界分析 of what was counted by hand (计票汇总), where marks may be left out: worked out by hand.

The composite is the mean of the class; of more than five marks the highest and the lowest are left out.
"""

from __future__ import annotations

import pytest

from lianping_xlsx.audit.border_results import BorderKind, ChangeKind
from lianping_xlsx.audit.border_words import change_words
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.checks.judge import judge
from lianping_xlsx.tally.count import count
from tests.returns import received, tally
from tests.small import HAND, PEOPLE, Town, scheme_of, table, with_rule

pytestmark = pytest.mark.usefixtures("as_issued")

UNITS = ("U1", "U2")
TABLES = {
    "考核对象": "编号|姓名|职务|所在单位|排名组|填报单位\nT1|甲一|书记|一镇|乡镇|\nT2|甲二|书记|二镇|乡镇|",
    "考核板块": "板块|权重|来源|满分|适用排名组\n测评|100|测评||",
    "票类": f"测评|票类|权重|应到人数\n{HAND}|{PEOPLE}|100|20",
    "测评内容": "编号|内容|分值|测评",
    "评价等级": "等级|折算分\n好|100\n中|80\n差|40",
    "考评细则": "编号|一级指标|考评内容|分值|评分标准|计分方式|适用排名组",
    "等次规则": "等次|最低分|名额比例上限|结果运用\n好|||\n差|||",
}


def words_of(scoring: str, *counts: str) -> dict[ChangeKind, str]:
    """The least changes that turn the only pair. ``counts``: a table a form, without 发出, 收回, 无效, 弃权."""
    raw = with_rule(去最高最低分="是", 去最高最低分票数线="5", 测评得分公布线="1", 票类均分单列线="1")
    units = ("县委办公室", "第一考核组")[: len(counts)]
    tasks = "".join(f"\n{name}|计票汇总|全部|{HAND}|{PEOPLE}|20" for name in units)
    changed = {
        "测评": f"名称|权重|计票方式|打分方式\n{HAND}|100|计票汇总|{scoring}",
        "填报任务": f"填报单位|表种|考核对象范围|测评|票类|预计份数{tasks}",
    }
    town = Town(scheme_of({**raw, **{name: table(text) for name, text in (TABLES | changed).items()}}))
    forms = [tally(town, _whole(text, scoring), unit=unit) for unit, text in zip(UNITS, counts, strict=False)]
    counted = judge(town.scheme, received(town, forms)).value.counted
    found = borders(town.scheme, counted, count(town.scheme, counted).value).found
    pair = next(each for each in found if each.kind is BorderKind.RANKS)
    return {each.kind: change_words(pair, each) for each in pair.changes or ()}


def _whole(text: str, scoring: str) -> str:
    """The table with the numbers of ballots: as many as have a mark."""
    heads, *rows = text.split("\n")
    votes = slice(1, 4) if scoring == "等次" else slice(1, 2)
    numbers = [sum(map(int, row.split("|")[votes])) for row in rows]
    lines = (f"{row}|{number}|{number}|0|0" for row, number in zip(rows, numbers, strict=True))
    return "\n".join((f"{heads}|发出|收回|无效|弃权", *lines))


def test_marks_that_grades_leave_out_are_those_after_the_change() -> None:
    """T1 100 x 4 / 4 = 100, T2 (200 + 160) / 4 = 90. A 差 of T2 as 中 leaves out that 中: 90 still; as 好 95.

    A 中 as 好: 95. A 好 of T1 as 中: (300 + 80) / 4 = 95; as 差: (300 + 40) / 4 = 85.
    """
    words = words_of("等次", "编号|好|中|差\nT1|5|0|1\nT2|3|2|1")
    assert words[ChangeKind.MARK] == "前者“群众”有一张票由“好”改为“差”"
    assert words[ChangeKind.BALLOTS] == "前者“群众”有1张票改打40分"


@pytest.mark.parametrize(
    ("forms", "told"),
    [
        # Means 96 and 95, the four between the ends of T2 are all 95: a greater one would be left out in its place.
        # (384 - 3.99) / 4 = 95.0025, printed 95.00.
        (("T1|6|570|96|90\nT2|6|555|95|80",), "前者“群众”有一张票少打3.99分"),
        # The same at the other end, means 81 and 80: those of T1 cannot be less, one of T2 can be 83.98, and
        # 323.98 / 4 = 80.995.
        (("T1|6|500|95|81\nT2|6|490|90|80",), "后者“群众”有一张票多打3.98分"),
        # Five are not trimmed: 96 and 90. The lowest of T2 is 88, and has no room for the 30 points that it would need.
        (("T1|5|480|100|92\nT2|5|450|92|88",), "前者“群众”有一张票少打29.98分"),
        # Two forms: (480 + 180 - 97 - 89) / 5 = 94.80 and 474 - 1 = 473, 94.60. One of the first form has room.
        (("T1|5|480|97|95\nT2|5|479|97|95", "T1|2|180|91|89\nT2|2|180|91|89"), "后者“群众”有一张票多打0.98分"),
    ],
)
def test_one_mark_of_a_sum_has_the_room_that_its_ends_leave(forms: tuple[str, ...], told: str) -> None:
    words = words_of("百分制", *(f"编号|有效|合计分|最高分|最低分\n{rows}" for rows in forms))
    assert words[ChangeKind.MARK] == told
