"""The command ``lianping-xlsx verify``, which compares the files with the records."""

from __future__ import annotations

from pathlib import Path

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import print_findings, print_json
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, folder_argument, json_option


@click.command(cls=ChineseCommand, short_help="核对汇总和审定所依据的文件有没有变过。")
@folder_argument
@json_option
def verify(folder: Path, as_json: bool) -> int:
    """按“运行记录.json”核对：方案、收回的表和汇总结果，在汇总之后有没有被改动、增加或删除。

    已经定稿的，再按“审定记录.json”核对“4审定”里的材料。

    例：lianping-xlsx verify 青禾2024
    """
    from lianping_xlsx.app.verify import verify_record

    outcome = verify_record(folder)
    if as_json:
        print_json(outcome.value)
    else:
        print_findings(outcome.findings, where="--json", notes=True)
        if any(finding.code == "verify.unsigned" for finding in outcome.findings) and outcome.value["unchanged"]:
            click.echo("方案、收回的表、汇总结果，以及已经定稿的材料，都与记录一致；没有签名的记录本身，未能核对。")
        elif outcome.value["unchanged"]:
            click.echo("核对无误：方案、收回的表、汇总结果，以及已经定稿的材料，都与记录一致。")
    if any(finding.code == "verify.no-record" for finding in outcome.findings):
        return CANNOT_RUN
    return DONE if outcome.value["unchanged"] else NEEDS_PERSON
