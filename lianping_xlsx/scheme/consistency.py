"""The checks of a scheme: all faults in one pass, each with sheet, cell and remedy (command ``check``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import assert_never

from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.scheme.ballot_contents import BallotItem
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.citation_checks import citations
from lianping_xlsx.scheme.class_scopes import class_scopes, rows_of_poll
from lianping_xlsx.scheme.component_checks import (
    component_weights,
    components,
    polls_of_components,
    sum_of,
)
from lianping_xlsx.scheme.components import names_of_components
from lianping_xlsx.scheme.condition_checks import conditions
from lianping_xlsx.scheme.conversion_checks import conversions
from lianping_xlsx.scheme.coverage_checks import coverage, electorate, few_ballots
from lianping_xlsx.scheme.exempt_checks import exempt_items
from lianping_xlsx.scheme.model import Poll, Scheme
from lianping_xlsx.scheme.print_copies import MOST_COPIES, PrintedPaper, not_understood
from lianping_xlsx.scheme.profile import is_plain_year, year_in_words
from lianping_xlsx.scheme.rate_band_checks import rate_bands
from lianping_xlsx.scheme.references import (
    adjustments,
    aliases,
    as_printed,
    duplicate_tasks,
    listed_ratees,
    references,
    tasks,
    unique_keys,
)
from lianping_xlsx.scheme.roster import Roster, split_list
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.scheme.score_period_checks import given_scores, score_periods
from lianping_xlsx.scheme.scoring_units import scoring_units
from lianping_xlsx.scheme.secrecy import own_votes, secrecy
from lianping_xlsx.scheme.shares import shares
from lianping_xlsx.scheme.terms import ComponentSource, Counting, PlaceTotal, Scoring
from lianping_xlsx.scheme.tier_checks import caps, tiers
from lianping_xlsx.scheme.trims import trims
from lianping_xlsx.scheme.unused_lines import unused_lines
from lianping_xlsx.spreadsheet.cell_kinds import fits_list
from lianping_xlsx.spreadsheet.grade_kinds import SEVERAL
from lianping_xlsx.spreadsheet.weight_kind import Weight

_NEEDED = ("考核对象", "填报单位", "填报任务", "等次规则")
_NEEDED_BY_SOURCE: Mapping[ComponentSource, tuple[str, ...]] = {
    ComponentSource.POLLS: ("测评", "票类"),
    ComponentSource.RUBRIC: ("考评细则",),
    ComponentSource.CITED: ("引用",),
    ComponentSource.SCORES: (),
}
"""The sheets that a component with this source needs."""
_LEAST_GRADES = 2
_MOST_COLUMNS = 400
"""The widest register of ballots that a person can still fill in."""


def check_scheme(scheme: Scheme, records: Records, *, file: str = SCHEME_FILE) -> tuple[Finding, ...]:
    """Findings ``scheme.*`` and ``table.blank``. Without one of severity 错误, forms can be issued and replies counted.

    ``file``: the name of the workbook in findings.
    """
    by_row = {sheet: {record.row: record for record in rows} for sheet, rows in records.tables.items()}
    case = CheckCase(scheme, records, file, Roster(scheme.ratees, scheme.units), by_row)
    return tuple(finding for check in _CHECKS for finding in check(case))


def _nothing_empty(case: CheckCase) -> Iterable[Finding]:
    sources = dict.fromkeys(each.source for each in case.scheme.components)
    for sheet in (*_NEEDED, *(sheet for source in sources for sheet in _NEEDED_BY_SOURCE[source])):
        if not case.table(sheet):
            yield Finding("scheme.empty-sheet", Place(case.file, sheet), {"sheet": sheet})


def _weights(case: CheckCase) -> Iterable[Finding]:
    """Check all weights: of the two parts, of polls and classes (or shares), of the items of a ballot."""
    scheme = case.scheme
    yield from component_weights(case)
    if scheme.by_shares:
        yield from shares(case)
    else:
        yield from _blank_weights(case)
    if not scheme.by_shares or all(voter.share is not None for voter in scheme.classes):
        yield from _sums_of_weights(case)
    yield from _items(case)


def _sums_of_weights(case: CheckCase) -> Iterable[Finding]:
    scheme = case.scheme
    for polls, what in polls_of_components(scheme).items():
        yield from sum_of(case, "测评", "权重", ((p.row, p.weight) for p in polls), what)
    for poll in scheme.polls:
        for rows, what in rows_of_poll(scheme, poll).items():
            yield from sum_of(case, "票类", "权重", ((row.row, row.weight) for row in rows), what)


def _blank_weights(case: CheckCase) -> Iterable[Finding]:
    for sheet in ("测评", "票类"):
        for record in case.table(sheet):
            if record.weight("权重") is None:
                slots = {"column": "权重", "expects": Weight().expects()}
                yield Finding("table.blank", record.place(case.file, "权重"), slots)


def _items(case: CheckCase) -> Iterable[Finding]:
    """Check that the 分值 of each poll's 测评内容 add up to 100; polls with the same 测评内容 are checked once."""
    shared = all(not item.poll for item in case.scheme.items)
    for items, polls in _polls_by_items(case.scheme).items():
        what = "测评内容各项的分值" if shared else f"测评“{'、'.join(polls)}”各项测评内容的分值"
        due = case.scheme.full_marks(polls[0])
        yield from sum_of(case, "测评内容", "分值", ((i.row, i.points) for i in items), what, due)


def _polls_by_items(scheme: Scheme) -> dict[tuple[BallotItem, ...], list[str]]:
    found: dict[tuple[BallotItem, ...], list[str]] = {}
    for poll in scheme.polls:
        found.setdefault(scheme.items_of(poll.name), []).append(poll.name)
    return found


def _scorings(case: CheckCase) -> Iterable[Finding]:
    """Check that items (分项) or grades (等次) exist for the polls that use them, and the order of the grades."""
    scheme = case.scheme
    for poll in scheme.polls:
        place, grades = case.at("测评", poll.row, "打分方式"), [g for g in scheme.grades_of(poll.name) if g.counted]
        if poll.scale and not poll.scoring.by_grades:
            unused = {"poll": poll.name, "scale": poll.scale, "scoring": str(poll.scoring)}
            yield Finding("scheme.scale-unused", case.at("测评", poll.row, "等级表"), unused)
        if poll.scoring in (Scoring.ITEMS, Scoring.ITEM_GRADES) and not scheme.items_of(poll.name):
            yield Finding("scheme.no-items", place, {"poll": poll.name})
        if poll.scoring is Scoring.GRADES and len(grades) < _LEAST_GRADES:
            yield Finding("scheme.no-grades", place, {"poll": poll.name})
        if poll.abstained_valid and poll.counting is not Counting.TALLY:
            slots = {"poll": poll.name, "counting": str(poll.counting)}
            yield Finding("scheme.abstained-unused", case.at("测评", poll.row, "有效票含弃权"), slots)
        yield from _item_grades(case, poll)
        yield from _places(case, poll)
    yield from _unused_columns(case)
    for scale in dict.fromkeys(grade.scale for grade in scheme.grades):
        for better, worse in pairwise(g for g in scheme.grades if g.scale == scale and g.counted):
            if worse.points >= better.points:
                slots = {"grade": worse.name, "better": better.name}
                yield Finding("scheme.grade-order", case.at("评价等级", worse.row, "折算分"), slots)


def _item_grades(case: CheckCase, poll: Poll) -> Iterator[Finding]:
    """Check the grades of each item of a poll by 分项等次: at least two, fit for a drop-down list; at most one 总评."""
    items = case.scheme.graded_items(poll.name)
    for item in items:
        grades = case.scheme.grades_of(poll.name, item)
        if sum(grade.counted for grade in grades) < _LEAST_GRADES:
            at = case.at("测评内容", item.row, "等级表") if item.scale else case.at("测评", poll.row, "打分方式")
            yield Finding("scheme.no-grades", at, {"poll": poll.name})
            return
        words = [grade.name for grade in grades]
        if not fits_list(words) or SEVERAL in words:
            yield Finding("scheme.grade-name", case.at("评价等级", grades[0].row, "等级"), {"poll": poll.name})
            return
    for item in [item for item in items if item.overall][1:]:
        yield Finding("scheme.several-overall", case.at("测评内容", item.row, "总评"), {"poll": poll.name})


def _places(case: CheckCase, poll: Poll) -> Iterator[Finding]:
    """Check 名次分 of a poll by 排名: from the first place on, without a gap, ever fewer points.

    Findings: ``scheme.rank-places``, ``scheme.rank-order``, ``scheme.rank-sum``, ``scheme.rank-unused``, and
    ``scheme.rank-alone`` for a form with a single ratee.
    """
    scheme, points = case.scheme, case.scheme.points_by_place(poll.name)
    if poll.scoring is not Scoring.RANKING:
        if poll.place_total is not PlaceTotal.MEAN:
            slots = {"poll": poll.name, "scoring": str(poll.scoring)}
            yield Finding("scheme.rank-unused", case.at("测评", poll.row, "名次分"), slots)
        return
    if sorted(points) != list(range(1, len(points) + 1)) or not any(points.values()):
        yield Finding("scheme.rank-places", case.at("测评", poll.row, "打分方式"), {"poll": poll.name})
        return
    rows = {row.place: row for row in scheme.ballot_places if row.poll == poll.name} or {
        row.place: row for row in scheme.ballot_places
    }
    for place in range(2, len(points) + 1):
        if points[place] > points[place - 1]:
            slots = {"place": str(place), "better": str(place - 1)}
            yield Finding("scheme.rank-order", case.at("名次分", rows[place].row, "分"), slots)
    for task in scheme.tasks:
        if task.poll == poll.name and len(task.ratees) == 1:
            yield Finding("scheme.rank-alone", case.at("填报任务", task.row, "考核对象范围"), {"poll": poll.name})
    if poll.sums_places and poll.weight:
        yield Finding("scheme.rank-sum", case.at("测评", poll.row, "名次分"), {"poll": poll.name})


def _unused_columns(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.item-column-unused`` for 等级表 and 总评 of items that no poll by 分项等次 uses."""
    used = {item.code for poll in case.scheme.polls for item in case.scheme.graded_items(poll.name)}
    for item in case.scheme.items:
        for column, filled in (("等级表", bool(item.scale)), ("总评", item.overall)):
            if filled and item.code not in used:
                slots = {"item": item.code, "column": column}
                yield Finding("scheme.item-column-unused", case.at("测评内容", item.row, column), slots)


def _rubric_points(case: CheckCase) -> Iterable[Finding]:
    """Check that the 分值 of the items of each component add up to its 满分, in each 排名组."""
    several = len(names_of_components(case.scheme.components, ComponentSource.RUBRIC)) > 1
    for group in case.scheme.groups:
        for component in case.scheme.components_for(group):
            if component.source is not ComponentSource.RUBRIC:
                continue
            items = [i for i in case.scheme.rubric_for(group, component.name) if i.counts_to_hundred]
            whose = f"排名组“{group}”适用的" + (f"板块“{component.name}”" if several else "")
            what = f"{whose}考评项目（得分、扣分）的分值"
            yield from sum_of(case, "考评细则", "分值", ((i.row, i.points) for i in items), what, component.full)
            if not items:
                yield Finding("scheme.no-rubric", Place(case.file, "考评细则"), {"group": group})


def _columns_per_ratee(scheme: Scheme, poll: Poll) -> int:
    """The number of columns of a ratee on a register."""
    match poll.scoring:
        case Scoring.POINTS | Scoring.RANKING:
            return 1
        case Scoring.ITEMS:
            return len(scheme.items_of(poll.name)) + 1
        case Scoring.ITEM_GRADES:
            return len(scheme.items_of(poll.name))
        case Scoring.GRADES:
            return len(scheme.grades_of(poll.name))
        case _:
            assert_never(poll.scoring)


def _widths(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.too-wide`` for registers with more than ``_MOST_COLUMNS`` columns of ratees."""
    scheme = case.scheme
    for task in scheme.tasks:
        poll = scheme.poll_of.get(task.poll)
        if not task.kind.by_ballot or poll is None or poll.scoring is Scoring.POINTS:
            continue
        block = _columns_per_ratee(scheme, poll)
        if len(task.ratees) * block > _MOST_COLUMNS:
            slots = {"count": str(len(task.ratees)), "limit": str(_MOST_COLUMNS // block)}
            yield Finding("scheme.too-wide", case.at("填报任务", task.row, "考核对象范围"), slots)


def _names_for_lists(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.bad-code`` for a 编号 with a mark that separates lists: it could not be listed elsewhere."""
    for ratee in case.scheme.ratees:
        if len(split_list(ratee.code)) != 1:
            yield Finding("scheme.bad-code", case.at("考核对象", ratee.row, "编号"), {"value": ratee.code})


def _sample_roster(case: CheckCase) -> Iterable[Finding]:
    if "示例" in case.scheme.profile.banner:
        yield Finding("scheme.sample", case.setting("基本信息", "标注"), {"banner": case.scheme.profile.banner})


def _year(case: CheckCase) -> Iterable[Finding]:
    year = case.scheme.profile.year
    if not is_plain_year(year):
        slots = {"year": year, "words": year_in_words(year)}
        yield Finding("scheme.year", case.setting("基本信息", "年度"), slots)


def _deadlines(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.late-deadline`` where late replies would be due before the others."""
    due, late = case.scheme.profile.deadline, case.scheme.profile.late_deadline
    if due is not None and late is not None and late <= due:
        slots = {"late": late.isoformat(), "due": due.isoformat()}
        yield Finding("scheme.late-deadline", case.setting("基本信息", "补报截止日期"), slots)


def _copies(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.print-copies`` for what is no paper with its number in 打印份数."""
    parts = not_understood(case.scheme.profile.print_copies)
    if parts:
        slots = {"parts": "”“".join(parts), "papers": "、".join(PrintedPaper), "most": str(MOST_COPIES)}
        yield Finding("scheme.print-copies", case.setting("基本信息", "打印份数"), slots)


_CHECKS: tuple[Callable[[CheckCase], Iterable[Finding]], ...] = (
    _nothing_empty,
    unique_keys,
    listed_ratees,
    as_printed,
    aliases,
    _weights,
    _scorings,
    _rubric_points,
    references,
    components,
    class_scopes,
    citations,
    score_periods,
    conversions,
    rate_bands,
    tasks,
    duplicate_tasks,
    _widths,
    coverage,
    scoring_units,
    exempt_items,
    given_scores,
    electorate,
    few_ballots,
    own_votes,
    secrecy,
    trims,
    unused_lines,
    tiers,
    adjustments,
    caps,
    conditions,
    _names_for_lists,
    _sample_roster,
    _year,
    _deadlines,
    _copies,
)
