"""The command ``lianping-xlsx presets``, which lists the presets."""

from __future__ import annotations

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import print_table, program


@click.command(cls=ChineseCommand, short_help="列出预置方案。")
def presets() -> None:
    """列出预置方案，以及各自依据的办法。

    例：lianping-xlsx presets
    """
    from lianping_xlsx.scheme.presets import PRESETS

    print_table("预置方案", ("名称", "用于", "依据"), [(p.name, p.title, p.source) for p in PRESETS])
    click.echo(f"新建考核：{program()} init 文件夹 --preset 名称")
