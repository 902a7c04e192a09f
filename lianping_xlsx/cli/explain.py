"""The command ``lianping-xlsx explain``, which says how a person's score, rank and tier came about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import plain, print_findings, print_json, progress_bar
from lianping_xlsx.cli.next_step import print_recorded_state, print_refusal
from lianping_xlsx.cli.shared_options import (
    CANNOT_RUN,
    DONE,
    NEEDS_PERSON,
    as_shown,
    folder_of_campaign,
    json_option,
    password_option,
    person_of_campaign,
    prefer_option,
)
from lianping_xlsx.core.campaign_names import REGISTER_PATH

if TYPE_CHECKING:
    from lianping_xlsx.app.explain import Explained, WrittenStatement
    from lianping_xlsx.app.options import Options
    from lianping_xlsx.audit.calculations import Calculation


@click.command(cls=ChineseCommand, short_help="推算一个人的得分、名次、等次是怎么来的，一直到填写的单元格。")
@click.argument("words", metavar="[文件夹] [考核对象]", nargs=-1)
@click.option(
    "--figure", default="", metavar="名称", help="只看名称含有这几个字的数，例如“考评得分”、一个票类、一个项目的编号。"
)
@click.option("--all", "everybody", is_flag=True, help="不写考核对象：写出核算底稿，填写的分数都在格里，由公式推算。")
@click.option("--public", is_flag=True, help="和 --all 一起用：写可以公开的底稿，不含票和不能公开的数，审定以后才写。")
@click.option("--seal", metavar="密码", help="和 --all 一起用：给写出的底稿设打开密码。")
@click.option(
    "--docx", is_flag=True, help="审定以后用：写一页复核说明（Word 文件），只列可以告知本人的，可以交给本人、存档。"
)
@prefer_option
@password_option
@json_option
@click.pass_context
def explain(
    ctx: click.Context,
    words: tuple[str, ...],
    figure: str,
    everybody: bool,
    public: bool,
    seal: str | None,
    docx: bool,
    prefer: tuple[str, ...],
    passwords: tuple[str, ...],
    as_json: bool,
) -> int:
    """逐步列出一个考核对象的综合得分、名次、建议等次是怎么来的：每一步的算式，用计算器可以照着算。

    考核对象写姓名、单位或者编号。最末一层是填写的文件、工作表和单元格；票很少的无记名票类合在一起，不列明文件。
    再列出与等次线、前后名次各差多少，最小怎样变动就会易位；表还没有收齐的，列出可能的名次和等次。
    含有各票类的数，只供主办单位内部核对，不要外发；给本人的，审定以后加 --docx 写复核说明。

    例：lianping-xlsx explain 青禾2024 云溪镇

    全部核算底稿：lianping-xlsx explain 青禾2024 --all
    """
    from lianping_xlsx.app.explain import explain as run
    from lianping_xlsx.app.options import Options

    if docx and (figure or as_json or everybody):
        raise click.UsageError("--docx 写一个人整页的复核说明，不能与 --figure、--json、--all 一起用。", ctx)
    if everybody and figure:
        raise click.UsageError("--figure 只看一个人的推算，不能与 --all 一起用。", ctx)
    if everybody:
        folder = folder_of_campaign(words, ctx)
        options = Options(prefer=as_shown(prefer, folder), passwords=passwords)
        return _write_papers(folder, options, public=public, seal=seal, as_json=as_json)
    if public or seal is not None:
        raise click.UsageError("--public、--seal 只和 --all 一起用。", ctx)
    folder, person = person_of_campaign(words, ctx)
    options = Options(prefer=as_shown(prefer, folder), passwords=passwords)
    if docx:
        return _write_statement(folder, person, options)
    with progress_bar("读取收回的表", "正在推算……") as progress:
        outcome = run(folder, person, options, figure=figure, progress=progress)
    if outcome.value is None:
        print_refusal(outcome.findings, folder, as_json=as_json)
        return CANNOT_RUN
    if as_json:
        print_json(outcome.value.value)
    else:
        print_findings(outcome.findings, notes=True)
        _print(folder, outcome.value)
    return DONE if outcome.value.current and outcome.value.official else NEEDS_PERSON


def _write_papers(folder: Path, options: Options, *, public: bool, seal: str | None, as_json: bool) -> int:
    """Write 核算底稿."""
    from lianping_xlsx.app.working_papers import write_working_papers
    from lianping_xlsx.decision.result_json import FORMAT, status_word

    if seal == "":
        raise click.UsageError("--seal 后面要写密码。")
    with progress_bar("读取收回的表，写出核算底稿", "正在写出核算底稿……", long=True) as progress:
        outcome = write_working_papers(folder, options, public=public, password=seal or "", progress=progress)
    written = outcome.value
    if written is None:
        print_refusal(outcome.findings, folder, as_json=as_json)
        return CANNOT_RUN
    if as_json:
        print_json({"version": FORMAT, "status": status_word(written.official), "file": str(written.path)})
        return DONE if written.official else NEEDS_PERSON
    to = "可以公开" if public else "只供主办单位内部使用，不要外发"
    click.echo(f"已写出 {written.path}，{to}{'；设了打开密码，程序不保存密码，忘了就重新写' if seal else ''}。")
    click.echo("收回的表有变动、重新合并的，这份底稿会删去，需要时重新写。")
    print_recorded_state(folder)
    return DONE if written.official else NEEDS_PERSON


def _write_statement(folder: Path, person: str, options: Options) -> int:
    from lianping_xlsx.app.explain import write_statement

    with progress_bar("读取收回的表", "正在推算……") as progress:
        outcome = write_statement(folder, person, options, progress=progress)
    if outcome.value is None:
        print_refusal(outcome.findings, folder, as_json=False)
        return CANNOT_RUN
    print_findings(outcome.findings, notes=True)
    _print_written(folder, outcome.value)
    print_recorded_state(folder)
    return NEEDS_PERSON if outcome.findings else DONE


def _print_written(folder: Path, statement: WrittenStatement) -> None:
    done = "已写出" if statement.written else "与已写出的相同，没有重写"
    click.echo(
        plain(f"{statement.ratee.label}的复核说明（第{statement.number}次审定）{done}：{folder / statement.path}")
    )
    click.echo("只列可以告知本人的，核对、签名、盖章后可以交给本人，也可以存入考核档案。")
    if statement.request is not None:
        click.echo(plain(f"已登记：{folder / REGISTER_PATH}第{statement.request}号，申请日期、申请事项请在其中填写。"))


def _print(folder: Path, explained: Explained) -> None:
    ratee, state = explained.ratee, "正式" if explained.official else "试算"
    click.echo(plain(f"{ratee.code} {ratee.label}{f'（{ratee.group}）' if ratee.group else ''}　【{state}】"))
    for step in explained.steps:
        _print_step(step, 0)
    for line in explained.nearby:
        click.echo(plain(f"边界　{line}"))
    print_recorded_state(folder)


def _print_step(step: Calculation, depth: int) -> None:
    """One line for a figure, with its calculation, its cells and its remark; then its parts below it."""
    line = click.style(plain(f"{step.label}　{step.figure}"), bold=depth == 0)
    line += plain(f" ＝ {step.words}") if step.words else ""
    origin = step.origin
    name = "" if origin is None or origin.file == step.label else f"{origin.file} "
    line += plain(f"　〔{name}{origin.sheet} {origin.cells}〕") if origin else ""
    line += plain(f"　{step.remark}") if step.remark else ""
    click.echo("  " * depth + line)
    for part in step.parts:
        _print_step(part, depth + 1)
