"""Output for the clerk: tables, findings, the next step; progress on standard error."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.core.campaign_names import SUMMARY, SUMMARY_FILE
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.spelling import readable
from lianping_xlsx.core.stages import Progress, heard_by

if TYPE_CHECKING:
    from rich.console import Console

    from lianping_xlsx.decision.overview import DecidedState

_PROGRAM = "lianping-xlsx"
SCREENFUL = 40
"""The most rows that are printed on a terminal; the rest is in the workbooks."""
_SHOWN = 15
_FEW = 20
"""With at most so many files there is no progress bar: they are read at once."""
_REDRAW = 0.1
"""Seconds after which a progress bar is drawn again."""
_REDRAW_WORDS = 0.03
"""The same where the words have changed: the sheets of small workbooks follow one another faster."""
_SOON = 0.7
"""Seconds after which work is shown that was not known to be long."""
_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, line ends, and marks of text direction, with which a file name could forge output."""
_MISSING = "form.missing"
_PRINTED = f"{__name__}.printed"
_ONE_WORD = re.compile(r"[\w./\\:~+-]+")
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console() -> Console:
    """A console on standard output, without styles and of fixed width if it is not a terminal."""
    from rich.console import Console

    # A fixed width: output to a file must not depend on a terminal.
    width = None if sys.stdout.isatty() else 110
    return Console(highlight=False, soft_wrap=False, width=width, legacy_windows=False)


def plain(text: str) -> str:
    """The text on one line, without terminal commands: a received file may have any name."""
    return _COMMANDS.sub("_", readable(text))


def print_json(value: object) -> None:
    """Print one object as JSON; with ASCII escapes unless the encoding of the stream is UTF-8."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=1)
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))  # file names with bytes that are not UTF-8


def print_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """Print a table, unless it has no rows; the columns named in ``right`` are aligned right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    lines = list(rows)
    if not lines:
        return
    # Output that is not a terminal may have another encoding: lines of plain ASCII.
    look = box.ASCII2 if not sys.stdout.isatty() else box.SIMPLE_HEAD
    # Texts as such: in a string rich would look for markup, also in the name of a sheet, and for pictures in words.
    table = Table(title=Text(plain(title), style="italic"), box=look, title_justify="left")
    for head in heads:
        table.add_column(Text(head), justify="right" if head in right else "left", overflow="fold")
    for row in lines:
        table.add_row(*(Text(plain(cell)) for cell in row))
    console().print(table)


def print_findings(
    findings: Sequence[Finding],
    *,
    where: str = f"{SUMMARY}/{SUMMARY_FILE} 的“问题清单”",
    most: int = _SHOWN,
    notes: bool = False,
) -> None:
    """Print at most ``most`` errors and warnings, in their order, without those that 报送情况 shows.

    说明 are printed too if all fit; otherwise a line says where they stand (``where``). ``notes``: True to print 说明
    in any case, since no workbook lists them.
    """
    listed = [f for f in findings if f.code != _MISSING]
    grave = [f for f in listed if f.severity is not Severity.NOTE]
    more = [f for f in listed if f.severity is Severity.NOTE]
    shown = listed if notes else [*grave, *more] if len(listed) <= most else grave
    already_printed().update(map(_identity, shown[:most]))
    for finding in shown[:most]:
        place = f"{finding.place}：" if str(finding.place) else ""
        level = click.style(f"[{finding.severity}] ", fg=_COLORS[finding.severity])
        click.echo(level + plain(f"{place}{finding.message}"))
        click.echo(plain(f"       → {as_called(finding.remedy)}"))
    if len(shown) > most:
        click.echo(f"……还有{len(shown) - most}条，见 {where}。")
    if len(shown) < len(listed):
        click.echo(f"另有说明{len(listed) - len(shown)}条，见 {where}。")


def already_printed() -> set[tuple[str, ...]]:
    """What tells the findings apart that the command has printed so far."""
    context = click.get_current_context(silent=True)
    found: set[tuple[str, ...]] = context.find_root().meta.setdefault(_PRINTED, set()) if context else set()
    return found


def _identity(finding: Finding) -> tuple[str, ...]:
    return finding.code, str(finding.place), finding.message


def not_printed(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that the command has not printed yet."""
    return [finding for finding in findings if _identity(finding) not in already_printed()]


def print_lines(title: str, lines: Sequence[str], *, where: str = f"{SUMMARY}/{SUMMARY_FILE} 的“问题清单”") -> None:
    """Print a title and the first lines below it, one per person; nothing without lines. ``where``: the others are."""
    if not lines:
        return
    click.echo(title)
    for line in lines[:_SHOWN]:
        click.echo(plain(f"  {line}"))
    if len(lines) > _SHOWN:
        click.echo(f"  ……还有{len(lines) - _SHOWN}人，见 {where}。")


def print_decided(decided: DecidedState | None, *, official: bool) -> None:
    """Print the decision in force, if there is one, and the changes of the result since."""
    if decided is None:
        return
    if decided.changes:
        title = f"已定稿：{decided.words}；现在的结果与定稿时不同，有{len(decided.changes)}人变动："
        print_lines(plain(title), decided.changes)
    elif official and not decided.official:
        title = f"已定稿：{decided.words}；得分、名次、建议等次与定稿时相同，定稿时是【试算】，现在是【正式】。"
        click.echo(plain(title))
    else:
        same = "现在的结果" if official == decided.official else "得分、名次、建议等次"
        click.echo(plain(f"已定稿：{decided.words}；{same}与定稿时相同。"))
    if decided.official and not official:
        click.echo("注意：定稿时的结果是【正式】，现在是【试算】；“4审定”里的材料没有改动，仍以定稿的为准。")


def command(words: str, folder: Path, *options: str) -> str:
    """A command line that can be copied and run, in a POSIX shell and in PowerShell."""
    return " ".join((program(), words, quoted(str(folder)), *options))


def as_called(text: str) -> str:
    """A text with commands in it, in which the program has the name by which it was called."""
    return text.replace(f"{_PROGRAM} ", f"{program()} ")


def program() -> str:
    """The program as it was called; its bare name only if the shell finds it by that name."""
    called, found = Path(sys.argv[0]), shutil.which(_PROGRAM)
    if called.name == "__main__.py":
        # With -P no file in the current folder is run for a module. From a folder that holds the program it is needed.
        return f"python {'' if called.parents[1] == Path.cwd() else '-P '}-m lianping_xlsx"
    if called.parent == Path() or (found and Path(found).with_suffix("") == called.absolute().with_suffix("")):
        return _PROGRAM
    word = quoted(sys.argv[0])
    # PowerShell runs a quoted path only with the call operator &.
    return f"& {word}" if sys.platform == "win32" and word.startswith('"') else word


def quoted(word: str) -> str:
    """A word of a command line, in quotation marks if a shell would split or expand it."""
    return word if _ONE_WORD.fullmatch(word) else f'"{word}"'


def print_commands(*rows: tuple[str, str]) -> None:
    """Print commands below each other, each with its purpose."""
    width = max(len(line) for line, _ in rows)
    for line, use in rows:
        click.echo(plain(f"  {line.ljust(width)}   {use}"))


def missing_forms(findings: Iterable[Finding]) -> int:
    """The number of forms that were not received: 报送情况 shows these errors, the list of findings does not."""
    return sum(finding.code == _MISSING for finding in findings)


def own_fault(error: BaseException) -> str:
    """The message for a fault of the program itself: its place, and whom to inform; without a traceback."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    what = f"程序出错了（{type(error).__name__} {where}）：{error}"
    return f"{what}\n收回的表没有改动。请把这段话反馈给开发者；收回的表和票不要外发。"


def count_line(counts: Mapping[str, int], missing: int = 0) -> str:
    """The numbers of findings in words: 错误2个（其中未交的表1张）、提醒3个、说明1个. ``counts``: keyed by severity."""
    parts = [f"{severity}{counts[severity]}个" for severity in Severity if counts.get(severity)]
    if missing:
        parts[0] += f"（其中未交的表{missing}张）"
    return "、".join(parts) or "没有发现问题"


def _show_nothing(done: int, total: int, what: str = "") -> None:
    """No terminal, no bar."""


@contextmanager
def progress_bar(label: str, then: str = "", *, long: bool = False) -> Iterator[Progress]:
    """A progress bar on standard error; nothing for a few files, or if it is not a terminal.

    ``then``: what is being done, in words, once the bar is full. ``long``: the work may take seconds before it tells of
    a first file, or without reading any: what is being done is said at once. All that the work tells by ``tell``
    (``core/stages.py``) is shown too.

    The bar has no thread of its own, for a process with several threads cannot be copied, and the work would have to do
    with one processor (``core/second_process.py``).
    """
    if not sys.stderr.isatty():
        yield _show_nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(label, total=None, visible=long)
        bar.refresh()
        begun = shown = time.monotonic()
        said = label

        def show(done: int, total: int, what: str = "") -> None:
            nonlocal shown, said
            now = time.monotonic()
            full = done >= total > 0
            before, said = said, what or (then if full and then else said)
            wait = _REDRAW if said == before else _REDRAW_WORDS
            if now - shown < wait and (what or not full):
                return
            shown = now
            shows = bar.tasks[0]
            shows.total = total or None
            shows.visible |= (not what and total > _FEW) or now - begun > _SOON
            bar.update(task, completed=done, description=plain(said))
            bar.refresh()

        with heard_by(show):
            yield show


def merge_progress() -> AbstractContextManager[Progress]:
    """The progress bar of a merge."""
    return progress_bar("读取收回的表", "正在计分、排序，写出汇总表……")
