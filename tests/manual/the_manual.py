"""The manual of the program as it is now, and what tests ask it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lianping_xlsx.cli.help import command_words
from lianping_xlsx.cli.main import cli
from lianping_xlsx.manual.contents import make_manual
from lianping_xlsx.manual.manual_parts import Block, Manual, ManualChapter, ManualSection, TextTable


@cache
def the_manual() -> Manual:
    return make_manual(command_words(cli))


def chapter(title: str) -> ManualChapter:
    """The chapter of a title."""
    return next(each for each in the_manual().chapters if each.title == title)


def section(title: str, of: str) -> ManualSection:
    """The section of a title in a chapter."""
    return next(each for each in chapter(of).sections if each.title == title)


def blocks() -> Iterator[Block]:
    """Every block of the manual."""
    for each in the_manual().chapters:
        yield from each.blocks
        for part in each.sections:
            yield from part.blocks


def rows(part: ManualSection) -> list[tuple[str, ...]]:
    """The rows of the tables of a section."""
    return [row for block in part.blocks if isinstance(block, TextTable) for row in block.rows]
