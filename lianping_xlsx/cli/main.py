"""The command ``lianping-xlsx``. It imports neither pandas nor an Excel library: ``--help`` must answer at once."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

import click

from lianping_xlsx import __version__
from lianping_xlsx.cli.archive import archive
from lianping_xlsx.cli.check import check
from lianping_xlsx.cli.chinese import ChineseGroup, error_in_words
from lianping_xlsx.cli.console import as_called, own_fault
from lianping_xlsx.cli.destroy import destroy
from lianping_xlsx.cli.explain import explain
from lianping_xlsx.cli.finalize import finalize
from lianping_xlsx.cli.help import help_command
from lianping_xlsx.cli.import_lists import import_lists
from lianping_xlsx.cli.init import init
from lianping_xlsx.cli.mail import mail
from lianping_xlsx.cli.merge import merge
from lianping_xlsx.cli.next_step import next_step
from lianping_xlsx.cli.presets import presets
from lianping_xlsx.cli.rectify import rectify
from lianping_xlsx.cli.shared_options import CANNOT_RUN
from lianping_xlsx.cli.status import status
from lianping_xlsx.cli.templates import templates
from lianping_xlsx.cli.verify import verify
from lianping_xlsx.cli.watch import watch

_YOUNG = 200_000
"""So many new objects are made before the collector looks through them; the modules of a merge alone make as many."""


@click.group(
    cls=ChineseGroup,
    default="next",
    context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="lianping-xlsx", message="%(prog)s %(version)s", help="显示版本。")
def cli() -> None:
    """“联述联评联考”考核表的生成、收回、合并、计分和汇总。

    一次考核就是一个文件夹：填好“考核方案.xlsx”，生成表样发出去；收回的表放进“2收回”，合并后看“3汇总”。
    """


for _command in (
    next_step,
    presets,
    init,
    import_lists,
    check,
    templates,
    mail,
    status,
    merge,
    watch,
    explain,
    finalize,
    rectify,
    verify,
    archive,
    destroy,
    help_command,
):
    cli.add_command(_command)


def main() -> NoReturn:
    """Entry point. Exits with 0, 1 or 2 (``exit_codes``); a clerk never sees a traceback."""
    gc.set_threshold(_YOUNG)
    # Else multiprocessing runs the script of this process, and so imports this module, in each that reads replies.
    vars(sys.modules["__main__"]).pop("__file__", None)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK terminal cannot show every character
    try:
        # Otherwise click would print its own messages in English and exit.
        code = cli.main(prog_name="lianping-xlsx", standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "lianping-xlsx"
        click.echo(f"错误：{error_in_words(error)}\n查看说明：{as_called(f'{command} --help')}", err=True)
        code = CANNOT_RUN
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止。收回的表和填好的内容没有改动；需要结果的，请再运行一次。", err=True)
        code = CANNOT_RUN
    except SystemExit:
        raise
    except BaseException as error:  # a panic of calamine (Rust) is not an Exception
        click.echo(own_fault(error), err=True)
        code = CANNOT_RUN
    gc.freeze()  # saves the last garbage collection over a million objects at exit
    sys.exit(code if isinstance(code, int) else 0)
