"""等次审定表: the proposal, and beside it what the 审定机构 decides. The program never fills in 审定等次.

Whatever was typed survives every later merge: carried over by 编号 and name, or kept apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.sheets import styles
from lianping_xlsx.sheets.address import a1
from lianping_xlsx.sheets.book import Book, Page
from lianping_xlsx.sheets.kinds import Choice, Text
from lianping_xlsx.sheets.tables import Column, Table, read_table
from lianping_xlsx.tally.results import Result, Standing

DECISION_FILE = "等次审定表.xlsx"
_SHEET = "等次审定"
_TEXT = Text()
_TYPED = ("审定等次", "调整理由", "审定备注")
_TABLE = Table(
    _SHEET,
    "等次审定表",
    "只填浅黄色格。审定等次与建议等次不一致的，须写明调整理由。",
    (
        Column("编号", _TEXT, True, 8),
        Column("排名组", _TEXT, False, 14),
        Column("单位", _TEXT, False, 15),
        Column("姓名", _TEXT, False, 13),
        Column("综合得分", _TEXT, False, 10),
        Column("名次", _TEXT, False, 7),
        Column("建议等次", _TEXT, False, 10),
        Column("建议理由", _TEXT, False, 44),
        Column("审定等次", _TEXT, False, 10),
        Column("调整理由", _TEXT, False, 26),
        Column("审定备注", _TEXT, False, 16),
    ),
)
_HEADS = ("审定会议：", "审定日期：")
_HEAD_ROW, _HEADING_ROW = 2, 3
_FIRST = 4
_GONE = "以下各行不在现在的名单中，或与名单对不上，原审定内容保留如下"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was typed for one ratee: 审定等次, 调整理由, 审定备注; and the name that stood beside it."""

    code: str
    name: str
    typed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything typed into the table, in its order, and the entries of its head."""

    listed: tuple[Decision, ...] = ()
    heads: tuple[str, ...] = ("", "")

    def of(self, ratee: Ratee) -> Decision | None:
        """What was decided on a ratee: 编号 and name must agree, for a code may have been given to somebody else."""
        codes, names = ("", ratee.code), ("", name_key(ratee.name))
        named = (d for d in self.listed if d.code or d.name)
        return next((d for d in named if d.code in codes and name_key(d.name) in names), None)


NO_DECISIONS = Decisions()


def read_decisions(rows: Sequence[Sequence[object]], *, file: str) -> Outcome[Decisions]:
    """What was typed into an existing table; rows without any entry are passed over."""
    outcome = read_table(_TABLE, rows, file=file)
    found = []
    for record in outcome.value:
        typed = tuple(record.text(name) for name in _TYPED)
        if any(typed):
            found.append(Decision(record.text("编号"), record.text("姓名"), typed))
    losses = tuple(finding for finding in outcome.findings if finding.code != "table.blank")
    return Outcome(Decisions(tuple(found), tuple(_head(rows, label) for label in _HEADS)), losses)


def _head(rows: Sequence[Sequence[object]], label: str) -> str:
    """The first entry right of a label."""
    for row in rows[: _HEADING_ROW + 2]:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and name_key(cell) == name_key(label):
                entries = (other for other in row[column + 1 :] if not is_blank(other))
                entry = next(entries, "")
                known = {name_key(word) for word in _HEADS}
                return "" if name_key(str(entry)) in known else (_TEXT.take(entry).value or "")
    return ""


def result_fingerprint(scheme: Scheme, result: Result) -> str:
    """Changes when any score, rank or proposal does: shows which result a decision was made on."""
    lines = [repr((s.code, s.composite, s.rank, s.proposed_tier)) for s in result.standings]
    return hashlib.sha256("\n".join([scheme.fingerprint, *lines]).encode()).hexdigest()[:16]


def write_decisions(scheme: Scheme, result: Result, official: bool, decisions: Decisions) -> Outcome[bytes]:
    """The table as bytes, with the decisions carried over. Finding: ``decision.kept-apart``."""
    profile = scheme.profile
    book = Book(f"{_TABLE.title} {profile.title}", banner=profile.banner)
    page = book.page(_SHEET, landscape=True)
    page.widths(*(column.width for column in _TABLE.columns))
    _write_head(page, scheme, result, official, decisions)
    ordered = _ordered(scheme, result)
    for row, (ratee, standing) in enumerate(ordered, _FIRST):
        _write_row(page, row, scheme, ratee, standing, decisions.of(ratee))
    last = _FIRST + len(ordered) - 1
    rule = replace(
        Choice(tuple(tier.name for tier in scheme.tiers)).rule(), prompt="由审定机构研究确定，从列表中选择。"
    )
    decided = _TABLE.index("审定等次")
    if ordered:
        page.rule(_FIRST, decided, last, decided, rule, title="审定等次")
    row, findings = _write_gone(page, last + 1, scheme, decisions)
    _write_quotas(page, row + 1, scheme, ordered, decisions)
    page.head_rows(_HEADING_ROW, _HEADING_ROW, freeze_columns=4)
    page.protect()
    return Outcome(book.save(), tuple(findings))


def _write_head(page: Page, scheme: Scheme, result: Result, official: bool, decisions: Decisions) -> None:
    profile, last = scheme.profile, len(_TABLE.columns) - 1
    trial = "" if official else "【试算】"
    page.merge(0, 0, last, f"{profile.year}年度{profile.title}{_TABLE.title}{trial}", styles.TITLE)
    page.height(0, 34)
    print_id = f"结果指纹：{result_fingerprint(scheme, result)}"
    page.merge(1, 0, last, f"{profile.banner}  {_TABLE.note}  {print_id}".strip(), styles.SUBTITLE)
    for label, column, typed in zip(_HEADS, (0, 6), decisions.heads, strict=True):
        page.merge(_HEAD_ROW, column, column + 1, label, styles.LABEL)
        page.merge(_HEAD_ROW, column + 2, column + 4, "", styles.INPUT_CENTRED)
        page.put(_HEAD_ROW, column + 2, typed, styles.INPUT_CENTRED)
    page.height(_HEAD_ROW, 24)
    page.height(1, 20)
    page.height(_HEADING_ROW, 26)
    page.put_row(_HEADING_ROW, 0, [column.name for column in _TABLE.columns], styles.HEADING)


def _ordered(scheme: Scheme, result: Result) -> list[tuple[Ratee, Standing]]:
    """By group, then rank; those without a rank last."""
    pairs = [(ratee, result.standing_of[ratee.code]) for ratee in scheme.ratees]
    groups = {group: place for place, group in enumerate(scheme.groups)}
    return sorted(pairs, key=lambda pair: (groups[pair[0].group], pair[1].rank or len(pairs) + 1))


def _write_row(
    page: Page, row: int, scheme: Scheme, ratee: Ratee, standing: Standing, decision: Decision | None
) -> None:
    score = "—" if standing.composite is None else standing.composite / exact.POINT
    issued = [ratee.code, ratee.group, ratee.workplace, ratee.name, score, standing.rank or "—"]
    page.put_row(row, 0, [*issued, standing.proposed_tier or "—"], styles.CENTRED)
    page.put(row, _TABLE.index("综合得分"), score, styles.score(styles.CENTRED, scheme.rules.decimals))
    page.put(row, len(issued) + 1, standing.explanation, styles.SMALL)
    typed = decision.typed if decision else ("",) * len(_TYPED)
    first = _TABLE.index(_TYPED[0])
    page.put(row, first, typed[0], styles.INPUT_CENTRED)
    page.put_row(row, first + 1, typed[1:], styles.INPUT)
    page.height(row, 42)


def _write_gone(page: Page, row: int, scheme: Scheme, decisions: Decisions) -> tuple[int, list[Finding]]:
    """Decisions on ratees who are no longer in the scheme, below the table and in its columns."""
    kept = {id(decisions.of(ratee)) for ratee in scheme.ratees}
    gone = sorted((d for d in decisions.listed if id(d) not in kept), key=lambda d: (d.code, d.name, d.typed))
    if not gone:
        return row, []
    page.merge(row, 0, len(_TABLE.columns) - 1, _GONE, styles.SECTION)
    for number, decision in enumerate(gone, row + 1):
        page.put_row(number, 0, [None] * len(_TABLE.columns), styles.CELL)
        page.put(number, 0, decision.code, styles.CENTRED)
        page.put(number, _TABLE.index("姓名"), decision.name, styles.CENTRED)
        page.put_row(number, _TABLE.index(_TYPED[0]), decision.typed, styles.CELL)
    place = Place(DECISION_FILE, _SHEET)
    findings = [Finding("decision.kept-apart", place, {"name": d.name or d.code or "（没有编号和姓名）"}) for d in gone]
    return row + len(gone) + 1, findings


def _write_quotas(
    page: Page, row: int, scheme: Scheme, ordered: Sequence[tuple[Ratee, Standing]], decisions: Decisions
) -> None:
    """How many of each tier have been decided, live, beside what the quota allows."""
    last = _FIRST + len(ordered) - 1
    groups = f"{a1(_FIRST, 1, fixed=True)}:{a1(last, 1, fixed=True)}"
    column = _TABLE.index("审定等次")
    decided = f"{a1(_FIRST, column, fixed=True)}:{a1(last, column, fixed=True)}"
    page.merge(row, 2, 6, "各等次人数（随填写自动更新）", styles.SECTION)
    page.put_row(row + 1, 2, ["排名组", "等次", "名额上限", "建议", "已审定"], styles.HEADING)
    row += 2
    for group in scheme.groups:
        members = [(r, s) for r, s in ordered if r.group == group]
        for tier in scheme.tiers:
            size = members[0][1].group_size if members else 0
            quota = "不限" if tier.quota is None else str(exact.floor_share(tier.quota, size))
            proposed = sum(1 for _, standing in members if standing.proposed_tier == tier.name)
            typed = sum(1 for r, _ in members if _decided(decisions.of(r)) == tier.name)
            page.put_row(row, 2, [group, tier.name, quota, str(proposed)], styles.CENTRED)
            formula = f"=COUNTIFS({groups},{a1(row, 2)},{decided},{a1(row, 3)})"
            page.formula(row, 6, formula, styles.CENTRED, typed)
            page.height(row, 20)
            row += 1


def _decided(decision: Decision | None) -> str:
    return decision.typed[0] if decision else ""
