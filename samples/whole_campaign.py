"""A campaign of samples/ whose forms are issued: the replies, the merge, what the meeting decided, the documents."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

import openpyxl
from people import People, fill_all  # beside this script
from sample_data import Cast, read_cast, read_texts

from lianping_xlsx.app.campaign import Campaign, Loaded, load
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.core.campaign_names import BACKUP, DECISION_FILE, FEEDBACK_FOLDER, RECTIFICATION_FOLDER
from lianping_xlsx.decision.decision_table import DECISION_TABLE
from lianping_xlsx.decision.feedback import feedback_paths
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.spreadsheet.annotate import same_bytes

DECIDED_ON = "2024-12-30"
FEW = 3
"""Of 反馈意见书 and 整改清单 a sample holds those of the first ``FEW`` ratees by 编号, and of the first of each tier.

These files repeat for each person. ``finalize`` writes the others back.
"""


def opened(folder: Path) -> Loaded:
    """The campaign of a folder, its scheme faultless."""
    loaded = load(Campaign(folder)).value
    if loaded is None:
        raise SystemExit(f"the scheme of {folder.name} is faulty")
    return loaded


def people_of(loaded: Loaded, folder: Traversable) -> People:
    """Those who fill in the forms of the sample of the preset in ``folder``."""
    return People(loaded.scheme, read_texts(folder), read_cast(folder))


def carry_out(folder: Path, people: People, cited: Mapping[str, bytes]) -> dict[str, bytes]:
    """From the replies to the decision; returns the replies by issued file name.

    ``cited``: the 结果报送表 that came in with them, by path below 2收回.
    """
    replies = fill_all(opened(folder), people)
    for name, content in replies.items():
        put(folder, people.cast.renamed.get(name, name), content)
    for name, content in cited.items():
        put(folder, name, content)
    merged = merge_returns(folder)
    if merged.value is None or not merged.value.data.official:
        raise SystemExit([finding.message for finding in merged.findings])
    decide(folder, people.cast)
    final = finalize(folder)
    if final.value is None:
        raise SystemExit([finding.message for finding in final.findings])
    merge_returns(folder)  # 汇总表 with what was decided; the table is the program's again
    shutil.rmtree(Campaign(folder).summary / BACKUP)
    leave_out(folder, final.value.data)
    return replies


def decide(folder: Path, cast: Cast) -> None:
    """What the clerk types into 等次审定表 after the meeting: as proposed, but for a few."""
    table = Campaign(folder).summary / DECISION_FILE
    book = openpyxl.load_workbook(table)
    page = book[DECISION_TABLE.sheet]
    rows = list(page.iter_rows())
    heading = next(number for number, row in enumerate(rows, 1) if row[0].value == "编号")
    columns = {str(cell.value): column for column, cell in enumerate(rows[heading - 1], 1)}
    labels = {cell.value: (row, column) for row, cells in enumerate(rows, 1) for column, cell in enumerate(cells, 1)}
    for label, content in (("审定会议：", cast.meeting), ("审定日期：", DECIDED_ON)):
        row, column = labels[label]
        page.cell(row, column + 2).value = content
    for row in range(heading + 1, page.max_row + 1):
        code, proposed = (page.cell(row, columns[name]).value for name in ("编号", "建议等次"))
        if proposed and code:
            tier, reason = cast.adjusted.get(str(code), (proposed, None))
            page.cell(row, columns["审定等次"]).value = tier
            page.cell(row, columns["调整理由"]).value = reason
    saved = io.BytesIO()
    book.save(saved)
    table.write_bytes(same_bytes(saved.getvalue()))


def leave_out(folder: Path, data: FinalData) -> None:
    """Delete the files of single persons from 4审定, but for those of a few (``FEW``)."""
    tiers = {verdict.ratee.code: verdict.tier for verdict in data.verdicts}
    codes = sorted(tiers)
    few = {*codes[:FEW], *{tiers[code]: code for code in reversed(codes)}.values()}  # the first of a tier is set last
    letters = zip(feedback_paths(data), data.verdicts, strict=True)
    kept = {PurePosixPath(path).name for path, verdict in letters if verdict.ratee.code in few}
    for name in (FEEDBACK_FOLDER, RECTIFICATION_FOLDER):
        for path in (Campaign(folder).decided / name).iterdir():
            if path.stem not in kept:
                path.unlink()


def put(folder: Path, name: str, content: bytes) -> None:
    """Drop a reply into 2收回."""
    target = Campaign(folder).received / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
