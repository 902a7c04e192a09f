"""The score of a component with the source 引用: the mean of the printed 综合得分 of cited ratees, or one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lianping_xlsx.core.abbreviate import NAMED_IN_SENTENCE, some
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.forms.result_report import ReportedRatee, ResultReport
from lianping_xlsx.intake.returns import RESULT_REPORT, CitedReturn
from lianping_xlsx.scheme.citations import Citation
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.rules import printed
from lianping_xlsx.scheme.terms import CitedValue, ComponentSource
from lianping_xlsx.tally.tally_results import CitedFigure, CitedScore


def cite(scheme: Scheme, cited: Sequence[CitedReturn]) -> tuple[CitedScore, ...]:
    """The score of each ratee in each component with the source 引用, in the order of the scheme.

    It is the mean over all persons whom the rows of 引用 take, each figure in points of the 满分 of the component.
    """
    reports = {entry.campaign: entry.report for entry in cited if entry.report is not None}
    return tuple(
        _score(scheme, ratee, component, reports)
        for ratee in scheme.ratees
        for component in scheme.components_for(ratee.group)
        if component.source is ComponentSource.CITED
    )


def _score(scheme: Scheme, ratee: Ratee, component: Component, reports: dict[str, ResultReport]) -> CitedScore:
    """The score of one ratee; None if a cited result is missing, or a person on it has no figure."""
    figures: list[CitedFigure] = []
    causes: list[str] = []
    for citation in scheme.citations_for(component.name, ratee.code):
        report = reports.get(citation.campaign)
        if report is None:
            causes.append(f"没有采用“{citation.campaign}”的{RESULT_REPORT}")
            continue
        taken = _taken(citation, ratee, report)
        figures += (CitedFigure(citation.campaign, each, report.full) for each in taken)
        causes += _causes(citation, ratee, taken)
    found = CitedScore(ratee.code, component.name, tuple(figures), None, None, tuple(causes))
    return with_figures(scheme, component, found, figures) if figures and not causes else found


def with_figures(scheme: Scheme, component: Component, cited: CitedScore, figures: Sequence[CitedFigure]) -> CitedScore:
    """The score that is the mean of these figures, each in points of the 满分 of the component."""
    points = [Fraction(each.ratee.points or 0) * component.full / each.full for each in figures]
    score, unrounded = printed(scheme.rules, sum(points, Fraction(0)) / len(points))
    return replace(cited, figures=tuple(figures), score=score, unrounded=unrounded)


def _taken(citation: Citation, ratee: Ratee, report: ResultReport) -> list[ReportedRatee]:
    """The persons of a cited result whom a row of 引用 takes: who take part, of its 排名组, of his name."""
    own, name = citation.value is CitedValue.OWN, name_key(ratee.name)
    return [
        each
        for each in report.ratees
        if not each.absent and citation.covers(each.group) and (not own or name_key(each.name) == name)
    ]


def _causes(citation: Citation, ratee: Ratee, taken: Sequence[ReportedRatee]) -> Iterator[str]:
    """Yield why a cited result gives no figure."""
    whom = ratee.name if citation.value is CitedValue.OWN else "参评人员"
    of_group = f"排名组“{citation.group}”的" if citation.group else ""
    where = f"“{citation.campaign}”的{RESULT_REPORT}上"
    withheld = [each.name for each in taken if each.points is None]
    if not taken:
        yield f"{where}没有{of_group}{whom}"
    elif citation.value is CitedValue.OWN and len(taken) > 1:
        yield f"{where}有{len(taken)}个{of_group}{whom}"
    elif withheld:
        yield f"{where}{some(withheld, NAMED_IN_SENTENCE, '人')}的综合得分不单列"


def cited_findings(scheme: Scheme, scores: Sequence[CitedScore], cited: Sequence[CitedReturn]) -> Iterator[Finding]:
    """Yield ``report.no-figure`` for each ratee who takes part and whose score a result that came back does not give.

    Results that are missing have findings of their own.
    """
    missing = {f"没有采用“{entry.campaign}”的{RESULT_REPORT}" for entry in cited if entry.report is None}
    for each in scores:
        causes = [cause for cause in each.causes if cause not in missing]
        if causes and each.ratee not in scheme.excluded:
            slots = {"name": scheme.ratee_of[each.ratee].label, "component": each.component}
            yield Finding("report.no-figure", slots=slots | {"causes": "；".join(causes)})
