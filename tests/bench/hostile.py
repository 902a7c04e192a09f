"""What killers cost a merge: good replies alone, and the same among killers of all sorts, in turns.

    python -m tests.bench.hostile [N] [K] [--runs R]

Prints times, memory and whether the result is the same; asserts nothing. See README.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path

from tests.bench.bench import MERGE, spread
from tests.bench.make_campaign import make_campaign
from tests.spoilt.crowd import Peak, add_killers, run

LONGER = 1.5


def main() -> None:
    """Make the two folders, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("good", nargs="?", type=int, default=2_000, metavar="N", help="good replies")
    parser.add_argument("killers", nargs="?", type=int, default=50, metavar="K", help="killers among them")
    parser.add_argument("--runs", type=int, default=5, help="runs of each, in turns")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        quiet, loud = Path(root, "quiet"), Path(root, "loud")
        make_campaign(quiet, options.good)
        shutil.copytree(quiet, loud)
        add_killers(loud / "2收回", options.killers)
        measured: dict[Path, list[tuple[float, Peak]]] = {quiet: [], loud: []}
        for _ in range(options.runs):
            for folder, found in measured.items():
                found.append(merge(folder))
        tell(options.good, options.killers, *measured.values())
        same = ratees(quiet) == ratees(loud)
    print(f"  the same result with and without killers: {'yes' if same else 'NO'}")


def merge(folder: Path) -> tuple[float, Peak]:
    """Seconds and memory of a merge that finds nothing kept of an earlier one."""
    for left in ("3汇总", ".lianping/cache"):
        shutil.rmtree(folder / left, ignore_errors=True)
    _, seconds, peak = run([*MERGE, str(folder)])
    return seconds, peak


def tell(good: int, killers: int, quiet: list[tuple[float, Peak]], loud: list[tuple[float, Peak]]) -> None:
    """Medians, and of each pair of runs the ratio, which a busy machine disturbs less."""
    print(f"\n{good} good replies, alone and among {killers} killers, {len(quiet)} runs of each in turns")
    for name, found in (("alone", quiet), ("among killers", loud)):
        times = sorted(seconds for seconds, _ in found)
        first, children = (max(getattr(peak, part) for _, peak in found) for part in ("first", "children"))
        print(f"  {name:14s}{statistics.median(times):7.2f} s  ({times[0]:.2f} to {times[-1]:.2f})", end="")
        print(f"  memory: {first:.0f} MiB, its children at most {children:.0f} MiB each")
    pairs = sorted(after / before for (before, _), (after, _) in zip(quiet, loud, strict=True))
    print(f"  ratio of pairs {spread(pairs)} (aim: at most {LONGER})")


def ratees(folder: Path) -> object:
    """What 结果.json says of the persons assessed."""
    return json.loads((folder / "3汇总" / "结果.json").read_text(encoding="utf-8"))["ratees"]


if __name__ == "__main__":
    main()
