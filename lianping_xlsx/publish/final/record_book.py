"""审定记录.xlsx: the record for readers: a list of all decisions, then a sheet for each, the one in force first."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.campaign_names import RECEIVED
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.disclosure.redact import WITHHELD
from lianping_xlsx.decision.record import Recorded
from lianping_xlsx.decision.result_json import OFFICIAL
from lianping_xlsx.decision.score_changes import changes as results_changed
from lianping_xlsx.publish.page_frame import put_name, write_text, write_title
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row, line_height, lines_of
from lianping_xlsx.spreadsheet.styles import Style

_DASH = "—"
_HISTORY = (
    ("次数", 9),
    ("审定日期", 13),
    ("审定会议", 30),
    ("结果", 8),
    ("人数", 7),
    ("效力", 20),
    ("与上一次相比", 48),
)
# The largest number of changes in one cell.
_SHOWN_CHANGES = 20
_ONE_PAGE = 32
"""With at most so many rows the sheet is scaled to one page, so that the signatures stand below the decision."""
_RATEES = (
    ("序号", 6),
    ("排名组", 13),
    ("单位", 15),
    ("姓名", 12),
    ("综合得分", 10),
    ("名次", 7),
    ("建议等次", 10),
    ("审定等次", 10),
    ("调整理由", 30),
    ("审定备注", 18),
)
_TIERS = ("排名组", "等次", "名额上限", "建议人数", "审定人数")
_ALTERED = replace(styles.CENTRED, bold=True, color=styles.RED)
_NAME = replace(styles.CENTRED, shrink=True)
"""The look of names: they shrink to fit one line."""
_WITHHELD_NOTE = f"注：标“{WITHHELD}”的，票数较少，为保护投票人，综合得分不单列，名次和等次照列。"
_SIGN = styles.Style(size=11)
_REMARK = replace(styles.NOTE, size=9, color="#808080")
_SIGNATURES = (
    ("审定机构（盖章）：", "主持人："),
    ("记录人：", "审核人："),
    ("主办单位（盖章）：", "日期：　　　　年　　月　　日"),
)


def write_record_book(profile: Profile, record: Sequence[Recorded]) -> bytes:
    """审定记录.xlsx as bytes."""
    book = Book(f"审定记录 {profile.title}", banner=profile.banner)
    _write_history(book, profile, record)
    for decision in reversed(record):
        _write_decision(book, profile, decision, len(record))
    return book.save()


def _validity(decision: Recorded, last: int) -> str:
    return "现行有效" if decision.number == last else f"已被第{decision.number + 1}次审定取代"


def _open(book: Book, name: str, profile: Profile, title: str, columns: Sequence[tuple[str, float]]) -> Page:
    """Add a sheet with title and 标注 in the first two rows."""
    page = book.page(name, landscape=True)
    widths = [width for _, width in columns]
    page.widths(*widths)
    write_title(page, 0, len(columns) - 1, f"{profile.occasion}{title}", sum(widths))
    page.merge(1, 0, len(columns) - 1, profile.banner, styles.BANNER)
    return page


# ---------------------------------------------------------------- the list of decisions


def _write_history(book: Book, profile: Profile, record: Sequence[Recorded]) -> None:
    """Write one line per decision, the one in force first, each with its changes."""
    page = _open(book, "审定经过", profile, "审定经过", _HISTORY)
    page.merge(2, 0, len(_HISTORY) - 1, f"审定机构：{record[-1].decider}　　共审定{len(record)}次", styles.NOTE)
    page.put_row(3, 0, [name for name, _ in _HISTORY], styles.HEADING)
    page.height(3, 24)
    page.head_rows(3, 3)
    for row, decision in enumerate(reversed(record), 4):
        before = record[decision.number - 2] if decision.number > 1 else None
        change = _change(before, decision) if before else "首次审定"
        issued = (f"第{decision.number}次", decision.date, decision.meeting, decision.status, len(decision.ratees))
        page.put_row(row, 0, issued, styles.CENTRED)
        page.put(row, 2, decision.meeting, styles.CELL)
        page.put(row, 5, _validity(decision, len(record)), styles.CENTRED)
        page.put(row, 6, change, styles.SMALL)
        texts = (decision.meeting, change)
        fit_row(page, row, zip(texts, (_HISTORY[2][1], _HISTORY[6][1]), strict=True), 11)


def _change(before: Recorded, now: Recorded) -> str:
    """The differences between two decisions in words."""
    old = {(r.id, r.name): r for r in before.ratees}
    new = {(r.id, r.name): r for r in now.ratees}
    changes = [
        f"{r.unit}{r.name}：{old[key].decided_tier}→{r.decided_tier}"
        for key, r in new.items()
        if key in old and old[key].decided_tier != r.decided_tier
    ]
    changes += [f"新增{r.unit}{r.name}（{r.decided_tier}）" for key, r in new.items() if key not in old]
    changes += [f"不再包括{r.unit}{r.name}" for key, r in old.items() if key not in new]
    if len(changes) > _SHOWN_CHANGES:
        changes = [*changes[:_SHOWN_CHANGES], f"……共{len(changes)}处变动"]
    withheld = {r.id for r in (*before.ratees, *now.ratees) if r.withheld}
    recast = withheld & before.recast_by(now)
    told = results_changed(before.ratees, now.ratees, withheld=withheld, recast=recast)
    found = [change.sentence for change in told]
    if len(found) > _SHOWN_CHANGES:
        found = [*found[:_SHOWN_CHANGES], f"……共{len(found)}人"]
    if recast or before.fingerprint != now.fingerprint:
        changes.append("所依据的结果有变动" + (f"（{'；'.join(found)}）" if found else ""))
    changes += [f"根据复核更正：{now.review_words}"] if now.reviews else []
    return "；".join(changes) or "等次没有变动，会议、日期、理由或备注等有变动"


# ---------------------------------------------------------------- one decision


def _write_decision(book: Book, profile: Profile, decision: Recorded, last: int) -> None:
    """Write the sheet of one decision; ``last``: the number of the decision in force."""
    name = f"第{decision.number}次审定" + ("（现行）" if decision.number == last else "")
    trial = "" if decision.status == OFFICIAL else "【试算】"
    page = _open(book, name, profile, f"第{decision.number}次审定记录{trial}", _RATEES)
    facts, size = _facts(decision, last), styles.NOTE.size
    page.merge(2, 0, len(_RATEES) - 1, facts, styles.NOTE)
    page.height(2, line_height(size) * lines_of(facts, sum(width for _, width in _RATEES), size) + 6)
    page.put_row(3, 0, [name for name, _ in _RATEES], styles.HEADING)
    page.height(3, 24)
    page.head_rows(3, 3)
    row = _write_ratees(page, 4, decision)
    row = _write_tiers(page, row + 1, decision)
    row = _write_accepted(page, row + 1, decision)
    _write_remark(page, _write_signatures(page, row + 1) + 1, decision)
    if row <= _ONE_PAGE:
        page.one_sheet_of_paper()


def _facts(decision: Recorded, last: int) -> str:
    """The body, the meeting, the date and the kind of result of a decision in words."""
    status = "正式" if decision.status == OFFICIAL else f"试算，带着{len(decision.accepted)}个遗留问题审定（见下）"
    who = f"审定机构：{decision.decider}　审定会议：{decision.meeting}　审定日期：{decision.date}　结果：{status}"
    reviewed = f"　复核更正：{decision.review_words}" if decision.reviews else ""
    return f"【{_validity(decision, last)}】{who}{reviewed}"


def _write_remark(page: Page, row: int, decision: Recorded) -> None:
    """Write the digests of the result and the files, for programs; at the end, since people do not read them."""
    # Written anew after a late ballot, that of the replies would tell that it has left the result as it was.
    files = "".join(f"；{path} {digest[:16]}" for path, digest in decision.sources.items() if path != RECEIVED)
    # A fingerprint over a withheld score would reveal it to whoever tries all possible scores.
    withheld = any(r.withheld for r in decision.ratees)
    code = "结果校验码见“审定记录.json”" if withheld else f"结果校验码 {decision.fingerprint}"
    words = f"技术附记（供程序核对）：{code}{files}"
    write_text(page, row, (0, len(_RATEES) - 1), words, _REMARK, sum(width for _, width in _RATEES))


def _write_ratees(page: Page, row: int, decision: Recorded) -> int:
    """Write one row per ratee; return the next row."""
    widths = [width for _, width in _RATEES]
    for number, r in enumerate(decision.ratees, 1):
        score = WITHHELD if r.withheld and r.composite else r.composite or _DASH
        issued = (number, r.group, r.unit, r.name, score, r.rank_cell or _DASH, r.proposed_tier or _DASH)
        page.put_row(row, 0, issued, styles.CENTRED)
        person = put_name(page, row, 3, r.name, widths[3], _NAME)
        page.put(row, 7, r.decided_tier, styles.CENTRED if r.decided_tier == r.proposed_tier else _ALTERED)
        remark = "；".join(part for part in (r.remark, f"变动确认：{r.confirmed}" if r.confirmed else "") if part)
        page.put_row(row, 8, (r.reason, remark), styles.SMALL)
        texts = (r.group, r.unit, r.reason, remark)
        fit_row(page, row, (person, *zip(texts, (*widths[1:3], *widths[8:]), strict=True)), 11)
        row += 1
    if any(r.withheld for r in decision.ratees):
        page.merge(row, 0, len(_RATEES) - 1, _WITHHELD_NOTE, styles.NOTE)
        row += 1
    return row


def _write_tiers(page: Page, row: int, decision: Recorded) -> int:
    """Write the numbers per tier beside the quotas; return the next row."""
    page.merge(row, 1, 5, "名额使用情况", styles.SECTION)
    page.height(row, 24)
    page.put_row(row + 1, 1, _TIERS, styles.HEADING)
    widths = [width for _, width in _RATEES[1:]]
    fit_row(page, row + 1, zip(_TIERS, widths, strict=False), styles.HEADING.size)
    for place, count in enumerate(decision.tiers, row + 2):
        over = count.quota is not None and count.decided > count.quota
        page.put_row(place, 1, (count.group, count.tier, count.limit, count.proposed), styles.CENTRED)
        page.put(place, 5, count.decided, _ALTERED if over else styles.CENTRED)
        texts = (count.group, count.tier, str(count.limit))
        fit_row(page, place, zip(texts, widths, strict=False))
    return row + 2 + len(decision.tiers)


def _write_accepted(page: Page, row: int, decision: Recorded) -> int:
    """Write the problems open at the decision and who answers for each, if there are any; return the next row."""
    if not decision.accepted:
        return row
    page.merge(row, 0, len(_RATEES) - 1, "审定时的遗留问题和同意人", styles.SECTION)
    page.height(row, 24)
    _write_wide(page, row + 1, ("序号", "遗留问题", "同意人", "同意理由"), styles.HEADING)
    for number, accepted in enumerate(decision.accepted, 1):
        texts = (str(number), accepted.finding, accepted.who, accepted.reason)
        _write_wide(page, row + 1 + number, texts, styles.SMALL)
    return row + 2 + len(decision.accepted)


def _write_wide(page: Page, row: int, texts: Sequence[str], style: Style) -> None:
    """Write 序号, a problem over six columns, a person, and a reason over two."""
    widths = [width for _, width in _RATEES]
    page.put(row, 0, texts[0], replace(style, align="center"))
    page.merge(row, 1, 6, texts[1], style)
    page.put(row, 7, texts[2], replace(style, align="center"))
    page.merge(row, 8, 9, texts[3], style)
    fit_row(page, row, zip(texts[1:], (sum(widths[1:7]), widths[7], sum(widths[8:])), strict=True))


def _write_signatures(page: Page, row: int) -> int:
    """Write the lines for signatures; return the next row."""
    for number, (left, right) in enumerate(_SIGNATURES, row):
        page.merge(number, 0, 4, left, _SIGN)
        page.merge(number, 6, len(_RATEES) - 1, right, _SIGN)
        page.height(number, 30)
    return row + len(_SIGNATURES)
