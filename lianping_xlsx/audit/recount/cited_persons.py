"""引用: the printed rows of the 结果报送表 that came back, and whom a row of 引用 takes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile

from .cell_values import as_name, words
from .form_grids import RESULT, Page
from .scheme_parts import Citation

RESULT_SHEET = "结果报送表"
"""The beginning of a choice between results."""
_HEADINGS = "编号", "排名组", "姓名", "综合得分"
"""Columns of the printed sheet, which people may have renamed."""

Ticks = Mapping[str, Collection[tuple[str, str]]]
"""The choices between results: pairs of a SHA-256 and a sheet, keyed by the code of the choice."""


@dataclass(frozen=True)
class Cited:
    """A result: the campaign's names, its number of decision, and (排名组, 姓名, 综合得分) of everybody printed.

    ``full``: the highest 综合得分 that it knows (总分). ``campaign``: its id. ``sha256``: of the file.
    """

    names: tuple[str, ...]
    decision: int
    rows: tuple[tuple[str, str, str], ...]
    full: Fraction = Fraction(100)
    campaign: str = ""
    sha256: str = ""


def read_results(workbooks: Iterable[Sequence[Page]]) -> list[Cited]:
    """The results among the replies."""
    found = []
    for pages in workbooks:
        for facts in (page for page in pages if page.mark == RESULT):
            said = {words(row[0]): words(row[1]) for row in facts.rows if len(row) > 1}
            rows = next(filter(None, (_rows_of_result(page.rows) for page in pages)), [])
            names = as_name(said["title"]), as_name(said["host"])
            persons, full = tuple(rows), Fraction(said["full"])
            found.append(Cited(names, int(said["decision"]), persons, full, said["campaign"]))
    return found


def used_results(results: Sequence[Cited], cited: Iterable[str], ticks: Sequence[Ticks] = ()) -> list[Cited]:
    """The result that counts for each name in 引用, with that name alone.

    ``ticks``: the choices in the order in which they are asked; the first one that names a result holds.
    """
    names = tuple(dict.fromkeys(cited))
    found = []
    for name in names:
        mine = _chosen([each for each in results if _is_meant(each, name, names, results)], name, ticks)
        found += [replace(mine, names=(name,))] if mine else []
    return found


def _is_meant(result: Cited, name: str, names: Sequence[str], results: Sequence[Cited]) -> bool:
    """Return True if a name means a result.

    A result that no name fits is meant by the names of other results of its campaign: the campaign was renamed.
    """
    if name in result.names:
        return True
    renamed = not set(names) & set(result.names)
    return renamed and any(each.campaign == result.campaign and name in each.names for each in results)


def _chosen(results: Sequence[Cited], name: str, ticks: Sequence[Ticks]) -> Cited | None:
    """The result that counts: of the ticked campaign, if there are several; of its newest decision; the ticked one."""
    if len({each.campaign for each in results}) > 1:
        marked = _ticked_ones(results, f"{RESULT_SHEET} {name}", ticks)
        results = [each for each in results if marked and each.campaign == marked[0].campaign]
    newest = [each for each in results if each.decision == max(other.decision for other in results)]
    marked = _ticked_ones(newest, f"{newest[0].campaign} {name}", ticks) if newest else []
    return next(iter(marked or newest), None)


def _ticked_ones(results: Sequence[Cited], code: str, ticks: Sequence[Ticks]) -> list[Cited]:
    for ticked in ticks:
        digests = {digest for key, spots in ticked.items() if as_name(key) == as_name(code) for digest, _ in spots}
        if marked := [each for each in results if each.sha256 in digests]:
            return marked
    return []


def _rows_of_result(rows: Sequence[Sequence[object]]) -> list[tuple[str, str, str]]:
    """排名组, name and score of everybody on the printed sheet, found by its headings; none of another sheet."""
    lines = [[*map(words, row)] for row in rows]
    head = next((at for at, line in enumerate(lines) if {*_HEADINGS} <= {*line}), None)
    if head is None:
        return []
    code, group, name, score = (lines[head].index(heading) for heading in _HEADINGS)
    below = takewhile(lambda line: len(line) > code and line[code], lines[head + 1 :])
    return [(as_name(line[group]), as_name(line[name]), line[score]) for line in below]


def taken(results: Sequence[Cited], citation: Citation, name: str) -> list[tuple[str, Fraction]]:
    """The scores, as printed, of those who take part, of the 排名组 and of the name that are meant; each with 总分."""
    one = [each for each in results if citation.campaign in each.names]
    return [
        (score, each.full)
        for each in one
        for group, whose, score in each.rows
        if score != "不参评" and citation.group in ("", group) and (not citation.own or whose == as_name(name))
    ]
