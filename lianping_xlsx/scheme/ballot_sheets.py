"""The declarations of the sheets that say what stands on a ballot: 测评内容, 评价等级, 名次分."""

from __future__ import annotations

from lianping_xlsx.scheme.component_tables import MOST_POINTS
from lianping_xlsx.scheme.rules.declaration import NO, YES
from lianping_xlsx.scheme.terms import UNCOUNTED
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Points, PointsOrWord, Text
from lianping_xlsx.spreadsheet.tables import Column, Table

_YES_NO = Choice((YES, NO))
_TEXT = Text()

ITEMS = Table(
    "测评内容",
    "测评内容（述职评议内容）",
    "分项打分时逐项打分，其他打分方式供投票人参考；每次测评各项分值之和为100（考核板块填了满分的，为板块的满分）。",
    (
        Column("编号", _TEXT, True, 9),
        Column("内容", _TEXT, True, 96),
        Column("分值", Points(0, MOST_POINTS), True, 9),
        Column("测评", _TEXT, False, 22, "只用于某次测评的填测评名称，空白表示各次测评通用"),
        Column(
            "等级表", _TEXT, False, 14, "打分方式“分项等次”用：这一项的等级与本次测评其他项不同的，填等级表", later=True
        ),
        Column(
            "总评",
            _YES_NO,
            False,
            8,
            "打分方式“分项等次”用：是总评的填“是”，分值可以为0；总评与各项矛盾的，按计分规则“总评矛盾处理”",
            later=True,
        ),
    ),
    spare=5,
    landscape=True,
)

GRADES = Table(
    "评价等级",
    "评价等级",
    "打分方式为“等次”“分项等次”的，每个等级折算的分数，由高到低。",
    (
        Column("等级", _TEXT, True, 14),
        Column(
            "折算分",
            PointsOrWord(UNCOUNTED),
            True,
            12,
            f"“不了解”一类的等级填“{UNCOUNTED}”：选它的票照列票数，作弃权，不计入平均分的票数",
        ),
        Column("等级表", _TEXT, False, 16, "各次测评等级不同的，给每一套等级起一个名称；只有一套的不填", later=True),
    ),
    spare=5,
)

PLACES = Table(
    "名次分",
    "名次分",
    "打分方式为“排名”的，票上每个名次得几分；从第1名起逐名填写，表中没有的名次得0分。",
    (
        Column("名次", Count(1, 500), True, 8),
        Column("分", Points(), True, 8),
        Column("测评", _TEXT, False, 26, "只用于某次测评的填测评名称，空白表示各次排名的测评通用"),
    ),
    later=True,
)
