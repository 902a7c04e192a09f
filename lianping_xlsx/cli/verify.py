"""The command ``lianping-xlsx verify``, which compares the files with the records, and counts again if asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import command, plain, print_findings, print_json, progress_bar
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import (
    CANNOT_RUN,
    DONE,
    NEEDS_PERSON,
    folder_argument,
    json_option,
    password_option,
)
from lianping_xlsx.core.campaign_names import DECIDED, DECISION_RECORD, MEETING_FILE
from lianping_xlsx.core.findings import Outcome

if TYPE_CHECKING:
    from lianping_xlsx.app.second_count import CountedAgain
    from lianping_xlsx.decision.result_json import Json


@click.command(cls=ChineseCommand, short_help="核对汇总和审定所依据的文件有没有变过，可以另算一遍。")
@folder_argument
@click.option("--recompute", is_flag=True, help="由另一套独立的小程序，从方案和收回的表重新算一遍，逐人逐数比对。")
@password_option
@json_option
def verify(folder: Path, recompute: bool, passwords: tuple[str, ...], as_json: bool) -> int:
    """按“运行记录.json”核对：方案、收回的表和汇总结果，在汇总之后有没有被改动、增加或删除。

    已经定稿的，再按“审定记录.json”核对“4审定”里的材料。

    例：lianping-xlsx verify 青禾2024 --recompute
    """
    counted, agrees, outdated = None, True, False
    if recompute:
        from lianping_xlsx.app.options import Options
        from lianping_xlsx.app.second_count import recompute as count_again

        with progress_bar("用另一套程序重新计算", "正在比对……", long=True) as progress:
            again = count_again(folder, Options(passwords=passwords), progress=progress)
        outcome = Outcome(again.value.value, again.findings)
        counted, agrees, outdated = again.value.counted, again.value.agrees, again.value.paper_outdated
    else:
        from lianping_xlsx.app.verify import verify_record

        with progress_bar("核对各文件与记录", long=True):
            outcome = verify_record(folder)
    if as_json:
        print_json(outcome.value)
    else:
        _print(outcome, decided=(folder / DECIDED / DECISION_RECORD).is_file())
        if counted is not None:
            _print_counted(counted, agrees=agrees)
            if outdated:
                click.echo(
                    plain(f"要在“{MEETING_FILE}”里写明这次复核的结果，再运行：{command('merge --meeting', folder)}")
                )
        print_recorded_state(folder)
    if any(finding.code == "verify.no-record" for finding in outcome.findings):
        return CANNOT_RUN
    return DONE if outcome.value["unchanged"] and agrees else NEEDS_PERSON


def _print(outcome: Outcome[Json], *, decided: bool) -> None:
    """Print the findings, or what is as it was. ``decided``: 4审定 was compared too."""
    what = "方案、收回的表、汇总结果，以及已经定稿的材料，" if decided else "方案、收回的表和汇总结果"
    print_findings(outcome.findings, where="--json", notes=True)
    if any(finding.code == "verify.unsigned" for finding in outcome.findings) and outcome.value["unchanged"]:
        click.echo(f"{what}都与记录一致；没有签名的记录本身，未能核对。")
    elif outcome.value["unchanged"]:
        click.echo(f"核对无误：{what}都与记录一致。")


def _print_counted(counted: CountedAgain, *, agrees: bool) -> None:
    """The result of the second count, and what it rests on."""
    read = f"读了{counted.files}个文件、{counted.cells}格"
    what = f"{counted.persons}人、{counted.figures}个数"
    if agrees:
        click.echo(f"重新计算核对无误：{read}，{what}与“结果.json”“汇总表.xlsx”一致。")
    else:
        left = f"，还有{counted.uncounted}个数没有核对" if counted.uncounted else ""
        click.echo(f"重新计算没有全部对上，见上面各条：{read}，比对了{what}{left}。")
    if counted.taken_forms:
        cells = f"{counted.taken_forms}张表（{counted.taken_cells}格）"
        click.echo(f"其中{cells}不是 xlsx、xlsm，或者打不开，用的是汇总时读出的值，只核对了计算。")
    if counted.as_merged:
        click.echo(f"有{counted.as_merged}张表收到内容不同的几份，采用哪一份按汇总时的记录。")
    if counted.left_out:
        click.echo(f"有{counted.left_out}张表汇总时没有采用（未交、空白、退回更正等），重新计算也没有计入。")
