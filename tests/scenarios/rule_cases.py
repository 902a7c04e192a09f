"""A campaign on which every rule of 计分规则 bites, and values for the rules drawn by their kinds of cell.

The replies are read once; then the count, the oracle and the workbook are asked under as many rules as wanted.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from lianping_xlsx.app.judged_returns import setup_of
from lianping_xlsx.audit.entry_steps import TypedCells
from lianping_xlsx.audit.recount.cited_persons import read_results
from lianping_xlsx.audit.recount.collected_forms import collect
from lianping_xlsx.audit.recount.composites import Expected
from lianping_xlsx.audit.recount.evidence import Evidence
from lianping_xlsx.audit.recount.form_grids import copies_in
from lianping_xlsx.audit.recount.open_outcomes import compute_open
from lianping_xlsx.audit.recount.scheme_parts import Scheme
from lianping_xlsx.audit.recount.scheme_rows import scheme_of
from lianping_xlsx.audit.recount.scheme_tables import Tables, load_tables
from lianping_xlsx.audit.score_steps import ScoreSteps
from lianping_xlsx.audit.trace import trace
from lianping_xlsx.checks.judge import Judged, judge
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import has_errors
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.forms.layout import SECOND_TYPING, FormLayout, Slot
from lianping_xlsx.intake.gather import Received, gather
from lianping_xlsx.scheme import tier_sheets
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.rules.declaration import Rule
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_sheets import SHEETS
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Book, Content
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Points
from lianping_xlsx.spreadsheet.table_reading import read_table
from lianping_xlsx.spreadsheet.tables import Settings, write_settings, write_table
from lianping_xlsx.spreadsheet.weight_kind import Weight
from lianping_xlsx.tally.count import count
from tests.books import own_files
from tests.scenarios.campaigns import Made, answer, changed, in_process, make_campaign, pages_of, records_of, rows
from tests.scenarios.cited_case import CITING, cited_replies

SHEET, TIERS = "计分规则", "等次规则"
IN_USE = {
    "去最高最低分": "是",
    "去最高最低分票数线": "5",
    "考核组去最高最低分": "按表",
    "考核组去最高最低分组数线": "3",
    "全部同分的票作废": "否",
    "高分人数比例上限": "50",
    "附加分上限": "3",
    "加分上限": "3",
}
"""So that rules which are lines of others have something to act on."""
TABLES = {
    "考核对象": """
        编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位
        T1   | 甲一 |      | 一镇     | 镇     | 一镇
        T2   | 甲二 |      | 二镇     | 镇     |
        T3   | 甲三 |      | 三镇     | 镇     |
        T4   | 甲四 |      | 四镇     | 镇     |
        T5   | 甲五 |      | 五镇     | 镇     |
        T6   | 甲六 |      | 六镇     | 镇     |
        T7   | 甲七 |      | 七镇     | 镇     |
        T8   | 甲八 |      | 八镇     | 镇     |
        T9   | 乙九 |      | 九街     | 街     |
        """,
    "填报单位": """
        编号 | 名称       | 联系人 | 电话 | 邮箱
        U1   | 县委办公室 |        |      |
        U2   | 县政府     |        |      |
        U3   | 一镇       |        |      |
        U4   | 县妇联     |        |      |
        U5   | 一组       |        |      |
        U6   | 二组       |        |      |
        U7   | 三组       |        |      |
        U8   | 四组       |        |      |
        """,
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式
        述职 | 100  | 逐票     | 百分制
        民主 | 0    | 逐票     | 分项等次
        排序 | 0    | 逐票     | 排名
        """,
    "名次分": """
        名次 | 分  | 测评
        1    | 100 |
        2    | 90  |
        3    | 75  |
        4    | 50  |
        5    | 20  |
        """,
    "票类": """
        测评 | 票类 | 权重 | 应到人数
        述职 | 领导 | 40   | 9
        述职 | 群众 | 60   | 20
        民主 | 干部 | 100  | 8
        排序 | 干部 | 100  | 8
        """,
    "测评内容": """
        编号 | 内容 | 分值 | 测评 | 总评
        N1   | 内容 | 100  | 述职 |
        N2   | 德   | 60   | 民主 |
        N3   | 能   | 40   | 民主 |
        N4   | 总评 | 0    | 民主 | 是
        """,
    "评价等级": """
        等级   | 折算分
        优秀   | 100
        称职   | 75
        不称职 | 40
        不了解 | 不计
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组
        K1   | 组织     | 内容     | 60   |          | 扣分     |
        K2   | 队伍     | 内容     | 40   |          | 得分     |
        K3   | 附加     | 内容     | 6    |          | 加分     |
        K4   | 附加     | 内容     | 5    |          | 减分     |
        """,
    "填报任务": """
        填报单位   | 表种     | 考核对象范围 | 测评 | 票类 | 预计份数
        县委办公室 | 测评票   | 全部         | 述职 | 领导 | 9
        县政府     | 测评票   | 全部         | 述职 | 群众 | 12
        一镇       | 测评票   | 全部         | 述职 | 群众 | 1
        县妇联     | 测评票   | 全部         | 述职 | 群众 | 7
        县妇联     | 测评票   | 全部         | 民主 | 干部 | 8
        县妇联     | 测评票   | 全部         | 排序 | 干部 | 8
        一组       | 实地考评 | 全部         |      |      |
        二组       | 实地考评 | T1           |      |      |
        三组       | 实地考评 | T1、T2       |      |      |
        四组       | 实地考评 | T1、T2       |      |      |
        """,
    "等次规则": """
        等次 | 最低分 | 名额比例上限 | 结果运用 | 名额人数 | 名额起算
        好   | 75     | 40           |          |          |
        较好 | 70     | 25           |          |          |
        中   | 60     |              |          |          |
        差   |        |              |          | 3        | 后
        """,
    "否决与加减分": """
        考核对象 | 事项 | 效果 | 分值 | 依据 | 最高等次
        T4       | 事项 | 否决 |      | 文件 |
        T2       | 事项 | 加分 | 4    | 文件 |
        T6       | 事项 | 加分 | 1    | 文件 |
        T8       | 事项 | 加分 | 1    | 文件 |
        T3       | 事项 | 减分 | 2    | 文件 |
        T2       | 事项 | 限评 |      | 文件 | 中
        T7       | 事项 | 降档 |      | 文件 |
        """,
}
TWO_GROUPS = {
    "考核对象": """
        编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位
        T1   | 甲一 |      | 一镇     | 镇     | 一镇
        T2   | 甲二 |      | 二镇     | 镇     |
        T3   | 甲三 |      | 三镇     | 镇     |
        T4   | 甲四 |      | 四镇     | 镇     |
        T5   | 甲五 |      | 五镇     | 镇     |
        T6   | 乙六 |      | 六街     | 街     |
        T7   | 乙七 |      | 七街     | 街     |
        T8   | 乙八 |      | 八街     | 街     |
        T9   | 乙九 |      | 九街     | 街     |
        """,
    "等次规则": """
        等次 | 最低分 | 名额比例上限 | 结果运用 | 名额人数 | 名额至少 | 名额取整 | 名额起算 | 适用排名组 | 总名额
        好   |        | 30           |          |          | 1        | 四舍五入 |          |            | 是
        中   | 60     |              |          |          |          |          |          |            |
        差   |        |              |          |          |          |          |          |            |
        """,
}
"""The ratees in two 排名组, which share the places of a tier."""
BY_SHARES = """
    测评 | 票类 | 权重 | 应到人数 | 占总分比重
    述职 | 领导 | 40   | 9        | 20
    述职 | 群众 | 60   | 20       | 30
    民主 | 干部 | 100  | 8        | 0
    排序 | 干部 | 100  | 8        | 0
    """
"""The 票类 with shares of the whole."""
PARTED = {
    "考核板块": """
        板块     | 权重 | 来源 | 满分 | 适用排名组 | 折算
        述职测评 | 1/3  | 测评 |      | 镇         | 比第一名
        实地考评 | 1/6  | 考评 | 60   | 镇         | 考核组平衡
        民主评议 | 1/12 | 测评 |      | 镇         | 名次赋分
        基层考评 | 1/4  | 考评 | 40   | 镇         | 原分
        平时考核 | 1/6  | 得分 | 50   | 镇         |
        述职测评 | 55   | 测评 |      | 街         |
        实地考评 | 20   | 考评 | 60   | 街         | 比第一名
        平时考核 | 15   | 得分 | 50   | 街         | 比第一名
        季度督查 | 10   | 得分 |      | 街         |
        """,
    "期次": """
        板块     | 期次   | 权重
        平时考核 | 上半年 | 1/3
        平时考核 | 下半年 | 1/6
        平时考核 | 年终   | 50
        """,
    "名次赋分": """
        板块     | 名次 | 得分
        民主评议 | 1    | 100
        民主评议 | 2    | 90
        民主评议 | 4    | 81.5
        民主评议 | 3    | 85
        民主评议 | 5    | 75
        民主评议 | 6    | 70
        民主评议 | 7    | 60.25
        民主评议 | 8    | 40
        """,
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式 | 板块
        述职 | 75   | 逐票     | 百分制   | 述职测评
        评议 | 100  | 逐票     | 百分制   | 民主评议
        互评 | 25   | 逐票     | 百分制   | 述职测评
        民主 | 0    | 逐票     | 分项等次 | 述职测评
        排序 | 0    | 逐票     | 排名     | 述职测评
        """,
    "票类": """
        测评 | 票类 | 权重 | 应到人数
        述职 | 领导 | 40   | 9
        述职 | 群众 | 60   | 20
        评议 | 领导 | 100  | 9
        互评 | 领导 | 100  | 9
        民主 | 干部 | 100  | 8
        排序 | 干部 | 100  | 8
        """,
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组 | 板块     | 评分单位
        K1   | 组织     | 内容     | 40   |          | 扣分     |            | 实地考评 |
        K5   | 组织     | 内容     | 20   |          | 扣分     | 镇         | 实地考评 | 县政府
        K6   | 组织     | 内容     | 20   |          | 得分     | 街         | 实地考评 |
        K2   | 队伍     | 内容     | 40   |          | 得分     | 镇         | 基层考评 | 县妇联
        K3   | 附加     | 内容     | 6    |          | 加分     |            | 实地考评 |
        K7   | 附加     | 内容     | 4    |          | 加分     |            | 实地考评 | 县政府
        K4   | 附加     | 内容     | 5    |          | 减分     | 镇         | 基层考评 | 县妇联
        """,
    "填报任务": """
        填报单位   | 表种       | 考核对象范围 | 测评 | 票类 | 预计份数 | 板块
        县委办公室 | 测评票     | 全部         | 述职 | 领导 | 9        |
        县政府     | 测评票     | 全部         | 述职 | 群众 | 12       |
        一镇       | 测评票     | 全部         | 述职 | 群众 | 1        |
        县妇联     | 测评票     | 全部         | 述职 | 群众 | 7        |
        县委办公室 | 测评票     | 镇           | 评议 | 领导 | 9        |
        县委办公室 | 测评票     | 全部         | 互评 | 领导 | 9        |
        县妇联     | 测评票     | 全部         | 民主 | 干部 | 8        |
        县妇联     | 测评票     | 全部         | 排序 | 干部 | 8        |
        一组       | 实地考评   | 全部         |      |      |          | 实地考评
        二组       | 实地考评   | T1           |      |      |          | 实地考评
        三组       | 实地考评   | T1           |      |      |          | 实地考评
        四组       | 实地考评   | T1           |      |      |          | 实地考评
        县政府     | 部门评分表 | 全部         |      |      |          | 实地考评
        县妇联     | 部门评分表 | 镇           |      |      |          | 基层考评
        三组       | 得分表     | 全部         |      |      |          | 平时考核
        四组       | 得分表     | 街           |      |      |          | 季度督查
        """,
}
"""Tables with 考核板块: five components for one 排名组, four for the other; in thirds.

They have 满分 of 60, 50 and 40, and scores that are converted in every way. 县政府 scores some items of 实地考评,
县妇联 all items of 基层考评.
"""
_TWICE = ("县政府", "县妇联")
TYPED_TWICE = "\n".join(
    f"{line} | {'双人录入' if '表种' in line else '是' if line.split()[0] in _TWICE and '群众' in line else ''}"
    for line in TABLES["填报任务"].strip().splitlines()
)
"""The same 填报任务, of which two registers are typed twice: the second person begins with the last ballot."""
SCOPED = {
    "测评内容": """
        编号 | 内容 | 分值 | 测评
        N1   | 内容 | 100  |
        """,
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式 | 适用排名组
        述职 | 100  | 逐票     | 百分制   | 镇
        街评 | 100  | 逐票     | 百分制   | 街
        """,
    "票类": """
        测评 | 票类 | 权重 | 应到人数 | 适用对象
        述职 | 领导 | 40   | 9        |
        述职 | 群众 | 60   | 20       |
        述职 | 领导 | 1/3  | 9        | T1、甲三
        述职 | 群众 | 2/3  | 20       | T1、甲三
        述职 | 领导 | 100  | 9        | T8
        述职 | 群众 | 0    | 20       | T8
        街评 | 领导 | 100  | 9        | 街
        """,
    "填报任务": """
        填报单位   | 表种     | 考核对象范围 | 测评 | 票类 | 预计份数
        县委办公室 | 测评票   | 镇           | 述职 | 领导 | 9
        县政府     | 测评票   | 镇           | 述职 | 群众 | 12
        一镇       | 测评票   | 镇           | 述职 | 群众 | 1
        县妇联     | 测评票   | 镇           | 述职 | 群众 | 7
        县委办公室 | 测评票   | 街           | 街评 | 领导 | 9
        一组       | 实地考评 | 全部         |      |      |
        二组       | 实地考评 | T1           |      |      |
        """,
}
"""Tables in which the 票类 of some ratees have other weights, and a 排名组 has a poll of its own."""
GATED = TWO_GROUPS | {
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式 | 等级表 | 有效票含弃权
        述职 | 80   | 逐票     | 等次     |        |
        民主 | 0    | 逐票     | 分项等次 | 分项   |
        票决 | 20   | 计票汇总 | 等次     |        | 是
        评议 | 0    | 计票汇总 | 分项等次 | 分项   | 是
        """,
    "票类": """
        测评 | 票类 | 权重 | 应到人数
        述职 | 领导 | 40   | 9
        述职 | 群众 | 60   | 20
        民主 | 干部 | 100  | 8
        票决 | 代表 | 100  | 12
        评议 | 代表 | 100  | 12
        """,
    "测评内容": """
        编号 | 内容 | 分值 | 测评 | 总评 | 等级表
        N1   | 内容 | 100  | 述职 |      |
        N5   | 内容 | 100  | 票决 |      |
        N6   | 内容 | 100  | 评议 |      |
        N7   | 总评 | 0    | 评议 | 是   | 总评
        N2   | 德   | 60   | 民主 |      |
        N3   | 能   | 40   | 民主 |      |
        N4   | 总评 | 0    | 民主 | 是   | 总评
        """,
    "名次分": "名次 | 分 | 测评",
    "填报任务": """
        填报单位   | 表种     | 考核对象范围 | 测评 | 票类 | 预计份数
        县委办公室 | 测评票   | 全部         | 述职 | 领导 | 9
        县政府     | 测评票   | 全部         | 述职 | 群众 | 12
        一镇       | 测评票   | 全部         | 述职 | 群众 | 1
        县妇联     | 测评票   | 全部         | 述职 | 群众 | 7
        县妇联     | 测评票   | 全部         | 民主 | 干部 | 8
        县妇联     | 计票汇总 | 全部         | 票决 | 代表 | 12
        县妇联     | 计票汇总 | 全部         | 评议 | 代表 | 12
        一组       | 实地考评 | 全部         |      |      |
        二组       | 实地考评 | T1           |      |      |
        """,
    "评价等级": """
        等级   | 折算分 | 等级表
        优     | 100    |
        良     | 85     |
        中     | 70     |
        差     | 40     |
        不了解 | 不计   |
        优秀   | 100    | 分项
        称职   | 75     | 分项
        不称职 | 40     | 分项
        不了解 | 不计   | 分项
        优秀   | 100    | 总评
        称职   | 80     | 总评
        不称职 | 30     | 总评
        不了解 | 不计   | 总评
        """,
    "等次条件": """
        等次 | 适用排名组 | 比较内容 | 测评 | 等级 | 得票范围 | 票类 | 分母 | 比较 | 线
        好   |            | 得票率   | 述职 | 良   |          |      |      | ≥    | 2/3
        中   |            | 得票率   | 述职 | 差   | 及以下   |      |      | ≤    | 1/3
        中   |            | 得票率   | 民主 | 称职 |          |      | 收回 | ≥    | 1/2
        好   |            | 得票率   | 票决 | 优   |          |      |      | ≥    | 1/3
        中   |            | 得票率   | 评议 | 优秀 |          |      |      | ≥    | 40
        """,
}
"""A poll by grades and one by items and grades, and two such that are counted by hand, with 弃权 among 有效; conditions
on the votes of all."""
BANDED = GATED | {
    "考核板块": """
        板块     | 权重 | 来源 | 满分 | 适用排名组 | 折算
        述职测评 | 1/3  | 测评 | 200  |            | 得票率分档
        民主评议 | 1/6  | 测评 |      | 镇         | 得票率分档
        民主评议 | 1/6  | 测评 |      | 街         | 比第一名
        票决测评 | 5    | 测评 |      |            | 得票率分档
        评议测评 | 5    | 测评 |      |            | 得票率分档
        实地考评 | 40   | 考评 |      |            |
        """,
    "得票率分档": """
        板块     | 测评 | 等级   | 得票范围 | 票类 | 分母 | 下限 | 得分
        述职测评 | 述职 | 良     |          | 群众 |      | 55   | 150.5
        述职测评 | 述职 | 良     |          | 群众 |      | 2/3  | 200
        述职测评 | 述职 | 良     |          | 群众 |      | 0    | 60
        述职测评 | 述职 | 良     |          | 群众 |      | 45   | 120
        民主评议 | 民主 | 不称职 | 及以下   |      | 收回 | 25   | 40
        民主评议 | 民主 | 不称职 | 及以下   |      | 收回 | 1/8  | 75
        民主评议 | 民主 | 不称职 | 及以下   |      | 收回 | 0    | 100
        票决测评 | 票决 | 优     |          |      |      | 2/3  | 100
        票决测评 | 票决 | 优     |          |      |      | 0    | 70
        评议测评 | 评议 | 优秀   |          |      |      | 60   | 95
        评议测评 | 评议 | 优秀   |          |      |      | 0    | 65
        """,
    "测评": """
        名称 | 权重 | 计票方式 | 打分方式 | 等级表 | 板块     | 有效票含弃权
        述职 | 100  | 逐票     | 等次     |        | 述职测评 |
        民主 | 100  | 逐票     | 分项等次 | 分项   | 民主评议 |
        票决 | 100  | 计票汇总 | 等次     |        | 票决测评 | 是
        评议 | 100  | 计票汇总 | 分项等次 | 分项   | 评议测评 | 是
        """,
}
"""The same with points for rates of votes: of one class, and of the 总评 the worse grades."""
NO_TASK = {
    "考评细则": """
        编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组 | 评分单位 | 无此任务的考核对象
        K1   | 组织     | 内容     | 40   |          | 扣分     |            |          | T4、T9
        K5   | 组织     | 内容     | 20   |          | 扣分     | 镇         | 县政府   | T1、T3
        K6   | 组织     | 内容     | 20   |          | 得分     | 街         |          |
        K2   | 队伍     | 内容     | 40   |          | 得分     |            |          | T2、甲五、T3
        K3   | 附加     | 内容     | 6    |          | 加分     |            |          | T2
        K4   | 附加     | 内容     | 5    |          | 减分     |            | 县妇联   | T8
        """,
    "填报任务": TABLES["填报任务"].rstrip()
    + """
        县政府     | 部门评分表 | 镇           |      |      |
        县妇联     | 部门评分表 | 全部         |      |      |
        """,
}
"""Some items are no task of some ratees: of one with several 考核组, of one without any points left of a department."""
VARIANTS: Mapping[str, Mapping[str, str]] = {
    "占总分比重": {"票类": BY_SHARES, "填报任务": TYPED_TWICE},
    "考核板块": PARTED,
    "适用对象": SCOPED,
    "名额": TWO_GROUPS,
    "引用": CITING,
    "等次条件": GATED,
    "无此任务": NO_TASK,
    "得票率分档": BANDED,
}
"""The same campaign with other tables, by what they use; the rules are mixed with each of them."""
_CAME = {"U1": 7, "U2": 12, "U3": 1, "U4": 5}
"""Ballots registered by unit: of nine leaders seven; the register of U4 holds more than it was given."""
_ISSUED = {"U1": 9, "U2": 12, "U3": 1, "U4": 4}
_UNIFORM = {1: (9, 100), 2: (3, 100), 3: (4, 88)}
"""On the register of U2: ballots with so many equal marks."""
_HIGH = 4
"""On the register of U2: a ballot on which most have 90 points or more."""


def entry(form: FormLayout, slot: Slot) -> Content:
    """What somebody wrote into a cell: marks by chance, and among them what makes each rule bite."""
    chance = random.Random(f"{form.key.text()} {slot.ballot} {slot.ratee} {slot.item} {slot.field}")
    if form.key.kind is FormKind.SCORES:
        return _reported(slot, chance)
    if form.key.kind.scored:
        return _on_visit(form.key.unit, slot, chance)
    if form.key.poll == "民主":
        return _on_grades(slot, chance)
    if form.key.poll == "排序":
        return _on_places(slot)
    if form.key.kind is FormKind.TALLY:
        return _by_hand(slot)
    if slot.field in ("issued", "returned"):
        return (_ISSUED if slot.field == "issued" else _CAME)[form.key.unit]
    number = int(slot.ballot or 0)
    if form.key.typing == SECOND_TYPING:
        number = _CAME[form.key.unit] + 1 - number
    if slot.field not in ("mark", "tick") or not 0 < number <= _CAME[form.key.unit]:
        return None
    if slot.field == "tick":
        return _tick(form.key.unit, form.key.voter_class, number, slot)
    return _mark(form.key.unit, form.key.voter_class, number, int(slot.ratee[1:]))


def _on_grades(slot: Slot, chance: random.Random) -> Content:
    """Of ten ballots eight come back, and two say something else about the whole than about the items."""
    if slot.field in ("issued", "returned"):
        return 10 if slot.field == "issued" else 8
    number = int(slot.ballot or 0)
    if slot.field != "grade" or number > 8:
        return None
    if number < 3 and slot.ratee in ("T1", "T2", "T5"):
        return ("不称职" if number == 1 else 1) if slot.item == "N4" else "称职"
    return chance.choice(("优秀", "优秀", 2, "称职", "不称职", "不了解", "多选", None))


def _by_hand(slot: Slot) -> Content:
    """Twelve ballots, of which the ratees with a great number have fewer of the best, and more that abstain."""
    ratee = int(slot.ratee[1:]) if slot.ratee else 0
    sent = {"issued": 12, "returned": 12, "void": ratee % 3, "abstained": ratee % 5}
    if slot.field in sent:
        return sent[slot.field]
    grade = slot.field.removeprefix("count:") if slot.field != "count" else slot.item
    left = 12 - sent["void"] - sent["abstained"]
    best = max(0, left - ratee % 4 - (2 if slot.item == "N7" else 0))
    votes = {"优": best, "优秀": best, "不了解": min(1, left - best)}
    rest = left - best - votes["不了解"]
    return {**votes, "良": rest, "称职": rest}.get(grade, 0)


def _on_places(slot: Slot) -> Content:
    """Of ten ballots eight come back: two with a place shared by three, two with a place that is missing."""
    if slot.field in ("issued", "returned"):
        return 10 if slot.field == "issued" else 8
    number = int(slot.ballot or 0)
    if slot.field != "place" or number > 8:
        return None
    order = random.Random(f"排序 {number}").sample(range(1, 10), 9)
    place = order[int(slot.ratee[1:]) - 1]
    if number in (1, 2) and place in (2, 3, 4):
        return 2
    return None if number in (3, 4) and place == 6 else place


def _tick(unit: str, voter_class: str, ballot: int, slot: Slot) -> Content:
    """A tick under one grade; the ratees with a small number have more of the better ones."""
    ratee = int(slot.ratee[1:])
    if ratee == 9 and voter_class == "群众":
        return None
    drawn = random.Random(f"等级 {unit} {ballot} {ratee}").randrange(16) + ratee - 5
    chosen = "优" if drawn < 5 else "良" if drawn < 9 else "中" if drawn < 13 else "不了解" if drawn < 15 else "差"
    return "√" if slot.item == chosen else None


def _mark(unit: str, voter_class: str, ballot: int, ratee: int) -> Content:
    """T5 has two points more than T6 on every ballot, T7 as many as T8; T9 has none of the second class."""
    if ratee == 9 and voter_class == "群众":
        return None
    if unit == "U2" and ballot in _UNIFORM:
        many, mark = _UNIFORM[ballot]
        return mark if ratee <= many else None
    if unit == "U2" and ballot == 5 and ratee == 2:
        return 105
    like = {6: 5, 8: 7}.get(ratee, ratee)
    points = random.Random(f"{unit} {ballot} {like}").randrange(120, 190) / 2
    if unit == "U2" and ballot == _HIGH:
        points = 93 + ratee % 3 / 2
    if ratee == 4:
        points = 97
    return points - 2 if ratee == 6 else points


def _reported(slot: Slot, chance: random.Random) -> Content:
    """Scores up to 50, with hundredths; T5 has none of 下半年."""
    if not isinstance(slot.kind, Points):
        return "通报" if slot.ratee else None
    return None if (slot.ratee, slot.item) == ("T5", "下半年") else chance.randrange(30_00, 50_00) / 100


_STRICTER = {"U6": {"K1": 3.25}, "U7": {"K1": 1.5, "K2": 6}, "U8": {"K1": 6.25, "K2": 1.25}}
"""The points that a 考核组 takes off more than the first one, by item: another one is the strictest on each item."""


def _on_visit(unit: str, slot: Slot, chance: random.Random) -> Content:
    """T7 has two points more than T8, T5 as many as T6; T3 has none for K2, and nobody says why.

    T9 loses more than K1 has.

    T1 is visited by four 考核组 and T2 by three, of which no two agree.
    """
    if slot.field.startswith("reason"):
        return None if (slot.ratee, slot.item) == ("T3", "K2") else "有原因"
    if slot.field not in ("score", "deduction", "bonus", "penalty"):
        return None
    ratee = {"T5": "T6", "T7": "T8"}.get(slot.ratee, slot.ratee)
    like = random.Random(f"{ratee} {slot.item}")
    more = _STRICTER.get(unit, {}).get(slot.item, 0)
    lost = {"K1": 2, "K2": 3}.get(slot.item, 0) if ratee == "T4" else like.randrange(0, 30) / 4
    if slot.item == "K1":
        if slot.ratee == "T9":
            return 60.25
        return lost + more + 5 - (2 if slot.ratee == "T7" else 0)
    if slot.item == "K2":
        return 0 if slot.ratee == "T3" else 40 - lost - more
    if slot.item in ("K5", "K6"):
        return lost
    return {("T1", "K3"): 5, ("T2", "K3"): 3.25, ("T3", "K4"): 1.5, ("T2", "K7"): 2, ("T5", "K7"): 0.25}.get(
        (slot.ratee, slot.item), chance.choice((None, 0))
    )


# ---------------------------------------------------------------- values

_FEW = 5
"""Numbers that are all tried where a cell admits no more."""


def values(rule: Rule) -> list[object]:
    """Contents of its cell, drawn by the kind of the cell: every word, or a low and a high number and one more.

    An optional cell is also blank. The same for the same name.
    """
    kind, chance = rule.cell.kind, random.Random(rule.name)
    if isinstance(kind, Choice):
        return list(kind.options)
    if isinstance(kind, Count) and kind.maximum is not None and kind.maximum - kind.minimum < _FEW:
        return list(range(kind.minimum, kind.maximum + 1))
    found: list[object] = [] if rule.required else [None]
    for high in (False, True, False, True):
        found = list(dict.fromkeys([*found, _drawn(rule, chance, high=high)]))
    return found[:3]


def _drawn(rule: Rule, chance: random.Random, *, high: bool) -> object:
    kind = rule.cell.kind
    if isinstance(kind, Count):
        return kind.minimum + (chance.randint(5, 8) if high else chance.randint(0, 1))
    if isinstance(kind, Weight):
        return chance.randrange(60_00, exact.WHOLE) if high else chance.choice((Fraction(exact.WHOLE, 3), 17_50))
    assert isinstance(kind, Points)
    step = exact.POINT if rule.printed else 25
    return chance.randrange(80_00, 96_00, step) if high else chance.randrange(1_00, 3_00, step)


def with_values(records: Records, drawn: Mapping[str, object]) -> Records:
    """The records with other rules; where one of the weights is another, the other one makes up 100 %.

    等次规则 and 等次条件 among them are tables, as text.
    """
    whole = dict(drawn)
    for table in (tier_sheets.TIERS, tier_sheets.CONDITIONS):
        if table.sheet in whole:
            outcome = read_table(table, rows(str(whole.pop(table.sheet))), file=table.sheet)
            assert outcome.findings == ()
            records = replace(records, tables={**records.tables, table.sheet: outcome.value})
    for one, other in (("述职测评权重", "实地考评权重"), ("实地考评权重", "述职测评权重")):
        if one in drawn:
            whole[other] = exact.weight(exact.WHOLE - Fraction(str(drawn[one])))
    rules = changed(records.settings[SHEET], **whole)
    return replace(records, settings={**records.settings, SHEET: rules})


# ---------------------------------------------------------------- what comes of them


@dataclass(frozen=True)
class Ruled:
    """What the campaign comes to under some rules. ``plain``, ``evidence``: as the oracle reads scheme and replies.

    ``judged``: what the checks made of the replies. ``steps``: the derivations of the program.
    """

    data: SummaryData
    judged: Judged
    steps: ScoreSteps
    oracle: Mapping[str, Expected]
    plain: Scheme
    evidence: Evidence


@dataclass(frozen=True)
class RuleCampaign:
    """The campaign with its replies."""

    made: Made
    records: Records
    replies: Mapping[str, Path]

    @cached_property
    def received(self) -> Received:
        """The replies as they were read."""
        with in_process():
            return gather(self.made.loaded.scheme, setup_of(self.made.loaded, ()))

    def under(self, **drawn: object) -> Ruled:
        """With some rules as drawn."""
        with own_files():
            read = scheme_of({**self._tables, **self._changed(with_values(self.records, drawn))})
            evidence = self._evidence(read)
            data, judged = self._counted(**drawn)
            steps = ScoreSteps(data.scheme, data.result, TypedCells(self.received, judged.counted, data.trace))
            return Ruled(data, judged, steps, compute_open(read, evidence), read, evidence)

    def counted(self, **drawn: object) -> SummaryData:
        """The same, but for the oracle."""
        return self._counted(**drawn)[0]

    def _counted(self, **drawn: object) -> tuple[SummaryData, Judged]:
        scheme = build_scheme(with_values(self.records, drawn))
        judged = judge(scheme, self.received)
        counted = count(scheme, judged.value.counted, self.received.cited)
        findings = (*self.received.findings, *judged.findings, *counted.findings)
        data = SummaryData(
            scheme=scheme,
            result=counted.value,
            official=not has_errors(findings),
            returns=self.received.returns,
            files=self.received.files,
            opinions={},
            findings=findings,
            record=(),
            cited=self.received.cited,
            trace=trace(scheme, self.received, judged.value, counted.value, findings),
        )
        return data, judged.value

    @cached_property
    def _tables(self) -> Tables:
        """The scheme in its workbook, as the oracle reads it."""
        return load_tables(self.made.loaded.campaign.scheme)

    def _changed(self, records: Records) -> Tables:
        """The sheets that are not as in that workbook: written as the program writes them, read by the oracle."""
        before, now = ({**each.settings, **each.tables} for each in (self.records, records))
        book = Book("其他规则")
        written = [declared for declared in SHEETS if now[declared.sheet] != before[declared.sheet]]
        for declared in written:
            if isinstance(declared, Settings):
                write_settings(book, declared, records.settings[declared.sheet].values)
            else:
                write_table(book, declared, [record.values for record in records.tables[declared.sheet]])
        if not written:
            return {}
        path = self.made.folder / "其他规则.xlsx"
        path.write_bytes(book.save())
        return load_tables(path)

    def _evidence(self, scheme: Scheme) -> Evidence:
        """The oracle's reading; of the rules it depends on 本人票不计 alone."""
        own = scheme.rules.void_own
        if own not in self._read:
            books = pages_of(self.replies)
            forms = [(copy.key, copy.grid) for pages in books for copy in copies_in(pages) if copy.grid is not None]
            self._read[own] = collect(scheme, forms, read_results(books))
        return self._read[own]

    @cached_property
    def _read(self) -> dict[bool, Evidence]:
        return {}


def rule_campaign(folder: Path, **others: str) -> RuleCampaign:
    """The campaign, answered; with other tables."""
    records = records_of(settings=IN_USE, tables=TABLES | others)
    made = make_campaign(folder, records)
    return RuleCampaign(made, records, answer(made, entry) | (cited_replies(made) if "引用" in others else {}))


def mixtures(number: int, *, first: int = 0, rules: Iterable[Rule] = DECLARED) -> Iterator[dict[str, object]]:
    """All ``rules`` drawn at once; from the ``first`` seed on."""
    for seed in range(first, first + number):
        chance = random.Random(seed)
        yield {rule.name: chance.choice(values(rule)) for rule in rules if rule.figures}


def tier_tables(number: int) -> Iterator[str]:
    """等次规则 for the ratees of TWO_GROUPS, with every way of giving places, drawn by chance."""
    for seed in range(number):
        chance = random.Random(f"等次 {seed}")
        names = ("好", "较好", "中", "差")[-chance.choice((3, 4)) :]
        last = chance.choice((*names[1:], ""))
        lines = [
            "等次 | 最低分 | 名额比例上限 | 结果运用 | 名额人数 | 名额至少 | 名额取整 | 名额起算 | 适用排名组 | 总名额"
        ]
        for index, name in enumerate(names):
            apart = chance.random() < 0.4
            # Each 排名组 has some tiers; the best and the last one are everybody's.
            some = chance.choice((("镇", "街"), ("镇", "街"), ("街",))) if 0 < index < len(names) - 1 else ("镇", "街")
            for group in some if apart else ("",):
                lines.append(_tier_row(chance, name, index, group, last=name == last, end=index == len(names) - 1))
        yield "\n".join(lines)


def _tier_row(chance: random.Random, name: str, index: int, group: str, *, last: bool, end: bool) -> str:
    """One row; ``last``: its places are counted from the last rank. The lowest tier (``end``) has no other places."""
    cut = "" if end or chance.random() < 0.3 else str(84 - 6 * index - chance.choice((0, 1)))
    places = last or (not end and chance.random() < 0.7)
    share = places and chance.random() < 0.5
    number = str(chance.randint(1, 3)) if places and not share else ""
    return " | ".join(
        (
            name,
            cut,
            str(chance.choice((20, 34, 50))) if share else "",
            "",
            number,
            str(chance.randint(1, 2)) if share and chance.random() < 0.5 else "",
            chance.choice(("", "四舍五入", "进一")) if share else "",
            "后" if last else "",
            group,
            "是" if places and not group and chance.random() < 0.6 else "",
        )
    )


def condition_tables(number: int) -> Iterator[str]:
    """等次条件 for the tiers of ``tier_tables``, on scores and on rates of votes, drawn by chance."""
    for seed in range(number):
        chance = random.Random(f"条件 {seed}")
        lines = [GATED["等次条件"].splitlines()[1]]
        for _ in range(chance.randint(1, 3)):
            tier, group = chance.choice(("较好", "中")), chance.choice(("", "", "镇"))
            cells = _on_score(chance) if chance.random() < 0.3 else _on_votes(chance)
            lines.append(" | ".join((tier, group, *cells)))
        yield "\n".join(lines)


def _on_score(chance: random.Random) -> tuple[str, ...]:
    score = chance.choice(("测评得分", "考评得分", "实地考评"))
    return score, "", "", "", "", "", chance.choice("≥＞"), str(chance.randint(70, 88))


def _on_votes(chance: random.Random) -> tuple[str, ...]:
    down, overall = chance.random() < 0.3, chance.random() < 0.3
    grade = chance.choice(("中", "差")) if down else chance.choice(("优", "良", "中"))
    line = chance.choice(("1/3", "20", "10.5")) if down else chance.choice(("2/3", "1/3", "1/2", "90"))
    base = chance.choice(("", "", "收回", "应到"))
    classes = chance.choice(("", "", "领导", "群众", "领导、群众"))
    compare = chance.choice("≤＜" if down else "≥＞")
    if overall:
        grade = "不称职" if down else chance.choice(("优秀", "称职"))
        classes = classes and "干部"
    poll = "民主" if overall else "述职"
    if chance.random() < 0.4:
        poll, classes = "评议" if overall else "票决", classes and "代表"
    return "得票率", poll, grade, "及以下" if down else "", classes, base, compare, line


def gated_tables(number: int) -> Iterator[dict[str, str]]:
    """等次规则 of four tiers with 等次条件; whatever tiers a 排名组 lacks has no condition."""
    tables = (table for table in tier_tables(10 * number) if "较好 |" in table.replace("  ", " "))
    complete = (table for table in tables if {"较好", "中"} <= _for_all(table))
    for tiers, conditions in zip(complete, condition_tables(number), strict=False):
        yield {TIERS: tiers, "等次条件": conditions}


def _for_all(table: str) -> set[str]:
    """The tiers that every 排名组 has, but for the last one."""
    listed = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()[1:]]
    groups: dict[str, set[str]] = {}
    for cells in listed:
        groups.setdefault(cells[0], set()).update({"镇", "街"} if not cells[8] else {cells[8]})
    return {name for name, found in groups.items() if found == {"镇", "街"}}
