"""What replies that are never read to the end cost, beside good ones. Prints figures, asserts nothing.

    python -m tests.bench.hanging [N] [K]

See README.md.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Sequence

from lianping_xlsx.intake.workers.isolation import Failure, Isolation, run_isolated
from tests.intake.workers.work import work_for

SECONDS_OF_A_FORM = "0.01"
MOST = 30


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("good", nargs="?", type=int, default=2_000, metavar="N", help="items that take 0.01 s each")
    parser.add_argument("hanging", nargs="?", type=int, default=20, metavar="K", help="items among them without end")
    options = parser.parse_args()
    items = [SECONDS_OF_A_FORM] * options.good
    alone, _ = timed(items)
    for number in range(options.hanging):
        items.insert(number * len(items) // options.hanging, "hang")
    among, outcomes = timed(items)
    print(f"\n{options.good} good items, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}: {alone:.1f} s")
    print(f"  with {options.hanging} that hang {among - alone:.1f} s more (aim: at most {MOST})")
    print("  " + ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())))


def timed(items: Sequence[str]) -> tuple[float, Counter[str]]:
    """Seconds of a run with the usual limits, and how many items came to what."""
    start = time.perf_counter()
    outcomes = [outcome for _, outcome in run_isolated(work_for, items, options=Isolation())]
    kinds = (f"{each.code} after {each.detail}" if isinstance(each, Failure) else "read" for each in outcomes)
    return time.perf_counter() - start, Counter(kinds)


if __name__ == "__main__":
    main()
