"""What a merge costs, beside bare reading and beside a script of today. Prints figures, asserts nothing.

    python tests/bench/bench.py [N ...] [--runs R] [--folder DIR]

See README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = sys.executable
MERGE = [str(Path(PYTHON).with_name("lianping-xlsx")), "merge"]
BARE = [PYTHON, str(HERE / "bare.py")]
PLAIN = [PYTHON, str(HERE / "plain_pandas.py")]
MOST_BARE, LEAST_PLAIN, MOST_MEMORY, MOST_AGAIN = 2.2, 9, 400, 1 / 3
CACHE = Path(".lianping", "cache")
HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "python_calamine")

PEAK = """
import atexit, resource, sys
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
from lianping_xlsx.cli.main import main
main()
"""
LOADED = """
import sys
from lianping_xlsx.cli.main import cli
cli.main(["--help"], standalone_mode=False)
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""

Times = list[float]


def main() -> None:
    """Make the campaigns, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[200, 2000], metavar="N", help="workbooks in 2收回")
    parser.add_argument("--runs", type=int, default=7, help="runs of merge and of bare reading, in turns")
    parser.add_argument("--slow-runs", type=int, default=1, help="runs of the pandas script; 0 leaves it out")
    parser.add_argument("--folder", type=Path, help="where the campaigns are made; below a temporary folder by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        keep_bytecode(Path(temporary, "bytecode"))
        root = options.folder or Path(temporary)
        merged: dict[int, float] = {}
        for size in options.sizes:
            folder = root / str(size)
            subprocess.run([PYTHON, str(HERE / "make_campaign.py"), str(folder), str(size)], check=True)
            merged[size] = measure(folder, size, options.runs, options.slow_runs)
    print_growth(merged)
    print_help()


def keep_bytecode(folder: Path) -> None:
    """Let Python compile each module once: an installed program is compiled, and so is the one that is measured."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def measure(folder: Path, size: int, runs: int, slow_runs: int) -> float:
    """One campaign; returns the median of merge."""
    times: dict[str, Times] = {"merge": [], "again": [], "one new": [], "bare": [], "pandas": []}
    run(BARE, folder)  # the files come into the system's cache
    run_anew(MERGE, folder)  # and the modules are compiled
    for turn in range(max(runs, slow_runs)):
        if turn < runs:
            times["bare"].append(run(BARE, folder))
            times["merge"].append(run_anew(MERGE, folder))
            times["again"].append(run(MERGE, folder))
            (folder / "2收回" / f"又一份{turn}.xlsx").write_bytes(next((folder / "2收回").iterdir()).read_bytes())
            times["one new"].append(run(MERGE, folder))
            (folder / "2收回" / f"又一份{turn}.xlsx").unlink()
        if turn < slow_runs:
            times["pandas"].append(run(PLAIN, folder))
    print(f"\n{size} workbooks, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for name, found in times.items():
        if found:
            span = f"{min(found):.2f} to {max(found):.2f}"
            print(f"  {name:8s}{statistics.median(found):8.2f} s  ({span}, {len(found)} runs)")
    print_ratios(times)
    print(f"  peak memory of the merging process {peak(folder):.0f} MiB (aim: below {MOST_MEMORY})")
    return statistics.median(times["merge"])


def print_ratios(times: Mapping[str, Times]) -> None:
    """Of medians; and of each merge to the bare run just before it, which a busy machine disturbs less."""
    merge, bare = (statistics.median(times[name]) for name in ("merge", "bare"))
    pairs = sorted(m / b for m, b in zip(times["merge"], times["bare"], strict=True))
    print(f"  merge / bare    {merge / bare:.2f}  (pairs: {spread(pairs)}; aim: at most {MOST_BARE})")
    print(f"  fastest of each {min(times['merge']) / min(times['bare']):.2f}")
    again = sorted(a / m for a, m in zip(times["again"], times["merge"], strict=True))
    print(f"  again / merge   {spread(again)}  (aim: at most {MOST_AGAIN:.2f})")
    if times["pandas"]:
        print(f"  pandas / merge  {statistics.median(times['pandas']) / merge:.1f}  (aim: at least {LEAST_PLAIN})")


def spread(sorted_values: Sequence[float]) -> str:
    """Median, least and greatest."""
    return f"{statistics.median(sorted_values):.2f}, {sorted_values[0]:.2f} to {sorted_values[-1]:.2f}"


def run_anew(command: Sequence[str], folder: Path) -> float:
    """Seconds of a whole process that finds neither 3汇总 nor anything kept."""
    for made in ("3汇总", CACHE):
        shutil.rmtree(folder / made, ignore_errors=True)
    return run(command, folder)


def run(command: Sequence[str], folder: Path) -> float:
    """Seconds of a whole process."""
    start = time.perf_counter()
    subprocess.run([*command, str(folder)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def peak(folder: Path) -> float:
    """MiB that the merging process itself held at most, without its children."""
    for made in ("3汇总", CACHE):
        shutil.rmtree(folder / made, ignore_errors=True)
    command = [PYTHON, "-c", PEAK, "merge", str(folder)]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return int(found.split()[-1]) / (1024 if sys.platform == "linux" else 1 << 20)


def print_growth(merged: Mapping[int, float]) -> None:
    """Milliseconds a workbook: linear where it does not grow."""
    print("\nmerge, ms a workbook:", ", ".join(f"{1000 * merged[size] / size:.1f} of {size}" for size in merged))
    sizes = sorted(merged)
    for less, more in pairwise(sizes):
        slope = 1000 * (merged[more] - merged[less]) / (more - less)
        print(f"  each workbook more than {less}, up to {more}: {slope:.2f} ms")


def print_help() -> None:
    """What --help imports of the heavy libraries."""
    found = subprocess.run([PYTHON, "-c", LOADED], check=True, capture_output=True, text=True).stderr.split()
    print("--help imports of the heavy libraries:", ", ".join(set(HEAVY) & set(found)) or "none")


if __name__ == "__main__":
    main()
