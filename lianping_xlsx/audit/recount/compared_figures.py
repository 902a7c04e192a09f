"""The two counts side by side, person by person and figure by figure; and what is printed on 汇总表.xlsx."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from .cell_values import words
from .class_votes import show
from .composites import Expected
from .counted_again import Recount, Survey
from .form_grids import Lines
from .told_by_merge import RESULT_FILE, SUMMARY_FILE

FIGURES = {
    "poll_score": "测评得分",
    "field_score": "考评得分",
    "adjustment": "加减分",
    "composite": "综合得分",
    "rank": "名次",
    "rank_best": "最好名次",
    "rank_worst": "最差名次",
    "proposed_tier": "建议等次",
}
"""The figures of a person in 结果.json."""
OPEN = ("rank", "rank_best", "rank_worst", "proposed_tier")
"""Those that hang on cells to be put right while the result is 试算."""
RANKING, VOTES = "综合排序", "测评统计"
BALLOTS = ("有效", "无效", "弃权", "平均分")
"""The figures of a class on 测评统计."""
_NOTHING = ("", "—", "／", "/")
_NO_PART = "不参评"


@dataclass(frozen=True)
class Compared:
    """One figure: of whom, which, where it is told, what was counted and what is told.

    ``uncounted``: it rests on forms of which nothing is here, so that it was not counted again.
    """

    person: str
    figure: str
    where: str
    counted: str
    told: str
    uncounted: bool = False

    @property
    def same(self) -> bool:
        """True if the two counts say the same, or only one of them says anything."""
        return self.uncounted or self.counted == self.told


def compare(found: Survey, recount: Recount) -> Iterator[Compared]:
    """Every figure of 结果.json beside the one that was counted again; persons that only one of them has, too."""
    without = recount.uncounted
    for code in dict.fromkeys([*recount.figures, *found.told.persons]):
        own, told = recount.figures.get(code), found.told.persons.get(code)
        if own is None or told is None:
            yield Compared(_person(found, code), "考核对象", RESULT_FILE, _there(own), _there(told))
            continue
        for name, figure in FIGURES.items():
            counted = _text(_agreed(name, own, told, trial=found.told.trial))
            bare = without.has_figure(code, name)
            yield Compared(_person(found, code), figure, RESULT_FILE, counted, _text(told[name]), bare)
        for name, score in told.get("components", {}).items():
            counted, bare = _text(own.components.get(name)), without.has_component(code, name)
            yield Compared(_person(found, code), f"“{name}”得分", RESULT_FILE, counted, _text(score), bare)


def _person(found: Survey, code: str) -> str:
    told = found.told.persons.get(code, {})
    place, name = (
        told.get("unit") or found.scheme.workplaces.get(code),
        told.get("name") or found.scheme.names.get(code),
    )
    return f"{place} {name}"


def _there(figures: object) -> str:
    return "没有" if figures is None else "有"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _agreed(name: str, own: Expected, told: Mapping[str, Any], *, trial: bool) -> object:
    """What was counted; in a 试算 what is told, where that is wider: places and tiers hang on cells to be put right."""
    counted = getattr(own, name)
    if not trial or name not in OPEN or own.rank_best is None or told["rank_best"] is None:
        return counted
    wider = {
        "rank": told["rank"] is None,
        "rank_best": told["rank_best"] <= own.rank_best,
        "rank_worst": told["rank_worst"] >= (own.rank_worst or 0),
        "proposed_tier": told["proposed_tier"] is None,
    }
    return told[name] if wider[name] else counted


# ---------------------------------------------------------------- the printed sheet


def compare_printed(found: Survey, recount: Recount, summary: Path) -> Iterator[Compared]:
    """Scores, ranks and tiers on 综合排序, as printed, beside 结果.json; then the votes on 测评统计."""
    pages = _printed_pages(summary / SUMMARY_FILE, (RANKING, VOTES))
    yield from _compare_ranking(found, pages[RANKING])
    yield from _compare_votes(found, recount, pages[VOTES])


def _compare_ranking(found: Survey, lines: Lines) -> Iterator[Compared]:
    columns, rows = _table_in(lines, {"编号", "综合得分", "名次"})
    where, printed = f"{SUMMARY_FILE}“{RANKING}”", set[str]()
    for row in rows:
        code = words(row[columns["编号"]])
        if code in found.told.persons:
            printed.add(code)
            told = found.told.persons[code]
            for figure, value in _printed_figures(told, columns).items():
                shown = _as_printed(row[columns[figure]], found.scheme.rules.decimals, rank=figure == "名次")
                if figure == "综合得分" and told["rank_best"] is None:  # in place of the score of who takes no part
                    value = _NO_PART
                yield Compared(_person(found, code), figure, where, value, shown)
    for code in (code for code in found.told.persons if code not in printed):
        yield Compared(_person(found, code), "考核对象", where, _there(code), _there(None))


def _compare_votes(found: Survey, recount: Recount, lines: Lines) -> Iterator[Compared]:
    """The votes and the mean of every class, as printed, beside those that were counted again."""
    columns, rows = _table_in(lines, {"编号", "测评", "票类", *BALLOTS})
    where, printed = f"{SUMMARY_FILE}“{VOTES}”", set[tuple[str, str, str]]()
    for row in rows:
        code, poll, voter_class = (words(row[columns[name]]) for name in ("编号", "测评", "票类"))
        own = recount.figures[code].classes.get((poll, voter_class)) if code in recount.figures else None
        if own is None:
            continue
        printed.add((code, poll, voter_class))
        valid = own.valid + (own.abstained if found.scheme.polls[poll].full_valid else 0)
        bare = (code, poll, voter_class) in recount.uncounted.votes
        counted = {"有效": valid, "无效": own.void, "弃权": own.abstained, "平均分": own.mean}
        for heading in BALLOTS:
            shown = _as_printed(row[columns[heading]], found.scheme.rules.decimals, rank=heading != "平均分")
            figure = f"“{poll}”{voter_class}的{heading}"
            yield Compared(_person(found, code), figure, where, _text(counted[heading]), shown, bare)
    for code, (poll, voter_class) in ((code, key) for code, own in recount.figures.items() for key in own.classes):
        if (code, poll, voter_class) not in printed:
            yield Compared(_person(found, code), f"“{poll}”{voter_class}", where, _there(poll), _there(None))


def _table_in(lines: Lines, heads: set[str]) -> tuple[Mapping[str, int], Lines]:
    """The columns of a sheet by heading, and the rows below; nothing where they have no such heading."""
    head = next((n for n, line in enumerate(lines) if heads <= set(map(words, line))), None)
    if head is None:
        return {}, []
    columns = {words(cell): index for index, cell in enumerate(lines[head]) if words(cell)}
    return columns, [[*row, *[None] * (max(columns.values()) + 1 - len(row))] for row in lines[head + 1 :]]


def _printed_pages(path: Path, sheets: Sequence[str]) -> dict[str, Lines]:
    """The rows of some sheets of a workbook, which is read once; none of a sheet that it has not."""
    found: dict[str, Lines] = dict.fromkeys(sheets, ())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with closing(openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True, read_only=True)) as book:
            for sheet in {*sheets} & {*book.sheetnames}:
                page = book[sheet]
                page.reset_dimensions()
                found[sheet] = [list(row) for row in page.iter_rows(values_only=True)]
    return found


def _printed_figures(told: Mapping[str, Any], columns: Mapping[str, int]) -> dict[str, str]:
    """What the columns of the sheet ought to say, by heading."""
    rank, best, worst = (told[name] for name in ("rank", "rank_best", "rank_worst"))
    span = f"{best}–{worst}" if told["composite"] is not None and best is not None else ""
    found = {
        "综合得分": _text(told["composite"]),
        "名次": _text(rank) or span,
        "建议等次": _text(told["proposed_tier"]),
    }
    scores = told.get("components") or {"测评": told["poll_score"], "考评": told["field_score"]}
    for name, score in scores.items():
        figure = name if name.endswith("分") else f"{name}得分"
        if figure in columns:
            found[figure] = _text(score)
    return found


def _as_printed(raw: object, decimals: int, *, rank: bool) -> str:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or rank:
        text = words(raw)
        return "" if text in _NOTHING else text
    return show(Fraction(repr(raw)), decimals)
