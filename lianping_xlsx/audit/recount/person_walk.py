"""The walk from the figures of one person to the cells that people typed, in the files of a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .cell_values import as_name, called, words
from .class_votes import show
from .composites import Expected
from .counted_again import Recount, Survey
from .form_grids import CORNER, FormKey, Grid, Page, read_pages
from .pooled_votes import BALLOT_HEAD, GROUPS_HEAD, GROUPS_SHEET, SUMS_HEAD, SUMS_SHEET
from .reply_files import workbooks_in
from .taken_values import CELLS_HEAD, CELLS_SHEET, read_values
from .told_by_merge import POOLED_FILE, REPLIES, VALUES_FILE
from .version_choice import typed_cells


def walk(folder: Path, found: Survey, again: Recount, name: str) -> Iterator[str]:
    """The figures of everybody of that name, and below them where the numbers stand that they come from."""
    wanted, names = words(name), found.scheme.names
    codes = [
        code
        for code, own in names.items()
        if (called(wanted) == called(code) or as_name(wanted) == as_name(own)) and code in again.figures
    ]
    if not codes:
        yield f"考核对象里没有“{name}”。"
    for code in codes:
        yield from _figures_of(found, code, again.figures[code])
        yield from (f"  {line}" for line in _votes_of(folder, code))
        yield from (f"  {line}" for line in _replies_of(folder, found, code))
        yield from (f"  {line}" for line in _values_of(folder, code))


def _figures_of(found: Survey, code: str, own: Expected) -> Iterator[str]:
    scheme = found.scheme
    yield f"{scheme.workplaces[code]} {scheme.names[code]}（编号{code}，{scheme.groups[code]}）："
    parts = "，".join(f"{name}{score or '未定'}" for name, score in own.components.items())
    yield f"  {parts}，加减分{own.adjustment}；综合得分{own.composite or '未定'}"
    yield f"  名次{own.rank or f'{own.rank_best}至{own.rank_worst}'}，建议等次{own.proposed_tier or '未定'}"
    for (poll, voter_class), votes in own.classes.items():
        numbers = f"有效{votes.valid}、无效{votes.void}、弃权{votes.abstained}"
        weight = next(each.weight for each in scheme.classes_of(code) if (each.poll, each.name) == (poll, voter_class))
        yield f"  {poll}，{voter_class}（权重{show(weight, 2)}）：{numbers}，平均分{votes.mean or '没有'}"


# ---------------------------------------------------------------- where the numbers stand


def _spot(row: int, column: int) -> str:
    """The address of a cell, both counted from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(65 + last) + letters
    return f"{letters}{row + 1}"


def _votes_of(folder: Path, code: str) -> Iterator[str]:
    """The columns of 票.xlsx for whole ballots, and the rows of the sums."""
    if not (folder / POOLED_FILE).exists():
        return
    pages = {page.name: page for page in read_pages((folder / POOLED_FILE).read_bytes())}
    for line in _below(pages[GROUPS_SHEET], GROUPS_HEAD):
        number, poll, voter_class, ratees, _, _, _, sheet = map(words, line[1])
        if code in ratees.split("、"):
            cells = "、".join(_ballot_cells(pages[sheet], number, code))
            yield f"{poll}，{voter_class}：{POOLED_FILE}“{sheet}”票组{number}：{cells}"
    rows = [(at, [*map(words, line)]) for at, line in _below(pages[SUMS_SHEET], SUMS_HEAD)]
    for at, (poll, voter_class, ratee, _, kind, item, content, number) in rows:
        if ratee == code:
            said = f"{kind}{item}{content}" + (f"，{number}张" if kind != "合计分" else "")
            yield f"{poll}，{voter_class}：{POOLED_FILE}“{SUMS_SHEET}”第{at + 1}行：{said}"


def _below(page: Page, head: Sequence[str]) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows below a heading with their places, each as long as the heading."""
    lines = [[*line, *[None] * len(head)][: len(head)] for line in page.rows]
    first = next(at for at, line in enumerate(lines) if [*map(words, line)] == [*head])
    yield from ((at, line) for at, line in enumerate(lines) if at > first and words(line[0]))


def _ballot_cells(page: Page, number: str, code: str) -> Iterator[str]:
    lines = [[*map(words, line)] for line in page.rows]
    head = next(at for at, line in enumerate(lines) if tuple(line[: len(BALLOT_HEAD)]) == BALLOT_HEAD)
    columns = [at for at, name in enumerate(lines[head]) if name.partition(":")[0] == code]
    for at, line in enumerate(lines[head + 1 :], head + 1):
        said = dict(enumerate(line)) if line[0] == number else {}
        yield from (f"{_spot(at, column)}＝{said[column]}" for column in columns if said.get(column))


def _replies_of(folder: Path, found: Survey, code: str) -> Iterator[str]:
    """The cells of the replies on a person, by file and sheet."""
    books = {book.sha256: book for book in workbooks_in(folder / REPLIES, found.told.listed)}
    for key, copy in found.forms.items():
        own = [] if copy.grid is None else list(_cells_on(key, copy.grid, code))
        if own:
            pages = books[copy.sha256].pages or []
            spots = _spots_by_key(next(page for page in pages if page.name == copy.sheet))
            cells = "、".join(f"{spots[row, column]}＝{words(raw)}" for row, column, raw in own)
            yield f"{_form_words(key)}：{REPLIES}/{copy.file}“{copy.sheet}”：{cells}"


def _form_words(key: FormKey) -> str:
    return "，".join(filter(None, (key.form, key.poll, key.voter_class, key.component)))


def _cells_on(key: FormKey, grid: Grid, code: str) -> Iterator[tuple[str, str, object]]:
    """The typed cells that say something of a ratee: of his form, in his row, or in his column."""
    for row, column, raw in typed_cells(key, grid):
        across = column.partition(":")[2].partition(":")[0]
        if code in (key.ratee, row, across) or row.startswith(f"{code}-"):
            yield row, column, raw


def _spots_by_key(page: Page) -> Mapping[tuple[str, str], str]:
    """The addresses of a form's cells by the keys of row and column."""
    lines = [[*map(words, row)] for row in page.rows]
    head = next(at for at, line in enumerate(lines) if CORNER in line)
    corner = lines[head].index(CORNER)
    return {
        (line[corner], name): _spot(at, column)
        for at, line in enumerate(lines[head + 1 :], head + 1)
        for column, name in enumerate(lines[head])
        if len(line) > corner
    }


def _values_of(folder: Path, code: str) -> Iterator[str]:
    """The rows of 读出的表.xlsx on a person."""
    forms = {str(number): said for number, said in enumerate(read_values(folder / VALUES_FILE), 1)}
    if not forms:
        return
    page = next(page for page in read_pages((folder / VALUES_FILE).read_bytes()) if page.name == CELLS_SHEET)
    for at, line in _below(page, CELLS_HEAD):
        number, row, column, content = map(words, line)
        said = forms[number]
        across = column.partition(":")[2].partition(":")[0]
        if content and (code in (said["ratee"], row, across) or row.startswith(f"{code}-")):
            yield f"{said['form']}：{VALUES_FILE}“{CELLS_SHEET}”{_spot(at, 3)}＝{content}（{column}）"
