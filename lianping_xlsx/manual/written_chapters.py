"""The chapters that are written by hand: one Markdown file each in ``chapters/``.

A file has one heading of level 1, the chapter's title, and headings of level 2, the titles of its sections. Below them
stand paragraphs, lists, tables, fenced code and pictures, a picture in a paragraph of its own with its caption as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from lianping_xlsx.manual.manual_parts import (
    Block,
    Listing,
    ManualChapter,
    ManualSection,
    Paragraph,
    Picture,
    Quoted,
    TextTable,
)

FOLDER = Path(__file__).parent / "chapters"


def read_chapter(name: str) -> ManualChapter:
    """The chapter in ``chapters/NAME.md``. Raises ValueError if the file has parts that the manual does not have."""
    return chapter_of((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def chapter_of(source: str) -> ManualChapter:
    """The chapter that a Markdown text describes. Raises ValueError as ``read_chapter`` does."""
    title, *rest = SyntaxTreeNode(_parser().parse(source)).children
    if title.tag != "h1":
        raise ValueError("a chapter begins with its title, a heading of level 1")
    parts: list[tuple[str, list[Block]]] = [("", [])]
    for node in rest:
        if node.type == "heading":
            parts.append((_text(node), []))
        else:
            parts[-1][1].append(_block(node))
    (_, introduction), *sections = parts
    return ManualChapter(
        _text(title), tuple(introduction), tuple(ManualSection(name, tuple(blocks)) for name, blocks in sections)
    )


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _block(node: SyntaxTreeNode) -> Block:
    match node.type:
        case "paragraph":
            inline = node.children[0].children
            if len(inline) == 1 and inline[0].type == "image":
                return Picture(str(inline[0].attrs["src"]), inline[0].content)
            return Paragraph(_text(node))
        case "ordered_list" | "bullet_list":
            return Listing(tuple(map(_text, node.children)), numbered=node.type == "ordered_list")
        case "fence":
            return Quoted(node.content.rstrip("\n"))
        case "table":
            headings, *rows = _rows(node)
            return TextTable(headings, tuple(rows))
        case _:
            raise ValueError(f"a chapter has no {node.type}")


def _rows(table: SyntaxTreeNode) -> Iterator[tuple[str, ...]]:
    for part in table.children:
        yield from (tuple(map(_text, row.children)) for row in part.children)


def _text(node: SyntaxTreeNode) -> str:
    """The text of a node on one line: Chinese lines are joined without a space."""
    inline = next((each for each in node.walk() if each.type == "inline"), None)
    if inline is None:
        return ""
    return "".join(map(_words, inline.children))


def _words(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return node.content
        case "code_inline":
            return f"`{node.content}`"
        case "softbreak":
            return ""
        case _:
            raise ValueError(f"a text has no {node.type}")
