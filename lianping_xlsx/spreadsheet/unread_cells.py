"""What the reader of a table passes over although somebody may mean it: columns, settings, rows above the headings.

``table_reading`` finds columns and settings by their names and leaves the rest alone, since an office may add what it
wants. So a misspelt heading of a column that may be missing would be read as blank, and nobody would know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lianping_xlsx.core.cell_address import a1, column_letters
from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import is_blank, name_key, show_content
from lianping_xlsx.spreadsheet.table_reading import content_column, find_columns, find_settings, first_words
from lianping_xlsx.spreadsheet.tables import Settings, Table, names_of

Rows = Sequence[Sequence[object]]
_LEAST_CELLS = 2
"""A row above the headings with fewer filled cells is a title or a note."""


def unread_columns(table: Table, rows: Rows, *, file: str) -> Iterator[Finding]:
    """Yield a finding for each column with contents that is not read, and for rows above the headings.

    Findings: ``table.above-heading``, ``table.column-twice``, ``table.column-misspelt``, ``table.column-own``,
    ``table.column-unnamed``.
    """
    found = find_columns(table, rows)
    if found is None:
        return
    head, position = found
    yield from _above(table, rows, found, file)
    last, taken = max(position.values()), set(position.values())
    others = [at for at, word in enumerate(rows[head]) if at not in taken and (at < last or not is_blank(word))]
    read = read_rows(rows, found) if others else []
    own: list[str] = []
    for index in others:
        heading = rows[head][index]
        if all(is_blank(rows[number][index]) for number in read):
            continue
        place = Place(file, table.sheet, a1(head, index))
        if is_blank(heading):
            missing = "、".join(f"“{column.name}”" for column in table.columns if column.name not in position)
            slots = {"letters": column_letters(index), "missing": missing and f"这张表没有的栏目有{missing}。"}
            yield Finding("table.column-unnamed", place, slots)
            continue
        written = str(heading)
        again = next((name for name in position if name_key(written) in map(name_key, names_of(name))), None)
        if again is not None:
            if any(rows[number][index] != rows[number][position[again]] for number in read):
                slots = {"column": again, "first": column_letters(position[again]), "second": column_letters(index)}
                yield Finding("table.column-twice", place, slots)
        elif like := suggestion(written, [column.name for column in table.columns if column.name not in position]):
            slots = {"written": show_content(heading), "suggestion": like}
            yield Finding("table.column-misspelt", place, slots)
        else:
            own.append(f"“{show_content(heading)}”")
    if own:
        yield Finding("table.column-own", Place(file, table.sheet, a1(head, 0)), {"columns": "、".join(own)})


def read_rows(rows: Rows, found: tuple[int, Mapping[str, int]]) -> list[int]:
    """The rows (0-based) below the headings that are read: those with anything in a column of the table.

    ``found``: what :func:`~lianping_xlsx.spreadsheet.table_reading.find_columns` gave.
    """
    head, position = found
    return [n for n in range(head + 1, len(rows)) if any(not is_blank(rows[n][at]) for at in position.values())]


def _above(table: Table, rows: Rows, found: tuple[int, Mapping[str, int]], file: str) -> Iterator[Finding]:
    """Yield ``table.above-heading`` for rows with all that a row needs: a sort has taken the headings along."""
    head, position = found
    needed = [position[column.name] for column in table.columns if column.required and column.name in position]
    above = [
        number
        for number in range(head)
        if all(not is_blank(rows[number][at]) for at in needed)
        and sum(not is_blank(rows[number][at]) for at in position.values()) >= _LEAST_CELLS
    ]
    if above:
        slots = {"rows": row_numbers(above), "heading": str(head + 1)}
        yield Finding("table.above-heading", Place(file, table.sheet, a1(above[0], min(position.values()))), slots)


def row_numbers(rows: Sequence[int]) -> str:
    """Rows (0-based, ascending) as people count them: 4、6至9."""
    runs: list[list[int]] = []
    for number in rows:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{first + 1}" if first == last else f"{first + 1}至{last + 1}" for first, last in runs)


def unread_settings(declared: Settings, rows: Rows, *, file: str) -> Iterator[Finding]:
    """Yield ``table.setting-unread`` for each row with a content whose name is that of no setting."""
    known = {name_key(name) for setting in declared.settings for name in names_of(setting.name)}
    present, content = find_settings(declared, rows), content_column(rows)
    head = min((row for row, _ in present.values()), default=len(rows))
    absent = [setting.name for setting in declared.settings if setting.name not in present]
    for key, spots in first_words(rows).items():
        for (number, index), written in spots:
            column = max(index + 1, content)
            if key in known or number < head or is_blank(rows[number][column]):
                continue
            slots = {"written": show_content(written), "suggestion": suggestion(written, absent)}
            yield Finding("table.setting-unread", Place(file, declared.sheet, a1(number, index)), slots)
