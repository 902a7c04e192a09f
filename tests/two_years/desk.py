"""The clerk's desk: a console, a spreadsheet program, and the folder with the campaigns; what was offered and done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count, takewhile
from pathlib import Path
from typing import Protocol

from tests.plain_book import PlainBook, PlainCell
from tests.two_years.console import Console
from tests.two_years.office import Office, Place


class Wanted(Protocol):
    """Tells whether a row of a sheet is meant."""

    def __call__(self, *row: object) -> bool: ...


class Desk:
    """What a clerk does by hand, in words of a clerk."""

    def __init__(self, root: Path, console: Console, office: Office) -> None:
        self.root, self.console, self.office = root, console, office
        self.offered: set[str] = set()
        self.done: set[str] = set()

    def run(self, words: str, code: int = 0) -> str:
        """Type ``lianping-xlsx`` and words behind it; what it says. The exit code must be the one that is expected."""
        return self._noted(self.console.run(f"lianping-xlsx {words}", code), words)

    def ask(self, folder: str) -> str:
        """Ask where a campaign stands; the menu waits for a number."""
        return self._noted(self.console.type(f"lianping-xlsx {folder}"), "next")

    def begin(self, name: str, made_of: str) -> str:
        """Set up a campaign from the menu of a folder that is none; ``made_of``: a part of the line that is chosen."""
        self._noted(self.console.type("lianping-xlsx"), "next")
        self.console.choose("init", re.compile("不建的直接按回车）:? ?$"))
        listed = self.console.type(name)
        number = next(line.split()[0] for line in listed.splitlines() if made_of in line)
        return self._noted(self.console.type(number), "init --from" if "下一年" in made_of else "init --preset")

    def choose(self, command: str) -> str:
        """Answer the menu with the number of a command; what it says, until the menu waits again."""
        return self._noted(self.console.choose(command), command)

    def leave(self) -> None:
        """Answer the menu with the Enter key alone."""
        self.console.type("")

    def watch(self, folder: str) -> str:
        """Watch the replies until the first merge has been reported, and break it off."""
        return self._noted(self.console.break_off(f"lianping-xlsx watch {folder}", re.compile(" → "), 1), "watch")

    def destroy(self, folder: str, who: str) -> str:
        """Destroy the ballots, as one is asked on the way."""
        asked = re.compile("(直接回车不销毁|销毁人姓名): ?$")
        self.console.type(f"lianping-xlsx destroy {folder}", asked)
        self.console.type("销毁", asked)
        return self._noted(self.console.type(who), "destroy")

    def _noted(self, shown: str, words: str) -> str:
        self.done.add(command_of(words))
        self.offered |= {command_of(found) for found in re.findall(r"(?m)lianping-xlsx ([a-z][^”\n]*)", shown)}
        return shown

    def find(self, path: Path, sheet: str, text: str) -> str:
        """The address of the first cell that is a text, or else holds it, as one finds it by looking."""
        cells = [cell for cell in _cells(path, sheet) if text in str(cell.value or "")]
        assert cells, f"{path.name}, {sheet}: no cell with “{text}”"
        return next((cell for cell in cells if cell.value == text), cells[0]).coordinate

    def beside(self, path: Path, sheet: str, heading: str, text: str) -> Place:
        """The cell below a heading in the first row that holds a text."""
        column = re.sub("[0-9]", "", self.find(path, sheet, heading))
        row = re.sub("[A-Z]", "", self.find(path, sheet, text))
        return sheet, f"{column}{row}"

    def column(self, path: Path, sheet: str, heading: str) -> Mapping[str, object]:
        """What stands below a heading, by the address of the cell; up to the first empty cell."""
        top = self.find(path, sheet, heading)
        column, row = re.sub("[0-9]", "", top), int(re.sub("[A-Z]", "", top))
        contents = {cell.coordinate: cell.value for cell in _cells(path, sheet) if cell.value is not None}
        places = (f"{column}{below}" for below in count(row + 1))
        return {place: contents[place] for place in takewhile(contents.__contains__, places)}


def _cells(path: Path, sheet: str) -> Iterator[PlainCell]:
    return PlainBook(path)[sheet].cells()


def command_of(words: str) -> str:
    """The command and its options, without folder and files."""
    first, *others = words.split() or ["next"]
    return " ".join([first, *(word for word in others if word.startswith("--"))][:2])
