"""The declarations of the sheets of 考核方案.xlsx; the rows of 计分规则 are declared in ``rules``, one per rule."""

from __future__ import annotations

from enum import StrEnum

from lianping_xlsx.scheme.ballot_sheets import GRADES, ITEMS, PLACES
from lianping_xlsx.scheme.citations import CITATIONS
from lianping_xlsx.scheme.component_tables import COMPONENTS, MOST_POINTS, PERIODS, PLACE_POINTS, RATE_BANDS
from lianping_xlsx.scheme.roster import ALL_RATEES
from lianping_xlsx.scheme.rules import RULE_SETTINGS
from lianping_xlsx.scheme.rules.declaration import NO, YES
from lianping_xlsx.scheme.terms import (
    EXEMPT,
    Counting,
    FormKind,
    ItemMode,
    OwnVotes,
    PlaceTotal,
    Scoring,
)
from lianping_xlsx.scheme.tier_sheets import ADJUSTMENTS, CONDITIONS, TIERS
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Date, Points, Text
from lianping_xlsx.spreadsheet.tables import Column, Setting, Settings, Table
from lianping_xlsx.spreadsheet.weight_kind import Weight

_YES_NO = Choice((YES, NO))
_TEXT = Text()


def _words(words: type[StrEnum]) -> Choice:
    return Choice(tuple(words))


PROFILE = Settings(
    "基本信息",
    "基本信息",
    "“内容”一栏由主办单位填写。",
    (
        Setting("方案名称", _TEXT, "", required=True, note="印在各表和汇总表的标题上。"),
        Setting("年度", _TEXT, "", required=True, note="如 2024。"),
        Setting("主办单位", _TEXT, "", required=True, note="组织本次考核的单位。"),
        Setting("审定机构", _TEXT, "县委常委会", required=True, note="研究确定等次的机构。"),
        Setting("上报单位", _TEXT, "", note="排序结果报送的上级组织部门。"),
        Setting("依据文件", _TEXT, "", note="印在计算说明中。"),
        Setting("报送截止日期", Date(), None, note="印在填表说明中，如 2024-12-20。"),
        Setting("联系人", _TEXT, "", note="填报单位有疑问时找谁。"),
        Setting("联系电话", _TEXT, "", note="印在填表说明中。"),
        Setting(
            "标注", _TEXT, "", note="印在每张表的页眉，如“工作秘密”；示例方案为“示例数据,纯属虚构”，正式使用前请清空。"
        ),
        Setting(
            "上年考核文件夹",
            _TEXT,
            "",
            note="上一年度的考核文件夹，如 ../青禾2023（从本文件夹算起）或完整路径；填了，汇总表就列出上年得分、"
            "名次、等次和未销号的整改事项。没有的不填。",
            later=True,
        ),
        Setting(
            "补报截止日期",
            Date(),
            None,
            note="逾期没有报送的，最迟补报到哪一天；印在逾期以后的催报、更正邮件里，报送情况也写明。没有的不填。",
            later=True,
        ),
        Setting(
            "打印份数",
            _TEXT,
            "",
            note="定稿后“4审定/全套.docx”里各材料各印几份，如“通报5份，上报表3份，反馈意见书2份”；没有写的1份，写0份的不印。"
            "材料有通报、上报表、结果运用清单、反馈意见书，还有整改清单（没有写的不印）。",
            later=True,
        ),
    ),
)

RATEES = Table(
    "考核对象",
    "考核对象名单",
    "每人一行；同一排名组内排序。",
    (
        Column("编号", _TEXT, True, 9, "不重复，如 T01；印发后请勿改动"),
        Column("姓名", _TEXT, True, 14),
        Column("职务", _TEXT, False, 14),
        Column("所在单位", _TEXT, True, 20),
        Column("排名组", _TEXT, True, 18, "同组的人一起排名次、分等次"),
        Column("填报单位", _TEXT, False, 18, "本人所在的填报单位，可以空白"),
    ),
)

UNITS = Table(
    "填报单位",
    "填报单位名单",
    "每个填报单位一行；每个单位收到一个工作簿。",
    (
        Column("编号", _TEXT, True, 9, "不重复，如 U01；印发后请勿改动"),
        Column("名称", _TEXT, True, 26),
        Column("联系人", _TEXT, False, 12),
        Column("电话", _TEXT, False, 16),
        Column("邮箱", _TEXT, False, 26, "有几个的，用分号隔开"),
        Column("别名", _TEXT, False, 20, "常用的其他写法，用顿号隔开，如：组织部、县委组织部机关", later=True),
        Column("打开密码", _TEXT, False, 14, "对方给表设了打开密码的填在这里，只用来打开收回的表", later=True),
    ),
    landscape=True,
)

POLLS = Table(
    "测评",
    "测评",
    "每次测评一行；同一板块的各次测评，权重之和为100，除不尽的写成分数（1/3 表示三分之一）。",
    (
        Column("名称", _TEXT, True, 26),
        Column("权重", Weight(), False, 10, "必填；各票类填了占总分比重的，可以留空"),
        Column("计票方式", _words(Counting), True, 14, "逐票：逐张登记测评票；计票汇总：只登记合计"),
        Column(
            "打分方式",
            _words(Scoring),
            True,
            14,
            "百分制：每人一个分数；分项：按测评内容逐项打分；等次：在等级下打√；分项等次：按测评内容逐项选等级；排名：排出名次",
        ),
        Column(
            "本人票",
            _words(OwnVotes),
            False,
            14,
            "给自己打的分计不计：空白的按计分规则“本人票不计”；自评选“计”。不计：只在本人所在填报单位只报一张票时认得出。"
            "凭编号不计：逐票登记表上多一栏“投票人编号”，几个人的票登记在一张表上的互评用",
            later=True,
        ),
        Column("板块", _TEXT, False, 16, "考核板块有几个来源为“测评”的，填属于哪一个；其他情况不填", later=True),
        Column("适用排名组", _TEXT, False, 16, "空白表示各组都适用；多个组用顿号隔开", later=True),
        Column(
            "等级表",
            _TEXT,
            False,
            16,
            "按等级投票的，用“评价等级”中的哪一张等级表；空白的，用没有写等级表的那几个等级",
            later=True,
        ),
        Column("名次分", _words(PlaceTotal), False, 10, "排名的票：各票名次分平均（空白为平均），或者合计", later=True),
        Column(
            "有效票含弃权",
            _YES_NO,
            False,
            10,
            "计票汇总用。是：弃权的票也列入有效，收回＝有效＋无效；平均分、得票率仍只算打了分、选了等级的票。"
            "空白的为否：收回＝有效＋无效＋弃权",
            later=True,
        ),
    ),
    spare=5,
)

CLASSES = Table(
    "票类",
    "票类（测评主体的类别）",
    "同一测评各票类权重之和为100，除不尽的写成分数（1/3 表示三分之一）。先算每类平均分，再按权重相加。",
    (
        Column("测评", _TEXT, True, 26),
        Column("票类", _TEXT, True, 30),
        Column("权重", Weight(), False, 10, "必填；填了占总分比重的，可以留空"),
        Column(
            "应到人数",
            Count(1),
            True,
            12,
            "本类有多少人投票；各人由不同的人投票的（填报任务的预计份数各人不同），应到按各人的预计份数印",
        ),
        Column(
            "占总分比重",
            Weight(),
            False,
            12,
            "一般不填。填了的，综合得分直接由各票类平均分×占总分比重、考评得分×实地考评权重相加，只舍入一次。"
            "要填就每个票类都填，与实地考评权重合计100",
            later=True,
        ),
        Column(
            "记名",
            _YES_NO,
            False,
            8,
            "是：本类记名投票，票上署名，得分可以公布；空白的为否，即无记名",
            later=True,
        ),
        Column(
            "票少接受",
            _TEXT,
            False,
            30,
            "无记名而应到人数少于计分规则“测评得分公布线”的，写明由谁、为什么同意这样办（这些人对外只公布名次和等次），印在计算说明上；其他票类不填",
            later=True,
        ),
        Column(
            "说明",
            _TEXT,
            False,
            40,
            "要向本类投票人说的话，印在本类的登记表、测评票样和计算说明上，如：本人不给自己打分，本人一栏留空；没有的不填",
            later=True,
        ),
        Column(
            "适用对象",
            _TEXT,
            False,
            24,
            "一般不填，对各人都适用。有的票类不给某些人投票（如书面述职的）、或权重不同的，填排名组、编号或姓名；"
            "同一票类可以分几行，各填各的适用对象和权重，空白的一行适用于其余的人。每个人适用的票类，权重之和为100",
            later=True,
        ),
    ),
    spare=5,
)

RUBRIC = Table(
    "考评细则",
    "党建工作考评细则",
    "每个排名组适用的“得分”“扣分”项目分值之和为100（考核板块填了满分的，为板块的满分）；“加分”“减分”项目另计。",
    (
        Column("编号", _TEXT, True, 9, "不重复，如 K101；印发后请勿改动"),
        Column("一级指标", _TEXT, True, 24),
        Column("考评内容", _TEXT, True, 44),
        Column("分值", Points(0, MOST_POINTS), True, 8),
        Column("评分标准", _TEXT, False, 48),
        Column(
            "计分方式",
            _words(ItemMode),
            True,
            10,
            "得分：填得了几分；扣分：填扣了几分，扣完为止；加分、减分：在100分之外，留空就是没有",
        ),
        Column("适用排名组", _TEXT, False, 16, "空白表示各组都适用；多个组用顿号隔开"),
        Column("板块", _TEXT, False, 16, "考核板块有几个来源为“考评”的，填属于哪一个；其他情况不填", later=True),
        Column(
            "评分单位",
            _TEXT,
            False,
            18,
            "填报单位表中的名称：由它用“部门评分表”评分，在“填报任务”中给它加一行；空白的由考核组评分",
            later=True,
        ),
        Column(
            EXEMPT,
            _TEXT,
            False,
            24,
            "一般不填。谁没有这一项任务（如山区村没有渔业），填编号、姓名或排名组；表上这一格注明“无此任务”、不评分，"
            "得分按计分规则“无任务项目处理”计",
            later=True,
        ),
    ),
    landscape=True,
)

TASKS = Table(
    "填报任务",
    "填报任务",
    "每行一项任务。实地考评、述职自查对范围内每人出一张表；述职自查按“测评内容”逐项填写；"
    "部门评分表是该单位作为评分单位的各项，得分表是来源为“得分”的板块的得分，范围内的人在一张表上。",
    (
        Column("填报单位", _TEXT, True, 24, "填报单位表中的名称"),
        Column("表种", _words(FormKind), True, 14),
        Column(
            "考核对象范围", _TEXT, True, 34, f"“{ALL_RATEES}”，或排名组名称，或编号（用顿号隔开，连号的可以写 T01-T04）"
        ),
        Column("测评", _TEXT, False, 24, "测评票、计票汇总填写；述职自查可以填，只对照这次测评的内容"),
        Column("票类", _TEXT, False, 28, "测评票、计票汇总填写"),
        Column("预计份数", Count(1), False, 10, "测评票、计票汇总填写：预计收回多少张票"),
        Column(
            "板块",
            _TEXT,
            False,
            16,
            "实地考评、部门评分表、得分表：考核对象有几个来源相同（“考评”或“得分”）的板块的，填哪一个；其他情况不填",
            later=True,
        ),
        Column(
            "双人录入",
            _YES_NO,
            False,
            10,
            "只用于登记几张票的测评票。是：出“第一遍”“第二遍”两张登记表，同一批票由两人各录一遍，票的先后不必相同，"
            "按票面内容比对，全部一致的计一次，不一致的先不计票、列出不同的票；空白的为否",
            later=True,
        ),
    ),
    landscape=True,
)

_MEBIBYTES = Count(1, 2_048)

LIMITS = Settings(
    "收表限额",
    "收表限额",
    "为防病毒和误传，超过限额的文件不读取，列入问题清单。一般不用改；正常的表被拒收时再放宽。",
    (
        Setting("文件大小上限", _MEBIBYTES, 50, required=True, note="一个文件最大多少MB。"),
        Setting("解压后大小上限", _MEBIBYTES, 200, required=True, note="一个工作簿解压后最大多少MB。"),
        Setting("工作表数上限", Count(1, 1_000), 200, required=True, note="一个工作簿最多几张工作表。"),
        Setting("行数上限", Count(1, 1_048_576), 100_000, required=True, note="一张工作表有内容的最后一行。"),
        Setting("列数上限", Count(1, 16_384), 1_000, required=True, note="一张工作表有内容的最后一列。"),
        Setting("填写格数上限", Count(1, 5_000_000), 500_000, required=True, note="一张工作表最多几个有内容的单元格。"),
        Setting("压缩包文件数上限", Count(1, 20_000), 2_000, required=True, note="压缩包或邮件里最多几个文件。"),
        Setting("压缩包大小上限", _MEBIBYTES, 400, required=True, note="一个压缩包里全部文件解压后最大多少MB。"),
        Setting("读取时间上限", Count(1, 600), 20, required=True, note="读一个文件最多用几秒。"),
        Setting("读取内存上限", Count(256, 16_384), 2_048, required=True, note="最多用多少MB内存（Windows不限）。"),
    ),
    later=True,
)

TABLES = (
    *(RATEES, UNITS, POLLS, CLASSES, ITEMS, GRADES, RUBRIC, TASKS, TIERS, ADJUSTMENTS),
    *(COMPONENTS, PERIODS, CITATIONS, PLACE_POINTS, RATE_BANDS, PLACES, CONDITIONS),
)
SETTINGS = (PROFILE, RULE_SETTINGS, LIMITS)
SHEETS: tuple[Settings | Table, ...] = (PROFILE, RULE_SETTINGS, *TABLES, LIMITS)
