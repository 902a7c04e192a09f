"""What reading costs where the replies were saved by LibreOffice, beside bare reading. Prints figures, asserts nothing.

    python -m tests.bench.resaved [N] [--runs R]

See README.md.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from lianping_xlsx.app.campaign import Campaign, load
from lianping_xlsx.app.judged_returns import setup_of
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reading_cache import pack_reading
from lianping_xlsx.intake.workers.reply import WorkerSetup, read_reply
from tests.bench.make_campaign import make_campaign
from tests.libreoffice import close_office, save_as

MOST = 2.0


def main() -> None:
    """Make the replies, save them anew, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("replies", nargs="?", type=int, default=60, metavar="N", help="workbooks in 2收回")
    parser.add_argument("--runs", type=int, default=7, help="runs of each reading, in turns")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        campaign = Campaign(Path(root, "c"))
        make_campaign(campaign.folder, options.replies)
        loaded = load(campaign).value
        if loaded is None:
            raise SystemExit("no scheme")
        setup = setup_of(loaded, ())
        issued = sorted(campaign.received.iterdir())
        resaved = save_as(issued, "xlsx")
        close_office()
        for name, files in (("as the program writes them", issued), ("saved by LibreOffice", resaved)):
            tell(name, replace(setup, folder=files[0].parent), files, options.runs)


def tell(name: str, setup: WorkerSetup, files: Sequence[Path], runs: int) -> None:
    """Milliseconds of CPU for each file: bare, and read as a merge reads it, in this process."""
    spent: dict[str, list[float]] = {"bare": [], "read": []}
    read(setup, files)  # the files come into the system's cache
    for _ in range(runs):
        spent["bare"].append(cpu(lambda: bare(files)) / len(files))
        spent["read"].append(cpu(lambda: read(setup, files)) / len(files))
    ratio = statistics.median(r / b for r, b in zip(spent["read"], spent["bare"], strict=True))
    print(f"\n{len(files)} workbooks {name}")
    for way, listed in spent.items():
        print(f"  {way} {1000 * statistics.median(listed):6.2f} ms of CPU a file ({1000 * min(listed):.2f} at least)")
    print(f"  read / bare {ratio:.2f} (aim for LibreOffice: at most {MOST:g})")


def cpu(work: Callable[[], None]) -> float:
    """Seconds of CPU."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare(files: Sequence[Path]) -> None:
    """The cells by bare calamine, as in ``bare.py``."""
    for path in files:
        workbook = CalamineWorkbook.from_path(str(path))
        rows = [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]
        del rows


def read(setup: WorkerSetup, files: Sequence[Path]) -> None:
    """The readings, packed as for the way to the parent. Ends with an error if one is refused."""
    for path in files:
        reading = read_reply(setup, Source(path.name))
        if reading.refused or not reading.forms or any(form.refused for form in reading.forms):
            raise SystemExit(f"{path.name} is not read")
        pack_reading(reading)


if __name__ == "__main__":
    main()
