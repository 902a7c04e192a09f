"""The small campaign with two components of ready-made scores: 平时考核 by two 期次, and 满意度 of 10 points."""

from __future__ import annotations

from tests.small import HAND, LEADERS, PEOPLE, POLL, Sheets, Town, scheme_of, sheets

DAILY, CONTENT = "平时考核", "满意度"
COMPONENTS = f"""
    板块      | 权重 | 来源 | 满分 | 适用排名组
    述职测评  | 30   | 测评 |      | 乡镇
    实地考评  | 30   | 考评 |      | 乡镇
    {DAILY}   | 1/3  | 得分 |      | 乡镇
    {CONTENT} | 1/15 | 得分 | 10   | 乡镇
    述职测评  | 50   | 测评 |      | 街道
    {DAILY}   | 50   | 得分 |      | 街道
    """
PERIODS = f"""
    板块    | 期次   | 权重
    {DAILY} | 上半年 | 1/3
    {DAILY} | 下半年 | 2/3
    """
TASKS = f"""
    填报单位   | 表种     | 考核对象范围 | 测评   | 票类      | 预计份数 | 板块
    县委办公室 | 测评票   | 全部         | {POLL} | {LEADERS} | 4        |
    县委办公室 | 计票汇总 | 全部         | {HAND} | {PEOPLE}  | 20       |
    第一考核组 | 实地考评 | 乡镇         |        |           |          |
    县委办公室 | 得分表   | 全部         |        |           |          | {DAILY}
    县委评议组 | 得分表   | 乡镇         |        |           |          | {CONTENT}
    """


def with_given(**changed: str) -> Sheets:
    """The sheets of the small scheme with these components; ``changed`` gives other text tables for some of them."""
    classes = f"""
        测评   | 票类       | 权重 | 应到人数
        {POLL} | {LEADERS}  | 100  | 4
        {HAND} | {PEOPLE}   | 100  | 20
        """
    tables = {"考核板块": COMPONENTS, "期次": PERIODS, "票类": classes, "填报任务": TASKS}
    return sheets(**(tables | changed))


def given_town(rule: str = "停止计算", **changed: str) -> Town:
    """The same with its forms; ``rule``: 缺期次处理."""
    raw = with_given(**changed)
    raw["计分规则"].append(["缺期次处理", rule])
    return Town(scheme_of(raw))
