"""The chapter on the commands, one section each, from the texts that ``--help`` shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.manual.manual_parts import Block, ManualChapter, ManualSection, Paragraph, Quoted, TextTable

_EXAMPLE = re.compile("(.*：)?lianping-xlsx ")
"""The beginning of a paragraph that is an example."""


@dataclass(frozen=True, slots=True)
class CommandWords:
    """What a command says of itself. ``paragraphs``: its help. ``options``: each with what it is for.

    ``aliases``: Chinese words that people type in its place.
    """

    name: str
    usage: str
    purpose: str
    paragraphs: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...] = ()


def command_chapter(commands: Iterable[CommandWords]) -> ManualChapter:
    """The chapter, in the order of the commands."""
    introduction = (
        Paragraph(
            "按办理的先后列出。方括号里的可以不写；不写文件夹的，就是窗口当前所在的文件夹。"
            "选项写在命令后面，先后不限；每条命令加 `--help`，窗口里也列出这些说明。"
        ),
        Paragraph(
            "办完以后的退出码供其他程序使用：0，完成，没有遗留；1，完成，但还要人处理（如结果是试算、还有表没有交）；"
            "2，没能运行，什么也没有写。"
        ),
    )
    return ManualChapter("命令", introduction, tuple(map(_section, commands)))


def _section(command: CommandWords) -> ManualSection:
    return ManualSection(
        f"{command.name}　{command.purpose}", tuple(_blocks(command)), (command.name, *command.aliases)
    )


def _blocks(command: CommandWords) -> Iterator[Block]:
    yield Quoted(command.usage)
    for text in command.paragraphs:
        yield Quoted(text) if _EXAMPLE.match(text) else Paragraph(text)
    if command.options:
        yield TextTable(("选项", "作用"), command.options)
