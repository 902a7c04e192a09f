"""The command ``lianping-xlsx init``, which creates a campaign folder."""

from __future__ import annotations

from pathlib import Path

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import command, print_commands, print_findings, program
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, CampaignFolder
from lianping_xlsx.core.campaign_names import SCHEME_FILE


@click.command(cls=ChineseCommand, short_help="新建一次考核：文件夹和考核方案。")
@click.argument("folder", metavar="文件夹", required=False, type=CampaignFolder(path_type=Path))
@click.option("--preset", default="lean-township", show_default="lean-township", metavar="名称", help="预置方案。")
@click.option("--force", is_flag=True, help="已有考核方案时也重新生成（原文件留一份在“备份”里）。")
def init(folder: Path | None, preset: str, force: bool) -> int:
    """新建一次考核：生成“考核方案.xlsx”（由主办单位填写）和“2收回”文件夹。

    例：lianping-xlsx init 青禾2024 --preset lean-township
    """
    if folder is None:  # no default: files in the current folder would mix with those of the campaign
        raise click.UsageError(
            f"请写新建的考核文件夹叫什么，例如 {program()} init 青禾2024；就建在当前文件夹里的，写 {program()} init ."
        )
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
    click.echo("下一步：用 WPS 打开它，把示例的年度、名单、任务和规则换成本地的，清空“标注”；保存、关闭后运行")
    print_commands((command("check", folder), "检查方案"), (command("templates", folder), "生成发给各填报单位的表"))
    return DONE
