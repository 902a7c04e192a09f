"""The command ``lianping-xlsx help``: where the manual is, and what it says on a word."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING

import click

from lianping_xlsx.cli.chinese import ChineseCommand, words_for
from lianping_xlsx.cli.console import as_called, plain, program
from lianping_xlsx.cli.shared_options import DONE, NEEDS_PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianping_xlsx.manual.command_chapter import CommandWords
    from lianping_xlsx.manual.search import Passage

_MOST = 6
"""So many passages are shown."""
_LONGEST = 400
"""So many characters of a passage are shown."""


@click.command(
    "help",
    cls=ChineseCommand,
    short_help="查操作手册：一个词、一条命令、屏幕或问题清单上的原文。",
    context_settings={"ignore_unknown_options": True},  # such a word may be what is looked up
)
@click.argument("words", metavar="[词]", nargs=-1)
@click.option("--open", "opens", is_flag=True, help="用浏览器打开操作手册。")
@click.pass_context
def help_command(ctx: click.Context, words: tuple[str, ...], opens: bool) -> int:
    """说明操作手册在哪里；写了词的，在手册里查，列出最相关的几处。

    词可以写名称（废票、并列跨线）、命令（merge）、问题清单或屏幕上的原文，不用写全。

    例：lianping-xlsx help 废票
    """
    from lianping_xlsx.manual.contents import MANUAL_FILE

    if opens and click.launch(str(MANUAL_FILE)):
        click.echo("没有能够打开浏览器，请自己打开下面的文件。", err=True)
    query, root = " ".join(words).strip(), ctx.find_root()
    group = root.command
    if not isinstance(group, click.Group):
        raise TypeError(group)
    if not query:
        return _print_where(group)
    name = query.casefold()
    if name not in group.commands:
        return _print_found(group, query)
    command = group.commands[name]
    click.echo(command.get_help(click.Context(command, info_name=name, parent=root)))
    return DONE


def _print_where(group: click.Group) -> int:
    """Print where the manual is, and what stands in it."""
    from lianping_xlsx.manual.contents import MANUAL_FILE, make_manual

    click.echo(f"操作手册：{MANUAL_FILE}")
    click.echo(f"用浏览器打开它，或者运行 {program()} help --open。查一个词：{program()} help 废票")
    click.echo("手册各章：")
    for number, chapter in enumerate(make_manual(command_words(group)).chapters, 1):
        click.echo(f"  {number:2}  {chapter.title}")
    click.echo(f"各条命令：{program()} --help")
    return DONE


def _print_found(group: click.Group, query: str) -> int:
    """Print the passages on a query; if none has it as it stands, what may be meant."""
    from lianping_xlsx.manual.contents import MANUAL_FILE, make_manual
    from lianping_xlsx.manual.search import ManualIndex

    index = ManualIndex(make_manual(command_words(group)))
    found = index.find(query, _MOST)
    if not found.literal:
        near = "或".join(f"“{word}”" for word in index.near(query))
        meant = f"是不是{near}？" if near else ""
        other = "最接近的几处：" if found.passages else "请换一个词，写短一些。"
        click.echo(plain(f"操作手册里没有“{query}”。{meant}{other}"))
    _print_passages(found.passages)
    click.echo(f"整本手册：{MANUAL_FILE}（{program()} help --open 用浏览器打开）")
    return DONE if found.passages else NEEDS_PERSON


def _print_passages(found: Sequence[Passage]) -> None:
    for number, passage in enumerate(found, 1):
        path = " → ".join(dict.fromkeys(filter(None, (passage.chapter, passage.section, passage.title))))
        click.echo(click.style(plain(f"{number}. {path}"), bold=True))
        text = passage.text if len(passage.text) <= _LONGEST else f"{passage.text[:_LONGEST]}……"
        for line in text.splitlines():
            click.echo(plain(f"   {as_called(line.replace('`', ''))}"))
        click.echo()


def command_words(group: click.Group) -> tuple[CommandWords, ...]:
    """The help texts of all commands, in their order, for the manual."""
    root = click.Context(group, info_name="lianping-xlsx", **group.context_settings)
    return tuple(_words_of(name, command, root) for name, command in group.commands.items())


def _words_of(name: str, command: click.Command, root: click.Context) -> CommandWords:
    from lianping_xlsx.manual.command_chapter import CommandWords

    ctx = click.Context(command, info_name=name, parent=root, **command.context_settings)
    records = (each.get_help_record(ctx) for each in command.params if isinstance(each, click.Option))  # not --help
    return CommandWords(
        name=name,
        usage=f"{ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}",
        purpose=(command.short_help or "").rstrip("。"),
        paragraphs=tuple(part.replace("\n", "") for part in cleandoc(command.help or "").split("\n\n")),
        options=tuple(record for record in records if record is not None),
        aliases=words_for(name),
    )
