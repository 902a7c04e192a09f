"""The command ``lianping-xlsx archive``, which puts a campaign into one file for the archives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import command, plain, print_findings, progress_bar
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, folder_argument, password_option
from lianping_xlsx.core.campaign_names import ARCHIVES, CHECKER_FILE

if TYPE_CHECKING:
    from lianping_xlsx.app.archive import Archived


@click.command(cls=ChineseCommand, short_help="把一次考核归档成一个压缩包，内附不用本程序的核验程序。")
@folder_argument
@click.option("--with-replies", is_flag=True, help="连“2收回”的原表一并归档；里面有无记名的票，请按票保管、销毁。")
@password_option
def archive(folder: Path, with_replies: bool, passwords: tuple[str, ...]) -> int:
    """把方案、结果、审定材料、运行记录归档到“归档”文件夹的一个压缩包，附目录（每个文件的校验值）和说明。

    无记名的票合并后重新编号，不放原表；其他收回的表照原样放。密钥、填报单位的打开密码不放。
    包里的“核验.py”只要 Python 和 openpyxl，就能从包里的票和表重新计算，逐人逐数比对。
    没有变化的再归档一次，什么也不写；有变化的另写一个（第2次），先前的不动。

    例：lianping-xlsx archive 青禾2024
    """
    from lianping_xlsx.app.archive import archive as run
    from lianping_xlsx.app.options import Options

    with progress_bar("读取收回的表", "正在归档，并用包里的核验程序核对一遍……", long=True) as progress:
        outcome = run(folder, Options(passwords=passwords), with_replies=with_replies, progress=progress)
    print_findings(outcome.findings, where=command("verify", folder), notes=True)
    if outcome.value is None:
        click.echo("没有归档。")
        print_recorded_state(folder)
        return CANNOT_RUN
    _print_archived(folder, outcome.value)
    print_recorded_state(folder)
    return DONE if outcome.value.settled else NEEDS_PERSON


def _print_archived(folder: Path, archived: Archived) -> None:
    head, seen = archived.head, archived.examined
    path = folder / ARCHIVES / archived.name
    if archived.again:
        click.echo(plain(f"与 {path} 相比没有变化，没有重新写。"))
    else:
        click.echo(plain(f"已归档：{path}（{archived.files}个文件，{archived.size // 1024 + 1} KB）。"))
    click.echo(plain(f"{head.status}，{head.decided}。"))
    if head.originals:
        click.echo("包里有收回的全部原表：一个文件来自哪个填报单位，只有一张票的来自哪个人，打开就能知道。")
        click.echo("请按收回的票保管；销毁票的时候，lianping-xlsx destroy 会把它一并列出。")
    if seen is not None:
        from lianping_xlsx.audit.recount.packed_campaign import lines_of

        click.echo(f"用包里的“{CHECKER_FILE}”核对了一遍：")
        for line in lines_of(seen):
            click.echo(plain(f"  {line}"))
    click.echo(f"以后核对：从包里取出“{CHECKER_FILE}”，运行 python {CHECKER_FILE} 归档包.zip")
