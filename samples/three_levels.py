"""Makes ``samples/three-levels``: three townships assess their villages, and the county above them cites the results.

Each campaign is whole, from the scheme to the decision. The 结果报送表 of each township is among the replies of the
county, under the name that somebody gave it.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from make import decide, leave_out, opened, put
from sample_data import Cast

from lianping_xlsx.app.campaign import Campaign, KeyNotes, write_key
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.app.templates import issue_templates
from lianping_xlsx.core.campaign_names import BACKUP, REPORT_FILE
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.scheme_sheets import TABLES
from lianping_xlsx.scheme.scheme_workbook import Records, write_scheme
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.tables import read_table

Tables = Mapping[str, str]
"""Text tables by sheet: headings, then a line a row, cells parted by ``|``."""


@dataclass(frozen=True)
class Office:
    """A campaign: its folder, 方案名称, 主办单位, who decides, its tables, and what its forms are filled in with.

    ``returned``: ballots by voter class. ``renamed``: what its 结果报送表 is called among the replies of the county.
    """

    folder: str
    title: str
    host: str
    decider: str
    reports_to: str
    tables: Tables
    returned: Mapping[str, int]
    meeting: str
    renamed: str = ""


_RUBRIC = """
    编号 | 一级指标 | 考评内容                         | 分值 | 评分标准                     | 计分方式 | 适用排名组
    K1   | 组织建设 | 班子健全，党员教育管理规范       | 30   | 查会议记录、党费和发展党员材料 | 得分     |
    K2   | 为民服务 | 便民服务有人办、办得成           | 30   | 走访5户，查办理记录           | 得分     |
    K3   | 基层治理 | 议事协商、村务公开、矛盾纠纷化解 | 40   | 少一次扣2分，扣完为止         | 扣分     |
    """
_ITEMS = """
    编号 | 内容                                   | 分值 | 测评
    N1   | 履行抓基层党建工作责任，办实事、解难题 | 100  |
    """
_TIERS = """
    等次 | 最低分 | 名额比例上限 | 结果运用
    好   | 88     | 50           | 评先评优优先考虑
    中   | 75     |              |
    差   |        |              | 约谈，限期整改
    """
_NO_GRADES = "等级 | 折算分"
_NO_EVENTS = "考核对象 | 事项 | 效果 | 分值 | 依据"
_TOWN_VOTERS = {"镇党委班子成员": 7, "党员和群众代表": 12}
_COUNTY_VOTERS = {"县委领导": 5, "县直单位主要负责人": 15}


def _polls(voters: Mapping[str, int], weights: tuple[int, int]) -> Tables:
    """One poll of two classes by points."""
    lines = [
        f"述职评议 | {name} | {weight} | {count}" for (name, count), weight in zip(voters.items(), weights, strict=True)
    ]
    return {
        "测评": "名称 | 权重 | 计票方式 | 打分方式\n述职评议 | 100 | 逐票 | 百分制",
        "票类": "\n".join(["测评 | 票类 | 权重 | 应到人数", *lines]),
        "测评内容": _ITEMS,
        "评价等级": _NO_GRADES,
        "考评细则": _RUBRIC,
        "等次规则": _TIERS,
        "否决与加减分": _NO_EVENTS,
    }


def _tasks(desk: str, team: str, voters: Mapping[str, int]) -> Tables:
    lines = [f"{desk} | 测评票 | 全部 | 述职评议 | {name} | {count}" for name, count in voters.items()]
    heading = "填报单位 | 表种 | 考核对象范围 | 测评 | 票类 | 预计份数"
    return {
        "填报单位": f"编号 | 名称 | 联系人 | 电话 | 邮箱\nU1 | {desk} | | |\nU2 | {team} | | |",
        "填报任务": "\n".join([heading, *lines, f"{team} | 实地考评 | 全部 | | |"]),
    }


def _township(name: str, ratees: str, renamed: str) -> Office:
    return Office(
        folder=name,
        title=f"{name}村（社区）党组织书记考核",
        host=f"中共{name}委员会",
        decider=f"{name}党委会议",
        reports_to="中共青禾县委组织部",
        tables={
            "考核对象": f"编号 | 姓名 | 职务 | 所在单位 | 排名组 | 填报单位\n{ratees}",
            **_polls(_TOWN_VOTERS, (40, 60)),
            **_tasks(f"{name}党建办", f"{name}考核组", _TOWN_VOTERS),
        },
        returned=_TOWN_VOTERS,
        meeting=f"{name}党委2024年第9次会议",
        renamed=renamed,
    )


TOWNSHIPS = (
    _township(
        "云溪镇",
        """V1 | 向晚舟 | 书记 | 河口村   | 村（社区） |
        V2 | 买合木提·艾山 | 书记 | 沙坪村   | 村（社区） |
        V3 | 柯礼文 | 书记 | 柳林村   | 村（社区） |
        V4 | 沈知夏 | 书记 | 云溪社区 | 村（社区） |""",
        "云溪镇村书记考核结果（盖章后）.xlsx",
    ),
    _township(
        "石栏镇",
        """V1 | 韦照邻 | 书记 | 上栏村 | 村（社区） |
        V2 | 蓝若兰 | 书记 | 下栏村 | 村（社区） |
        V3 | 欧阳川 | 书记 | 石桥村 | 村（社区） |
        V4 | 鲍青山 | 书记 | 枫林村 | 村（社区） |""",
        "石栏报.xlsx",
    ),
    _township(
        "桐荫镇",
        """V1 | 莫怀瑾 | 书记 | 桐花村   | 村（社区） |
        V2 | 尚可为 | 书记 | 荷塘村   | 村（社区） |
        V3 | 才让卓玛 | 书记 | 新渡村 | 村（社区） |
        V4 | 邢晓岚 | 书记 | 桐荫社区 | 村（社区） |""",
        "组织部/桐荫镇结果报送表.xlsx",
    ),
)
COUNTY = Office(
    folder="青禾县",
    title="乡镇党委书记考核",
    host="中共青禾县委组织部",
    decider="县委常委会",
    reports_to="中共青禾市委组织部",
    tables={
        "考核对象": """
            编号 | 姓名   | 职务     | 所在单位 | 排名组 | 填报单位
            T1   | 陆明澈 | 党委书记 | 云溪镇   | 乡镇   |
            T2   | 邱佩兰 | 党委书记 | 石栏镇   | 乡镇   |
            T3   | 童岳   | 党委书记 | 桐荫镇   | 乡镇   |
            """,
        "考核板块": """
            板块     | 权重 | 来源 | 满分 | 适用排名组
            述职测评 | 40   | 测评 |      |
            实地考评 | 40   | 考评 |      |
            村级考核 | 20   | 引用 |      |
            """,
        "引用": """
            板块     | 考核对象 | 引用的考核       | 排名组 | 取值
            村级考核 | T1       | 中共云溪镇委员会 |        | 平均
            村级考核 | T2       | 中共石栏镇委员会 |        | 平均
            村级考核 | T3       | 中共桐荫镇委员会 |        | 平均
            """,
        **_polls(_COUNTY_VOTERS, (60, 40)),
        **_tasks("县委组织部组织科", "县委考核组", _COUNTY_VOTERS),
    },
    returned=_COUNTY_VOTERS,
    meeting="县委常委会第31次会议",
)


def records_of(office: Office) -> Records:
    """The records of its scheme: the rules of a preset, its own profile and tables."""
    base = load_preset("lean-village")
    own = {
        "方案名称": office.title,
        "主办单位": office.host,
        "审定机构": office.decider,
        "上报单位": office.reports_to,
        "依据文件": "",
    }
    profile = base.settings["基本信息"]
    settings = {**base.settings, "基本信息": replace(profile, values={**profile.values, **own})}
    tables = {}
    for table in TABLES:
        read = read_table(table, _cells(office.tables.get(table.sheet, "")), file=table.sheet)
        tables[table.sheet] = read.value if table.sheet in office.tables else []
    return Records(settings, tables)


def _cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]


def make_three_levels(folder: Path) -> None:
    """The townships, then the county with their results."""
    shutil.rmtree(folder, ignore_errors=True)
    reports = {town.renamed: _make(folder, town, number, {}) for number, town in enumerate(TOWNSHIPS, 1)}
    _make(folder, COUNTY, len(TOWNSHIPS) + 1, reports)


def _make(parent: Path, office: Office, number: int, others: Mapping[str, bytes]) -> bytes:
    """A campaign from its scheme to its decision; returns its 结果报送表. ``others``: more replies, by name."""
    folder, campaign = parent / office.folder, Campaign(parent / office.folder)
    campaign.key.parent.mkdir(parents=True)
    write_key(campaign, bytes([number]) * 32, KeyNotes())
    campaign.scheme.write_bytes(write_scheme(records_of(office)))
    campaign.received.mkdir()
    issued = issue_templates(folder)
    if issued.value is None:
        raise SystemExit([finding.message for finding in issued.findings])
    loaded = opened(folder)
    for workbook in issue(loaded.scheme, loaded.secret):
        entries = {
            (form.sheet, slot.row, slot.column): _entry(office, form, slot)
            for form in workbook.forms
            for slot in form.slots()
        }
        put(folder, workbook.file, write_workbook(loaded.scheme, loaded.secret, workbook, entries))
    for name, content in others.items():
        put(folder, name, content)
    merged = merge_returns(folder)
    if merged.value is None or not merged.value.data.official:
        raise SystemExit([finding.message for finding in merged.findings])
    decide(folder, Cast(meeting=office.meeting))
    merge_returns(folder)
    shutil.rmtree(campaign.summary / BACKUP)
    final = finalize(folder)
    if final.value is None:
        raise SystemExit([finding.message for finding in final.findings])
    merge_returns(folder)
    leave_out(folder, final.value.data)
    shutil.rmtree(campaign.key.parent / "cache", ignore_errors=True)
    return (campaign.decided / REPORT_FILE).read_bytes()


def _entry(office: Office, form: FormLayout, slot: Slot) -> Content:
    """What somebody wrote into a cell; every person has a level of his own, from which marks and scores are drawn."""
    level = random.Random(f"{office.folder} {slot.ratee}").randrange(-6, 7)
    chance = random.Random(f"{office.folder} {form.key.text()} {slot.ballot} {slot.ratee} {slot.item} {slot.field}")
    if form.key.kind is FormKind.RUBRIC:
        lost = max(0, 14 - level + chance.randrange(-4, 5)) / 4
        entries: Mapping[str, Content] = {
            "score": 30 - lost,
            "deduction": 2 * round(lost / 2),
            "reason": "资料不齐",
        }
        return entries.get(slot.field)
    returned = office.returned[form.key.voter_class]
    if slot.field in ("issued", "returned"):
        return returned
    if slot.field != "mark" or int(slot.ballot) > returned:
        return None
    return 87 + level + chance.randrange(-5, 6)
