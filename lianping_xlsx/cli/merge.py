"""``lianping-xlsx merge``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import (
    SCREENFUL,
    count_line,
    print_findings,
    print_json,
    print_refusal,
    print_table,
    progress_bar,
)
from lianping_xlsx.cli.exits import CANNOT_RUN, DONE, NEEDS_PERSON
from lianping_xlsx.cli.options import folder_argument, json_option, last_year_option, prefer_option, slashed
from lianping_xlsx.cli.status import print_returns

if TYPE_CHECKING:
    from lianping_xlsx.report.data import SummaryData
    from lianping_xlsx.tally.results import Standing


@click.command(cls=ChineseCommand, short_help="合并收回的表，计分排序，写出汇总表。")
@folder_argument
@prefer_option
@last_year_option
@json_option
def merge(folder: Path, prefer: str | None, last_year: Path | None, as_json: bool) -> int:
    """合并“2收回”里的表：核对、计分、排序、提出建议等次，写出“3汇总”。

    可以反复运行；“等次审定表.xlsx”里已经填写的审定内容会保留。

    例：lianping-xlsx merge 青禾2024
    """
    from lianping_xlsx.stages.readers import call_readers

    call_readers()
    from lianping_xlsx.stages.merge import merge_returns

    with progress_bar("读取收回的表") as progress:
        outcome = merge_returns(folder, prefer=slashed(prefer), last_year=last_year, progress=progress)
    if outcome.value is None:
        print_refusal(outcome.findings, as_json)
        return CANNOT_RUN
    data = outcome.value.data
    if as_json:
        print_json(outcome.value.result)
    else:
        _print_merged(folder, data, outcome.value.written)
    return DONE if data.official else NEEDS_PERSON


def _print_merged(folder: Path, data: SummaryData, written: tuple[str, ...]) -> None:
    """Who stands where, who is missing, what is wrong, what to do next."""
    _print_ranking(data)
    print_returns(data.scheme, data.returns, most=SCREENFUL)
    print_findings(data.findings)
    returned = sum(1 for name in written if name.startswith("退回/"))
    word = "正式" if data.official else "试算"
    click.echo(
        f"结果为【{word}】，{count_line(data.findings)}。已写出 {folder / '3汇总'}：汇总表.xlsx、等次审定表.xlsx 等。"
    )
    if returned:
        click.echo(f"需要退回更正的表{returned}份，已标好放在 {folder / '3汇总' / '退回'}。")
    if data.official:
        click.echo("下一步：打开“汇总表.xlsx”送审；研究确定后，在“等次审定表.xlsx”中填写审定等次，再运行 finalize。")
    else:
        click.echo("下一步：请有关单位更正、补报，把新表放进“2收回”，再运行一次 merge。")


def _print_ranking(data: SummaryData) -> None:
    """The groups one after the other, as far as a screenful goes."""
    room = SCREENFUL
    for number, group in enumerate(data.scheme.groups):
        if room <= 0:
            click.echo(f"……还有{len(data.scheme.groups) - number}个排名组，见“汇总表.xlsx”的“综合排序”。")
            return
        standings = [data.result.standing_of[r.code] for r in data.scheme.ratees if r.group == group]
        standings.sort(key=lambda s: (s.rank is None, s.rank or 0))
        more = f"（前{room}名，共{len(standings)}名）" if len(standings) > room else ""
        _print_group(data, f"{group}{more}", standings[:room])
        room -= len(standings)


def _print_group(data: SummaryData, title: str, standings: Sequence[Standing]) -> None:
    from lianping_xlsx.core.exact import show

    decimals = data.scheme.rules.decimals

    def score(value: int | None) -> str:
        return "—" if value is None else show(value, decimals)

    heads = ("名次", "单位", "姓名", "测评得分", "考评得分", "综合得分", "建议等次", "备注")
    rows = []
    for standing in standings:
        ratee = data.scheme.ratee_of[standing.code]
        scores = (score(standing.poll_score), score(standing.field_score), score(standing.composite))
        rank = "—" if standing.rank is None else str(standing.rank)
        rows.append(
            (rank, ratee.workplace, ratee.name, *scores, standing.proposed_tier or "—", "；".join(standing.flags))
        )
    print_table(title, heads, rows, right=("名次", "测评得分", "考评得分", "综合得分"))
