"""Arguments, options and exit codes that several commands share."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import click

from lianping_xlsx.cli.console import plain
from lianping_xlsx.core.safe_open import is_there, why

DONE = 0
"""Finished; nothing is left to do for a person."""
NEEDS_PERSON = 1
"""Finished, but a person must act: the result is 试算, or there are findings."""
CANNOT_RUN = 2
"""Not carried out; the output gives the reason."""
PAPERS_GONE = "write.papers-outdated"
"""The finding of a merge that took 核算底稿 away, which ``merge`` and ``watch`` show among what they say."""


class CampaignFolder(click.Path):
    """The campaign folder; a file in it or one of its own folders is accepted too, since clerks drag these in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The campaign folder for a typed path. A usage error if it cannot be opened, or is a file."""
        from lianping_xlsx.app.campaign import campaign_of

        typed = Path(value)
        try:
            is_there(typed)  # it raises what forbids to look; a folder that is still to be made may be missing
            folder = campaign_of(typed)
        except OSError as error:
            self.fail(f"“{plain(str(typed))}”打不开：{why(error)}。", param, ctx)
        if folder.is_file():
            self.fail(f"“{plain(str(folder))}”是文件，请写考核文件夹（里面有“考核方案.xlsx”的那一个）。", param, ctx)
        if folder != typed:
            click.echo(plain(f"考核文件夹：{folder}"), err=True)
        return folder


def person_of_campaign(words: Sequence[str], ctx: click.Context) -> tuple[Path, str]:
    """The campaign folder and the words for a person; without a folder that is the current one.

    The first of several words is the folder if there is something of this name. A usage error if it is the only one.
    """
    if not words:
        raise click.UsageError("还缺少考核对象：写他的姓名、单位或者编号。", ctx)
    first, *others = words
    if not others and Path(first).is_dir():
        raise click.UsageError("还缺少考核对象：在文件夹后面写他的姓名、单位或者编号。", ctx)
    named = bool(others) and Path(first).exists()
    folder = CampaignFolder(path_type=Path).convert(first if named else ".", None, ctx)
    return folder, " ".join(others if named else words)


def folder_of_campaign(words: Sequence[str], ctx: click.Context) -> Path:
    """The campaign folder that is the only word; without a word the current one. Usage errors: several words."""
    if len(words) > 1:
        raise click.UsageError(f"这里只写文件夹，不写“{words[1]}”。", ctx)
    folder: Path = CampaignFolder(path_type=Path).convert(words[0] if words else ".", None, ctx)
    return folder


folder_argument = click.argument("folder", metavar="[文件夹]", default=".", type=CampaignFolder(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="只在标准输出打印一个 JSON 对象，供其他程序使用。")
prefer_option = click.option(
    "--prefer",
    multiple=True,
    metavar="newest|文件",
    help="同一张表交了内容不同的几份时：写明采用哪个文件（2收回 里的相对路径；只用它的一张工作表的写“文件#工作表”），"
    "或写 newest 采用最新的一份；可以写几次。",
)
password_option = click.option(
    "--password",
    "passwords",
    metavar="密码",
    multiple=True,
    help="对方给表设了打开密码时用，可以写几次；只用来打开收回的表，不保存，也不写进任何材料。",
)
same_campaign_option = click.option(
    "--same-campaign",
    is_flag=True,
    help="“年度”原来写错、改过了，仍是同一次考核：已发出的表照常采用，写入运行记录。",
)
last_year_option = click.option(
    "--last-year",
    metavar="上年文件夹",
    type=click.Path(path_type=Path, file_okay=False),
    help="上年的考核文件夹：列出上年得分、名次、等次和未销号的整改事项；不写的，按基本信息“上年考核文件夹”。",
)


_SEPARATOR = re.compile(r"\\" if sys.platform == "win32" else r"\\(?!x[89A-F][0-9A-F])")
r"""A backslash that separates folders; on other systems not that of ``\xB4``, which shows a byte of a file name."""


def as_shown(prefer: Iterable[str], folder: Path) -> tuple[str, ...]:
    """The typed paths relative to 2收回, as the result shows them.

    They may be typed with backslashes, or begin at any folder above 2收回. Of an absolute path outside 2收回 only the
    name is kept: the record contains these words, and must not name folders of the computer.
    """
    from lianping_xlsx.core.campaign_names import RECEIVED

    received = folder / RECEIVED
    above = [f"{path.as_posix()}/" for path in (received.resolve(), received.absolute(), received, Path(RECEIVED))]
    return tuple(_relative(_SEPARATOR.sub("/", word).removeprefix("./"), above) for word in prefer)


def _relative(word: str, above: Iterable[str]) -> str:
    inside = next((word.removeprefix(path) for path in above if word.startswith(path)), word)
    return f"……/{PurePosixPath(inside).name}" if PureWindowsPath(inside.replace("\\", "_")).anchor else inside
