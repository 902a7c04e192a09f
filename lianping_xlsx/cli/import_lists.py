"""The command ``lianping-xlsx import``, which takes the office's own lists into the scheme."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand
from lianping_xlsx.cli.console import (
    SCREENFUL,
    count_line,
    plain,
    print_findings,
    print_table,
    progress_bar,
)
from lianping_xlsx.cli.next_step import print_recorded_state
from lianping_xlsx.cli.shared_options import CANNOT_RUN, DONE, NEEDS_PERSON, CampaignFolder
from lianping_xlsx.core.campaign_names import BACKUP, SCHEME_FILE
from lianping_xlsx.core.cell_address import column_letters, from_a1
from lianping_xlsx.core.findings import count_findings, has_errors
from lianping_xlsx.core.light_dataclass import replace

if TYPE_CHECKING:
    from lianping_xlsx.app.office_lists import ImportSource, PreparedImport
    from lianping_xlsx.core.findings import Outcome
    from lianping_xlsx.scheme.list_columns import OfficeList
    from lianping_xlsx.scheme.list_headings import ListChoice
    from lianping_xlsx.scheme.list_plan import ImportPlan, ImportTerms
    from lianping_xlsx.scheme.list_rows import PlannedRow, TableEdit

_FIRST_ROWS = 5
_DRAGGED = re.compile(r"""\"([^\"]+)\"|'([^']+)'|(\S+)""")
_TABLES = ("考核对象", "填报单位", "考评细则", "票类")


@click.command("import", cls=ChineseCommand, short_help="从本单位自己的名单、细则导入考核方案。")
@click.argument("folder", metavar="文件夹", type=CampaignFolder(path_type=Path))
@click.argument("files", metavar="[名单文件]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="不再询问，直接写入；供脚本使用。")
@click.option("--replace", "replaced", is_flag=True, help="方案里已有而内容不同的，按名单改写；不写的保留原来的。")
@click.option("--instead", is_flag=True, help="方案还是示例的：名单里没有的示例行整个换掉。")
@click.option("--sheet", "sheets", multiple=True, metavar="工作表", help="只导入这张工作表，可以写几次。")
@click.option("--as", "table", metavar="|".join(_TABLES), default="", help="写明导入方案的哪一张表；不写的，按表头认。")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="栏目=列",
    help="写明方案的栏目用名单的哪一列，如 --column 编号=C；不用的写 --column 编号=，可以写几次。",
)
@click.option("--group", metavar="排名组", default="", help="名单里没有排名组一栏的，都归这一组。")
def import_lists(
    folder: Path,
    files: tuple[Path, ...],
    yes: bool,
    replaced: bool,
    instead: bool,
    sheets: tuple[str, ...],
    table: str,
    columns: tuple[str, ...],
    group: str,
) -> int:
    """从本单位自己的 Excel（.xlsx、.xls、.et、.ods）导入考核对象、填报单位、考评细则、票类。

    列按表头的常用名称和内容认，表头上面可以有标题，可以有合并的格、序号、合计行。先列出什么写到哪里，问过才写；
    已经填好的不会不声不响地改掉。一张乡镇名单（单位、书记）就补出考核对象、填报单位和述职自查任务，编号接着方案的往下编。

    例：lianping-xlsx import 青禾2024 乡镇名单.xlsx

    换掉示例的名单：lianping-xlsx import 青禾2024 乡镇名单.xlsx --instead
    """
    if table and table not in _TABLES:
        raise click.UsageError(f"--as 后面写方案的一张表：{'、'.join(_TABLES)}。")
    from lianping_xlsx.app.office_lists import read_import
    from lianping_xlsx.scheme.list_headings import ListChoice
    from lianping_xlsx.scheme.list_plan import ImportTerms

    said = _said(columns)
    file = _one_of(files) if files else _asked_file()
    if file is None:
        return _print_left(folder)
    with progress_bar("读取名单", long=True):
        read = read_import(folder, file)
    if read.value is None:
        print_findings(read.findings, most=len(read.findings), notes=True)
        return CANNOT_RUN
    terms = ImportTerms(replaced, instead, group)
    asking = not yes and sys.stdin.isatty() and sys.stdout.isatty()
    outcome = _settled(read.value, ListChoice(sheets, table, said), terms, asking=asking)
    prepared = outcome.value
    if prepared is None:
        return CANNOT_RUN
    if not prepared.plan.cells:
        return _print_unchanged(folder)
    if asking:
        yes = click.confirm(f"写入“{SCHEME_FILE}”吗（原文件留一份在“{BACKUP}”里）", default=False)
    if not yes:
        click.echo("没有写入。确定要写入的，加 --yes 再运行一次。" if not asking else "没有写入。")
        return NEEDS_PERSON
    return _write(prepared, clean=not outcome.findings)


def _write(prepared: PreparedImport, *, clean: bool) -> int:
    from lianping_xlsx.app.office_lists import write_import

    with progress_bar(f"正在写入“{SCHEME_FILE}”……", long=True):
        written = write_import(prepared)
    print_findings(written.findings, most=SCREENFUL)
    if not written.value:
        return CANNOT_RUN
    return _print_written(prepared, clean=clean and not written.findings)


def _one_of(files: Sequence[Path]) -> Path:
    """The only file. A usage error for several: two lists, or the words of one name with spaces."""
    if len(files) == 1:
        return files[0]
    if all(file.exists() for file in files):
        raise click.UsageError(f"一次只导入一个文件，这里写了{len(files)}个：请分{len(files)}次运行。")
    whole = " ".join(map(str, files))
    raise click.UsageError(f'多写了“{" ".join(map(str, files[1:]))}”。名称里有空格的，请用引号括起来："{whole}"。')


def _asked_file() -> Path | None:
    """The workbook that a person types, or drags into the window; None for the Enter key alone.

    A usage error where nobody can type, or for several files.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("还缺少名单文件：写在考核文件夹后面。")
    asked = "名单、细则在哪个文件（可以把文件拖进这个窗口），请输入后按回车（不导入的直接按回车）"
    typed = str(click.prompt(asked, default="", show_default=False)).strip()
    if not typed:
        return None
    whole = Path(typed.strip("\"'"))
    return whole if whole.exists() else _one_of(_dragged(typed) or [whole])


def _dragged(typed: str) -> Sequence[Path]:
    """The files of a line as a terminal writes what is dragged into it: in quotation marks where a name has spaces."""
    return [Path(double or single or bare) for double, single, bare in _DRAGGED.findall(typed)]


def _print_left(folder: Path) -> int:
    click.echo("没有导入。")
    print_recorded_state(folder)
    return NEEDS_PERSON


def _print_unchanged(folder: Path) -> int:
    click.echo(f"名单里的内容方案里都有了，“{SCHEME_FILE}”没有改动。")
    print_recorded_state(folder)
    return DONE


def _said(columns: Sequence[str]) -> dict[str, int | None]:
    """The columns that --column names. A usage error for a heading that no list has."""
    from lianping_xlsx.scheme.list_words import LIST_KINDS

    said = dict(map(_column, columns))
    known = dict.fromkeys(name for kind in LIST_KINDS for name in kind.words)
    if unknown := [name for name in said if name not in known]:
        raise click.UsageError(f"--column 后面没有“{unknown[0]}”这个栏目；可以写：{'、'.join(known)}。")
    return said


def _column(text: str) -> tuple[str, int | None]:
    """A heading of the scheme and the column (0-based) that a person gives it; None: no column."""
    name, mark, letters = text.replace("＝", "=").partition("=")
    letters = letters.strip()
    if mark and not letters:
        return name.strip(), None
    try:
        return name.strip(), from_a1(f"{letters.upper()}1")[1]
    except ValueError:
        raise click.UsageError(f"“{text}”写得不对：应写成 --column 编号=C，等号后面是列的字母。") from None


def _settled(
    source: ImportSource, choice: ListChoice, terms: ImportTerms, *, asking: bool
) -> Outcome[PreparedImport | None]:
    """Show what would be written. Ask which column is meant, what becomes of a sample and of differences."""
    from lianping_xlsx.app.office_lists import prepare_import
    from lianping_xlsx.scheme.list_rows import RowState

    while True:
        outcome = prepare_import(source, choice, terms)
        if outcome.value is not None:
            _print_plan(outcome.value.plan)
        print_findings(outcome.findings, most=SCREENFUL)
        doubtful = [each.slots["column"] for each in outcome.findings if each.code == "import.ambiguous"]
        sample = any(each.code == "import.sample-there" for each in outcome.findings)
        agreed = terms.replace or terms.instead
        differs = not agreed and outcome.value is not None and outcome.value.plan.rows(RowState.KEPT)
        if not asking:
            return outcome
        if doubtful:
            choice = replace(choice, columns={**choice.columns, **dict(map(_asked, doubtful))})
        elif sample and click.confirm("方案里示例的行整个换成名单的吗", default=False):
            terms = replace(terms, instead=True)
        elif differs and click.confirm("不同的按名单改写吗", default=False):
            terms = replace(terms, replace=True)
        else:
            return outcome


def _asked(name: str) -> tuple[str, int | None]:
    """The column that a person types for a heading of the scheme."""
    while True:
        letters = click.prompt(
            f"“{name}”用哪一列，请输入列的字母（都不用的直接按回车）", default="", show_default=False
        )
        try:
            return _column(f"{name}={letters}")
        except click.UsageError:
            click.echo("请输入列的字母，如 C。")


# ---------------------------------------------------------------- what would be written


def _print_plan(plan: ImportPlan) -> None:
    for found in plan.lists:
        _print_columns(found)
    for edit in plan.tables:
        _print_rows(edit)


def _print_columns(found: OfficeList) -> None:
    """Print which column of a list goes into which one of the scheme, with what stands in its first row."""
    first = found.rows[0].values if found.rows else {}
    rows = [
        (name, f"{column_letters(column)}列“{found.headings[name]}”", _shown(first.get(name)))
        for name, column in sorted(found.columns.items(), key=lambda each: each[1])
    ]
    title = f"工作表“{found.sheet}”有{len(found.rows)}行，导入“{found.kind.table.sheet}”"
    print_table(plain(title), ("方案的栏目", "名单的列", "第一行"), rows)
    if found.unused:
        unused = "、".join(f"{letters}列“{heading}”" for letters, heading in found.unused)
        click.echo(plain(f"没有用上的列：{unused}。"))


def _print_rows(edit: TableEdit) -> None:
    """Print how many rows of a table are new, the same and so on, the first new ones, and each cell that differs."""
    from lianping_xlsx.scheme.list_rows import RowState

    counts = {state: [row for row in edit.rows if row.state is state] for state in RowState}
    told = "、".join(f"{state}{len(rows)}行" for state, rows in counts.items() if rows)
    click.echo(plain(f"“{edit.sheet}”：{told}。"))
    names = [name for name in edit.position if any(row.text(name) for row in counts[RowState.NEW])]
    shown = [[_shown(row.text(name)) for name in names] for row in counts[RowState.NEW]]
    more = f"（前{_FIRST_ROWS}行）" if len(shown) > _FIRST_ROWS else ""
    print_table(f"“{edit.sheet}”新增的行{more}", names, shown[:_FIRST_ROWS])
    removed = [_label(edit, row) for row in counts[RowState.REMOVED]]
    if removed:
        click.echo(plain(f"  删去：{'、'.join(removed[:SCREENFUL])}{'等' if len(removed) > SCREENFUL else ''}"))
    changed = [*counts[RowState.FILLED], *counts[RowState.REPLACED], *counts[RowState.KEPT]]
    rows = [each for row in changed for each in _differences(edit, row)]
    print_table(f"“{edit.sheet}”里不同的格", ("哪一行", "栏目", "原来", "改为", "怎么办"), rows[:SCREENFUL])
    if len(rows) > SCREENFUL:
        click.echo(f"……还有{len(rows) - SCREENFUL}处。")


def _differences(edit: TableEdit, row: PlannedRow) -> Sequence[tuple[str, str, str, str, str]]:
    label = _label(edit, row)
    after = row.after or {}
    written = [name for name in after if after[name] != row.before.get(name)]
    return [
        *((label, name, _shown(row.before.get(name)), _shown(after[name]), "写入") for name in written),
        *(
            (label, name, _shown(row.before.get(name)), _shown(each), "保留原来的")
            for name, each in row.offered.items()
        ),
    ]


def _label(edit: TableEdit, row: PlannedRow) -> str:
    """The words for a row of the scheme: its 编号 and what it is, else its first two contents."""
    from lianping_xlsx.scheme.list_words import LIST_KINDS

    kind = next((each for each in LIST_KINDS if each.table is edit.table), None)
    names = list(row.before)[:2] if kind is None else ["编号", kind.needed[0]]
    return " ".join(_shown(row.before[name]) for name in names if name in row.before)


def _shown(content: object) -> str:
    from lianping_xlsx.scheme.list_rows import as_text

    text = " ".join(as_text(content).split())
    return text if len(text) <= 24 else f"{text[:24]}…"


def _print_written(prepared: PreparedImport, *, clean: bool) -> int:
    folder = prepared.source.campaign.folder
    click.echo(plain(f"已写入：{folder / SCHEME_FILE}。原来的留在“{BACKUP}”里。"))
    wrong = has_errors(prepared.checked)
    if wrong:
        click.echo(f"考核方案还要改：{count_line(count_findings(prepared.checked))}。")
    else:
        click.echo("请打开核对一遍，保存、关闭。")
    print_recorded_state(folder)
    return NEEDS_PERSON if wrong or not clean else DONE
