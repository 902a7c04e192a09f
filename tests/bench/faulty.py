"""What a merge costs where half of the replies have one wrong mark, beside the same replies without. Asserts nothing.

    python -m tests.bench.faulty [N] [--runs R] [--folder DIR]

See README.md.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.bench import CACHE, MERGE, keep_bytecode
from tests.bench.make_campaign import make_campaign

MOST_FAULTY, MOST_AGAIN = 1.6, 0.4
_BECOME_REAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux: what a command leaves running is waited for here, so that its time is counted."""
Spent = tuple[float, float]
"""Seconds of processor time, of the command and its processes, and seconds until it ended."""


def main() -> None:
    """Make both campaigns, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("replies", nargs="?", type=int, default=2_000, metavar="N", help="workbooks in 2收回")
    parser.add_argument("--runs", type=int, default=3, help="runs of each merge, in turns")
    parser.add_argument("--folder", type=Path, help="where the campaigns are made; a temporary folder by default")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(_BECOME_REAPER, 1)
    with tempfile.TemporaryDirectory() as temporary:
        keep_bytecode(Path(temporary, "bytecode"))
        root = options.folder or Path(temporary)
        clean, faulty = root / "clean", root / "faulty"
        make_campaign(clean, options.replies)
        make_campaign(faulty, options.replies, faulty=True)
        measure(clean, faulty, options.runs)


def measure(clean: Path, faulty: Path, runs: int) -> None:
    """Merges of both, and of the faulty one again with one file corrected, in turns."""
    spent: dict[str, list[Spent]] = {"clean": [], "faulty": [], "corrected": []}
    merge_anew(faulty)  # the modules are compiled
    for _ in range(runs):
        spent["clean"].append(merge_anew(clean))
        spent["faulty"].append(merge_anew(faulty))
        returned = sorted((faulty / "3汇总" / "退回").glob("*.xlsx"))
        reply = faulty / "2收回" / returned[0].name
        wrong = reply.read_bytes()
        reply.write_bytes((clean / "2收回" / reply.name).read_bytes())
        spent["corrected"].append(merge(faulty))
        reply.write_bytes(wrong)
    replies = len(list((clean / "2收回").iterdir()))
    print(f"\n{replies} workbooks, {len(returned)} of them faulty, {os.cpu_count()} processors")
    for name, listed in spent.items():
        processor, wall = (statistics.median(each[part] for each in listed) for part in (0, 1))
        print(f"  {name:10s}{processor:8.2f} s of processors,{wall:7.2f} s  ({len(listed)} runs)")
    for name, beside, aim in (("faulty", "clean", MOST_FAULTY), ("corrected", "faulty", MOST_AGAIN)):
        pairs = list(zip(spent[name], spent[beside], strict=True))
        processor, wall = (statistics.median(a[part] / b[part] for a, b in pairs) for part in (0, 1))
        print(f"  {name} / {beside}: {processor:.2f} of processors, {wall:.2f} of time  (aim: at most {aim})")


def merge_anew(folder: Path) -> Spent:
    """A merge that finds neither 3汇总 nor anything kept."""
    for made in ("3汇总", CACHE):
        shutil.rmtree(folder / made, ignore_errors=True)
    return merge(folder)


def merge(folder: Path) -> Spent:
    """A merge as a process of its own. It ends with 1 where something has to be corrected."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run([*MERGE, str(folder)], check=False, stdout=subprocess.DEVNULL).returncode
    wall = time.perf_counter() - start
    with contextlib.suppress(ChildProcessError):
        while True:  # the server of the readers, which counts them, ends a little later
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended not in (0, 1):
        raise SystemExit(f"merge ended with {ended}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


if __name__ == "__main__":
    main()
