"""引用 as the oracle understands it: the printed rows of the 结果报送表 that came back, and whom 引用 takes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .scheme_in_cells import Citation, alike, load, words


@dataclass(frozen=True)
class Cited:
    """A result: the campaign's names, its number of decision, and (排名组, 姓名, 综合得分) of everybody printed."""

    names: tuple[str, ...]
    decision: int
    rows: tuple[tuple[str, str, str], ...]


def read_results(paths: Iterable[Path]) -> list[Cited]:
    """The results among the replies; of those of one campaign the newest decision."""
    newest: dict[tuple[str, ...], Cited] = {}
    for path in paths:
        book = load(path)
        facts = [row for sheet in book for row in sheet.iter_rows(values_only=True) if sheet.sheet_state == "hidden"]
        if not facts or facts[0][0] != "LIANPING-XLSX-RESULT":
            continue
        said = {str(row[0]): words(row[1]) for row in facts if len(row) > 1}
        found = Cited((alike(said["title"]), alike(said["host"])), int(said["decision"]), tuple(_printed(book)))
        if found.names not in newest or newest[found.names].decision < found.decision:
            newest[found.names] = found
    return list(newest.values())


def _printed(book: object) -> Iterable[tuple[str, str, str]]:
    sheet = book["结果报送表"]  # type: ignore[index]
    lines = [[words(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, line in enumerate(lines) if "综合得分" in line)
    columns = [lines[head].index(name) for name in ("排名组", "姓名", "综合得分")]
    for line in lines[head + 1 :]:
        if line[0].isdigit():
            group, name, score = (line[column] for column in columns)
            yield alike(group), alike(name), score


def taken(results: Sequence[Cited], citation: Citation, name: str) -> list[str]:
    """The scores, as printed, of those who take part, of the 排名组 and of the name that are meant."""
    one = [each for each in results if citation.campaign in each.names]
    return [
        score
        for each in one
        for group, whose, score in each.rows
        if score != "不参评" and citation.group in ("", group) and (not citation.own or whose == alike(name))
    ]
