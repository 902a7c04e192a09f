"""The parts of the manual: chapters, sections, and the blocks that a section consists of.

A text is plain text. Words between two backticks are something that is typed or a name on the disk, as in Markdown.
"""

from __future__ import annotations

from typing import TypeAlias

from lianping_xlsx.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of texts, with numbers if it is ``numbered``."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text as it stands on a console, line by line."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture. ``file``: its name in the folder of the pictures."""

    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of texts; all rows are as long as ``headings``.

    ``subject``: the index of the column that says what a row is about. ``level``: the index of the column that holds
    a severity, by which the rows are coloured; None if there is none.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    subject: int = 0
    level: int | None = None


Block: TypeAlias = Paragraph | Listing | Quoted | Picture | TextTable


@dataclass(frozen=True, slots=True)
class ManualSection:
    """A section. ``words``: other words for its subject, by which it is found."""

    title: str
    blocks: tuple[Block, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ManualChapter:
    """A chapter: what it is about, then its sections."""

    title: str
    blocks: tuple[Block, ...]
    sections: tuple[ManualSection, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """The manual. ``version``: that of the program which it describes."""

    version: str
    chapters: tuple[ManualChapter, ...]
