"""The heading of an office's own list: which table of the scheme a sheet is for, and which column is which.

Columns are matched by their headings (under the usual other names too) and by what stands below them. The heading row
may follow titles, take two rows and have merged cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache
from itertools import pairwise, product

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.scheme.list_cells import MOST_COLUMNS, content_at, heading_text, text_of
from lianping_xlsx.scheme.list_words import LIST_KINDS, ListKind
from lianping_xlsx.scheme.scheme_sheets import SHEETS

_SEARCH_ROWS = 20
"""The number of rows in which the headings are searched."""
_SCHEME_SHEETS = frozenset(name_key(declared.sheet) for declared in SHEETS)
_LEAST_WORD = 2
"""The characters of a word that may be a part of a longer heading."""
_PERSON, _GROUP, _CODE = "姓名", "排名组", "编号"
_FEW_PERSONS = 3
_OWN, _LISTED, _PART = 3, 2, 1
"""How a heading fits a column: by its own name, by another usual name, by a part of it."""


@dataclass(frozen=True, slots=True)
class ListChoice:
    """What a person said about a workbook. ``columns``: the column (0-based) of a heading of the scheme, None: none."""

    sheets: tuple[str, ...] = ()
    table: str = ""
    columns: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListHeading:
    """The columns of a kind of list under a heading that ends in a row. ``doubtful``: several columns by name.

    ``end``: the row that its rows end before.
    """

    kind: ListKind
    bottom: int
    texts: Mapping[int, Sequence[str]]
    columns: Mapping[str, int]
    doubtful: Mapping[str, tuple[int, ...]]
    strength: int
    end: int = 0

    @property
    def order(self) -> tuple[int, int]:
        """The more columns, the better; then the better they fit."""
        return len(self.columns) + len(self.doubtful), self.strength


def is_scheme_sheet(name: str) -> bool:
    """Return True if a scheme has a sheet of this name."""
    return name_key(name) in _SCHEME_SHEETS


def best_heading(sheet: Sheet, choice: ListChoice) -> ListHeading | None:
    """The kind of list, with its columns, that fits a sheet best; None if the sheet is no list.

    Of several tables below each other it is the first one: the others end it. A form that stands above a list has
    labels that look like headings, but no row of a list.
    """
    kinds = [kind for kind in LIST_KINDS if choice.table in ("", kind.table.sheet)]
    if not choice.table and is_scheme_sheet(sheet.name):  # of another scheme
        kinds = [kind for kind in kinds if name_key(kind.table.sheet) == name_key(sheet.name)]
    fitting: list[ListHeading] = []
    for bottom, texts in _headings(sheet):
        for kind in kinds:
            match = _matched(sheet, kind, bottom, texts, choice.columns)
            known = {*match.columns, *match.doubtful}
            if known.issuperset(kind.needed) and not (kind.one_of and known.isdisjoint(kind.one_of)):
                fitting.append(replace(match, end=_next_heading(sheet, match)))
    fitting = [match for match in fitting if _has_rows(sheet, match)] or fitting
    first = next((match.bottom for match in fitting if is_heading(sheet, match.bottom)), len(sheet.rows))
    return max((match for match in fitting if match.bottom <= first + 1), key=lambda match: match.order, default=None)


def _next_heading(sheet: Sheet, match: ListHeading) -> int:
    """The row of the heading of another table below, else the end of the sheet; the same heading is only repeated."""
    for row in range(match.bottom + 1, len(sheet.rows)):
        texts = {column: text for column, cell in enumerate(sheet.rows[row]) if (text := heading_text(cell))}
        own = [texts.get(column) for name, column in match.columns.items() if name in match.kind.needed]
        named = all(text is None or name_key(text) in _usual_names() for text in own) and any(own)
        if not named or all(text in match.texts.get(column, ()) for column, text in texts.items()):
            continue
        if is_heading(sheet, row):
            return row
    return len(sheet.rows)


def _has_rows(sheet: Sheet, match: ListHeading) -> bool:
    """Return True if below the heading a row has what a list needs, and not other headings in its place."""
    columns = [column for name, column in match.columns.items() if name in match.kind.needed]
    for row in range(match.bottom + 1, match.end):
        texts = [str(content_at(sheet, row, column)) for column in columns]
        if all(texts) and not all(name_key(text) in _usual_names() for text in texts):
            return True
    return False


def is_heading(sheet: Sheet, row: int) -> bool:
    """Return True if a row has the usual names of all columns that some kind of list needs."""
    found: dict[tuple[str, str], set[int]] = {}
    for column, cell in enumerate(sheet.rows[row][:MOST_COLUMNS]):
        for meant in _usual_names().get(name_key(heading_text(cell)), ()):
            found.setdefault(meant, set()).add(column)
    for kind in LIST_KINDS:
        needed = [found.get((kind.table.sheet, name), set()) for name in kind.needed]
        one_of = set().union(*(found.get((kind.table.sheet, name), set()) for name in kind.one_of))
        if all(needed) and len(set().union(*needed)) >= len(needed) and (one_of or not kind.one_of):
            return True
    return False


@cache
def _usual_names() -> Mapping[str, Sequence[tuple[str, str]]]:
    """The columns (sheet and name) that each usual heading may be, by ``name_key``."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind in LIST_KINDS:
        for name, words in kind.words.items():
            for word in dict.fromkeys(map(name_key, (name, *words))):
                found.setdefault(word, []).append((kind.table.sheet, name))
    return found


def _headings(sheet: Sheet) -> Iterator[tuple[int, Mapping[int, Sequence[str]]]]:
    """Yield each row that may be the last one of the headings, with the texts over each column, the lowest first."""
    for row, cells in enumerate(sheet.rows[:_SEARCH_ROWS]):
        own = {column: [heading_text(cell)] for column, cell in enumerate(cells[:MOST_COLUMNS]) if heading_text(cell)}
        if len(own) < 2:
            continue
        yield row, own
        if row + 1 < len(sheet.rows) and (over := _spread(sheet, row, len(own))) is not None:
            below = sheet.rows[row + 1][:MOST_COLUMNS]
            both = {
                column: list(dict.fromkeys(text for text in (heading_text(cell), over.get(column, "")) if text))
                for column, cell in enumerate(below)
            }
            yield row + 1, {column: texts for column, texts in both.items() if texts}


def _spread(sheet: Sheet, row: int, filled: int) -> Mapping[int, str] | None:
    """The texts of a row over all columns of their merged cells; None unless these make it a heading of two rows."""
    found = {column: heading_text(cell) for column, cell in enumerate(sheet.rows[row])}
    two_rows = False
    for first, left, last, right in sheet.merges:
        if first != row or last > row + 1:
            continue
        two_rows |= last == row + 1 or (left < right and filled > 1)
        width = min(right, len(sheet.rows[row]) - 1)
        found.update(
            dict.fromkeys(range(left, width + 1), heading_text(sheet.rows[row][left]) if left <= width else "")
        )
    return found if two_rows else None


def _matched(
    sheet: Sheet, kind: ListKind, bottom: int, texts: Mapping[int, Sequence[str]], said: Mapping[str, int | None]
) -> ListHeading:
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
    for hidden, fit in product((False, True), (_OWN, _LISTED, _PART)):  # a hidden column is the last choice
        shown = [column for column in free if is_hidden(sheet, column) <= hidden]
        fits = {column: [name for name in fields if best.get((column, name), 0) >= fit] for column in shown}
        for name in fields:
            if name in columns or name in doubtful:
                continue
            able = [column for column in shown if name in fits[column] and column not in columns.values()]
            able = [column for column in able if not _is_none(name, values[column])]
            chosen = able if len(able) < 2 else _likeliest(kind, name, fits, able, texts)
            if len(chosen) == 1:
                columns[name] = chosen[0]
                strength += fit
            elif chosen:
                doubtful[name] = tuple(chosen)
        free = [column for column in free if column not in columns.values()]
    return ListHeading(kind, bottom, texts, columns, doubtful, strength)


def is_hidden(sheet: Sheet, column: int) -> bool:
    """Return True if a column is not displayed."""
    return any(first <= column <= last for first, last in sheet.hidden_columns)


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
        text = content_at(sheet, row, column)
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
