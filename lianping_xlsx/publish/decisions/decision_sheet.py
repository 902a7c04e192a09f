"""等次审定表.xlsx: the proposals, and beside them the decisions of the 审定机构. The program never fills in 审定等次.

Every later merge keeps all entries: it carries them over by 编号 and name, or writes them below the table. The second
sheet, 遗留问题, lists every open problem and who answers for a decision in spite of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lianping_xlsx.core.campaign_names import DECISION_FILE
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.decision.decision_table import (
    CHANGE,
    CONFIRMED,
    CONSENT,
    DECISION_TABLE,
    FINGERPRINT,
    FORMERLY,
    HEADS,
    PROBLEM_TABLE,
    TYPED,
    Answer,
    Decision,
    Decisions,
    in_table_order,
    printed_fingerprint,
)
from lianping_xlsx.decision.disclosure.redact import (
    WITHHELD,
    for_the_meeting,
    withheld_note,
    without_figures,
    without_score,
)
from lianping_xlsx.decision.score_changes import Change, person_key
from lianping_xlsx.decision.summary_data import LastDecision, SummaryData
from lianping_xlsx.decision.verdicts import open_problems
from lianping_xlsx.publish.page_frame import figure, same_text, write_text, write_title
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.cell_kinds import Choice
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.tables import Column
from lianping_xlsx.tally.tally_results import Standing

_TABLE = DECISION_TABLE
_WIDTHS = [column.width for column in _TABLE.columns]
_HEAD_ROW, _HEADING_ROW = 2, 3
_FIRST = 4
_GONE = "以下各行不在现在的名单中，或与名单对不上，原审定内容保留如下"


def write_decisions(data: SummaryData, decisions: Decisions) -> bytes:
    """The workbook as bytes, with all typed ``decisions`` carried over."""
    scheme, profile = data.scheme, data.scheme.profile
    book = Book(f"{_TABLE.title} {profile.title}", banner=profile.banner)
    page = book.page(_TABLE.sheet, landscape=True)
    gone = [*_gone(scheme, decisions), *_left(data, decisions)]
    changed = _changed(data, decisions, gone)
    # Before anything has changed, the two columns on changes would only confuse.
    columns = _TABLE.columns if changed else _TABLE.columns[: _TABLE.index(CHANGE)]
    page.widths(*(column.width for column in columns))
    _write_head(page, data, decisions, columns)
    ordered = in_table_order(scheme, data.result)
    any_withheld = False
    for row, (ratee, standing) in enumerate(ordered, _FIRST):
        beside = changed.get(ratee.code, ("", ""))
        shown = _shown_scores(data, ratee, standing)
        any_withheld |= shown.score == WITHHELD
        _write_row(page, row, scheme, shown, decisions.of(ratee), beside)
        if changed:
            _write_change(page, row, *beside)
    last = _FIRST + len(ordered) - 1
    rule = replace(Choice(scheme.tier_names).rule(), prompt="由审定机构研究确定，从列表中选择。")
    decided = _TABLE.index("审定等次")
    if ordered:
        page.rule(_FIRST, decided, last, decided, rule, title="审定等次")
    row = _write_gone(page, last + 1, gone, columns, data.decided)
    row = _write_quotas(page, row + 1, scheme, ordered, decisions)
    if any_withheld:
        row += 1
        why = withheld_note(scheme, data.disclosures)
        write_text(page, row, (0, len(columns) - 1), f"注：{why}", styles.NOTE, sum(column.width for column in columns))
    printed = printed_fingerprint(data)
    page.merge(row + 1, 0, len(columns) - 1, f"技术附记：{FINGERPRINT} {printed}，供程序核对。", styles.NOTE)
    page.head_rows(_HEADING_ROW, _HEADING_ROW, freeze_columns=4)
    page.protect()
    _write_problems(book, data, decisions)
    return book.save()


def kept_apart(scheme: Scheme, decisions: Decisions) -> tuple[Finding, ...]:
    """One finding ``decision.kept-apart`` for each row with entries that matches nobody in the scheme."""
    place = Place(DECISION_FILE, _TABLE.sheet)
    names = (decision.name or decision.code or "（没有编号和姓名）" for decision in _gone(scheme, decisions))
    return tuple(Finding("decision.kept-apart", place, {"name": name}) for name in names)


def _gone(scheme: Scheme, decisions: Decisions) -> list[Decision]:
    """The rows with entries for ratees who are no longer in the scheme, and second rows of a ratee."""
    kept = {id(decisions.of(ratee)) for ratee in scheme.ratees}
    gone = (decision for decision in decisions.listed if decision.begun and id(decision) not in kept)
    return sorted(gone, key=lambda d: (d.code, d.name, d.typed))


def _left(data: SummaryData, decisions: Decisions) -> list[Decision]:
    """Blank rows for persons who were decided on and have left the scheme without a row: their absence is a change."""
    people = [(ratee.code, ratee.name) for ratee in data.scheme.ratees]
    known = {person_key(*names) for names in (*people, *((d.code, d.name) for d in _gone(data.scheme, decisions)))}
    changes = data.decided.changes if data.decided else ()
    left = (change for change in changes if person_key(change.id, change.name) not in known)
    return [Decision(change.id, change.name, ("",) * len(TYPED)) for change in left]


def _changed(data: SummaryData, decisions: Decisions, gone: Sequence[Decision]) -> dict[str, tuple[str, str]]:
    """The change since the decision in force and the text for 变动确认, keyed by code.

    A confirmation of an earlier change is kept and marked (``FORMERLY``), unless the record has it already.
    """
    last = data.decided
    found = {row.code: ("", "") for row in gone if row.confirmed or (last and last.change_of(row.code, row.name))}
    for ratee in data.scheme.ratees:
        change = last.change_of(ratee.code, ratee.name) if last else None
        confirmed = _confirmation(decisions.of(ratee), change, last.confirmed.get(ratee.code, "") if last else "")
        if change or confirmed:
            found[ratee.code] = (change.words if change else "", confirmed)
    return found


def _confirmation(decision: Decision | None, change: Change | None, recorded: str) -> str:
    """The text for 变动确认 in a person's row; ``recorded``: the confirmation that is already on record."""
    if decision is None or not decision.confirmed:
        return ""
    if change is not None and decision.confirms(change):
        return decision.confirmed
    former = decision.confirmed.removeprefix(FORMERLY)
    return "" if former == recorded else f"{FORMERLY}{former}"


def _write_change(page: Page, row: int, change: str, confirmed: str) -> None:
    page.put(row, _TABLE.index(CHANGE), change, styles.SMALL)
    page.put(row, _TABLE.index(CONFIRMED), confirmed, styles.INPUT if change or confirmed else styles.CELL)


def _write_head(page: Page, data: SummaryData, decisions: Decisions, columns: Sequence[Column]) -> None:
    """Write title, note, the entries for meeting and date, and the heading row."""
    profile, last = data.scheme.profile, len(columns) - 1
    trial = "" if data.official else "【试算】"
    width = sum(column.width for column in columns)
    write_title(page, 0, last, f"{profile.occasion}{_TABLE.title}{trial}", width)
    page.merge(1, 0, last, f"{profile.banner}  {_TABLE.note}".strip(), styles.SUBTITLE)
    for label, column in HEADS.items():
        page.merge(_HEAD_ROW, column, column + 1, label, styles.LABEL)
        page.merge(_HEAD_ROW, column + 2, column + 4, "", styles.INPUT_CENTRED)
        page.put(_HEAD_ROW, column + 2, decisions.head(label).text, styles.INPUT_CENTRED)
    typed = [(decisions.head(label).text, sum(_WIDTHS[column + 2 : column + 5])) for label, column in HEADS.items()]
    fit_row(page, _HEAD_ROW, typed, styles.INPUT_CENTRED.size, least=24)
    page.height(1, 20)
    page.height(_HEADING_ROW, 26)
    page.put_row(_HEADING_ROW, 0, [column.name for column in columns], styles.HEADING)


@dataclass(frozen=True, slots=True)
class _ShownScores:
    """A ratee's composite and the reason of his proposed tier as the meeting may read them."""

    ratee: Ratee
    standing: Standing
    score: Content
    reason: str


def _shown_scores(data: SummaryData, ratee: Ratee, standing: Standing) -> _ShownScores:
    shown = data.disclosures.of(ratee.code)
    if standing.composite is None or shown.composite:
        score, reason = figure(standing.composite), standing.explanation
    else:
        score, reason = WITHHELD, without_score(data.scheme, standing)
    return _ShownScores(ratee, standing, score, without_figures(reason, standing, shown))


def _write_row(
    page: Page, row: int, scheme: Scheme, shown: _ShownScores, decision: Decision | None, beside: tuple[str, str]
) -> None:
    """Write a person's row, as high as its texts need; ``beside``: the texts of 变动情况 and 变动确认."""
    ratee, standing = shown.ratee, shown.standing
    issued = [ratee.code, ratee.group, ratee.workplace, ratee.name, shown.score, standing.rank_cell or "—"]
    page.put_row(row, 0, [*issued, standing.proposed_tier or "—"], styles.CENTRED)
    page.put(row, _TABLE.index("综合得分"), shown.score, styles.score(styles.CENTRED, scheme.rules.decimals))
    page.put(row, len(issued) + 1, shown.reason, styles.SMALL)
    typed = decision.typed if decision else ("",) * len(TYPED)
    first = _TABLE.index(TYPED[0])
    page.put(row, first, typed[0], styles.INPUT_CENTRED)
    page.put_row(row, first + 1, typed[1:], styles.INPUT)
    texts = (ratee.group, ratee.workplace, ratee.name, shown.reason, *typed, *beside)
    widths = (*_WIDTHS[1:4], _WIDTHS[len(issued) + 1], *_WIDTHS[first:])
    fit_row(page, row, zip(texts, widths, strict=True), least=28)


def _write_gone(
    page: Page, row: int, gone: Sequence[Decision], columns: Sequence[Column], decided: LastDecision | None
) -> int:
    """Write the rows that match nobody below the table, in its columns; people may clear them. Return the next row."""
    if not gone:
        return row
    page.merge(row, 0, len(columns) - 1, _GONE, styles.SECTION)
    for number, decision in enumerate(gone, row + 1):
        page.put_row(number, 0, [None] * len(columns), styles.CELL)
        page.put(number, 0, decision.code, styles.CENTRED)
        page.put(number, _TABLE.index("姓名"), decision.name, styles.CENTRED)
        page.put_row(number, _TABLE.index(TYPED[0]), decision.typed, styles.INPUT)
        if len(columns) > _TABLE.index(CHANGE):
            change = decided.change_of(decision.code, decision.name) if decided else None
            _write_change(page, number, change.words if change else "", decision.confirmed)
    return row + len(gone) + 1


def _write_quotas(
    page: Page, row: int, scheme: Scheme, ordered: Sequence[tuple[Ratee, Standing]], decisions: Decisions
) -> int:
    """Write the number of decided ratees per tier, as formulas, beside the quotas; return the next row."""
    last = _FIRST + len(ordered) - 1
    groups = f"{a1(_FIRST, 1, fixed=True)}:{a1(last, 1, fixed=True)}"
    column = _TABLE.index("审定等次")
    decided = f"{a1(_FIRST, column, fixed=True)}:{a1(last, column, fixed=True)}"
    page.merge(row, 2, 7, "各等次人数（随填写自动更新）", styles.SECTION)
    page.put_row(row + 1, 2, ["排名组", "等次", "名额上限", "建议", "已审定", "情况"], styles.HEADING)
    row += 2
    proposed = Counter((ratee.group, standing.proposed_tier) for ratee, standing in ordered)
    chosen = Counter((ratee.group, _decided(decisions.of(ratee))) for ratee, _ in ordered)
    for group in scheme.groups:
        for tier in scheme.tiers_of(group).values():
            quota, typed = scheme.tier_table.most_in(tier, group), chosen[group, tier.name]
            limit = scheme.tier_table.limit_words(tier, group) if quota is None else quota
            page.put_row(row, 2, [group, tier.name, limit, proposed[group, tier.name]], styles.CENTRED)
            formula = f"=SUMPRODUCT({same_text(groups, a1(row, 2))}*{same_text(decided, a1(row, 3))})"
            page.formula(row, 6, formula, styles.CENTRED, typed)
            # The cached value must equal what the formula gives.
            over = 0 if quota is None else max(0, typed - quota)
            page.formula(row, 7, _over(a1(row, 4), a1(row, 6)), styles.STATUS, f"超出{over}名" if over else "")
            texts = (group, tier.name, str(limit))
            fit_row(page, row, zip(texts, _WIDTHS[2:], strict=False))
            row += 1
    return row


def _over(quota: str, decided: str) -> str:
    """The formula for the text by how many a quota is exceeded."""
    return f'=IF(ISNUMBER({quota}),IF({decided}>{quota},"超出"&({decided}-{quota})&"名",""),"")'


def _decided(decision: Decision | None) -> str:
    return decision.typed[0] if decision else ""


_PROBLEM_TITLE, _PROBLEM_NOTE, _PROBLEM_HEADING, _PROBLEM_FIRST = 0, 1, 2, 3
_PROBLEM_WIDTHS = [column.width for column in PROBLEM_TABLE.columns]
_PROBLEM_LAST = len(_PROBLEM_WIDTHS) - 1
_SOLVED = "以下问题现在已经没有了，原来填写的内容保留如下"


def _write_problems(book: Book, data: SummaryData, decisions: Decisions) -> None:
    """Write the sheet 遗留问题, unless no problem is open and nothing was typed on it."""
    problems = open_problems(data)
    answers = [decisions.answer_to(problem) for problem in problems]
    # By identity: two rows may be equal.
    taken = {id(answer) for answer in answers}
    solved = [answer for answer in decisions.answers if any(answer.typed) and id(answer) not in taken]
    if not problems and not solved:
        return
    page = book.page(PROBLEM_TABLE.sheet, landscape=True)
    _write_problem_head(page, data, len(problems))
    row = _PROBLEM_FIRST
    for number, (problem, answer) in enumerate(zip(problems, answers, strict=True), 1):
        shown = for_the_meeting(problem)
        _write_problem_row(
            page,
            row,
            (number, shown.message, str(shown.place), shown.remedy),
            answer.typed if answer else ("",) * len(CONSENT),
        )
        row += 1
    _write_solved(page, row, solved)
    page.head_rows(_PROBLEM_HEADING, _PROBLEM_HEADING)
    page.protect()


def _write_problem_head(page: Page, data: SummaryData, count: int) -> None:
    """Write title, note and heading row; ``count``: the number of open problems."""
    profile = data.scheme.profile
    page.widths(*_PROBLEM_WIDTHS)
    write_title(page, _PROBLEM_TITLE, _PROBLEM_LAST, f"{profile.occasion}{PROBLEM_TABLE.title}", sum(_PROBLEM_WIDTHS))
    note = f"共{count}条。{PROBLEM_TABLE.note}" if count else "没有遗留问题。"
    page.merge(_PROBLEM_NOTE, 0, _PROBLEM_LAST, f"{profile.banner}  {note}".strip(), styles.SUBTITLE)
    page.height(_PROBLEM_NOTE, 36)
    page.put_row(_PROBLEM_HEADING, 0, [column.name for column in PROBLEM_TABLE.columns], styles.HEADING)
    page.height(_PROBLEM_HEADING, 26)


def _write_solved(page: Page, row: int, solved: Sequence[Answer]) -> None:
    """Write the entries beside solved problems below the list, in its columns."""
    if not solved:
        return
    page.merge(row, 0, _PROBLEM_LAST, _SOLVED, styles.SECTION)
    page.height(row, 26)
    for number, answer in enumerate(sorted(solved, key=lambda a: (a.place, a.message, a.typed)), row + 1):
        _write_problem_row(page, number, ("—", answer.message, answer.place, "已解决"), answer.typed)


def _write_problem_row(page: Page, row: int, issued: Sequence[Content], typed: Sequence[str]) -> None:
    page.put(row, 0, issued[0], styles.CENTRED)
    page.put_row(row, 1, issued[1:], styles.SMALL)
    first = PROBLEM_TABLE.index(CONSENT[0])
    page.put(row, first, typed[0], styles.INPUT_CENTRED)
    page.put_row(row, first + 1, typed[1:], styles.INPUT)
    texts = (*(str(cell) for cell in issued), *typed)
    fit_row(page, row, zip(texts, _PROBLEM_WIDTHS, strict=True), least=26)
