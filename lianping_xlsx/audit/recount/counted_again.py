"""A campaign counted again: its scheme, the replies by their stamps and keys, and every figure.

``survey`` reads what can be read from the folder alone. Of forms in other kinds of file (xls, mails, what has a
password …) the values are taken as the program read them, from a plain table; how many these are is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from .cited_persons import Cited, read_results
from .collected_forms import COUNTING, collect, expected_forms, has_columns
from .composites import Expected
from .evidence import Evidence
from .form_grids import Copy, FormKey, Grid, Page, Tell, copies_in, nobody_listens
from .open_outcomes import compute_open
from .pooled_votes import Pooled
from .reply_files import Workbook, workbooks_in
from .scheme_parts import Scheme
from .scheme_rows import scheme_of
from .scheme_tables import load_tables
from .told_by_merge import REPLIES, SCHEME_FILE, SUMMARY, USED, FormTold, Told, earlier_name, form_name, read_told
from .uncounted_figures import NOTHING_WANTING, Uncounted, uncounted
from .unknown_parts import unknown_in
from .unread_marks import with_readings
from .version_choice import Why, choose, typed_cells


@dataclass
class Survey:
    """What was found in the folder. ``forms``: the copy of each form that counts, by its key.

    ``missing``: forms that the summary used and that are not among them. ``left_out``: forms that the summary did not
    use. ``unknown``: what cannot be counted, in words. ``replies``: files of which something counts.
    """

    scheme: Scheme
    told: Told
    forms: dict[FormKey, Copy] = field(default_factory=dict)
    why: Counter[Why] = field(default_factory=Counter)
    missing: list[FormKey] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    results: list[Cited] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def own_files(self) -> set[str]:
        """SHA-256 of the files whose forms were read here."""
        return {copy.sha256 for copy in self.forms.values()}


@dataclass(frozen=True)
class Recount:
    """The figures by ratee, and what they rest on: numbers of files, of filled cells; of those taken as they were read
    by the program ``taken_forms`` and ``taken_cells``; of those put together ``pooled_forms``. ``absent``: forms that
    were used and of which nothing is here; ``uncounted``: what rests on them.
    """

    figures: Mapping[str, Expected]
    files: int
    cells: int
    taken_forms: int = 0
    taken_cells: int = 0
    pooled_forms: int = 0
    absent: tuple[tuple[str, str], ...] = ()
    uncounted: Uncounted = NOTHING_WANTING


def survey(folder: Path, tell: Tell = nobody_listens) -> Survey:
    """Read scheme, summary and replies. ``tell``: told what is being done."""
    tell("正在重新读取方案和结果……")
    tables = load_tables(folder / SCHEME_FILE)
    found = Survey(scheme_of(tables), read_told(folder / SUMMARY), unknown=list(unknown_in(tables)))
    books: list[Workbook] = []
    for book in workbooks_in(folder / REPLIES, found.told.listed):
        tell(f"正在重新读取收回的表（{len(books) + 1}/{len(found.told.listed)}）……")
        books.append(book)
    pages = [(book.sha256, book.pages) for book in books if book.pages is not None]
    found.results = [replace(each, sha256=digest) for digest, own in pages for each in read_results([own])]
    _settle(found, _copies(found, books), {book.sha256 for book in books if book.pages is not None})
    return found


def _copies(found: Survey, books: Iterable[Workbook]) -> dict[FormKey, list[Copy]]:
    copies: dict[FormKey, list[Copy]] = {}
    for book in books:
        for copy in copies_in(book.pages or [], found.told.campaign, partial(_beside_cells, found, book.file)):
            copies.setdefault(copy.key, []).append(replace(copy, file=book.file, sha256=book.sha256))
    return copies


def _beside_cells(found: Survey, file: str, key: FormKey, sheet: str) -> set[str]:
    """The cells that findings on the sheet name; those on secret ballots name the 填报单位 in place of the file."""
    names = file, f"填报单位“{found.scheme.units.get(key.unit, '')}”"
    return {cell for name in names for cell in found.told.besides.get((name, sheet), ())}


def _settle(found: Survey, copies: Mapping[FormKey, Sequence[Copy]], opened: set[str]) -> None:
    """Say of each form that enters a figure which copy counts."""
    expected: dict[tuple[str, str], list[FormKey]] = {}
    for key in expected_forms(found.scheme):
        for name in {form_name(found.scheme, key), earlier_name(found.scheme, key)}:
            expected.setdefault(name, []).append(key)
    for name, told in found.told.forms:
        if name[1].partition("（")[0] not in COUNTING:
            continue
        if not expected.get(name):
            found.unknown.append(f"汇总用了方案没有要的表：{name[0]} {name[1]}")
            continue
        key = expected[name].pop(0)
        if told.status != USED:
            found.left_out.append(name)
            continue
        whole = [c for c in copies.get(key, ()) if c.grid is not None and has_columns(found.scheme, key, c.grid)]
        chosen = choose(found.told, told, whole)
        if chosen is None or not _is_sure(found.told, told, chosen[0], opened):
            found.missing.append(key)
        else:
            found.forms[key] = chosen[0]
            found.why[chosen[1]] += 1


def _is_sure(told: Told, form: FormTold, copy: Copy, opened: set[str]) -> bool:
    """Whether a copy counts, also if others are in files that were not opened here."""
    unread = form.carriers - opened
    recorded = told.chosen.get(copy.code)
    return copy.sha256 in form.carriers and (not unread or recorded is None or (copy.sha256, copy.sheet) in recorded)


def count_again(
    found: Survey,
    taken: Iterable[Mapping[str, Any]] = (),
    pooled: Pooled | None = None,
    tell: Tell = nobody_listens,
) -> Recount:
    """Every figure. ``taken``: forms as the program read them, for those that are ``missing`` (see :func:`taken_form`).

    Each must carry the SHA-256 of a file that the summary used. ``pooled``: votes without the forms that they came on.
    ``tell``: told what is being done.
    """
    votes = pooled or Pooled()
    listed = found.told.listed
    read = [(key, copy.grid) for key, copy in found.forms.items() if copy.grid is not None]
    others = dict(taken_form(each) for each in taken if each["sha256"] in listed)
    beside = [(key, others[key]) for key in found.missing if key in others]
    evidence = _evidence(found, [*read, *beside], votes, tell)
    without = [key for key in found.missing if key not in others]
    absent = [key for key in without if votes.joined.get((*form_name(found.scheme, key), key.poll)) not in listed]
    return Recount(
        figures=with_readings(found.scheme, evidence, partial(compute_open, tell=tell)),
        files=len(found.own_files),
        cells=sum(_filled(key, grid) for key, grid in read),
        taken_forms=len(beside),
        taken_cells=sum(_filled(key, grid) for key, grid in beside),
        pooled_forms=len(without) - len(absent),
        absent=tuple(form_name(found.scheme, key) for key in absent),
        uncounted=uncounted(found.scheme, absent),
    )


def _evidence(found: Survey, forms: Sequence[tuple[FormKey, Grid]], votes: Pooled, tell: Tell) -> Evidence:
    """The marks on the forms, and the votes without forms."""
    evidence = collect(found.scheme, _told(forms, tell), found.results, (found.told.ticked, found.told.chosen))
    evidence.registers += votes.registers
    evidence.pooled += votes.rows
    evidence.elsewhere = frozenset(found.missing)
    return evidence


def _told(forms: Sequence[tuple[FormKey, Grid]], tell: Tell) -> Iterator[tuple[FormKey, Grid]]:
    for number, form in enumerate(forms, 1):
        tell(f"正在重新汇集各表的分和票（{number}/{len(forms)}）……")
        yield form


def taken_form(said: Mapping[str, Any]) -> tuple[FormKey, Grid]:
    """A form of the plain table: its key, and its cells as text by the keys of rows and columns.

    Keys: unit, form, poll, voter_class, ratee, component, typing; sha256; columns, cells, heads.
    """
    names = ("poll", "voter_class", "ratee", "component")
    poll, voter_class, ratee, component = (str(said.get(name, "")) for name in names)
    typing = int(said.get("typing", 0))
    key = FormKey(said["unit"], said["form"], poll, voter_class, ratee, component, typing)
    return key, Grid(tuple(said["columns"]), said["cells"], said.get("heads", {}))


def _filled(key: FormKey, grid: Grid) -> int:
    """The number of cells in which somebody typed."""
    return sum(1 for _ in typed_cells(key, grid))


def expect(scheme: Scheme, workbooks: Iterable[Sequence[Page]]) -> dict[str, Expected]:
    """What workbooks come to in which each form stands at most once."""
    books = list(workbooks)
    forms = {copy.key: copy.grid for pages in books for copy in copies_in(pages) if copy.grid is not None}
    return with_readings(scheme, collect(scheme, forms.items(), read_results(books)), compute_open)
