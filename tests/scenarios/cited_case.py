"""The tables and the replies with which the law of the rules tries 引用."""

from __future__ import annotations

import random
from pathlib import Path

from tests.reports import RIVER, ROCK, ratee_rows, report, report_book
from tests.scenarios.campaigns import Made

CITING = {
    "考核板块": """
        板块     | 权重 | 来源 | 满分 | 适用排名组
        述职测评 | 1/3  | 测评 |      |
        实地考评 | 1/3  | 考评 |      |
        村级考核 | 1/6  | 引用 | 30   |
        上级考核 | 1/6  | 引用 |      |
        """,
    "引用": f"""
        板块     | 考核对象             | 引用的考核     | 排名组 | 取值
        村级考核 | 镇                   | {RIVER}        | 村     | 平均
        村级考核 | 街                   | {RIVER}        | 社区   |
        村级考核 | 街                   | {ROCK}         |        |
        上级考核 | 全部                 | 全县书记考核   |        | 本人
        """,
}
"""Tables in which two components come from other campaigns: by means of 排名组, and by name."""


def cited_replies(made: Made) -> dict[str, Path]:
    """The results that CITING cites, dropped into 2收回; T3 takes no part in one of them."""
    chance = random.Random(9)
    groups = ("村", "村", "社区", "村", "社区")
    scores = [f"{chance.randrange(60_00, 100_00) / 100:.2f}" for _ in range(40)]
    river = ratee_rows("\n".join(f"V{n} | {group} | 村{n} | {scores[n]}" for n, group in enumerate(groups)))
    rock = ratee_rows(f"V1 | 村 | 石一 | {scores[10]}\nV2 | 村 | 石二 | 不参评\nV3 | 村 | 石三 | {scores[11]}")
    above = ratee_rows(
        "\n".join(
            f"X{n} | 书记 | {ratee.name} | {'不参评' if ratee.code == 'T3' else scores[20 + n]}"
            for n, ratee in enumerate(made.loaded.scheme.ratees)
        )
    )
    reports = (report(RIVER, river), report(ROCK, rock), report("县委", above, title="全县书记考核"))
    found = {}
    for each in reports:
        found[f"{each.host}.xlsx"] = made.loaded.campaign.received / f"{each.host}.xlsx"
        found[f"{each.host}.xlsx"].write_bytes(report_book(each))
    return found
