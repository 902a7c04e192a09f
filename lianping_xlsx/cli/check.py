"""The command ``lianping-xlsx check``, which checks the scheme."""

from __future__ import annotations

from pathlib import Path

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import count_line, print_findings
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, folder_argument
from lianping_xlsx.core.findings import count_findings


@click.command(cls=ChineseCommand, short_help="检查考核方案。")
@folder_argument
def check(folder: Path) -> int:
    """检查“考核方案.xlsx”：权重、分值是否合计100，名单、引用是否齐全；一次列出全部问题。

    例：lianping-xlsx check 青禾2024

    以前版本的方案没有新增的工作表、栏目和设置，照样能用，都按默认值。要用的，先补上：

    lianping-xlsx init 青禾2024 --update
    """
    from lianping_xlsx.app.check import check_campaign

    outcome = check_campaign(folder, issued=True)
    print_findings(outcome.findings, most=len(outcome.findings), notes=True)
    if outcome.value is None:
        click.echo(f"考核方案还不能用：{count_line(count_findings(outcome.findings))}。")
        print_recorded_state(folder)
        return CANNOT_RUN
    scheme = outcome.value.scheme
    click.echo(
        f"考核方案可以使用：考核对象{len(scheme.ratees)}人，填报单位{len(scheme.units)}个，"
        f"考评项目{len(scheme.rubric)}项，填报任务{len(scheme.tasks)}项（{count_line(count_findings(outcome.findings))}）。"
    )
    if not outcome.value.issuable:
        click.echo("但是还不能印发：上面无记名投票人数太少的票类要先定下怎么办，没有定下以前，templates 不会生成表样。")
    if not outcome.value.mergeable:
        click.echo("但是还不能汇总：上面的上年考核文件夹没有写对以前，merge 不会运行。")
    print_recorded_state(folder)
    return DONE
