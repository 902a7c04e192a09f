"""Makes ``samples/`` and ``templates/`` anew: an invented county's campaign, filled in as people would.

    python samples/make.py              write samples/ and templates/
    python samples/make.py --check DIR  write below DIR instead, for comparing with what is committed

Everything is drawn from a fixed seed: the same program makes the same files.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lianping_xlsx.core import exact
from lianping_xlsx.forms.workbook import write_workbook
from lianping_xlsx.layout.forms import rubric_entry
from lianping_xlsx.layout.issue import issue
from lianping_xlsx.layout.model import FIRST_ROW, HEAD_ROW, FormLayout, WorkbookLayout
from lianping_xlsx.layout.votes import VOID
from lianping_xlsx.scheme.model import FormKind, ItemMode, Scheme
from lianping_xlsx.sheets.book import Content
from lianping_xlsx.stages.campaign import Campaign, load
from lianping_xlsx.stages.forms import make_forms
from lianping_xlsx.stages.merge import merge_returns
from lianping_xlsx.stages.scheme import make_scheme

HERE = Path(__file__).parent
TEXTS = HERE / "texts"
PRESET = "lean-township"
KEY = "5a" * 32
"""The samples' key is public: they are samples."""

STRONG, WEAK = {"T03": 5.5, "T07": 4, "T11": 2.5}, {"T09": -12, "T14": -22}
LENIENCE = {"县委常委会成员": -1.0, "县委党建工作领导小组成员": 0.5, "基层党员干部代表": 2.0}
RENAMED = {
    "U12 第二考核组.xlsx": "考核二组/第二考核组实地考评(最终版).xlsx",
    "U02 县委组织部组织科.xlsx": "组织科 测评票汇总.xlsx",
}

Entries = dict[tuple[str, int, int], Content]


@dataclass(frozen=True)
class Texts:
    """The words of the sample, by code."""

    opinions: Mapping[str, list[str]]
    reasons: Mapping[str, list[str]]
    signers: Mapping[str, list[str]]


def read_texts() -> Texts:
    """The tables of samples/texts."""
    opinions = {row[0]: row[1:] for row in _rows("opinions")}
    reasons: dict[str, list[str]] = {}
    for code, reason in _rows("reasons"):
        reasons.setdefault(code, []).append(reason)
    return Texts(opinions, reasons, {row[0]: row[1:] for row in _rows("signers")})


def _rows(name: str) -> list[list[str]]:
    lines = (TEXTS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines if line]


def fill(scheme: Scheme, workbook: WorkbookLayout, texts: Texts) -> Entries:
    """What the unit's people entered, all forms of its workbook."""
    entries: Entries = {}
    for form in workbook.forms:
        draw = random.Random(f"{form.key.text()}")
        _FILLERS[form.key.kind](scheme, form, texts, draw, entries)
        _sign(form, texts, entries)
    return entries


def merit(code: str) -> float:
    """How good a ratee is, in points around which people mark."""
    draw = random.Random(f"merit {code}")
    return 90.1 + draw.uniform(-3.0, 3.0) + STRONG.get(code, 0) + WEAK.get(code, 0)


def _fill_ballots(scheme: Scheme, form: FormLayout, _texts: Texts, draw: random.Random, entries: Entries) -> None:
    expected = next(t.ballots for t in scheme.tasks if t.voter_class == form.key.voter_class)
    returned = expected - (draw.randint(1, 3) if expected > 15 else 0)
    for placed in form.placed():
        if placed.row == HEAD_ROW:
            entries[form.sheet, placed.row, placed.entry[0]] = expected if placed.field.name == "issued" else returned
    validity = form.column_of("validity")
    for ballot in range(returned):
        mood = draw.gauss(0, 2.5)
        if expected > 15 and ballot in (returned // 3, returned // 2):
            _fill_odd_ballot(form, ballot, draw, entries, uniform=ballot == returned // 2)
            continue
        for index, column in enumerate(form.columns):
            if column.ratee and draw.random() > 0.012:
                value = merit(column.ratee) + LENIENCE[form.key.voter_class] + mood + draw.gauss(0, 2.6)
                entries[form.sheet, FIRST_ROW + ballot, index] = _mark(value, draw)
        if draw.random() < 0.3:
            entries[form.sheet, FIRST_ROW + ballot, validity] = "有效"


def _fill_odd_ballot(form: FormLayout, ballot: int, draw: random.Random, entries: Entries, *, uniform: bool) -> None:
    """A ballot with the same mark for everybody, or one that the counters found void."""
    for index, column in enumerate(form.columns):
        if column.ratee:
            entries[form.sheet, FIRST_ROW + ballot, index] = 100 if uniform else _mark(draw.uniform(60, 100), draw)
    if not uniform:
        entries[form.sheet, FIRST_ROW + ballot, form.column_of("validity")] = VOID


def _mark(value: float, draw: random.Random) -> float:
    """People write whole points, seldom a half."""
    shown = round(value * 2) / 2 if draw.random() < 0.15 else round(value)
    return min(100, max(0, shown))


def _fill_rubric(scheme: Scheme, form: FormLayout, texts: Texts, draw: random.Random, entries: Entries) -> None:
    items = {item.code: item for item in scheme.rubric}
    lost_share = (100 - merit(form.key.ratee) + 1.5) / 100
    reason_at = form.column_of("reason")
    for place, row in enumerate(form.rows):
        item = items[row.item]
        column = form.column_of(rubric_entry(row.mode))
        if item.counts_to_hundred:
            lost = _lost(item.points, lost_share, draw)
            value = item.points - lost if item.mode is ItemMode.SCORE else lost
        else:
            lost = _extra(item.mode, form.key.ratee)
            value = lost
            if not lost:
                continue
        entries[form.sheet, FIRST_ROW + place, column] = value / exact.POINT
        if lost:
            entries[form.sheet, FIRST_ROW + place, reason_at] = draw.choice(texts.reasons[row.item])


def _lost(points: int, share: float, draw: random.Random) -> int:
    """Points lost on an item, in steps of a quarter of a point, in hundredths."""
    if draw.random() > 0.62:
        return 0
    return min(points, round(points * share * draw.uniform(0.7, 2.6) / 25) * 25)


def _extra(mode: ItemMode, ratee: str) -> int:
    """The bonus of a strong ratee, the penalty of a weak one (hundredths)."""
    if mode is ItemMode.BONUS:
        return {"T03": 200, "T11": 100}.get(ratee, 0)
    return {"T14": 200}.get(ratee, 0)


def _fill_opinions(_scheme: Scheme, form: FormLayout, texts: Texts, _draw: random.Random, entries: Entries) -> None:
    for place, row in enumerate(form.rows):
        for (index, _), text in zip(form.input_columns(), texts.opinions[row.ratee], strict=True):
            entries[form.sheet, FIRST_ROW + place, index] = text


def _sign(form: FormLayout, texts: Texts, entries: Entries) -> None:
    foot = [placed for placed in form.placed() if placed.row != HEAD_ROW]
    for placed, text in zip(foot, texts.signers[form.key.unit], strict=True):
        entries[form.sheet, placed.row, placed.entry[0]] = text


_FILLERS = {
    FormKind.BALLOTS: _fill_ballots,
    FormKind.RUBRIC: _fill_rubric,
    FormKind.OPINION: _fill_opinions,
}


def start(folder: Path) -> None:
    """A campaign with its scheme, the public key and the issued forms."""
    campaign = Campaign(folder)
    campaign.key.parent.mkdir(parents=True)
    campaign.key.write_text(KEY + "\n", encoding="ascii")
    for outcome in (make_scheme(folder, PRESET), make_forms(folder)):
        if outcome.value is None:
            raise SystemExit([finding.message for finding in outcome.findings])


def make_sample(folder: Path) -> dict[str, bytes]:
    """The good sample, merged; returns the replies by issued file name."""
    start(folder)
    loaded = load(Campaign(folder)).value
    if loaded is None:
        raise SystemExit("the sample's scheme is faulty")
    texts = read_texts()
    replies = {
        workbook.file: write_workbook(loaded.scheme, loaded.secret, workbook, fill(loaded.scheme, workbook, texts))
        for workbook in issue(loaded.scheme, loaded.secret)
    }
    for name, content in replies.items():
        put(folder, RENAMED.get(name, name), content)
    merged = merge_returns(folder)
    if merged.value is None or not merged.value.data.official:
        raise SystemExit([finding.message for finding in merged.findings])
    return replies


def put(folder: Path, name: str, content: bytes) -> None:
    """Drop a reply into 2收回."""
    target = Campaign(folder).received / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def make_templates(folder: Path) -> None:
    """The scheme and the blank forms of the preset, to look at and to use."""
    start(folder)
    issued = Campaign(folder).issued
    for path in issued.iterdir():
        path.replace(folder / path.name)
    for leftover in (issued, Campaign(folder).received, Campaign(folder).key.parent):
        shutil.rmtree(leftover)


def main() -> None:
    """Write everything anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", type=Path, metavar="DIR")
    root = parser.parse_args().check or HERE.parent
    folders = [root / "samples" / PRESET, root / "samples" / f"{PRESET}-problems", root / "templates" / PRESET]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    replies = make_sample(folders[0])
    from problems import make_problems  # beside this script

    make_problems(folders[1], replies)
    make_templates(folders[2])


if __name__ == "__main__":
    main()
