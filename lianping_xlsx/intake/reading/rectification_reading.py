"""Read a 整改清单 that came back: found by its hidden sheet, or by its columns and the line that says whose it is.

No figure depends on it. What is wrong with a list is a 提醒 at most, so that it never makes a result a 试算.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.forms.rectification_list import (
    ANSWERED,
    FILLED_ON,
    LIST_CODE,
    OWN_TABLE,
    RECTIFICATION_TABLE,
    SIGNED_BY,
    WHOSE_PATTERN,
    ListedProblem,
    ListStamp,
    RectificationReply,
    is_list_stamp,
    problem_key,
    read_list_stamp,
)
from lianping_xlsx.forms.stamp import campaign_id
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.reading.grid import SEARCH_ROWS, Rows
from lianping_xlsx.spreadsheet.cell_kinds import Date, Text
from lianping_xlsx.spreadsheet.table_reading import find_columns, read_table
from lianping_xlsx.spreadsheet.tables import Record

_WHOLE_LIST = "这是全部考核对象的整改清单，不是一个人报回的；要填的请直接填在“4审定”里的那一份"
_NUMBER, _PROBLEM, _SOURCE = "序号", "问题", "问题来源"


def with_list(found: FileReading, sheets: Sequence[Sheet], secret: bytes, years: Sequence[str]) -> FileReading | None:
    """Return the reading with the list in the workbook, or refused; None if no sheet holds one.

    ``years``: of this campaign; none: any. Faults: ``rectify.several``, ``rectify.edited``, ``rectify.other-campaign``.
    """
    stamps = [read_list_stamp(sheet.rows, secret) for sheet in sheets if is_list_stamp(sheet.rows)]
    whole = [sheet for sheet in sheets if _has_persons(sheet.rows)]
    lists = [sheet for sheet in sheets if sheet not in whole and find_columns(OWN_TABLE, sheet.rows)]
    lists = [sheet for sheet in lists if stamps or _whose(sheet.rows)]
    if not lists:
        return replace(found, ignored=_WHOLE_LIST) if whole else None
    if len(lists) > 1 or len(stamps) > 1:
        return _refused(found, "rectify.several", {"count": str(max(len(lists), len(stamps)))})
    stamp = stamps[0] if stamps else None
    if stamp and (stamp.campaign != campaign_id(secret) or (years and stamp.year not in years)):
        return _refused(found, "rectify.other-campaign", {"year": stamp.year})
    if stamp and not stamp.genuine:
        return _refused(found, "rectify.edited", {})
    return replace(found, rectification=_reply(lists[0].rows, stamp, found.path))


def _has_persons(rows: Rows) -> bool:
    """Whether it is the list of all persons, who stand in columns of their own."""
    head = find_columns(RECTIFICATION_TABLE, rows)
    return head is not None and {"编号", "单位", "姓名"} <= head[1].keys()


def _refused(found: FileReading, code: str, slots: Mapping[str, str]) -> FileReading:
    return replace(found, refused=Finding(code, Place(found.path), slots))


def own_records(rows: Rows, *, file: str) -> Outcome[list[Record]]:
    """The rows of a person's list in which anything stands besides 序号, without the lines below the table.

    Findings: ``table.no-heading``, ``table.missing-column``.
    """
    outcome = read_table(OWN_TABLE, rows[: _foot(rows)], file=file)
    begun = [record for record in outcome.value if any(record.text(c.name) for c in OWN_TABLE.columns[1:])]
    return Outcome(begun, outcome.findings)


def _foot(rows: Rows) -> int:
    """The row of the labels below the table; people write beside them, which is no entry.

    Both labels stand in one row, the last with both, for entries may begin with such words; else the first with one.
    """
    signed, dated = ({n for n, row in enumerate(rows) if _begins(row, label)} for label in (SIGNED_BY, FILLED_ON))
    return max(signed & dated, default=min(signed | dated, default=len(rows)))


def _begins(row: Sequence[object], label: str) -> bool:
    return any(str(cell).startswith(label) for cell in row)


def _reply(rows: Rows, stamp: ListStamp | None, path: str) -> RectificationReply:
    whose = _whose(rows)
    unit, name = (whose["unit"], whose["name"]) if whose else ("", "")
    outcome = own_records(rows, file=path)
    texts = [str(cell) for row in rows[:SEARCH_ROWS] for cell in row]
    problems, unnamed = _problems(outcome.value, stamp)
    joined, repeated = _joined(problems)
    return RectificationReply(
        ratee=stamp.ratee if stamp else "",
        unit=unit,
        name=name,
        code=next((part[:11] for text in texts for part in text.split(LIST_CODE)[1:]), ""),
        title=next((text for text in texts if name_key(text).endswith(OWN_TABLE.title)), ""),
        date=_date(rows),
        problems=tuple(joined),
        lost=tuple(f.slots.get("column", "") for f in outcome.findings),
        repeated=tuple(repeated),
        unnamed=tuple(unnamed),
    )


def _whose(rows: Rows) -> dict[str, str] | None:
    """Unit and name in the line above the table; None if there is no such line."""
    cells = (cell for row in rows[:SEARCH_ROWS] for cell in row if isinstance(cell, str))
    return next((match.groupdict() for cell in cells if (match := WHOSE_PATTERN.search(cell))), None)


def _date(rows: Rows) -> str:
    """填报日期, beside its label or behind it in the same cell."""
    for row in rows[_foot(rows) :]:
        for place, cell in enumerate(row):
            if FILLED_ON in str(cell):
                behind = str(cell).split(FILLED_ON)[1]
                beside: Sequence[object] = [behind, *row[place + 1 :]]
                day = Date().take(next((each for each in beside if not is_blank(each)), "")).value
                return day.isoformat() if day else ""
    return ""


def _problems(records: Sequence[Record], stamp: ListStamp | None) -> tuple[list[ListedProblem], list[int]]:
    """The problems in the order of the rows, and the rows with texts that name none.

    A problem of the stamp, by its words or else its 序号, is as it was issued; any other one the person has added,
    also with a number beside it. The words go first: whoever deletes a row may number the others anew, and a number
    is not that of a problem whose words stand in another row.
    """
    issued = stamp.problems if stamp else {}
    by_words = {problem_key("", each.source, each.problem): each for each in issued.values()}
    said = {problem_key("", record.text(_SOURCE), record.text(_PROBLEM)) for record in records}
    numbers = Counter(record.text(_NUMBER) for record in records)
    by_number = {
        number: each
        for number, each in issued.items()
        if numbers[number] == 1 and problem_key("", each.source, each.problem) not in said
    }
    problems, unnamed = [], []
    for record in records:
        number, source, problem = (record.text(name) for name in (_NUMBER, _SOURCE, _PROBLEM))
        texts = tuple(_text(record, name) for name in ANSWERED)
        known = by_words.get(problem_key("", source, problem)) or by_number.get(number)
        if known:
            problems.append(replace(known, texts=texts))
        elif problem:
            problems.append(ListedProblem(problem, source, texts, added=stamp is not None or not number))
        elif any(texts):
            unnamed.append(record.row)
    return problems, unnamed


def _joined(problems: Sequence[ListedProblem]) -> tuple[list[ListedProblem], list[str]]:
    """Each problem once, its texts those that were filled in last; and the problems of which rows differ."""
    found, repeated = dict[tuple[str, ...], ListedProblem](), dict[str, None]()
    for each in problems:
        key = problem_key("", each.source, each.problem)
        before = found.get(key, each)
        if any(old and new and old != new for old, new in zip(before.texts, each.texts, strict=True)):
            repeated[each.problem] = None
        texts = tuple(new or old for old, new in zip(before.texts, each.texts, strict=True))
        found[key] = replace(before, texts=texts)
    return list(found.values()), list(repeated)


def _text(record: Record, column: str) -> str:
    """An entry; a day in the way in which all days are written."""
    text = record.text(column)
    day = Date().take(text).value if column in ("整改时限", "完成时间") else None
    return day.isoformat() if day else (Text().take(text).value or "")
