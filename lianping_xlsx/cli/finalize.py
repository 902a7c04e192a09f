"""The command ``lianping-xlsx finalize``, which makes the decision final."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import (
    SCREENFUL,
    count_line,
    plain,
    print_findings,
    print_table,
    progress_bar,
)
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, folder_argument, password_option
from lianping_xlsx.core.campaign_names import DECIDED, DECISION_PATH
from lianping_xlsx.core.findings import count_findings

if TYPE_CHECKING:
    from lianping_xlsx.app.finalize import Finalized
    from lianping_xlsx.decision.record import Recorded

_WHERE = f"{DECISION_PATH}，处理完上面的再运行就会列出"


@click.command(cls=ChineseCommand, short_help="按填好的等次审定表定稿，写出对外材料和审定记录。")
@folder_argument
@password_option
def finalize(folder: Path, passwords: tuple[str, ...]) -> int:
    """按“3汇总/等次审定表.xlsx”里填写的审定等次定稿，写出“4审定”。

    填写不全、得分变了，或结果是试算而遗留问题没有人同意的，不予定稿，并逐格说明。每次审定都留在“审定记录”里。

    例：lianping-xlsx finalize 青禾2024
    """
    # No reading processes are started ahead, as merge does it: it has left what it read, and mostly none is needed.
    from lianping_xlsx.app.finalize import finalize as run

    with progress_bar("核对收回的表，写出审定的各项材料", "正在写出审定的各项材料……", long=True) as progress:
        outcome = run(folder, passwords=passwords, progress=progress)
    if outcome.value is None:
        print_findings(outcome.findings, where=_WHERE, most=SCREENFUL)
        halfway = any(finding.code == "write.halfway" for finding in outcome.findings)
        untouched = "" if halfway else "没有写出任何文件："
        click.echo(f"没有定稿，{untouched}{count_line(count_findings(outcome.findings))}。")
        print_recorded_state(folder)
        return CANNOT_RUN
    _print_decision(outcome.value.decision)
    print_findings(outcome.findings, where="上面各处")
    _print_done(folder, outcome.value)
    print_recorded_state(folder)
    return NEEDS_PERSON if outcome.findings or not outcome.value.data.summary.official else DONE


def _print_decision(decision: Recorded) -> None:
    """Print the decided tiers (the first rows), their numbers, and the accepted problems."""
    rows = [
        (r.group, r.unit, r.name, r.composite or "—", str(r.rank_cell or "—"), r.proposed_tier or "—", r.decided_tier)
        for r in decision.ratees
    ]
    heads = ("排名组", "单位", "姓名", "综合得分", "名次", "建议等次", "审定等次")
    title = f"第{decision.number}次审定（{decision.date} {decision.meeting}）"
    print_table(title, heads, rows[:SCREENFUL], right=("综合得分", "名次"))
    if len(rows) > SCREENFUL:
        click.echo(f"……还有{len(rows) - SCREENFUL}人，见“4审定/审定记录.xlsx”。")
    counts = [(t.group, t.tier, str(t.limit), str(t.decided)) for t in decision.tiers]
    print_table("各等次人数", ("排名组", "等次", "名额上限", "审定人数"), counts[:SCREENFUL], right=("审定人数",))
    accepted = [(a.finding, a.who, a.reason) for a in decision.accepted]
    print_table("带着审定的遗留问题", ("问题", "同意人", "同意理由"), accepted[:SCREENFUL])


def _print_done(folder: Path, made: Finalized) -> None:
    """Print the files that were written, what became of earlier ones."""
    official = made.data.summary.official
    word = "正式结果" if official else f"试算结果（{len(made.decision.accepted)}个遗留问题已有人同意，各材料中会注明）"
    click.echo(f"已按{word}定稿：{folder / DECIDED}，共{len(made.written)}个文件。")
    if made.repeated:
        click.echo("审定内容与上一次相同，审定记录没有增加。")
    elif made.decision.number > 1:
        click.echo(f"第{made.decision.number - 1}次审定已被取代，仍留在“审定记录.xlsx”里。")
    if made.decision.reviews and not made.repeated:
        click.echo(plain(f"根据复核更正：{made.decision.review_words}，已写进审定记录。"))
    if made.archived:
        click.echo(f"原来发出的材料已移到 {folder / DECIDED / made.archived}。")
    if not made.repeated:
        click.echo("“审定记录.json”由主办单位保存，不外发。")
