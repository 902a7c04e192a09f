"""Lists as offices have them, recognized: the rows of each sheet that is one.

Serial numbers, totals and remarks are no rows of the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.formats.sheet import Run, Sheet, Spot
from lianping_xlsx.scheme.list_cells import MOST_COLUMNS, content_at, heading_text, text_of
from lianping_xlsx.scheme.list_headings import ListChoice, ListHeading, best_heading, is_hidden, is_scheme_sheet
from lianping_xlsx.scheme.list_words import LIST_KINDS, SERIAL, ListKind, is_number
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Text
from lianping_xlsx.spreadsheet.unread_cells import row_numbers

_MOST_ROWS = 5_000
"""The rows of a list; the largest county has some hundred ratees."""
_LONGEST_REMARK = 16
_QUOTED = 40
_TOTAL = re.compile(r"(合计|小计|共计)[\s\S]*|总计[\s\S]{0,8}")
"""总计 may begin a longer text: 总计划完成率."""
_REMARK = re.compile(r"(注|备注|说明|填表|制表|填报|审核|联系)[^:：]{0,6}[:：]")
_SIGNED = re.compile(r"(填表|制表|填报|审核|复核|经办|负责|联系)(人|单位|时间|日期|电话)[^:：]{0,6}[:：]")
"""How a line of signatures below a list begins: a label with its colon, so that it is no unit and no person."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: its number on the sheet (1-based), and what stands in its matched columns that are not blank."""

    number: int
    values: Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class OfficeList:
    """A sheet that is a list for one table of the scheme.

    ``columns``: 0-based, by column of the scheme. ``headings``: likewise. ``unused``: letters and headings of columns
    that match nothing. ``left_out``: numbers and texts of rows that were not taken, with the reason.
    """

    kind: ListKind
    sheet: str
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    unused: tuple[tuple[str, str], ...]
    rows: tuple[ListRow, ...]
    left_out: tuple[tuple[int, str, str], ...]


def find_lists(sheets: Sequence[Sheet], file: str, choice: ListChoice) -> Outcome[tuple[OfficeList, ...]]:
    """The lists of a workbook, one for each sheet that is one.

    Findings: ``import.no-sheet``, ``import.no-list``, ``import.ambiguous``, ``import.hidden-rows``,
    ``import.hidden-column``, ``import.struck``, ``import.no-result``, ``import.too-long``, ``import.row-left-out``,
    ``import.second-table``, ``import.merged-number``, ``import.carried``, ``import.sheet-left-out``.
    """
    wanted = {name_key(name) for name in choice.sheets}
    used = [each for each in sheets if (name_key(each.name) in wanted if wanted else each.visible)]
    if missing := wanted - {name_key(each.name) for each in used}:
        names = "、".join(name for name in choice.sheets if name_key(name) in missing)
        slots = {"sheet": names, "sheets": "、".join(each.name for each in sheets)}
        return Outcome((), (Finding("import.no-sheet", Place(file), slots),))
    found: list[OfficeList] = []
    findings: list[Finding] = []
    for sheet in used:
        match = best_heading(sheet, choice)
        if match is None:
            continue
        findings += _doubts(sheet, file, match, choice)
        if len(sheet.rows) > _MOST_ROWS:
            slots = {"rows": str(len(sheet.rows)), "most": str(_MOST_ROWS)}
            findings.append(Finding("import.too-long", Place(file, sheet.name), slots))
            continue
        found.append(_list_of(sheet, match))
        findings += _carried(sheet, file, match, found[-1].rows)
        findings += _struck(sheet, file, found[-1])
        for number, text, reason in found[-1].left_out:
            slots = {"text": text, "reason": reason}
            findings.append(Finding("import.row-left-out", Place(file, sheet.name, a1(number - 1, 0)), slots))
    if found:
        findings += _unknown_tables(used, file, choice)
    elif not findings:
        kinds = [kind for kind in LIST_KINDS if choice.table in ("", kind.table.sheet)]
        needs = "；".join(f"{kind.table.sheet}：{'、'.join(kind.needed)}" for kind in kinds)
        findings.append(Finding("import.no-list", Place(file), {"needs": needs}))
        findings += [each for sheet in used for each in _without_result(sheet, file, "这张工作表", sheet.formulas)]
    findings += _hidden_lists(sheets, used, file, choice)
    return Outcome(tuple(found), tuple(findings))


def _hidden_lists(sheets: Sequence[Sheet], used: Sequence[Sheet], file: str, choice: ListChoice) -> Iterator[Finding]:
    """``import.sheet-left-out`` for each hidden list, unless a person named the sheets."""
    hidden = () if choice.sheets else (sheet for sheet in sheets if sheet not in used)
    for sheet in hidden:
        if best_heading(sheet, choice) is not None:
            yield _left_out(sheet, file, "是隐藏的")


def _unknown_tables(used: Sequence[Sheet], file: str, choice: ListChoice) -> Iterator[Finding]:
    """``import.sheet-left-out`` for each sheet with a table that is no list; of those that a person named, for any."""
    for sheet in used:
        if (choice.sheets or _is_table(sheet)) and best_heading(sheet, choice) is None:
            yield _left_out(sheet, file, "没有认出名单的表头")


def _left_out(sheet: Sheet, file: str, reason: str) -> Finding:
    return Finding("import.sheet-left-out", Place(file, sheet.name), {"reason": reason, "sheet": sheet.name})


def _is_table(sheet: Sheet) -> bool:
    """Return True if two rows have two contents each, and the sheet is none that a scheme has."""
    wide = (row for row in sheet.rows if sum(not is_blank(cell) for cell in row) > 1)
    return not is_scheme_sheet(sheet.name) and len(list(islice(wide, 2))) == 2


def _doubts(sheet: Sheet, file: str, match: ListHeading, choice: ListChoice) -> Iterator[Finding]:
    for name, columns in match.doubtful.items():
        letters = "、".join(f"{column_letters(each)}列“{match.texts[each][0]}”" for each in columns)
        slots = {"column": name, "columns": letters, "first": column_letters(columns[0])}
        yield Finding("import.ambiguous", Place(file, sheet.name, a1(match.bottom, columns[0])), slots)
    for name, column in match.columns.items():
        spots = (spot for spot in sheet.formulas if match.bottom < spot[0] < match.end and spot[1] == column)
        yield from _without_result(sheet, file, f"“{name}”用的{column_letters(column)}列", spots)
        if is_hidden(sheet, column) and name not in choice.columns:
            slots = {"column": name, "letters": column_letters(column)}
            yield Finding("import.hidden-column", Place(file, sheet.name, a1(match.bottom, column)), slots)
    for name, column in match.columns.items():
        for first, last in _merged_numbers(sheet, match, name, column):
            slots = {"column": name, "rows": str(last - first + 1)}
            yield Finding("import.merged-number", Place(file, sheet.name, a1(first, column)), slots)
    runs = [(max(first, match.bottom + 1), min(last, match.end - 1)) for first, last in sheet.hidden_rows]
    hidden = sum(last - first + 1 for first, last in runs if first <= last)
    if hidden:
        yield Finding("import.hidden-rows", Place(file, sheet.name), {"count": str(hidden)})
    if match.end < len(sheet.rows):
        text = _quoted(_texts_of(sheet, match.end))
        yield Finding("import.second-table", Place(file, sheet.name, a1(match.end, 0)), {"text": text})


def _merged_numbers(sheet: Sheet, match: ListHeading, name: str, column: int) -> Iterator[Run]:
    """Yield the first and the last row of each merged cell with a number that several rows of a list have together."""
    # The contacts of a list of persons stand in another table, and are no numbers.
    kinds = [each.kind for each in match.kind.table.columns if each.name == name]
    if not kinds or isinstance(kinds[0], Text | Choice):
        return
    for first, left, last, _ in sheet.merges:
        last = min(last, match.end - 1)
        if left == column and match.bottom < first < last and content_at(sheet, first, column) != "":
            yield first, last


def _without_result(sheet: Sheet, file: str, where: str, spots: Iterable[Spot]) -> Iterator[Finding]:
    """``import.no-result`` once for all of these formulas that have none: a program wrote them that does not calculate.

    A result that is an empty text looks the same.
    """
    blank = sorted(spot for spot in spots if spot[0] >= len(sheet.rows) or content_at(sheet, *spot) == "")
    if blank:
        yield Finding(
            "import.no-result", Place(file, sheet.name, a1(*blank[0])), {"where": where, "count": str(len(blank))}
        )


# ---------------------------------------------------------------- rows


def _list_of(sheet: Sheet, match: ListHeading) -> OfficeList:
    """The rows below the headings, merged cells filled down; what is no row of the list is left out."""
    down = _merged_down(sheet, match.columns.values())
    rows: list[ListRow] = []
    left_out: list[tuple[int, str, str]] = []
    last: dict[str, str | float] = {}
    for number in range(match.bottom + 1, match.end):
        values: dict[str, str | float] = {}
        for name, column in match.columns.items():
            content = content_at(sheet, down.get((number, column), number), column)
            if content != "":
                values[name] = content
        own = _texts_of(sheet, number)
        carried = {name: last[name] for name in match.kind.carried if name in last} | values
        reason = _why_no_row(match, values, carried, own)
        if reason is None:
            last = carried
            rows.append(ListRow(number + 1, carried))
        elif reason:
            left_out.append((number + 1, _quoted(own), reason))
    taken = {*match.columns.values(), *(each for columns in match.doubtful.values() for each in columns)}
    unused = tuple(
        (column_letters(column), texts[0])
        for column, texts in sorted(match.texts.items())
        if column not in taken and name_key(texts[0]) not in SERIAL
    )
    heads = {name: match.texts.get(column, ("",))[0] for name, column in match.columns.items()}
    return OfficeList(match.kind, sheet.name, match.columns, heads, unused, tuple(rows), tuple(left_out))


def _texts_of(sheet: Sheet, row: int) -> list[str]:
    """What stands in a row, without blanks."""
    columns = range(min(len(sheet.rows[row]), MOST_COLUMNS))
    return [text_of(text) for column in columns if (text := content_at(sheet, row, column))]


def _carried(sheet: Sheet, file: str, match: ListHeading, rows: Sequence[ListRow]) -> Iterator[Finding]:
    """``import.carried`` for blank cells of a column without which a row is none, that are read as those above."""
    for name in match.kind.needed:
        column = match.columns.get(name)
        if column is None or name not in match.kind.carried:
            continue
        down = _merged_down(sheet, [column])
        blank = [row.number - 1 for row in rows if content_at(sheet, row.number - 1, column) == ""]
        blank = [row for row in blank if (row, column) not in down]
        if blank:
            slots = {"column": name, "count": str(len(blank))}
            yield Finding("import.carried", Place(file, sheet.name, a1(blank[0], column)), slots)


def _struck(sheet: Sheet, file: str, listed: OfficeList) -> Iterator[Finding]:
    """Yield ``import.struck`` once for all contents of the list that are struck through: somebody who has left."""
    rows, columns = {row.number - 1 for row in listed.rows}, set(listed.columns.values())
    struck = sorted(spot for spot in sheet.struck if spot[0] in rows and spot[1] in columns)
    if struck:
        slots = {"rows": row_numbers(sorted({row for row, _ in struck}))}
        yield Finding("import.struck", Place(file, sheet.name, a1(*struck[0])), slots)


def _quoted(texts: Sequence[str]) -> str:
    return " ".join(texts)[:_QUOTED]


def _why_no_row(
    match: ListHeading, values: Mapping[str, str | float], carried: Mapping[str, str | float], own: Sequence[str]
) -> str | None:
    """Why a row is none of the list; '' if that need not be said, None if it is one.

    ``values``: its own. ``carried``: with what it has from above. ``own``: the texts of the whole row.
    """
    texts = {name: text_of(value) for name, value in values.items()}
    if not own or not texts:
        return ""
    if all(heading_text(text) in match.texts.get(match.columns[name], ()) for name, text in texts.items()):
        return ""
    if any(_TOTAL.fullmatch("".join(text.split())) for text in own[:2]):
        return ""
    if _SIGNED.match("".join(own[0].split())) and not _has_number(match.kind, texts):
        return ""
    needed = not texts.keys().isdisjoint(match.kind.needed)
    if len(own) == 1 and (_REMARK.match(own[0]) or (len(own[0]) > _LONGEST_REMARK and not needed)):
        return ""
    missing = [name for name in match.kind.needed if name in match.columns and name not in carried]
    return f"缺{'、'.join(missing)}" if missing else None


def _has_number(kind: ListKind, texts: Mapping[str, str]) -> bool:
    """Return True if a row has the points or the number that a list of this kind needs."""
    return any(
        name in kind.needed and kind.contents.get(name) is is_number and is_number(texts[name]) for name in texts
    )


def _merged_down(sheet: Sheet, columns: Iterable[int]) -> Mapping[tuple[int, int], int]:
    """The first row of the merged cells for each cell below it, of these columns."""
    wanted = set(columns)
    return {
        (row, left): first
        for first, left, last, _ in sheet.merges
        if left in wanted
        for row in range(first + 1, min(last, len(sheet.rows) - 1) + 1)
    }
