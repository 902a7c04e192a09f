"""Makes ``samples/`` and ``templates/`` anew: invented campaigns, one for each preset, filled in as people would.

    python samples/make.py              write samples/ and templates/
    python samples/make.py PRESET       write those of a preset only
    python samples/make.py --check DIR  write below DIR instead, for comparing with what is committed

Everything is drawn from fixed seeds: the same program makes the same files.
"""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path, PurePosixPath

import openpyxl
from people import People, fill_all  # beside this script
from sample_data import Cast, lacks, read_cast, read_texts

from lianping_xlsx.app.campaign import Campaign, KeyNotes, Loaded, load, write_key
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.init import init_campaign
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.app.scheme_file import templates_to_lay_down
from lianping_xlsx.app.templates import issue_templates
from lianping_xlsx.core.campaign_names import BACKUP, DECISION_FILE, FEEDBACK_FOLDER, RECTIFICATION_FOLDER, TEMPLATES
from lianping_xlsx.decision.decision_table import DECISION_TABLE
from lianping_xlsx.decision.feedback import feedback_paths
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.scheme.presets import PRESETS, folder_of
from lianping_xlsx.spreadsheet.annotate import same_bytes

HERE = Path(__file__).parent
TOWNSHIP = "lean-township"
DECIDED_ON = "2024-12-30"
KEY = "5a" * 32
"""The samples' key is public: they are samples."""
FEW = 3
"""Of 反馈意见书 and 整改清单 a sample holds those of the first ``FEW`` ratees by 编号, and of the first of each tier.

These files repeat for each person. ``finalize`` writes the others back.
"""


def start(folder: Path, preset: str) -> None:
    """A campaign with its scheme, the public key and the issued forms."""
    campaign = Campaign(folder)
    campaign.key.parent.mkdir(parents=True)
    write_key(campaign, bytes.fromhex(KEY), KeyNotes())
    for outcome in (init_campaign(folder, preset), issue_templates(folder)):
        if outcome.value is None:
            raise SystemExit([finding.message for finding in outcome.findings])


def opened(folder: Path) -> Loaded:
    """The campaign of a folder, its scheme faultless."""
    loaded = load(Campaign(folder)).value
    if loaded is None:
        raise SystemExit(f"the scheme of {folder.name} is faulty")
    return loaded


def people_of(loaded: Loaded, preset: str) -> People:
    """Those who fill in the forms of a sample."""
    folder = folder_of(preset)
    return People(loaded.scheme, read_texts(folder), read_cast(folder))


def make_sample(folder: Path, preset: str) -> dict[str, bytes]:
    """The good sample, merged; returns the replies by issued file name."""
    start(folder, preset)
    loaded = opened(folder)
    people = people_of(loaded, preset)
    replies = fill_all(loaded, people)
    for name, content in replies.items():
        put(folder, people.cast.renamed.get(name, name), content)
    merged = merge_returns(folder)
    if merged.value is None or not merged.value.data.official:
        raise SystemExit([finding.message for finding in merged.findings])
    decide(folder, people.cast)
    merge_returns(folder)  # the table is the program's again, so that the next merge finds nothing to put aside
    shutil.rmtree(Campaign(folder).summary / BACKUP)
    final = finalize(folder)
    if final.value is None:
        raise SystemExit([finding.message for finding in final.findings])
    merge_returns(folder)  # 汇总表 with what was decided
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


def make_templates(folder: Path, preset: str) -> None:
    """The scheme and the blank forms of the preset, to look at and to use."""
    start(folder, preset)
    issued = Campaign(folder).issued
    for path in issued.iterdir():
        path.replace(folder / path.name)
    for leftover in (issued, Campaign(folder).received, Campaign(folder).key.parent, folder / TEMPLATES):
        shutil.rmtree(leftover)


def make_document_templates(folder: Path) -> None:
    """文书模板: the same for every preset."""
    shutil.rmtree(folder / TEMPLATES, ignore_errors=True)
    (folder / TEMPLATES).mkdir(parents=True)
    for path, content in templates_to_lay_down(folder).items():
        (folder / path).write_bytes(content)


def main() -> None:
    """Write everything anew, or what belongs to some presets."""
    names = [preset.name for preset in PRESETS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", metavar="PRESET", help=f"one of {', '.join(names)}")
    parser.add_argument("--check", type=Path, metavar="DIR")
    asked = parser.parse_args()
    if unknown := set(asked.presets).difference(names):
        parser.error(f"no such preset: {', '.join(sorted(unknown))}")
    root = asked.check or HERE.parent
    for preset in asked.presets or names:
        make_all(root, preset)
    if not asked.presets:
        from three_levels import make_three_levels  # it uses this script

        make_three_levels(root / "samples" / "three-levels")
    make_document_templates(root / "templates")


def make_all(root: Path, preset: str) -> None:
    """The sample and the templates of a preset, and the sample with problems that belongs to it."""
    if wants := lacks(folder_of(preset)):
        raise SystemExit("\n".join([f"the preset {preset} is not whole:", *wants]))
    sample, template = root / "samples" / preset, root / "templates" / preset
    problems = root / "samples" / f"{TOWNSHIP}-problems"
    made = [sample, template, *([problems] if preset == TOWNSHIP else [])]
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    replies = make_sample(sample, preset)
    make_templates(template, preset)
    if preset == TOWNSHIP:
        from problems import make_problems  # it uses this script

        make_problems(problems, replies)
    for folder in made:
        shutil.rmtree(Campaign(folder).key.parent / "cache", ignore_errors=True)


if __name__ == "__main__":
    main()
