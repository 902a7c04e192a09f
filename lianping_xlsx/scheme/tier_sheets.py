"""The declarations of the sheets that decide on tiers: 等次规则, 等次条件, 否决与加减分."""

from __future__ import annotations

from lianping_xlsx.scheme.component_tables import VOTE_BASE_COLUMN
from lianping_xlsx.scheme.rules.declaration import NO, OPEN, YES
from lianping_xlsx.scheme.rules.weights_and_rounding import MOST_WHOLE
from lianping_xlsx.scheme.terms import Effect, PlaceRounding, PlacesFrom
from lianping_xlsx.scheme.tier_conditions import RATE, Comparison
from lianping_xlsx.scheme.vote_rates import GradeReach
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Points, Text, percent
from lianping_xlsx.spreadsheet.tables import Column, Table
from lianping_xlsx.spreadsheet.weight_kind import Weight

_YES_NO = Choice((YES, NO))
_TEXT = Text()
_SIGNS = ((">=", "≥"), (">", "＞"), ("<=", "≤"), ("<", "＜"), ("=>", "≥"), ("=<", "≤"))
"""Other ways of typing a comparison."""

TIERS = Table(
    "等次规则",
    "等次规则",
    "由好到差，每等次一行；最后一个等次不设最低分和从前起算的名额。建议等次由程序按此提出，审定等次由审定机构研究确定。",
    (
        Column("等次", _TEXT, True, 10),
        Column("最低分", Points(0, MOST_WHOLE), False, 10, f"综合得分达到此分才能进入本等次，不能高于总分。{OPEN}"),
        Column(
            "名额比例上限",
            percent(),
            False,
            14,
            "本等次最多占组内参评人数的百分之几，向下取整；参评人数是组内除不参评以外的全部人数（被否决的、得分还不全的都算），"
            f"空白表示不限。{OPEN}",
        ),
        Column("结果运用", _TEXT, False, 60, "按办法原文；原办法未规定的，由主办单位确定，也可留空"),
        Column("名额人数", Count(1), False, 10, "名额是几个人的填；按比例的填名额比例上限，只填一样", later=True),
        Column("名额至少", Count(1), False, 10, "按比例的名额取整以后至少几名；没有的不填", later=True),
        Column("名额取整", Choice(tuple(PlaceRounding)), False, 10, "按比例的名额怎么取整；空白的为舍去", later=True),
        Column(
            "名额起算",
            Choice(tuple(PlacesFrom)),
            False,
            10,
            "前：从第1名往后数，名额是上限，空白的为前；后：从最后1名往前数，这几名定为本等次（另有原因定得更低的，从低）",
            later=True,
        ),
        Column(
            "适用排名组",
            _TEXT,
            False,
            18,
            "空白表示各组都适用；多个组用顿号隔开。各组的分数线、名额不同的，同一等次分几行填，每行填适用的组；"
            "等次由好到差的次序各组相同",
            later=True,
        ),
        Column(
            "总名额",
            _YES_NO,
            False,
            8,
            "是：本行适用的各组合在一起算名额，按综合得分先后给；空白的为否，各组各算",
            later=True,
        ),
    ),
    spare=3,
    landscape=True,
)


ADJUSTMENTS = Table(
    "否决与加减分",
    "否决与加减分",
    "每件事一行。否决：定为最后一个等次；降档：降一个等次；限评：不得高于所填的最高等次；不参评：列出但不排名。",
    (
        Column("考核对象", _TEXT, True, 14, "编号或姓名"),
        Column("事项", _TEXT, True, 40),
        Column("效果", Choice(tuple(Effect)), True, 10),
        Column("分值", Points(0, 100_00), False, 8, "加分、减分填写"),
        Column("依据", _TEXT, True, 40, "文件名称、文号"),
        Column("最高等次", _TEXT, False, 10, "限评填写：最高可以评为哪个等次；其他效果不填", later=True),
    ),
    landscape=True,
)


CONDITIONS = Table(
    "等次条件",
    "等次条件",
    "一般不填。每行一个条件：达不到的，不能评为这一等次，也不能评为更好的等次，只能评为还够条件的最好的等次；"
    "同一等次有几行的，每行都要达到。得票率按分数比较，不先舍入。",
    (
        Column("等次", _TEXT, True, 10, "最后一个等次不填条件"),
        Column("适用排名组", _TEXT, False, 18, "空白表示各组都适用；多个组用顿号隔开"),
        Column(
            "比较内容",
            _TEXT,
            True,
            14,
            f"“{RATE}”，或测评得分、考评得分、板块名称",
        ),
        Column("测评", _TEXT, False, 22, "得票率填写：哪次测评，打分方式为等次的；分项等次的要有总评，按总评的票数"),
        Column("等级", _TEXT, False, 12, "得票率填写：从哪个等级算起"),
        Column("得票范围", Choice(tuple(GradeReach)), False, 10, "得票率填写：这个等级及以上或及以下；空白的为及以上"),
        Column("票类", _TEXT, False, 24, "得票率填写：只算哪些票类的票，用顿号隔开；空白表示各票类合在一起"),
        VOTE_BASE_COLUMN,
        Column("比较", Choice(tuple(Comparison), _SIGNS), True, 8, "与线比较：≥、＞、≤、＜"),
        Column("线", Weight(most=1_000_00), True, 10, "得票率填百分数，除不尽的写成分数（2/3）；得分填分数"),
    ),
    spare=8,
    landscape=True,
    later=True,
)
