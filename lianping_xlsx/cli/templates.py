"""The command ``lianping-xlsx templates``, which writes the forms to be issued."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import not_printed, print_findings, print_table, progress_bar
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, folder_argument, same_campaign_option
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import ISSUED


@click.command(cls=ChineseCommand, short_help="生成发给各填报单位的表。")
@folder_argument
@click.option("--force", is_flag=True, help="“1发出”里的文件被改动过时也重新生成（改动过的留一份在“备份”里）。")
@click.option(
    "--slots",
    metavar="文件",
    type=click.Path(path_type=Path, dir_okay=False),
    help="另把每个填写格的位置和含义写成 JSON，供其他程序填表。",
)
@click.option(
    "--new-key",
    is_flag=True,
    help="换一把新密钥：新一次考核，或密钥丢失；此前发出的表不再采用（原密钥留在“.lianping”里）。",
)
@click.option("--yes", is_flag=True, help="报送截止日期已过的，不再询问，照样生成。")
@same_campaign_option
def templates(folder: Path, force: bool, slots: Path | None, new_key: bool, yes: bool, same_campaign: bool) -> int:
    """生成“1发出”：每个填报单位一个工作簿，另有“分发清单.xlsx”。

    还没有发过表而报送截止日期已过的，先问过才生成：填表说明上印着这一天。

    例：lianping-xlsx templates 青禾2024
    """
    from lianping_xlsx.app import templates

    if new_key and same_campaign:
        raise click.UsageError("--new-key 是另一次考核，--same-campaign 是同一次考核，只能写一个。")
    if sys.stdin.isatty() and sys.stdout.isatty() and not (yes or _is_meant(folder)):
        click.echo("没有生成。")
        print_recorded_state(folder)
        return NEEDS_PERSON
    with progress_bar("生成表样") as progress:
        outcome = templates.issue_templates(
            folder,
            force=force,
            new_key=new_key,
            same_campaign=same_campaign,
            today=safe_open.today(),
            progress=progress,
        )
    if outcome.value is None:
        print_findings(outcome.findings)
        print_recorded_state(folder)
        return CANNOT_RUN
    faults = templates.write_slots(slots, outcome.value) if slots is not None else ()
    rows = [(book.unit_name, book.file, book.contents) for book in outcome.value.workbooks]
    print_table(f"已生成到 {folder / ISSUED}", ("填报单位", "文件", "表"), rows)
    print_findings(not_printed((*outcome.findings, *faults)), notes=True)
    print_recorded_state(folder)
    return NEEDS_PERSON if faults else DONE


def _is_meant(folder: Path) -> bool:
    """Ask whether a deadline that has passed is to be printed; True where it has not. A script says so by running."""
    from lianping_xlsx.app.templates import passed_before_issue

    passed = passed_before_issue(folder, safe_open.today())
    print_findings(passed)
    return not passed or click.confirm("仍照这个日期生成吗", default=False)
