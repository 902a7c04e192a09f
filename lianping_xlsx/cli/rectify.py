"""The command ``lianping-xlsx rectify``, which collects the 整改清单 that came back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import SCREENFUL, plain, print_findings, print_table, progress_bar
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, folder_argument, password_option
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.campaign_names import DECIDED, RECTIFICATION_FILE

if TYPE_CHECKING:
    from lianping_xlsx.app.rectify import Rectified
    from lianping_xlsx.decision.rectification_progress import RectificationProgress


@click.command(cls=ChineseCommand, short_help="定稿以后：汇总收回的整改清单，列出谁没报、哪些逾期。")
@folder_argument
@password_option
def rectify(folder: Path, passwords: tuple[str, ...]) -> int:
    """把“2收回”里各人报回的整改清单汇总到“4审定/整改清单.xlsx”，列出谁没报、哪些逾期、哪些申请销号。

    不重新合并，得分、等次、审定都不变；票销毁以后也能用。主办单位在整改清单里填的一律不动；
    “是否同意销号”“销号日期”由主办单位填。收回多少汇总多少，可以随时再运行。

    例：lianping-xlsx rectify 青禾2024
    """
    from lianping_xlsx.intake.workers.isolation import start_readers

    start_readers()
    from lianping_xlsx.app.rectify import rectify as run

    with progress_bar("读取收回的整改清单", long=True) as progress:
        outcome = run(folder, safe_open.today(), passwords=passwords, progress=progress)
    if outcome.value is None:
        print_findings(outcome.findings, notes=True)
        halfway = any(finding.code == "write.halfway" for finding in outcome.findings)
        click.echo("没有汇总完。" if halfway else "没有汇总，没有改动任何文件。")
        print_recorded_state(folder)
        return CANNOT_RUN
    print_findings(outcome.findings, where="整改清单的“整改进度”", most=SCREENFUL, notes=True)
    _print_overdue(folder, outcome.value.progress)
    _print_done(folder, outcome.value)
    waiting = outcome.value.progress.applied or outcome.value.progress.overdue
    return NEEDS_PERSON if outcome.findings or waiting else DONE


def _print_overdue(folder: Path, found: RectificationProgress) -> None:
    """Print the overdue problems, the longest overdue first, and who has not answered; how often both were reminded."""
    from lianping_xlsx.app.campaign import Campaign
    from lianping_xlsx.app.draft_record import DraftKind, reminders_in_words

    reminded = reminders_in_words(Campaign(folder), DraftKind.RECTIFICATION)
    rows = [
        (each.item.unit, each.item.name, each.item.problem, each.until, f"{each.days}天", reminded.get(each.whose, ""))
        for each in found.overdue
    ]
    heads = ("单位", "姓名", "问题", "整改时限", "逾期", "催报")
    shown = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    print_table("逾期没有销号的", heads[:shown], [row[:shown] for row in rows[:SCREENFUL]], right=("逾期",))
    if len(rows) > SCREENFUL:
        click.echo(f"……还有{len(rows) - SCREENFUL}项，见整改清单的“整改进度”。")
    names = [f"{who}（{reminded[who]}）" if who in reminded else who for who in found.silent]
    if NAMED_IN_SENTENCE < len(names) <= SCREENFUL or (reminded and names):
        click.echo(plain(f"整改还没有报的：{some(names, SCREENFUL, '人')}。"))


def _print_done(folder: Path, made: Rectified) -> None:
    """Print what was written, and the step of the campaign."""
    counted = ((made.changed, "更新{}项"), (made.added, "补充{}项（本人写的）"))
    new = "，".join(words.format(count) for count, words in counted if count) or "没有新的内容"
    click.echo(plain(f"已汇总到 {folder / DECIDED / RECTIFICATION_FILE}：{new}。"))
    print_recorded_state(folder)
