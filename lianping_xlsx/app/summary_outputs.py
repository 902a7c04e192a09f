"""The count of the replies, and every file of 3汇总."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import import_module

from lianping_xlsx.app.cache import KeptCopies
from lianping_xlsx.app.campaign import Campaign, Loaded, is_forged, note_signed
from lianping_xlsx.app.garbage_collection import collector_at_rest, give_back
from lianping_xlsx.app.judged_returns import Returns, count_returns, in_order, is_official
from lianping_xlsx.app.last_year_folder import FromLastYear
from lianping_xlsx.app.options import Options
from lianping_xlsx.app.packed_outputs import Outputs, PackedText
from lianping_xlsx.app.page_progress import as_written
from lianping_xlsx.app.recount_record import recount_of
from lianping_xlsx.app.storage import digest_of, read_json, read_record, write_all
from lianping_xlsx.audit.border_results import NO_BORDERS, Borders
from lianping_xlsx.audit.borders import borders
from lianping_xlsx.audit.entry_steps import TypedCells
from lianping_xlsx.audit.outlook import outlook
from lianping_xlsx.audit.score_steps import derivations
from lianping_xlsx.audit.trace import trace
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import (
    BOARD_FILE,
    DECISION_FILE,
    DECISION_PATH,
    MEETING_FILE,
    ONLY_TO_LOOK_AT,
    RECEIVED,
    RECORD_FILE,
    RESULT_FILE,
    RETURNED,
    SCHEME_FILE,
    SNAPSHOT_FILE,
    SUBMITTED_FILE,
    SUMMARY_FILE,
    VERSIONS_FILE,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place, has_errors
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.second_process import beside
from lianping_xlsx.core.signing import seal_of, signed_object
from lianping_xlsx.core.stages import tell
from lianping_xlsx.core.typed_json import json_object
from lianping_xlsx.decision.campaign_steps import TableState
from lianping_xlsx.decision.decision_table import Decisions
from lianping_xlsx.decision.disclosure.opinions import arrange
from lianping_xlsx.decision.last_decision import last_decision, typed_so_far
from lianping_xlsx.decision.last_year import snapshot_object
from lianping_xlsx.decision.recounted_result import RecountedResult
from lianping_xlsx.decision.release_history import NOTHING_LEFT, ReleaseHistory, releases_of
from lianping_xlsx.decision.result_json import (
    Json,
    as_json,
    campaign_in,
    digests_in,
    record_lines,
    record_object,
    result_object,
)
from lianping_xlsx.decision.run_history import continued
from lianping_xlsx.decision.summary_data import LastDecision, SummaryData
from lianping_xlsx.decision.verdicts import all_accepted
from lianping_xlsx.intake.sources.opening import Unopened, open_source
from lianping_xlsx.publish.decisions.decision_sheet import kept_apart, write_decisions
from lianping_xlsx.publish.page.board import write_board
from lianping_xlsx.publish.summary.text_sheets import write_text_books
from lianping_xlsx.spreadsheet.annotate import CannotAnnotateError

_MANY_FILES, _MOST_FILES = 100, 1_000
"""The number of replies from which the process is copied, which takes some hundredths of a second; and the number from
which the copy also writes what needs nothing of its own: then 汇总表 takes longer than all that it derives."""


@dataclass(frozen=True)
class Merged:
    """The result of ``merge``: the data of the summary, the bytes of 结果.json, the names of the files written.

    ``last_year``: digests of last year's files by path, None of one that is not there. ``settled``: to merge the same
    again would change nothing; not so where what people typed has been put into a new table. ``doubtful``: what is
    wrong with the addresses of the drafts in 退回; it touches no result, so it is not among the findings of the data.
    ``typed``: how far 等次审定表 has been filled in.
    """

    data: SummaryData
    result_file: PackedText
    written: tuple[str, ...]
    last_year: Mapping[str, str | None]
    settled: bool
    doubtful: tuple[Finding, ...]
    typed: TableState

    @property
    def result(self) -> Json:
        """The object of 结果.json. It takes some times the memory of the bytes."""
        return json_object(self.result_file.content)


def summarize(
    returns: Returns,
    known: tuple[Finding, ...],
    decisions: Decisions,
    last_year: FromLastYear,
    history: ReleaseHistory = NOTHING_LEFT,
) -> SummaryData:
    """The count: all that follows the reading. ``known``: the findings so far. ``history``: what left before.

    Without what only the office needs to answer for the figures: 边界分析, the sources, the derivations.
    """
    loaded, received = returns.loaded, returns.received
    tell("正在计分、排序……")
    counted = count_returns(returns, known)
    give_back()
    findings = counted.findings
    decided = last_decision(loaded.scheme, counted.value, history, seal_of(loaded.secret))
    official = is_official(returns, findings)
    return SummaryData(
        scheme=loaded.scheme,
        result=counted.value,
        official=official,
        returns=received.returns,
        cited=received.cited,
        files=received.files,
        opinions=arrange(loaded.scheme, returns.judged.opinions, loaded.secret),
        findings=in_order((*findings, *kept_apart(loaded.scheme, decisions), *_since(decided, official=official))),
        record=(*record_lines(loaded.scheme, received.files), *last_year.record),
        written=returns.judged.written,
        last_year=last_year.ratees,
        contests=received.contests,
        lost=received.lost,
        decided=decided,
        releases=releases_of(loaded.scheme, counted.value, history),
        seal=seal_of(loaded.secret),
    )


def with_sources(returns: Returns, data: SummaryData) -> SummaryData:
    """The data with the replies and cells that its figures were counted from."""
    tell("正在逐数找出处……")
    traced = trace(data.scheme, returns.received, returns.judged, data.result, returns.found)
    return data.with_trace(traced)


_NO_TEXT = PackedText.of(b"")


@dataclass(frozen=True, slots=True)
class _Derived:
    """A result of the copy of the process: the 边界分析, 看板.html (``page``), or what is told without both."""

    borders: Borders = NO_BORDERS
    page: PackedText = _NO_TEXT
    decided: bytes = b""
    result: PackedText = _NO_TEXT


def _derived(returns: Returns, data: SummaryData, decisions: Decisions | None) -> Iterator[_Derived]:
    """Yield the 边界分析; 看板.html, which shows it, and all derivations; with ``decisions``, what needs none of it.

    ``data``: with the sources.
    """
    scheme, marks, result = data.scheme, returns.judged.counted, data.result
    found = borders(scheme, marks, result, outlook(scheme, result))
    yield _Derived(borders=found)
    steps = derivations(scheme, result, TypedCells(returns.received, marks, data.trace))
    yield _Derived(page=PackedText.of(write_board(replace(data, borders=found, derivations=steps))))
    if decisions is not None:
        yield _underived(returns, data, decisions)


def _borders_of(derived: Iterator[_Derived], meanwhile: Sequence[str]) -> Borders:
    """The 边界分析, which mostly is not there yet; ``meanwhile`` modules are imported."""
    for module in meanwhile:
        import_module(module)
    return next(derived).borders


def _underived(returns: Returns, data: SummaryData, decisions: Decisions) -> _Derived:
    """等次审定表.xlsx and 结果.json."""
    result = PackedText.of(as_json(result_object(data, returns.loaded.id)))
    return _Derived(decided=write_decisions(data, decisions), result=result)


def _since(decided: LastDecision | None, *, official: bool) -> Iterator[Finding]:
    """Findings on what differs from the decision in force: ``decision.changed``, ``decision.trial``."""
    if decided is None:
        return
    place = Place(DECISION_PATH)
    for change in decided.changes:
        slots = {"name": f"{change.unit} {change.name}", "decided": decided.words, "change": change.words}
        yield Finding("decision.changed", place, slots)
    if decided.official and not official:
        yield Finding("decision.trial", place, {"decided": decided.words})


def write_outputs(
    returns: Returns, data: SummaryData, decisions: Decisions, last_year: FromLastYear, options: Options
) -> Outcome[Merged | None]:
    """Write 3汇总. ``options``: as they were given. None where it could not be written."""
    campaign = returns.loaded.campaign
    returned = _returned(returns, data)
    with collector_at_rest():
        made = _outputs(returns, data, decisions, returned.value, last_year, options)
    data, outputs, result = made.value
    carried = {DECISION_FILE: decisions.digest, VERSIONS_FILE: returns.remembered.digest}
    typed = {DECISION_FILE: decisions.typed, VERSIONS_FILE: returns.remembered.typed}
    replaced = any(typed[name] and _differs(outputs.get(name), digest) for name, digest in carried.items())
    # 核算底稿 was made of another result: the next one is written when it is asked for.
    papers = read_record(campaign.papers_record)
    outdated = [name for name in papers if (campaign.summary / name).exists()]
    keep = {**papers, **_written_before(campaign)}
    edited = tuple(_edited_papers(campaign, outputs, keep))
    # What is wrong with the office's template is told again by the next merge.
    settled = not (replaced or made.findings or edited)
    faults = write_all(campaign.summary, outputs, keep=keep, carried=carried, then=partial(_note, returns.loaded))
    if faults:
        return Outcome(None, (*data.findings, *faults))
    gone = tuple(Finding("write.papers-outdated", Place(name), {"file": name}) for name in outdated)
    filled_in = typed_so_far(data.scheme, data.decided, decisions)
    merged = Merged(data, result, tuple(outputs), last_year.looked_at, settled, returned.findings, filled_in)
    return Outcome(merged, (*data.findings, *made.findings, *edited, *gone))


def _edited_papers(campaign: Campaign, outputs: Outputs, before: Mapping[str, str]) -> Iterator[Finding]:
    """Yield which papers for the meeting somebody has changed, who may print what he does not expect."""
    for name in (MEETING_FILE, SUBMITTED_FILE):
        if digest_of(campaign.summary / name) not in (None, before.get(name), outputs.digests.get(name)):
            done = "已重新写出" if name in outputs else "已撤下"
            yield Finding("release.edited", Place(name), {"file": name, "done": done})


def _note(loaded: Loaded) -> None:
    """Sign the record of a merge that was just written, and forget the 核算底稿 of the one before."""
    loaded.campaign.papers_record.unlink(missing_ok=True)
    note_signed(loaded.campaign, loaded.secret, loaded.notes, RECORD_FILE)


def _differs(content: bytes | None, digest: str | None) -> bool:
    return content is not None and hashlib.sha256(content).hexdigest() != digest


def _outputs(
    returns: Returns,
    data: SummaryData,
    decisions: Decisions,
    returned: Mapping[str, bytes],
    last_year: FromLastYear,
    options: Options,
) -> Outcome[tuple[SummaryData, Outputs, PackedText]]:
    """The data with all that was derived, every file of 3汇总 by name, 结果.json once more.

    The record comes last, over all other files. Findings: ``template.*``.
    """
    many, most = (len(data.files) >= least for least in (_MANY_FILES, _MOST_FILES))
    data = with_sources(returns, data)
    give_back()
    with beside(partial(_derived, returns, data, decisions if most else None), worthwhile=many) as derived:
        if derived.come_from_copy:
            returns.judging.let_go()  # the copy has the marks, and nothing else is made of them
        from lianping_xlsx.publish.summary.summary_workbook import write_summary  # while the copy is at work

        tell("正在写出汇总表……")
        later = cache(partial(_borders_of, derived, options.meanwhile))
        # 汇总表 waits for the 边界分析, so this is written before; of the most replies the copy has the time.
        underived = None if most else _underived(returns, data, decisions)
        books = write_text_books(data)
        summary = write_summary(data, later)
        data = data.with_borders(later())
        give_back()
        tell("正在写出看板……")
        # The page comes late: this process need not wait for it before it has nothing else to write.
        page = next(derived).page
        underived = underived or next(derived)
    result = underived.result
    papers = Outcome[dict[str, bytes]]({})
    if options.meeting:
        recounted = recount_of(returns.loaded.campaign, result.digest)
        papers = _meeting_papers(returns.loaded.campaign, data, decisions, recounted)
    files: dict[str, bytes | PackedText] = {SUMMARY_FILE: summary, DECISION_FILE: underived.decided}
    files |= {RESULT_FILE: result, **books, **papers.value, BOARD_FILE: page}
    files |= {f"{RETURNED}/{name}": content for name, content in returned.items()}
    if data.contests or data.lost:
        from lianping_xlsx.publish.compared.versions_book import write_versions

        files[VERSIONS_FILE] = write_versions(data)
    if data.last_year:
        files[SNAPSHOT_FILE] = as_json(snapshot_object(data.last_year))
    record = _record(returns.loaded, data, last_year, options, Outputs(files).digests)
    outputs = Outputs(files, {RECORD_FILE: PackedText.of(as_json(record))})
    return Outcome((data, outputs, result), papers.findings)


def is_submitted(data: SummaryData, decisions: Decisions) -> bool:
    """True if papers of a result may go to the meeting: it is 正式, or somebody answers for each of its problems."""
    return data.official or all_accepted(data, decisions)


def _meeting_papers(
    campaign: Campaign, data: SummaryData, decisions: Decisions, recounted: RecountedResult | None
) -> Outcome[dict[str, bytes]]:
    """送审件 and 上会材料 by their names, as far as there are any. ``recounted``: the recount of this very result.

    上会材料 is of a 正式 result: of a 试算 it could say neither what is certain nor where the edges are.

    Findings: ``template.*``.
    """
    if not is_submitted(data, decisions):
        return Outcome({})
    from lianping_xlsx.publish.summary.summary_workbook import write_submission

    papers = {SUBMITTED_FILE: write_submission(data)}
    if not data.official:
        return Outcome(papers)
    from lianping_xlsx.app.scheme_file import read_templates
    from lianping_xlsx.decision.meeting_matters import MeetingMatters
    from lianping_xlsx.decision.meeting_paper import meeting_paper
    from lianping_xlsx.publish.word.meeting import write_meeting_paper

    template = read_templates(campaign.folder, (MEETING_FILE,))
    paper = meeting_paper(MeetingMatters(data), recounted)
    drawn = write_meeting_paper(data, paper, template.value.get(MEETING_FILE))
    return Outcome(papers | {MEETING_FILE: drawn.value}, (*template.findings, *drawn.findings))


def _record(
    loaded: Loaded,
    data: SummaryData,
    last_year: FromLastYear,
    options: Options,
    outputs: Mapping[str, str],
) -> Json:
    """The signed record over all other files (SHA-256 by name). It names the scheduler, if one was used."""
    inputs = {**_inputs(loaded, data), **last_year.inputs}
    record = record_object(data, loaded.id, options.prefer, inputs, outputs)
    record |= {"scheduler": options.scheduler} if options.scheduler else {}
    years = loaded.notes.years
    said = _with_history(loaded.campaign, record | {"years": list(years)} if len(years) > 1 else record)
    return signed_object(said, loaded.secret, RECORD_FILE)


def _with_history(campaign: Campaign, record: Json) -> Json:
    """The record with the runs before it; those of another campaign, in a copied folder, are none of them."""
    path = campaign.summary / RECORD_FILE
    before = read_json(path)
    own = campaign_in(before).id == campaign_in(record).id
    intact = not is_forged(campaign, before, RECORD_FILE)
    return continued(record, before if own else {}, digest_of(path) or "", intact=intact)


def _returned(returns: Returns, data: SummaryData) -> Outcome[dict[str, bytes]]:
    """The files of 退回 by name: the copies to be corrected, and for each unit a draft with its copies."""
    if not has_errors(data.findings) and not returns.pooled:
        return Outcome({})
    from lianping_xlsx.publish.mails.post import returned_mails  # not needed where all is well
    from lianping_xlsx.publish.returned.returned_copies import write_office_copies, write_returned

    scheme, received, originals = returns.loaded.scheme, returns.received, _originals(returns)
    kept, secret = KeptCopies(returns.loaded), returns.loaded.secret
    copies = write_returned(scheme, secret, received, returns.found, originals, kept.in_folder(RETURNED))
    mails = list(returned_mails(scheme, copies, received.returns, returns.found, today=safe_open.today()))
    files = {copy.name: copy.content for copy in copies} | {mail.value.name: mail.value.content for mail in mails}
    only_here = kept.in_folder(f"{RETURNED}/{ONLY_TO_LOOK_AT}")
    looked_at = write_office_copies(scheme, secret, received, returns.pooled, originals, only_here)
    files |= {f"{ONLY_TO_LOOK_AT}/{copy.name}": copy.content for copy in looked_at}
    made = {copy.name: copy for copy in copies} | {f"{ONLY_TO_LOOK_AT}/{copy.name}": copy for copy in looked_at}
    kept.save({f"{RETURNED}/{name}": (copy.made_of, copy.content) for name, copy in made.items()})
    return Outcome(files, tuple(finding for mail in mails for finding in mail.findings))


def _originals(returns: Returns) -> Callable[[str], bytes]:
    """Reads a reply again, by its path, to be marked. Raises CannotAnnotateError where it is not what was read."""
    loaded, places = returns.loaded, returns.received.places
    folder = loaded.campaign.received
    digests = {file.path: file.sha256 for file in returns.received.files}

    def read(path: str) -> bytes:
        try:
            opened = open_source(folder, places[path], loaded.scheme.caps.limits, returns.received.passwords)
        except Unopened as unopened:
            raise CannotAnnotateError(str(unopened)) from unopened
        if opened.sha256 != digests[path]:
            raise CannotAnnotateError("saved since it was read")
        return opened.data

    return read


def _inputs(loaded: Loaded, data: SummaryData) -> dict[str, str]:
    digests = {f"{RECEIVED}/{file.path}": file.sha256 for file in data.files if file.sha256 and not file.member}
    return digests | {SCHEME_FILE: loaded.scheme_digest}


def _written_before(campaign: Campaign) -> Mapping[str, str]:
    """The digests of the last run's outputs; the record itself is nobody's to type in."""
    record = campaign.summary / RECORD_FILE
    return as_written(campaign, digests_in(read_json(record), "outputs")) | {RECORD_FILE: digest_of(record) or ""}
