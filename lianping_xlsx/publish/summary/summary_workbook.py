"""The summary workbook 汇总表.xlsx, sheet by sheet; and 核算底稿.xlsx, which has its formulas."""

from __future__ import annotations

from collections.abc import Callable

from lianping_xlsx.audit.border_results import Borders
from lianping_xlsx.audit.source_blocks import NO_TRACE, BlockKind, Trace
from lianping_xlsx.audit.working_marks import WorkingMarks
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.disclosure.redact import withheld_note
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.border_sheet import write_borders
from lianping_xlsx.publish.summary.cell_map import CellMap, PapersKind
from lianping_xlsx.publish.summary.charts import write_charts
from lianping_xlsx.publish.summary.cited_sheet import write_cited, write_roll_up
from lianping_xlsx.publish.summary.conversion_sheet import write_conversions
from lianping_xlsx.publish.summary.cover import write_cover
from lianping_xlsx.publish.summary.department_sheet import write_departments
from lianping_xlsx.publish.summary.exempt_sheet import write_exempt
from lianping_xlsx.publish.summary.field_sheet import write_field
from lianping_xlsx.publish.summary.findings_sheet import write_findings
from lianping_xlsx.publish.summary.given_sheet import write_given
from lianping_xlsx.publish.summary.item_marks_sheet import write_item_marks
from lianping_xlsx.publish.summary.item_means_sheet import write_item_means
from lianping_xlsx.publish.summary.item_votes_sheet import write_item_votes
from lianping_xlsx.publish.summary.last_year_sheet import write_open_items
from lianping_xlsx.publish.summary.mark_sheets import MarkSheets
from lianping_xlsx.publish.summary.method_sheet import write_method
from lianping_xlsx.publish.summary.papers_guide import write_guide
from lianping_xlsx.publish.summary.polls_sheet import write_polls
from lianping_xlsx.publish.summary.ranking_sheet import write_ranking
from lianping_xlsx.publish.summary.returns_sheet import write_returns
from lianping_xlsx.publish.summary.sources_sheet import write_sources
from lianping_xlsx.publish.summary.submitted_ranking import write_submitted_ranking
from lianping_xlsx.publish.summary.submitted_votes import write_submitted_votes
from lianping_xlsx.publish.summary.summary_frame import CHARTS, COVER, FIELD, VOTES
from lianping_xlsx.publish.summary.text_sheets import write_opinions, write_text_sheets
from lianping_xlsx.publish.summary.withheld_cells import write_public
from lianping_xlsx.scheme.terms import ComponentSource, Counting
from lianping_xlsx.spreadsheet.book import Book


def write_summary(data: SummaryData, later: Callable[[], Borders] | None = None) -> bytes:
    """汇总表.xlsx as bytes, equal for equal data.

    Scores, ranks and tiers are formulas; the results of the tally are stored as their cached values. ``later``: gives
    the 边界分析 that ``data`` does not have yet; it is called as late as possible.
    """
    profile = data.scheme.profile
    book = Book(f"{profile.occasion}考核结果汇总表", banner=profile.banner)
    plan = CellMap(data)
    cover = book.page(COVER)
    _write_computed(book, data, plan)
    with book.packed_ahead():
        write_roll_up(book, data)
        write_opinions(book, data, plan)
        write_text_sheets(book, data, plan)
        write_open_items(book, data, plan)
        write_charts(book, data, plan)
        if later:
            data = data.with_borders(later())
        write_borders(book, data)
        write_item_marks(book, data, plan)
        write_sources(book, data, plan)
        write_returns(book, data)
        write_findings(book, data, plan)
        write_method(book, data, plan)
        write_cover(cover, data, plan)
        return book.save()


def write_submission(data: SummaryData) -> bytes:
    """送审件.xlsx as bytes, equal for equal data: what the meeting may read of 汇总表, as values."""
    data = _without_checks(data)
    profile, plan = data.scheme.profile, CellMap(data, submitted=True)
    submission = plan.submission
    book = Book(f"{profile.occasion}考核结果送审件", banner=profile.banner, values_only=True)
    cover = book.page(COVER)
    withheld = submission.ranking_apart
    why = withheld_note(data.scheme, submission.disclosures) if withheld else ""
    write_submitted_ranking(book, data, plan, why)
    if VOTES in submission.submitted:
        write_submitted_votes(book, data, plan, why)
    if FIELD in submission.submitted:
        write_field(book, data, plan)
    if CHARTS in submission.submitted:
        write_charts(book, data, plan, submitted=True)
    write_cover(cover, data, plan, submitted=True)
    return book.save()


def _without_checks(data: SummaryData) -> SummaryData:
    """The data without sources and marks of single items: so no column compares with 出处 and 考评逐项."""
    assessments = tuple(replace(each, items=()) for each in data.result.assessments)
    return replace(data, trace=NO_TRACE, result=replace(data.result, assessments=assessments))


def _write_computed(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheets whose formulas lead from the leaves to the tiers, but for 考评逐项."""
    write_ranking(book, data, plan)
    sources = {component.source for component in data.scheme.components}
    if ComponentSource.POLLS in sources:
        write_polls(book, data, plan)
        if not plan.public:
            write_item_votes(book, data, plan)
    if ComponentSource.RUBRIC in sources:
        write_field(book, data, plan)
    write_item_means(book, data, plan)
    write_departments(book, data, plan)
    write_exempt(book, data, plan)
    write_given(book, data, plan)
    write_conversions(book, data, plan)
    if not plan.public:
        write_cited(book, data, plan)


def write_papers(data: SummaryData, marks: WorkingMarks) -> bytes:
    """核算底稿.xlsx of the office as bytes: the same formulas, but they begin with every mark that was typed.

    What was counted ballot by ballot stands on 票面, so 出处 has all other forms only.
    """
    data = replace(data, trace=_without_ballots(data), last_year={})
    sheets = MarkSheets(data, marks)
    plan = CellMap(data, PapersKind.OFFICE, sheets)
    book = Book(_papers_title(data), banner=data.scheme.profile.banner)
    write_guide(book, plan, sheets.names)
    _write_computed(book, data, plan)
    write_item_marks(book, data, plan)
    sheets.write(book, data)
    write_sources(book, data, plan)
    write_method(book, data, plan)
    return book.save()


def _papers_title(data: SummaryData) -> str:
    return f"{data.scheme.profile.occasion}考核核算底稿"


def _without_ballots(data: SummaryData) -> Trace:
    """The sources of everything but ballots."""
    polls = {poll.name for poll in data.scheme.polls if poll.counting is Counting.BALLOTS}
    blocks = (each for each in data.trace.blocks if each.kind is not BlockKind.VOTES or each.owner[0] not in polls)
    return replace(data.trace, blocks=tuple(blocks))


def write_public_papers(data: SummaryData) -> bytes:
    """核算底稿 as anybody may see it, of a 正式 result: no ballots, no texts, and no figure that may not be told."""
    result = data.result
    silent = replace(
        result,
        losses=(),
        department_items=tuple(replace(each, reason="") for each in result.department_items),
        given=tuple(
            replace(each, periods=tuple(replace(period, basis="") for period in each.periods)) for each in result.given
        ),
    )
    data = replace(data, result=silent, trace=NO_TRACE, last_year={}, record=(), findings=())
    plan = CellMap(data, PapersKind.PUBLIC)

    def write(book: Book) -> None:
        write_guide(book, plan, {})
        _write_computed(book, data, plan)
        write_item_marks(book, data, plan)
        write_method(book, data, plan)

    return write_public(_papers_title(data), plan, write)
