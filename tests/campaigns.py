"""Campaign folders of the small campaign, and everything that should come back to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.scheme.guide_places import PLACES, sample_words
from lianping_xlsx.scheme.scheme_workbook import write_scheme
from lianping_xlsx.scheme.terms import FormKind, ItemMode
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Kind, Points
from tests.books import open_book
from tests.small import DELEGATES, SECRET, TOWN, Entries, Sheets, Town, records_of, scheme_of, sheets


def campaign(folder: Path, raw: Sheets | None = None) -> Campaign:
    """A folder with scheme and key; nothing has been sent out or come back."""
    found = Campaign(folder)
    found.received.mkdir(parents=True)
    found.key.parent.mkdir()
    found.key.write_text(SECRET.hex() + "\n", encoding="ascii")
    found.scheme.write_bytes(_scheme_under(json.dumps(raw or sheets())))
    return found


def own_words(raw: Sheets) -> Sheets:
    """The sheets with words of an office in place of those that the presets have too."""
    theirs = frozenset().union(*map(sample_words, PLACES))
    written = {word: "2024-12-21" if word == raw["基本信息"][7][1] else f"本县{word}" for word in theirs}
    return {sheet: [[written.get(str(cell), cell) for cell in row] for row in rows] for sheet, rows in raw.items()}


def all_replies(town: Town) -> dict[str, bytes]:
    """Every workbook filled in without a fault, by file name."""
    return {
        book.file: town.write(
            book.unit, {k: v for form in book.forms for k, v in town.fill(form, answer(form)).items()}
        )
        for book in town.books
    }


def answer(form: FormLayout) -> Entries:
    """A form filled in as it should be; nobody gets the same as another."""
    if form.key.kind is FormKind.BALLOTS:
        ballots = form.rows[:3]
        marks: Entries = {
            (row.key, column.key): 80 + number + 3 * place
            for number, row in enumerate(ballots)
            for place, column in enumerate(column for column in form.columns if column.ratee)
        }
        return marks | {("issued", ""): 3, ("returned", ""): 3}
    if form.key.kind is FormKind.TALLY:
        counts = {"issued": 20, "returned": 20, "valid": 18, "void": 1, "abstained": 1, "total": 1600.5}
        return {(row.key, key): count for row in form.rows for key, count in counts.items()}
    if form.key.kind is FormKind.RUBRIC:
        lost = {row.key: 1.5 if row.mode == ItemMode.DEDUCTION else 0 for row in form.rows}
        scores: Entries = {
            (row.key, key): kind_points(row.mode, form, row.key) - lost[row.key] if key == "score" else lost[row.key]
            for row in form.rows
            for key in row.kinds
            if key != "self"
        }
        return scores | {(row.key, "reason"): "资料不全" for row in form.rows if lost[row.key]}
    if form.key.kind is FormKind.SCORES:
        return {
            (row.key, column.key): 90 - place if isinstance(column.kind, Points) else "通报第3期"
            for place, row in enumerate(form.rows)
            for _, column in form.input_columns()
        }
    if form.key.kind is FormKind.SELF_CHECK:
        keys = ("practices", "problems", "measures")
        return {(row.key, key): f"{row.key}的{key}。" for row in form.rows for key in keys}
    if form.key.kind is FormKind.REVIEW:
        return {(row.key, key): text for row in form.rows for key, text in REVIEWED.items()}
    if form.key.kind is FormKind.COMMITMENT:
        return {("1", key): text for key, text in PROMISED.items()}
    if form.key.kind is FormKind.DEPARTMENT:
        return {(row.key, key): by_department(kind) for row in form.rows for key, kind in row.kinds.items()}
    return {(row.key, "overall"): "工作扎实。" for row in form.rows}


PROMISED = {"problem": "走访不够。", "measures": "每月走访一次。", "deadline": "2025-06-30"}
REVIEWED = {"submitted": "2024-12-10", "verdict": "通过"}


def by_department(kind: Kind) -> Content:
    """All the points of an item, and a reason."""
    return kind.put(kind.maximum) if isinstance(kind, Points) and kind.maximum is not None else "资料齐全"


def kind_points(mode: str, form: FormLayout, key: str) -> float:
    """All the points of a 得分 item; no bonus."""
    issued = next(row.issued for row in form.rows if row.key == key)
    return float(issued[form.column_of("points")]) if mode == ItemMode.SCORE else 0


def answered(folder: Path, raw: Sheets | None = None) -> Campaign:
    """A campaign to which everything has come back."""
    raw = raw or sheets()
    found = campaign(folder, raw)
    for name, data in _replies_under(json.dumps(raw)).items():
        (found.received / name).write_bytes(data)
    return found


def copy_of(original: Campaign, folder: Path) -> Campaign:
    """The same campaign in another folder; its files keep their times, by which a merge knows what has changed."""
    return Campaign(Path(shutil.copytree(original.folder, folder)))


# The same sheets make the same bytes, and more than a hundred tests begin with them.


@cache
def _scheme_under(raw: str) -> bytes:
    """考核方案.xlsx with these sheets, as JSON."""
    return write_scheme(records_of(json.loads(raw)))


@cache
def _replies_under(raw: str) -> Mapping[str, bytes]:
    """The replies of the campaign whose sheets these are, as JSON."""
    return all_replies(Town(scheme_of(json.loads(raw))))


def one_ballot_more(found: Campaign) -> None:
    """The delegates' fourth ballot turns up."""
    path = found.received / "U1 县委办公室.xlsx"
    book = open_book(path.read_bytes())
    form = TOWN.form(FormKind.BALLOTS, voter_class=DELEGATES)
    page = book[form.sheet]
    for column, mark in zip("CDE", (83, 79, 90), strict=True):
        page[f"{column}10"] = mark
    for row in page.iter_rows(min_row=1, max_row=6):
        for cell in row:
            if cell.value == 3:
                cell.value = 4
    book.save(path)
