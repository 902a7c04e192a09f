"""The command ``lianping-xlsx init``, which creates a campaign folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import plain, print_findings, program, progress_bar
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, CampaignFolder
from lianping_xlsx.core.campaign_names import BACKUP, SCHEME_FILE
from lianping_xlsx.core.spelling import is_blank, show_content

if TYPE_CHECKING:
    from lianping_xlsx.scheme.next_year import NextYear, YearCell
    from lianping_xlsx.spreadsheet.additions import Addition


@click.command(cls=ChineseCommand, short_help="新建一次考核：文件夹和考核方案。")
@click.argument("folder", metavar="文件夹", required=False, type=CampaignFolder(path_type=Path))
@click.option("--preset", default="lean-township", metavar="名称", help="预置方案；不写的，用 lean-township。")
@click.option(
    "--from",
    "before",
    metavar="上年文件夹",
    type=CampaignFolder(path_type=Path),
    help="照上年的考核建今年的：名单、细则、规则、文书模板照搬，换新密钥，年度加一，上年的截止日期、否决与加减分等清空。",
)
@click.option("--force", is_flag=True, help="已有考核方案时也重新生成（原文件留一份在“备份”里）。")
@click.option(
    "--update",
    is_flag=True,
    help="给以前版本的考核方案补上本版本新增的工作表、栏目和设置，填好的内容不动（原文件留一份在“备份”里）。",
)
@click.pass_context
def init(
    context: click.Context, folder: Path | None, preset: str, before: Path | None, force: bool, update: bool
) -> int:
    """新建一次考核：生成“考核方案.xlsx”（由主办单位填写）和“2收回”文件夹。

    例：lianping-xlsx init 青禾2024 --preset lean-township

    办下一年：lianping-xlsx init 青禾2025 --from 青禾2024

    升级后要用新增的栏目：lianping-xlsx init 青禾2024 --update
    """
    typed = context.get_parameter_source("preset") is not ParameterSource.DEFAULT
    if update:
        if force or typed or before:
            raise click.UsageError("--update 只补上新增的内容，不能与 --preset、--from、--force 一起用")
        return _update(folder or Path())
    if before and typed:
        raise click.UsageError("--from 照上年的考核方案建，不能与 --preset 一起用")
    if folder is None:  # no default: files in the current folder would mix with those of the campaign
        raise click.UsageError(
            f"请写新建的考核文件夹叫什么，例如 {program()} init 青禾2024；就建在当前文件夹里的，写 {program()} init ."
        )
    if before is not None:
        return _from(folder, before, force=force)
    from lianping_xlsx.app.init import init_campaign
    from lianping_xlsx.scheme.presets import PRESETS

    if preset not in [known.name for known in PRESETS]:
        click.echo(f"错误：没有“{preset}”这个预置方案。可用的：{'、'.join(p.name for p in PRESETS)}", err=True)
        return CANNOT_RUN
    outcome = init_campaign(folder, preset, force=force)
    if outcome.value is None:
        print_findings(outcome.findings)
        return CANNOT_RUN
    click.echo(f"已新建：{folder / SCHEME_FILE}")
    click.echo(f"各表各栏怎么填，见操作手册：{program()} help --open")
    print_recorded_state(folder)
    return DONE


def _from(folder: Path, before: Path, *, force: bool) -> int:
    """Carry the campaign of the year before over, and say what changed and what has to be looked at."""
    from lianping_xlsx.app.init import init_next_year

    if folder.resolve() == before.resolve():
        raise click.UsageError("今年的考核要另起一个文件夹，不能就是上年的那一个")
    with progress_bar("照上年的考核建今年的", long=True):
        outcome = init_next_year(folder, before, force=force)
    if outcome.value is None:
        print_findings(outcome.findings, most=len(outcome.findings), notes=True)
        return CANNOT_RUN
    click.echo(plain(f"已新建：{folder / SCHEME_FILE}，名单、细则、规则照搬自 {before}，密钥是新的。"))
    _print_cells(outcome.value.cells)
    if outcome.value.added:
        click.echo(f"补上了本版本新增的{len(outcome.value.added)}处工作表、栏目和设置，都是默认值。")
    print_findings(outcome.findings, most=len(outcome.findings), notes=True)
    click.echo("请用 WPS 打开它，核对考核对象、填报单位、填报任务、票类应到人数，填报送截止日期；保存、关闭。")
    print_recorded_state(folder)
    return NEEDS_PERSON if outcome.findings else DONE


def _print_cells(cells: NextYear) -> None:
    """Print every cell that is another now, and every one that still names the year before."""
    if cells.changed:
        click.echo("已经改好的：")
    for cell in cells.changed:
        click.echo(plain(f"  {_cell(cell)}：{_shown(cell.before)} → {_shown(cell.after)}"))
    if cells.to_look_at:
        click.echo("还写着上年年份的，请看一看要不要改：")
    for cell in cells.to_look_at:
        click.echo(plain(f"  {_cell(cell)}：{_shown(cell.before)}"))


def _cell(cell: YearCell) -> str:
    return f"{cell.sheet} {cell.address} {cell.name}"


def _shown(content: object) -> str:
    return f"“{show_content(content)}”" if not is_blank(content) else "空白"


def _update(folder: Path) -> int:
    from lianping_xlsx.app.update_scheme import update_scheme

    with progress_bar("补上本版本新增的内容", long=True):
        outcome = update_scheme(folder)
    print_findings(outcome.findings, most=len(outcome.findings))
    if outcome.value is None:
        return CANNOT_RUN
    if not outcome.value:
        click.echo(f"“{SCHEME_FILE}”已有本版本的全部工作表、栏目和设置，没有改动。")
        print_recorded_state(folder)
        return DONE
    click.echo(f"已补上本版本新增的{len(outcome.value)}处，填好的内容没有动，方案指纹不变：")
    for addition in outcome.value:
        click.echo(plain(f"  {_words(addition)}"))
    click.echo(f"原来的“{SCHEME_FILE}”留在“{BACKUP}”里。新增的都是默认值，不用的不必管它。")
    print_recorded_state(folder)
    return NEEDS_PERSON if outcome.findings else DONE


def _words(addition: Addition) -> str:
    if not addition.name:
        return f"工作表“{addition.sheet}”（{addition.content or '空白'}）"
    if not addition.setting:
        return f"工作表“{addition.sheet}”的栏目“{addition.name}”（{addition.cell}，空白）"
    return f"工作表“{addition.sheet}”的设置“{addition.name}”（{addition.cell}，{addition.content or '空白'}）"
