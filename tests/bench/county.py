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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

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
MOST_OF_UNITS = {"templates": 5, "mail": 3}
MOST_OF_COUNTY = {"finalize": 4}
"""Aims for the forms of so many units and for the county: seconds of CPU, the second process too."""


class Spent(NamedTuple):
    """Seconds of a whole process by the clock, and of CPU, with the processes that it has waited for."""

    wall: float
    cpu: float


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
    times: dict[str, list[Spent]] = {name: [] for name in MOST_OF_UNITS}
    for turn in range(runs + 1):
        shutil.rmtree(folder / "1发出", ignore_errors=True)
        for name in MOST_OF_UNITS:
            found = spent(name, folder)
            times[name] += [found] if turn else []
    print(f"\n{UNITS} units")
    print_costs(times, MOST_OF_UNITS)


def measure(folder: Path, runs: int) -> None:
    """Seconds of each command; and of merge beside bare reading."""
    times: dict[str, list[Spent]] = {name: [] for name in (*COMMANDS, "bare")}
    for turn in range(runs + 1):  # at the first the files come into the system's cache
        for made in ("1发出", "4审定"):
            shutil.rmtree(folder / made, ignore_errors=True)
        found = {name: spent(name, folder) for name in ("bare", *COMMANDS)}
        for name, cost in found.items() if turn else ():
            times[name].append(cost)
    print(
        f"\n300 ratees, {len(list((folder / '2收回').iterdir()))} workbooks, {os.cpu_count()} processors, {runs} runs"
    )
    print_costs(times, MOST_OF_COUNTY)
    ratio = statistics.median(m.wall / b.wall for m, b in zip(times["merge"], times["bare"], strict=True))
    print(f"  merge / bare {ratio:.2f} (aim: at most {MOST_BARE})")


def print_costs(times: Mapping[str, Sequence[Spent]], aims: Mapping[str, float]) -> None:
    """Medians of each command, with its aim for the CPU where it has one."""
    for name, listed in times.items():
        wall, cpu = map(statistics.median, zip(*listed, strict=True))
        aim = f" (aim: at most {aims[name]})" if name in aims else ""
        print(f"  {name:10s}{wall:8.2f} s, {cpu:.2f} s of CPU{aim}")


def spent(name: str, folder: Path) -> Spent:
    """What a whole process takes."""
    if name == "finalize":
        decide_as_proposed(Campaign(folder))
    before = cpu_of_children()
    command = BARE if name == "bare" else [*PROGRAM, name]
    wall = run_anew(MERGE, folder) if name == "merge" else run(command, folder)
    return Spent(wall, cpu_of_children() - before)


def cpu_of_children() -> float:
    """Seconds of CPU of the processes that have ended, and of theirs."""
    spent_so_far = os.times()
    return spent_so_far.children_user + spent_so_far.children_system


if __name__ == "__main__":
    main()
