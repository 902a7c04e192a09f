"""The longest time that each command leaves a terminal silent, with a whole county. Prints figures, asserts nothing.

    python -m tests.bench.silence [--folder DIR] [WORDS ...]

See README.md.
"""

from __future__ import annotations

import argparse
import os
import pty
import select
import shlex
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.scheme_sheets import RATEES
from tests.bench.bench import MERGE
from tests.bench.make_campaign import write_campaign
from tests.bench.make_county import fill, make_records
from tests.deciding import decide_as_proposed

MOST_SILENT = 2.0
"""The aim: seconds."""
PEOPLE = "名单.xlsx"
WATCHES, MERGED = "watch", "→"
"""The command that does not end by itself, and what stands in the line that it prints behind a merge."""
COMMANDS = (
    "import {folder} {people} --yes",
    "check",
    "templates",
    "mail",
    "status",
    WATCHES,
    "merge",
    "merge --meeting",
    "",
    "explain {person}",
    "explain {person} --docx",
    "explain --all",
    "finalize",
    "mail --feedback",
    "rectify",
    "verify",
    "verify --recompute",
    "archive",
    "archive --with-replies",
    "status",
    "init --update",
    "init --from {folder} {next}",
    "help 名额",
    "destroy --yes --by 薛定安",
)
"""In the order of a year; the folder is put behind each."""


class Heard(NamedTuple):
    """Seconds of a command: the longest without a sign on the terminal, and all; and what stood there before."""

    silent: float
    whole: float
    before: str


def main() -> None:
    """Make the campaign, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only the commands that begin with one of these words")
    parser.add_argument("--folder", type=Path, help="a campaign that is there already, or where it is made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary, "county2024")
        if not Campaign(folder).scheme.exists():
            write_campaign(folder, make_records(), fill)
        write_people(folder.with_name(PEOPLE))
        for words in COMMANDS:
            if options.words and not words.startswith(tuple(options.words)):
                continue
            if words == "finalize":
                decide_as_proposed(Campaign(folder))
            heard = listen(command_line(words, folder), until=MERGED if words == WATCHES else None)
            mark = "  too long" if heard.silent > MOST_SILENT else ""
            print(
                f"{words or '(none)':28s}{heard.silent:6.1f} s of {heard.whole:6.1f} s{mark}  {heard.before}",
                flush=True,
            )


def write_people(path: Path) -> None:
    """The list of an office with everybody who is in the scheme."""
    book = Workbook()
    page = book.create_sheet()
    del book[book.sheetnames[0]]
    heading = ("编号", "所在单位", "姓名", "职务", "排名组")
    page.append(heading)
    for ratee in make_records().tables[RATEES.sheet]:
        page.append([ratee.values[name] for name in heading])
    book.save(path)


def command_line(words: str, folder: Path) -> list[str]:
    """The command with its folder."""
    places = {"folder": folder, "next": f"{folder}-next", "people": folder.with_name(PEOPLE)}
    parts = shlex.split(words.format(person="赵某1", **{name: shlex.quote(str(at)) for name, at in places.items()}))
    behind = [] if parts[:1] in (["help"], ["import"]) or "--from" in parts else [str(folder)]
    if parts[:1] == ["explain"] and "--all" not in parts:
        parts, behind = ["explain", str(folder), *parts[1:]], []
    return [MERGE[0], *parts, *behind]


def listen(command: list[str], *, until: str | None = None) -> Heard:
    """Run a command on a terminal of its own. ``until``: what it has said when it is interrupted."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    # Nobody types: no command asks for anything.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    begun = last = time.monotonic()
    silent, before, said = 0.0, "", ""
    while True:
        ready, _, _ = select.select([ours], [], [], 0.2)
        if not ready and process.poll() is None:
            continue
        try:
            read = os.read(ours, 65536) if ready else b""
        except OSError:
            read = b""
        now = time.monotonic()
        if now - last > silent:
            silent, before = now - last, said
        last = now
        if not read:
            break
        if until is not None and until in read.decode(errors="replace"):
            process.send_signal(signal.SIGINT)
            until = None
        said = read.decode(errors="replace").strip()[-60:].replace("\x1b", "").replace("\n", " ").replace("\r", " ")
    process.wait()
    os.close(ours)
    return Heard(silent, time.monotonic() - begun, before)


if __name__ == "__main__":
    main()
