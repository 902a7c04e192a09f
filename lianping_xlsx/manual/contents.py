"""The contents of the manual: its chapters in their order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lianping_xlsx import __version__
from lianping_xlsx.manual.command_chapter import CommandWords, command_chapter
from lianping_xlsx.manual.finding_chapter import finding_chapter
from lianping_xlsx.manual.folder_chapter import folder_chapter
from lianping_xlsx.manual.form_chapter import form_chapter
from lianping_xlsx.manual.manual_parts import Manual
from lianping_xlsx.manual.scheme_chapter import scheme_chapter
from lianping_xlsx.manual.written_chapters import read_chapter

MANUAL_FILE = Path(__file__).with_name("操作手册.html")
"""The manual as one page for a browser. ``samples/make.py`` writes it, and it is installed with the program."""
_HOW_TO = ("overview", "first_campaign", "special_cases", "afterwards", "replies", "secrecy", "questions")
_AT_THE_END = ("articles", "terms")


def make_manual(commands: Iterable[CommandWords]) -> Manual:
    """The manual: how things are done, then what can be looked up. Equal for the same program."""
    chapters = (
        *map(read_chapter, _HOW_TO),
        scheme_chapter(),
        form_chapter(),
        command_chapter(commands),
        folder_chapter(),
        finding_chapter(),
        *map(read_chapter, _AT_THE_END),
    )
    return Manual(__version__, chapters)
