"""Lists as offices have them, recognized: which table of the scheme a sheet is for, and which column is which.

Columns are matched by their headings (under the usual other names too) and by what stands below them. The heading row
may follow titles, take two rows and have merged cells; serial numbers, totals and remarks are no rows of the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise

from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import bare, fit_cell, is_blank, name_key, number_text
from lianping_xlsx.formats.sheet import Sheet, Spot
from lianping_xlsx.scheme.list_words import LIST_KINDS, SERIAL, ListKind
from lianping_xlsx.scheme.scheme_sheets import SHEETS

_SEARCH_ROWS = 20
"""The number of rows in which the headings are searched."""
_MOST_ROWS = 5_000
"""The rows of a list; the largest county has some hundred ratees."""
_MOST_COLUMNS = 60
"""The columns in which headings are searched."""
_LONGEST_HEADING = 16
_SCHEME_SHEETS = frozenset(name_key(declared.sheet) for declared in SHEETS)
_QUOTED = 40
_LEAST_WORD = 2
"""The characters of a word that may be a part of a longer heading."""
_BRACKETS = re.compile(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")
_TOTAL = re.compile(r"合计|总计|小计|共计")
_REMARK = re.compile(r"(注|备注|说明|填表|制表|填报|审核|联系)[^:：]{0,6}[:：]")
_SIGNED = re.compile(r"(填表|制表|填报|审核|复核|经办|负责|联系)(人|单位|时间|日期|电话)[^:：]{0,6}[:：]")
"""How a line of signatures below a list begins: a label with its colon, so that it is no unit and no person."""
_PERSON, _GROUP, _CODE = "姓名", "排名组", "编号"
_FEW_PERSONS = 3
_OWN, _LISTED, _PART = 3, 2, 1
"""How a heading fits a column: by its own name, by another usual name, by a part of it."""


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


@dataclass(frozen=True, slots=True)
class ListChoice:
    """What a person said about a workbook. ``columns``: the column (0-based) of a heading of the scheme, None: none."""

    sheets: tuple[str, ...] = ()
    table: str = ""
    columns: Mapping[str, int | None] = field(default_factory=dict)


def find_lists(sheets: Sequence[Sheet], file: str, choice: ListChoice) -> Outcome[tuple[OfficeList, ...]]:
    """The lists of a workbook, one for each sheet that is one.

    Findings: ``import.no-sheet``, ``import.no-list``, ``import.ambiguous``, ``import.hidden-rows``,
    ``import.no-result``, ``import.too-long``, ``import.row-left-out``.
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
        match = _best_match(sheet, choice)
        if match is None:
            continue
        findings += _doubts(sheet, file, match)
        if len(sheet.rows) > _MOST_ROWS:
            slots = {"rows": str(len(sheet.rows)), "most": str(_MOST_ROWS)}
            findings.append(Finding("import.too-long", Place(file, sheet.name), slots))
            continue
        found.append(_list_of(sheet, match))
        for number, text, reason in found[-1].left_out:
            slots = {"text": text, "reason": reason}
            findings.append(Finding("import.row-left-out", Place(file, sheet.name, a1(number - 1, 0)), slots))
    if not (found or findings):
        kinds = [kind for kind in LIST_KINDS if choice.table in ("", kind.table.sheet)]
        needs = "；".join(f"{kind.table.sheet}：{'、'.join(kind.needed)}" for kind in kinds)
        findings.append(Finding("import.no-list", Place(file), {"needs": needs}))
        findings += [each for sheet in used for each in _without_result(sheet, file, "这张工作表", sheet.formulas)]
    return Outcome(tuple(found), tuple(findings))


# ---------------------------------------------------------------- headings


@dataclass(frozen=True, slots=True)
class _Match:
    """The columns of a kind of list under a heading that ends in a row. ``doubtful``: several columns by name."""

    kind: ListKind
    bottom: int
    texts: Mapping[int, Sequence[str]]
    columns: Mapping[str, int]
    doubtful: Mapping[str, tuple[int, ...]]
    strength: int

    @property
    def order(self) -> tuple[int, int]:
        """The more columns, the better; then the better they fit."""
        return len(self.columns) + len(self.doubtful), self.strength


def _best_match(sheet: Sheet, choice: ListChoice) -> _Match | None:
    """The kind of list, with its columns, that fits a sheet best; None if the sheet is no list."""
    kinds = [kind for kind in LIST_KINDS if choice.table in ("", kind.table.sheet)]
    if not choice.table and name_key(sheet.name) in _SCHEME_SHEETS:  # of another scheme
        kinds = [kind for kind in kinds if name_key(kind.table.sheet) == name_key(sheet.name)]
    best: _Match | None = None
    for bottom, texts in _headings(sheet):
        for kind in kinds:
            match = _matched(sheet, kind, bottom, texts, choice.columns)
            known = {*match.columns, *match.doubtful}
            enough = known.issuperset(kind.needed) and not (kind.one_of and known.isdisjoint(kind.one_of))
            if enough and (best is None or match.order > best.order):
                best = match
    return best


def _headings(sheet: Sheet) -> Iterator[tuple[int, Mapping[int, Sequence[str]]]]:
    """Yield each row that may be the last one of the headings, with the texts over each column, the lowest first."""
    for row, cells in enumerate(sheet.rows[:_SEARCH_ROWS]):
        own = {column: [_heading(cell)] for column, cell in enumerate(cells[:_MOST_COLUMNS]) if _heading(cell)}
        if len(own) < 2:
            continue
        yield row, own
        if row + 1 < len(sheet.rows) and (over := _spread(sheet, row, len(own))) is not None:
            below = sheet.rows[row + 1][:_MOST_COLUMNS]
            both = {
                column: list(dict.fromkeys(text for text in (_heading(cell), over.get(column, "")) if text))
                for column, cell in enumerate(below)
            }
            yield row + 1, {column: texts for column, texts in both.items() if texts}


def _spread(sheet: Sheet, row: int, filled: int) -> Mapping[int, str] | None:
    """The texts of a row over all columns of their merged cells; None unless these make it a heading of two rows."""
    found = {column: _heading(cell) for column, cell in enumerate(sheet.rows[row])}
    two_rows = False
    for first, left, last, right in sheet.merges:
        if first != row or last > row + 1:
            continue
        two_rows |= last == row + 1 or (left < right and filled > 1)
        width = min(right, len(sheet.rows[row]) - 1)
        found.update(dict.fromkeys(range(left, width + 1), _heading(sheet.rows[row][left]) if left <= width else ""))
    return found if two_rows else None


def _heading(cell: object) -> str:
    """The text of a heading, without what stands in brackets; '' for what is none."""
    if not isinstance(cell, str) or is_blank(cell):
        return ""
    text = "".join(bare(_BRACKETS.sub("", fit_cell(cell)) or fit_cell(cell)).split())
    return text if len(text) <= _LONGEST_HEADING else ""


def _matched(
    sheet: Sheet, kind: ListKind, bottom: int, texts: Mapping[int, Sequence[str]], said: Mapping[str, int | None]
) -> _Match:
    """Match columns: what a person said, then from the best fit to the weakest, each column once."""
    columns = {name: column for name, column in said.items() if column is not None and name in kind.words}
    doubtful: dict[str, tuple[int, ...]] = {}
    strength = 0
    values = {column: list(_below(sheet, bottom, column)) for column in texts}
    free = [column for column in texts if column not in columns.values()]
    fields = [name for name in kind.words if name not in said]
    best = {
        (column, name): fit
        for column in free
        for name in fields
        if (fit := _fit(kind, name, texts[column])) and _holds(kind.contents.get(name), values[column])
    }
    for fit in (_OWN, _LISTED, _PART):
        fits = {column: [name for name in fields if best.get((column, name), 0) >= fit] for column in free}
        for name in fields:
            if name in columns or name in doubtful:
                continue
            able = [column for column in free if name in fits[column] and column not in columns.values()]
            able = [column for column in able if not _is_none(name, values[column])]
            chosen = able if len(able) < 2 else _likeliest(kind, name, fits, able, texts)
            if len(chosen) == 1:
                columns[name] = chosen[0]
                strength += fit
            elif chosen:
                doubtful[name] = tuple(chosen)
        free = [column for column in free if column not in columns.values()]
    return _Match(kind, bottom, texts, columns, doubtful, strength)


def _likeliest(
    kind: ListKind,
    name: str,
    fits: Mapping[int, Sequence[str]],
    able: Sequence[int],
    texts: Mapping[int, Sequence[str]],
) -> Sequence[int]:
    """Of several columns those that can be nothing else; if all of them can, the one with the most usual heading."""
    only = [column for column in able if len(fits[column]) == 1]
    if only:
        return only
    words = [name_key(word) for word in kind.words[name]]
    return sorted(able, key=lambda column: [word not in map(name_key, texts[column]) for word in words])[:1]


def _fit(kind: ListKind, name: str, texts: Sequence[str]) -> int:
    """How the heading of a column fits a column of the scheme: 0 if it does not.

    ``texts``: the lowest first. 姓名 under 联系人 is not the name of the person assessed.
    """
    fit = max(_word_fit(kind, name, text) for text in (*texts, "".join(reversed(texts))))
    over = texts[1:]
    others = max((_word_fit(kind, other, text) for other in kind.words for text in over if other != name), default=0)
    own = max((_word_fit(kind, name, text) for text in over), default=0)
    if over and others >= _LISTED and own < _LISTED and name == _PERSON:
        return min(fit, _PART)
    return fit


def _word_fit(kind: ListKind, name: str, text: str) -> int:
    key = name_key(text)
    words = [name_key(word) for word in kind.words[name]]
    if key == name_key(name):
        return _OWN
    if key in words:
        return _LISTED
    return _PART if any(word in key for word in (name_key(name), *words) if len(word) >= _LEAST_WORD) else 0


def _below(sheet: Sheet, bottom: int, column: int) -> Iterator[str]:
    """Yield the first texts below a heading."""
    for row in range(bottom + 1, min(len(sheet.rows), bottom + 60)):
        text = _content(sheet, row, column)
        if text != "":
            yield text_of(text)


def _holds(test: Callable[[str], bool] | None, values: Sequence[str]) -> bool:
    """Return True unless most of the contents are none of that column."""
    return test is None or sum(map(test, values)) * 2 >= len(values)


def _is_none(name: str, values: Sequence[str]) -> bool:
    """Return True if a column cannot be this one as a whole: codes that count the rows, groups of one each."""
    if name == _GROUP:
        return len(values) > _FEW_PERSONS and len(set(values)) == len(values)
    numbers = [int(value) for value in values if value.isdecimal() and len(value) < 6]
    counted = len(numbers) > 1 and len(numbers) * 2 >= len(values) and numbers[0] == 1
    return name == _CODE and counted and all(after in (before + 1, 1) for before, after in pairwise(numbers))


def _doubts(sheet: Sheet, file: str, match: _Match) -> Iterator[Finding]:
    for name, columns in match.doubtful.items():
        letters = "、".join(f"{column_letters(each)}列“{match.texts[each][0]}”" for each in columns)
        slots = {"column": name, "columns": letters, "first": column_letters(columns[0])}
        yield Finding("import.ambiguous", Place(file, sheet.name, a1(match.bottom, columns[0])), slots)
    for name, column in match.columns.items():
        spots = (spot for spot in sheet.formulas if spot[0] > match.bottom and spot[1] == column)
        yield from _without_result(sheet, file, f"“{name}”用的{column_letters(column)}列", spots)
    hidden = sum(last - max(first, match.bottom + 1) + 1 for first, last in sheet.hidden_rows if last > match.bottom)
    hidden = min(hidden, len(sheet.rows) - match.bottom - 1)
    if hidden > 0:
        yield Finding("import.hidden-rows", Place(file, sheet.name), {"count": str(hidden)})


def _without_result(sheet: Sheet, file: str, where: str, spots: Iterable[Spot]) -> Iterator[Finding]:
    """``import.no-result`` once for all of these formulas that have none: a program wrote them that does not calculate.

    A result that is an empty text looks the same.
    """
    blank = sorted(spot for spot in spots if spot[0] >= len(sheet.rows) or _content(sheet, *spot) == "")
    if blank:
        yield Finding(
            "import.no-result", Place(file, sheet.name, a1(*blank[0])), {"where": where, "count": str(len(blank))}
        )


# ---------------------------------------------------------------- rows


def _list_of(sheet: Sheet, match: _Match) -> OfficeList:
    """The rows below the headings, merged cells filled down; what is no row of the list is left out."""
    down = _merged_down(sheet, match.columns.values())
    rows: list[ListRow] = []
    left_out: list[tuple[int, str, str]] = []
    last: dict[str, str | float] = {}
    for number in range(match.bottom + 1, len(sheet.rows)):
        values: dict[str, str | float] = {}
        for name, column in match.columns.items():
            content = _content(sheet, down.get((number, column), number), column)
            if content != "":
                values[name] = content
        own = [
            text_of(text)
            for column in range(min(len(sheet.rows[number]), _MOST_COLUMNS))
            if (text := _content(sheet, number, column))
        ]
        carried = {name: last[name] for name in match.kind.carried if name in last} | values
        reason = _why_no_row(match, values, carried, own)
        if reason is None:
            last = carried
            rows.append(ListRow(number + 1, carried))
        elif reason:
            left_out.append((number + 1, " ".join(own)[:_QUOTED], reason))
    taken = {*match.columns.values(), *(each for columns in match.doubtful.values() for each in columns)}
    unused = tuple(
        (column_letters(column), texts[0])
        for column, texts in sorted(match.texts.items())
        if column not in taken and name_key(texts[0]) not in SERIAL
    )
    heads = {name: match.texts.get(column, ("",))[0] for name, column in match.columns.items()}
    return OfficeList(match.kind, sheet.name, match.columns, heads, unused, tuple(rows), tuple(left_out))


def _why_no_row(
    match: _Match, values: Mapping[str, str | float], carried: Mapping[str, str | float], own: Sequence[str]
) -> str | None:
    """Why a row is none of the list; '' if that need not be said, None if it is one.

    ``values``: its own. ``carried``: with what it has from above. ``own``: the texts of the whole row.
    """
    texts = {name: text_of(value) for name, value in values.items()}
    if not own or not texts:
        return ""
    if all(_heading(text) in match.texts.get(match.columns[name], ()) for name, text in texts.items()):
        return ""
    if any(_TOTAL.match("".join(text.split())) for text in own[:2]):
        return ""
    if _SIGNED.match("".join(own[0].split())):
        return ""
    if len(own) == 1 and (_REMARK.match(own[0]) or len(own[0]) > _LONGEST_HEADING):
        return ""
    missing = [name for name in match.kind.needed if name in match.columns and name not in carried]
    return f"缺{'、'.join(missing)}" if missing else None


def _merged_down(sheet: Sheet, columns: Iterable[int]) -> Mapping[tuple[int, int], int]:
    """The first row of the merged cells for each cell below it, of these columns."""
    wanted = set(columns)
    return {
        (row, left): first
        for first, left, last, _ in sheet.merges
        if left in wanted
        for row in range(first + 1, min(last, len(sheet.rows) - 1) + 1)
    }


def _content(sheet: Sheet, row: int, column: int) -> str | float:
    """What a person sees in a cell: a number, or text without what cannot be seen; '' if nothing."""
    if error := sheet.errors.get((row, column)):
        return error
    cells = sheet.rows[row]
    raw = cells[column] if column < len(cells) else ""
    shown = sheet.shown.get((row, column))
    if shown:
        return bare(fit_cell(shown))
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, int | float):
        return float(raw)
    return bare(fit_cell(str(raw)))


def text_of(content: str | float) -> str:
    """A content as text: a number as a spreadsheet shows it."""
    return number_text(content) if isinstance(content, float) else content
