"""考核方案.xlsx with cells edited by chance, as people edit it: check refuses it, or it goes all the way.

A scheme that check accepts is issued, merged to the figures of the oracle, and made final.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.app.campaign import Campaign, load
from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.core.findings import has_errors
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_sheets import TABLES as ALL_TABLES
from lianping_xlsx.scheme.scheme_workbook import read_records, write_scheme
from tests.books import open_book, saved
from tests.deciding import accept_all, decide_as_proposed
from tests.scenarios.campaigns import (
    KEY,
    Made,
    answer,
    assert_figures,
    assert_votes,
    foretell,
    in_process,
    merge,
    records_of,
)
from tests.scenarios.published_case import tables_of
from tests.scenarios.published_file import FOLDER, read_published
from tests.scenarios.rule_cases import IN_USE, TABLES, VARIANTS, entry

SHEETS = (
    *("考核板块", "票类", "测评", "考评细则", "填报任务", "等次规则", "评价等级"),
    *("名次赋分", "得票率分档", "计分规则"),
)
WORDS = (
    *(
        "全部",
        "是",
        "否",
        "镇",
        "街",
        "T1",
        "T1、T9",
        "述职",
        "领导",
        "测评票",
        "计票汇总",
        "双人录入",
        "后",
        "比第一名",
    ),
    *("名次赋分", "考核组平衡", "9999999", "=1+1", "１００", "2.5", "逐票", "等级", "百分制", "不计", "扣分", "减分"),
    *("比第一名", "", "0", "100", "50", "1/3", "-1", "60", "1000", "实地考评", "述职测评"),
)
HEADING = 3
LEAST, MOST = 5, 30
"""So many edited workbooks, and more until check accepts one."""
BASES = {"": {}, **VARIANTS}


def _edited(book: Workbook, chance: random.Random) -> bytes:
    """The workbook with one to three edits: a cell, a row once more, or a row emptied; afterwards it is as before."""
    present = [sheet for sheet in SHEETS if sheet in book.sheetnames]
    before: list[tuple[Any, Any]] = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        page = book[chance.choice(present)]
        assert isinstance(page, Worksheet)
        for cell, content in _edits(page, chance):
            before.append((cell, cell.value))
            cell.value = content
    content = saved(book)
    for cell, value in reversed(before):
        cell.value = value
    return content


def _edits(page: Worksheet, chance: random.Random) -> Iterator[tuple[Any, Any]]:
    """Yield each cell that is edited, with what is typed; the next is chosen after that."""
    columns = [cell.column for cell in page[HEADING] if cell.value is not None]
    filled = [n for n in range(HEADING + 1, page.max_row + 1) if any(cell.value is not None for cell in page[n])]
    beyond = max(filled, default=HEADING) + 1
    row, nature = chance.choice([*filled, beyond]), chance.random()
    if nature < 0.1:
        for column in columns:
            yield page.cell(row, column), None
        return
    if nature < 0.25:
        for column in columns:
            yield page.cell(beyond, column), page.cell(row, column).value
        row = beyond
    column = chance.choice(columns)
    others = [page.cell(other, column).value for other in filled]
    content = chance.choice([*WORDS, *others] if chance.random() < 0.5 else others or WORDS)
    yield page.cell(row, column), int(content) if isinstance(content, str) and content.isdecimal() else content or None


@pytest.mark.slow
@pytest.mark.parametrize("base", BASES)
def test_a_scheme_edited_by_chance_is_refused_or_goes_all_the_way(base: str, tmp_path: Path) -> None:
    written, accepted = write_scheme(records_of(settings=IN_USE, tables=TABLES | dict(BASES[base]))), 0
    book = open_book(written)
    for seed in range(MOST):
        if accepted and seed >= LEAST:
            break
        folder = tmp_path / str(seed)
        accepted += _goes_all_the_way(folder, _edited(book, random.Random(f"{base} {seed}")))
    assert accepted


def _goes_all_the_way(folder: Path, content: bytes) -> bool:
    """Whether check accepts the scheme; then everything after it must succeed."""
    campaign = Campaign(folder)
    campaign.received.mkdir(parents=True)
    campaign.key.parent.mkdir()
    campaign.key.write_text(KEY, encoding="ascii")
    campaign.scheme.write_bytes(content)
    loaded = load(campaign)
    if loaded.value is None:
        assert has_errors(loaded.findings)
        return False
    made = Made(loaded.value, issue(loaded.value.scheme, loaded.value.secret))
    replies = answer(made, entry)
    with in_process():
        merged = merge(made)
    oracle = foretell(made, replies)
    assert_figures(merged, oracle)
    assert_votes(merged, oracle)
    decide_as_proposed(campaign, otherwise=merged.data.scheme.tier_names[-1], because="得分不全，经集体研究")
    if not merged.data.official:
        accept_all(campaign)
    with in_process():
        outcome = finalize(folder)
    assert outcome.value is not None, [finding.message for finding in outcome.findings]
    return True


UNKNOWN = "查无此名"
WITH_NAMES = ("balanced-teams", "seven-offices", "place-points", "rates-as-points", "vote-gates", "written-accounts")
"""Files of ``published`` that together name something on each sheet where one names what another sheet has."""


@pytest.mark.parametrize("name", WITH_NAMES)
def test_a_name_that_nothing_has_is_reported_with_its_sheet(name: str) -> None:
    """One cell with text of a table after the other: check says what is wrong, and never breaks off."""
    published = read_published(FOLDER / f"{name}.md")
    written = write_scheme(records_of(settings=published.settings, tables=tables_of(published)))
    usual = {page.name: [[*row] for row in page.rows] for page in read_xlsx(written)}
    cells = [
        (table.sheet, row, column)
        for table in ALL_TABLES
        for row, contents in enumerate(usual.get(table.sheet, [])[HEADING:], HEADING)
        for column, content in enumerate(contents)
        if isinstance(content, str) and content
    ]
    reported = 0
    for sheet, row, column in cells:
        edited = [[*contents] for contents in usual[sheet]]
        edited[row][column] = UNKNOWN
        records = read_records(usual | {sheet: edited})
        found = records.findings
        if records.value.usable:
            found += check_scheme(build_scheme(records.value), records.value)
        assert all(finding.place.sheet and finding.remedy for finding in found if finding.code != "scheme.sample")
        reported += any(UNKNOWN in finding.message for finding in found)
    assert reported > len(cells) / 4
