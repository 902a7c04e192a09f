"""The command ``lianping-xlsx destroy``, which deletes the ballots after the decision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import (
    SCREENFUL,
    plain,
    print_findings,
    print_table,
    progress_bar,
)
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, folder_argument, password_option
from lianping_xlsx.core.campaign_names import DECIDED, DESTRUCTION_BOOK

if TYPE_CHECKING:
    from lianping_xlsx.app.destroy import DestructionPlan

_CONFIRMED = "销毁"


@click.command(cls=ChineseCommand, short_help="销毁收回的票和含有逐张票的文件，留下销毁清单。")
@folder_argument
@click.option("--by", metavar="姓名", default="", help="销毁人，写进销毁清单；不写的，运行时会问。")
@click.option("--yes", is_flag=True, help="不再询问，直接销毁；供脚本使用，要同时写明 --by。")
@click.option(
    "--anyway",
    is_flag=True,
    help="没有定稿、收回的表与汇总时不同，或复核没有办完，也照样销毁；此后不能再汇总、定稿。",
)
@click.option("--unread", is_flag=True, help="“2收回”里没有读出的文件（图片、文档，加密或损坏的表等）也一并销毁。")
@password_option
def destroy(folder: Path, by: str, yes: bool, anyway: bool, unread: bool, passwords: tuple[str, ...]) -> int:
    """定稿以后，删除“2收回”里含有测评票、计票汇总的文件，以及退回的副本、版本对照、缓存、含有收回的原表的归档包。

    只有考评表、评议意见等其他表的文件不删；与票在同一个文件里的，随文件一并删除，要留的请先另存。
    “1发出”“2收回”“3汇总”里程序没有写过的表（自己另存的副本、临时文件等）只列出来，请打开查看，自行处理。

    删除前逐个列出，问过才删；删了哪些、校验值、票数、日期、销毁人，写进“4审定/销毁清单.xlsx”。
    文件是删除，不是从磁盘上擦除；邮箱、优盘、其他电脑上的副本和纸质票，由主办单位另行销毁。

    例：lianping-xlsx destroy 青禾2024
    """
    by = by.strip()
    if yes and not by:
        raise click.UsageError("用 --yes 时要用 --by 写明销毁人。")
    from lianping_xlsx.intake.workers.isolation import start_readers

    # The reading processes start while this process imports pandas.
    start_readers()
    from lianping_xlsx.app.destroy import destroy as run
    from lianping_xlsx.app.destroy import plan_destruction

    with progress_bar("查找含有票的文件") as progress:
        planned = plan_destruction(folder, passwords=passwords, anyway=anyway, unread=unread, progress=progress)
    plan = planned.value
    if plan is None:
        print_findings(planned.findings)
        return CANNOT_RUN
    print_findings(plan.findings, most=SCREENFUL)
    if not plan.files:
        _print_nothing(plan)
        print_recorded_state(folder)
        return NEEDS_PERSON if plan.findings else DONE
    _print_plan(plan)
    if not yes and not _agreed():
        click.echo("没有销毁任何文件。")
        return CANNOT_RUN
    outcome = run(plan, by or click.prompt("销毁人姓名"))
    print_findings(outcome.findings, most=SCREENFUL)
    if outcome.value is None:
        click.echo("没有销毁任何文件。")
        return CANNOT_RUN
    click.echo(f"已销毁{len(outcome.value.files)}个文件，清单见 {folder / DECIDED / DESTRUCTION_BOOK}。")
    click.echo("邮箱（收到的、退回的、催报的）、优盘、其他电脑上的副本和纸质票，请另行销毁。打印销毁清单，签字存档。")
    print_recorded_state(folder)
    return NEEDS_PERSON if outcome.findings or plan.findings else DONE


def _print_nothing(plan: DestructionPlan) -> None:
    if plan.before:
        done = "、".join(dict.fromkeys(f"{each.date}（{each.by}）" for each in plan.before))
        click.echo(plain(f"已于{done}销毁，没有剩下要销毁的文件；销毁清单没有改动。"))
    else:
        click.echo("没有找到含有票的文件，没有销毁任何文件。")


def _print_plan(plan: DestructionPlan) -> None:
    """Print the first files to be deleted; 销毁清单 lists all of them afterwards."""
    rows = [(file.path, file.content, "—" if file.ballots is None else str(file.ballots)) for file in plan.files]
    print_table("将要销毁的文件", ("文件", "内容", "票数"), rows[:SCREENFUL], right=("票数",))
    if len(rows) > SCREENFUL:
        click.echo(f"……还有{len(rows) - SCREENFUL}个。")
    click.echo(
        f"共{len(rows)}个文件，将从磁盘删除，不进回收站，也不是擦除。需要留下的，请先移出考核文件夹。"
        "销毁以后不能再汇总、定稿，已有的结果照旧有效。"
    )


def _agreed() -> bool:
    """Ask for confirmation. Return True only if the word was typed: Enter alone must not delete anything."""
    typed = click.prompt(f"确定销毁的，请输入“{_CONFIRMED}”；直接回车不销毁", default="", show_default=False)
    return str(typed).strip() == _CONFIRMED
