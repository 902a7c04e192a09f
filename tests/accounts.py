"""The small campaign in which the ratees account for themselves: 述职自查 by two of them, 述职报告审核 of all three."""

from __future__ import annotations

from tests.small import Sheets, Town, scheme_of, sheets, table

UNITS = (("U5", "云溪镇党委"), ("U6", "石栏镇党委"))
TASKS = (
    ("云溪镇党委", "述职自查", "T1"),
    ("石栏镇党委", "述职自查", "T2"),
    ("县委评议组", "述职报告审核", "全部"),
)


def with_accounts(**changed: str) -> Sheets:
    """The sheets of the small scheme with the two units and three tasks more."""
    raw = sheets(**changed)
    raw["填报单位"] += [[*unit, "", "", ""] for unit in UNITS]
    raw["填报任务"] += [[*task, "", "", ""] for task in TASKS]
    return raw


def with_every_form() -> Town:
    """A campaign with a form of each 表种."""
    raw = with_accounts()
    raw["考核板块"] = table("""
        板块     | 权重 | 来源 | 满分 | 适用排名组
        述职测评 | 40   | 测评 |      |
        实地考评 | 40   | 考评 |      |
        平时考核 | 20   | 得分 |      |
        """)
    raw["期次"] = table("板块|期次|权重\n平时考核|上半年|50\n平时考核|下半年|50")
    raw["填报任务"].append(["云溪镇党委", "整改承诺", "T1", "", "", ""])
    raw["填报任务"].append(["县委评议组", "部门评分表", "全部", "", "", ""])
    heads, *items = raw["考评细则"]
    scored = {"K2": "县委评议组", "K4": "县委评议组"}
    raw["考评细则"] = [[*heads, "评分单位"], *([*item, scored.get(str(item[0]), "")] for item in items)]
    raw["填报任务"].append(["县委办公室", "得分表", "全部", "", "", ""])
    return Town(scheme_of(raw))


TOWN = Town(scheme_of(with_accounts()))
