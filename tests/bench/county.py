"""What each command costs for a whole county, and the forms of 600 units. Prints figures, asserts nothing.

    python -m tests.bench.county [--runs R] [--folder DIR]

See README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from tests.bench.bench import BARE, MERGE, MOST_BARE, keep_bytecode, run, run_anew
from tests.bench.make_campaign import make_records as records_of_units
from tests.bench.make_campaign import write_campaign
from tests.bench.make_county import fill, make_records
from tests.deciding import decide_as_proposed

PROGRAM = MERGE[:1]
COMMANDS = ("templates", "mail", "merge", "finalize")
UNITS = 600
MOST_CPU = {"templates": 5, "mail": 3}
"""Aims for the forms of so many units: seconds of CPU, the second process too."""


def main() -> None:
    """Make the campaign, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each command, in turns")
    parser.add_argument("--folder", type=Path, help="where the campaign is made; a temporary folder by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        keep_bytecode(Path(temporary, "bytecode"))
        root = options.folder or Path(temporary)
        write_campaign(root / "county", make_records(), fill)
        measure(root / "county", options.runs)
        measure_forms(root / "units", options.runs)


def measure_forms(folder: Path, runs: int) -> None:
    """Seconds of the commands that write and send the forms of many units."""
    folder.mkdir(parents=True, exist_ok=True)
    Campaign(folder).scheme.write_bytes(write_scheme(records_of_units(UNITS)))
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in MOST_CPU}
    for turn in range(runs + 1):
        shutil.rmtree(folder / "1发出", ignore_errors=True)
        for name in MOST_CPU:
            before = cpu_of_children()
            wall = spent(name, folder)
            times[name] += [(wall, cpu_of_children() - before)] if turn else []
    print(f"\n{UNITS} units")
    for name, listed in times.items():
        wall, cpu = map(statistics.median, zip(*listed, strict=True))
        print(f"  {name:10s}{wall:8.2f} s, {cpu:.2f} s of CPU (aim: at most {MOST_CPU[name]})")


def cpu_of_children() -> float:
    """Seconds of CPU of the processes that have ended, and of theirs."""
    spent_so_far = os.times()
    return spent_so_far.children_user + spent_so_far.children_system


def measure(folder: Path, runs: int) -> None:
    """Seconds of each command; and of merge beside bare reading."""
    times: dict[str, list[float]] = {name: [] for name in (*COMMANDS, "bare")}
    for turn in range(runs + 1):  # at the first the files come into the system's cache
        for made in ("1发出", "4审定"):
            shutil.rmtree(folder / made, ignore_errors=True)
        found = {name: spent(name, folder) for name in ("bare", *COMMANDS)}
        for name, seconds in found.items() if turn else ():
            times[name].append(seconds)
    print(f"\n300 ratees, {len(list((folder / '2收回').iterdir()))} workbooks, {os.cpu_count()} processors")
    for name, listed in times.items():
        print(f"  {name:10s}{statistics.median(listed):8.2f} s  ({len(listed)} runs)")
    ratio = statistics.median(m / b for m, b in zip(times["merge"], times["bare"], strict=True))
    print(f"  merge / bare {ratio:.2f} (aim: at most {MOST_BARE})")


def spent(name: str, folder: Path) -> float:
    """Seconds of a whole process."""
    if name == "finalize":
        decide_as_proposed(Campaign(folder))
    if name == "merge":
        return run_anew(MERGE, folder)
    return run(BARE if name == "bare" else [*PROGRAM, name], folder)


if __name__ == "__main__":
    main()
