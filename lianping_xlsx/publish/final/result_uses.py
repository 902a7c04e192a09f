"""结果运用清单.xlsx: the ratees to whom the consequences of a tier apply, in the words of the regulation.

Every later ``finalize`` keeps the entries under 落实情况. Article 二（一）5 of the regulation of 乐安 asks for the use.
"""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.decision.final_data import FinalData, Listed, note_of, roll
from lianping_xlsx.publish.final.final_sheet import open_final, score, write_lines, write_note, write_row
from lianping_xlsx.publish.page_frame import (
    BLOCK,
    CENTRED,
    DASH,
    FIRST_ROW,
    HEADING_ROW,
    NAME,
    SheetHead,
    write_heading,
    write_text,
)
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.cell_kinds import Text
from lianping_xlsx.spreadsheet.table_reading import read_table
from lianping_xlsx.spreadsheet.tables import Column, Table

_TEXT = Text()
_DONE = "落实情况"
USES_TABLE = Table(
    "结果运用清单",
    "结果运用清单",
    "各等次的结果运用为考核方案“等次规则”中的原文；浅黄色的“落实情况”由主办单位填写，再次生成时原样保留。",
    (
        Column("序号", _TEXT, False, 6),
        Column("单位", _TEXT, False, 22),
        Column("姓名", _TEXT, False, 14),
        Column("职务", _TEXT, False, 16),
        Column("综合得分", _TEXT, False, 11),
        Column("名次", _TEXT, False, 8),
        Column("审定等次", _TEXT, False, 11),
        Column(_DONE, _TEXT, False, 40),
    ),
    landscape=True,
)
_WIDTHS = [column.width for column in USES_TABLE.columns]
_LAST = len(_WIDTHS) - 1
_NO_USE = "考核方案没有规定本等次的结果运用。"
_KEPT = "以下人员的审定等次已有变动，原来填写的落实情况保留如下"
_NOBODY = "没有人员。"
_SECTION = replace(BLOCK, wrap=True)
_SIGNED = (("经办人：", "审核人：", "日期："),)


@dataclass(frozen=True, slots=True)
class Done:
    """An entry under 落实情况 for a person whose tier was ``tier``."""

    unit: str
    name: str
    tier: str
    text: str


_Known = dict[tuple[str, ...], Done]
"""The entries, keyed by unit, name and tier."""


def _key(*words: str) -> tuple[str, ...]:
    return tuple(map(name_key, words))


def read_uses(rows: Sequence[Sequence[object]], *, file: str) -> Outcome[tuple[Done, ...]]:
    """Read the entries of an existing sheet (``rows[0][0]`` is A1). Findings: ``table.*``."""
    # Only columns that are read back are required: people remove the others.
    wanted = {"单位", "姓名", "审定等次", _DONE}
    table = replace(USES_TABLE, columns=tuple(column for column in USES_TABLE.columns if column.name in wanted))
    outcome = read_table(table, rows, file=file)
    done = (
        Done(record.text("单位"), record.text("姓名"), record.text("审定等次"), record.text(_DONE))
        for record in outcome.value
    )
    return Outcome(tuple(entry for entry in done if entry.text), outcome.findings)


def uses_page(data: FinalData, typed: Sequence[Done] = ()) -> Page:
    """The sheet of 结果运用清单.xlsx, whose workbook is to be saved; ``typed``: the entries of the existing one."""
    profile = data.summary.scheme.profile
    book = Book(f"{profile.title}结果运用清单", banner=profile.banner)
    page = open_final(book, data, SheetHead(USES_TABLE.sheet, USES_TABLE.title, USES_TABLE.note, _WIDTHS))
    write_heading(page, [column.name for column in USES_TABLE.columns], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    everybody = [listed for members in roll(data).values() for listed in members]
    known = {_key(done.unit, done.name, done.tier): done for done in typed}
    row = FIRST_ROW
    for tier in data.summary.scheme.tiers:
        mine = [one for one in everybody if one.tier == tier.name and tier.applies_to(one.ratee.group)]
        row = _write_tier(page, row, data, tier, mine, known)
    row = write_note(page, row, note_of(data, lambda _, listed: [listed.composite]), _WIDTHS)
    row = _write_kept(page, row, list(known.values()))
    write_lines(page, row + 1, _LAST, _SIGNED)
    return page


def _write_tier(page: Page, row: int, data: FinalData, tier: Tier, found: Sequence[Listed], known: _Known) -> int:
    """Write the tier with its consequences, then its ratees. Entries that are used are removed from ``known``."""
    words = f"“{data.summary.scheme.tier_table.label(tier)}”等次（{len(found)}人）：{tier.use or _NO_USE}"
    write_text(page, row, (0, _LAST), words, _SECTION, sum(_WIDTHS))
    row += 1
    if not found:
        page.merge(row, 0, _LAST, _NOBODY, CENTRED)
        page.height(row, 22)
        return row + 1
    for number, listed in enumerate(found, 1):
        ratee = listed.ratee
        points, look = score(data, listed.composite, CENTRED)
        typed = known.pop(_key(ratee.workplace, ratee.name, listed.tier), None)
        names = (number, ratee.workplace, ratee.name, ratee.post)
        contents = (*names, points, listed.standing.rank_cell or DASH, listed.tier, typed.text if typed else None)
        looks = (CENTRED, CENTRED, NAME, CENTRED, look, CENTRED, CENTRED, styles.INPUT)
        write_row(page, row, contents, looks, _WIDTHS)
        row += 1
    return row


def _write_kept(page: Page, row: int, kept: Sequence[Done]) -> int:
    """Write the entries for people who are no longer in that tier, if there are any; return the next row."""
    if not kept:
        return row
    page.merge(row, 0, _LAST, _KEPT, _SECTION)
    page.height(row, 24)
    for place, done in enumerate(kept, row + 1):
        contents = (None, done.unit, done.name, None, None, None, done.tier, done.text)
        looks = (CENTRED, CENTRED, NAME, CENTRED, CENTRED, CENTRED, CENTRED, styles.INPUT)
        write_row(page, place, contents, looks, _WIDTHS)
    return row + 1 + len(kept)
