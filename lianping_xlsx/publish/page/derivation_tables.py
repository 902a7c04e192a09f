"""The figures from which one ratee's 综合得分 is made, as tables for a page: components, classes, teams, 期次."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lianping_xlsx.core import exact
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.vote_counts import printed_votes
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import ClassTally, ComponentScore, Standing

DASH = "—"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of texts. ``level``: the severity by which it is coloured; '' for none."""

    cells: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of texts; the first cell of a row is its heading."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]


def derivation_tables(data: SummaryData, standing: Standing) -> Iterator[DataTable]:
    """Yield the tables of a ratee, the composite first; those without a row are left out."""
    found = (
        _composite(data, standing),
        _classes(data, standing),
        _polls(data, standing),
        _assessments(data, standing),
        _departments(data, standing),
        _given(data, standing),
        _cited(data, standing),
    )
    return (table for table in found if table.rows)


def _score(scheme: Scheme, value: exact.ScoreValue | None) -> str:
    return DASH if value is None else exact.show(value, scheme.rules.decimals)


def _composite(data: SummaryData, standing: Standing) -> DataTable:
    """The components with their weights, then 加分 and 减分, then 综合得分."""
    scheme = data.scheme
    components = {each.name: each for each in scheme.components_for(scheme.ratee_of[standing.code].group)}
    rows = []
    for each in standing.scores:
        component = components[each.component]
        shown = (exact.show_share(component.weight), exact.show_short(component.full), _conversion(scheme, each))
        rows.append(TableRow((component.score_name, _score(scheme, each.score), *shown)))
    for name, points in (("加分", standing.bonus), ("减分", standing.penalty)):
        rows += [TableRow((name, exact.show_short(points), "", "", ""))] if points else []
    rows.append(TableRow(("综合得分", _score(scheme, standing.composite), "", "", "")))
    return DataTable("综合得分", ("项目", "得分", "权重", "满分", "折算"), tuple(rows))


def _conversion(scheme: Scheme, score: ComponentScore) -> str:
    return "" if score.before is None else f"由原得分{_score(scheme, score.raw.score)}折算"


def _classes(data: SummaryData, standing: Standing) -> DataTable:
    tallies = data.result.classes_of.get(standing.code, ())
    rows = tuple(TableRow(_class_cells(data.scheme, tally)) for tally in tallies)
    headings = ("测评", "票类", "权重", "应到", "发出", "收回", "有效", "无效", "弃权", "计入票数", "平均分")
    return DataTable("各票类", headings, rows)


def _class_cells(scheme: Scheme, tally: ClassTally) -> tuple[str, ...]:
    votes = (tally.electorate, tally.issued, tally.returned, *printed_votes(scheme, tally.poll, tally), tally.counted)
    weight = exact.show_share(tally.weight)
    return (tally.poll, tally.voter_class, weight, *map(str, votes), _score(scheme, tally.mean))


def _polls(data: SummaryData, standing: Standing) -> DataTable:
    rows = tuple(
        TableRow((poll.poll, _score(data.scheme, poll.score), exact.show_share(poll.weight), poll.note))
        for poll in data.result.polls_of.get(standing.code, ())
    )
    return DataTable("各次测评", ("测评", "得分", "权重", "备注"), rows)


def _assessments(data: SummaryData, standing: Standing) -> DataTable:
    rows = []
    for each in data.result.assessments_of.get(standing.code, ()):
        heads = "，".join(f"{head}{exact.show_short(points)}" for head, points in each.heads)
        extra = (exact.show_short(each.bonus_counted), exact.show_short(each.penalty))
        unit = data.unit_name(each.unit) if each.unit else "各评分单位"
        rows.append(TableRow((unit, heads, *extra, _score(data.scheme, each.total))))
    return DataTable("实地考评", ("考核组", "一级指标得分", "加分", "减分", "合计"), tuple(rows))


def _departments(data: SummaryData, standing: Standing) -> DataTable:
    rows = []
    for score in standing.scores:
        for each in data.result.departments_of.get((standing.code, score.component), ()):
            heads = "，".join(f"{head}{exact.show_short(points)}" for head, points in each.heads)
            extra = (exact.show_short(each.bonus), exact.show_short(each.penalty))
            rows.append(TableRow((data.unit_name(each.unit), score.component, heads, *extra)))
    return DataTable("部门评分", ("评分单位", "考核板块", "一级指标得分", "加分", "减分"), tuple(rows))


def _given(data: SummaryData, standing: Standing) -> DataTable:
    rows = tuple(
        TableRow((each.component, part.period or DASH, _short(part.score), exact.show_share(part.weight), part.basis))
        for each in data.result.given_of.get(standing.code, ())
        for part in each.periods
    )
    return DataTable("得分表所报", ("考核板块", "期次", "得分", "权重", "依据"), rows)


def _short(value: int | None) -> str:
    return DASH if value is None else exact.show_short(value)


def _cited(data: SummaryData, standing: Standing) -> DataTable:
    rows = tuple(
        TableRow((each.component, figure.campaign, figure.ratee.workplace, figure.ratee.name, figure.ratee.composite))
        for each in data.result.cited_of.get(standing.code, ())
        for figure in each.figures
    )
    return DataTable("引用的结果", ("考核板块", "引用的考核", "单位", "姓名", "综合得分"), rows)
