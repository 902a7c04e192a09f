"""引用: the printed rows of the 结果报送表 that came back, and whom a row of 引用 takes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .cell_values import alike, words
from .form_grids import RESULT, Page
from .scheme_parts import Citation


@dataclass(frozen=True)
class Cited:
    """A result: the campaign's names, its number of decision, and (排名组, 姓名, 综合得分) of everybody printed.

    ``full``: the highest 综合得分 that it knows (总分).
    """

    names: tuple[str, ...]
    decision: int
    rows: tuple[tuple[str, str, str], ...]
    full: Fraction = Fraction(100)


def read_results(workbooks: Iterable[Sequence[Page]]) -> list[Cited]:
    """The results among the replies; of those of one campaign the newest decision."""
    newest: dict[tuple[str, ...], Cited] = {}
    for pages in workbooks:
        for facts in (page for page in pages if page.mark == RESULT):
            said = {words(row[0]): words(row[1]) for row in facts.rows if len(row) > 1}
            rows = next(page.rows for page in pages if page.name == "结果报送表")
            names = alike(said["title"]), alike(said["host"])
            found = Cited(names, int(said["decision"]), tuple(_persons(rows)), Fraction(said["full"]))
            if found.names not in newest or newest[found.names].decision < found.decision:
                newest[found.names] = found
    return list(newest.values())


def _persons(rows: Iterable[Sequence[object]]) -> Iterable[tuple[str, str, str]]:
    lines = [[words(cell) for cell in row] for row in rows]
    head = next(place for place, line in enumerate(lines) if "综合得分" in line)
    columns = [lines[head].index(name) for name in ("排名组", "姓名", "综合得分")]
    for line in lines[head + 1 :]:
        if line and line[0].isdigit():
            group, name, score = (line[column] for column in columns)
            yield alike(group), alike(name), score


def taken(results: Sequence[Cited], citation: Citation, name: str) -> list[tuple[str, Fraction]]:
    """The scores, as printed, of those who take part, of the 排名组 and of the name that are meant; each with 总分."""
    one = [each for each in results if citation.campaign in each.names]
    return [
        (score, each.full)
        for each in one
        for group, whose, score in each.rows
        if score != "不参评" and citation.group in ("", group) and (not citation.own or whose == alike(name))
    ]
