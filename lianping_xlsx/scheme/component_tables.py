"""The sheets 考核板块, 期次, 名次赋分 and 得票率分档: the components of 综合得分, their periods, points in them."""

from __future__ import annotations

from lianping_xlsx.scheme.terms import ComponentSource, Conversion
from lianping_xlsx.scheme.vote_rates import GradeReach, VoteBase
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Points, Text
from lianping_xlsx.spreadsheet.tables import Column, Table
from lianping_xlsx.spreadsheet.weight_kind import Weight

_TEXT, _SOURCE, _CONVERSION = Text(), Choice(tuple(ComponentSource)), Choice(tuple(Conversion))
MOST_POINTS = 1_000_00
"""The greatest 满分 and 分值 (hundredths of a point)."""
VOTE_BASE_COLUMN = Column(
    "分母",
    Choice(tuple(VoteBase)),
    False,
    10,
    "有效票：选了任一等级的有效票（弃权、不了解、作废的都不算），空白的为有效票；收回：收回的票；应到：应到人数",
)
"""By which number of ballots or voters a rate of votes is divided; 等次条件 has the same column."""

COMPONENTS = Table(
    "考核板块",
    "考核板块",
    "一般不填：空白的，综合得分由述职测评、实地考评两个板块按计分规则的权重相加。填了的，以本表为准，"
    "综合得分＝各板块得分÷满分×权重之和；每个排名组适用的各板块，权重之和为100。",
    (
        Column("板块", _TEXT, True, 22, "如 述职测评、实地考评、平时考核；印在各表的得分栏上"),
        Column("权重", Weight(), True, 10, "百分数，除不尽的写成分数（1/3 表示三分之一）"),
        Column(
            "来源",
            _SOURCE,
            True,
            10,
            "测评：按测评、票类的权重计算；考评：按考评细则逐项相加；引用：取自其他考核的结果报送表，见“引用”表；"
            "得分：由填报单位用“得分表”报现成的得分（平时考核、季度督查等），在“填报任务”中加一行",
        ),
        Column(
            "满分",
            Points(1, MOST_POINTS),
            False,
            10,
            "空白的为100。考评板块各项分值、分项打分的测评内容各项分值之和为满分",
        ),
        Column(
            "适用排名组",
            _TEXT,
            False,
            18,
            "空白表示各组都适用；多个组用顿号隔开。各组权重不同的，同一板块分几行填，每行填适用的组",
        ),
        Column(
            "折算",
            _CONVERSION,
            False,
            14,
            "空白的为原分。比第一名：得分÷本排名组第一名×满分；名次赋分：按组内名次给“名次赋分”表的得分；"
            "考核组平衡：各考核组的平均分都拉到全组的平均分，消除松紧不同，只用于来源为“考评”的。这三种，组内各人得分齐全才折算。"
            "得票率分档：按得票率的高低给“得票率分档”表的得分，只用于来源为“测评”的",
            later=True,
        ),
    ),
    spare=8,
    later=True,
)

PERIODS = Table(
    "期次",
    "期次（现成得分分几次报的）",
    "来源为“得分”的板块分几次计分的（如四个季度），每次一行；同一板块各期次权重之和为100，每次的得分都按板块的满分报。没有行的板块，得分表只有一栏得分。",
    (
        Column("板块", _TEXT, True, 22, "考核板块中来源为“得分”的板块"),
        Column("期次", _TEXT, True, 18, "如 第一季度；印在得分表的栏名上，印发后请勿改动"),
        Column("权重", Weight(), True, 10, "百分数，除不尽的写成分数（1/3 表示三分之一）"),
    ),
    spare=8,
    later=True,
)

PLACE_POINTS = Table(
    "名次赋分",
    "名次赋分",
    "一般不填。考核板块的折算为“名次赋分”的，每个名次一行，填到组内最后一名；名次越靠后，得分不能越高。",
    (
        Column("板块", _TEXT, True, 22, "考核板块中折算为“名次赋分”的板块"),
        Column("名次", Count(1, 1_000), True, 10),
        Column("得分", Points(0, MOST_POINTS), True, 10, "不高于板块的满分"),
    ),
    later=True,
)

RATE_BANDS = Table(
    "得票率分档",
    "得票率分档",
    "一般不填。考核板块的折算为“得票率分档”的，每档一行：得票率不低于下限的，得这一档的分"
    "（如下限90的200分、80的190分 … 0的150分）；最低一档的下限填0。得票率按分数比较，不先舍入。"
    "同一板块各行的得票率相同。",
    (
        Column("板块", _TEXT, True, 22, "考核板块中折算为“得票率分档”的板块"),
        Column("测评", _TEXT, True, 22, "本板块的测评，打分方式为等次的；分项等次的要有总评，按总评的票数"),
        Column("等级", _TEXT, True, 12, "从哪个等级算起"),
        Column("得票范围", Choice(tuple(GradeReach)), False, 10, "这个等级及以上或及以下；空白的为及以上"),
        Column("票类", _TEXT, False, 24, "只算哪些票类的票，用顿号隔开；空白表示各票类合在一起"),
        VOTE_BASE_COLUMN,
        Column("下限", Weight(), True, 10, "百分数，除不尽的写成分数（2/3）；恰好等于下限的，归这一档"),
        Column("得分", Points(0, MOST_POINTS), True, 10, "不高于板块的满分；得票率越低得分不能越高（算及以下的相反）"),
    ),
    spare=8,
    landscape=True,
    later=True,
)
