"""A file of tests/scenarios/published/ made a campaign: its forms filled in and merged, its figures by heading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.core import exact
from lianping_xlsx.forms.form_type import heading_of
from lianping_xlsx.forms.layout import FormLayout, Slot
from lianping_xlsx.scheme.scheme_sheets import TABLES
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.papers import Papers, papers_of
from tests.reports import ratee_rows, report, report_book
from tests.scenarios.campaigns import (
    Made,
    Oracle,
    answer,
    in_process,
    make_campaign,
    merge,
    records_of,
    recounted,
)
from tests.scenarios.published_file import RATEE, Published, ReplyTable, Row

CITED = "结果报送表"
"""The form that another campaign sends; no form of this one."""
_PART = "／"
_TOLD = {
    "综合得分": "composite",
    "名次": "rank",
    "最好名次": "rank_best",
    "最差名次": "rank_worst",
    "建议等次": "proposed_tier",
    "加减分": "adjustment",
    "理由": "reason",
}
_TALLIED = {"有效": "valid", "无效": "void", "弃权": "abstained", "收回": "returned"}


@dataclass(frozen=True)
class Case:
    """A file with the campaign that was made of it, and what the oracle expects."""

    published: Published
    made: Made
    merged: Merged
    oracle: Oracle

    @property
    def summary(self) -> bytes:
        """汇总表.xlsx as merge wrote it."""
        return (self.made.loaded.campaign.summary / "汇总表.xlsx").read_bytes()

    @cached_property
    def papers(self) -> Papers:
        """What 核算底稿 and the derivations are made of."""
        with in_process():
            return papers_of(self.made.folder)

    @cached_property
    def ratees(self) -> dict[str, str]:
        """The codes of the ratees, by 编号 and by 姓名."""
        people = self.made.loaded.scheme.ratees
        return {name: ratee.code for ratee in people for name in (ratee.code, ratee.name)}

    @cached_property
    def _told(self) -> dict[str, dict[str, Any]]:
        ratees: Any = self.merged.result["ratees"]
        return {ratee["id"]: ratee for ratee in ratees}

    def figure(self, ratee: str, heading: str) -> str:
        """What merge says of a ratee (code) under a heading; — if there is nothing."""
        own, result = self._told[ratee], self.merged.data.result
        if heading in _TOLD:
            return _shown(own[_TOLD[heading]])
        standing = result.standing_of[ratee]
        if heading.endswith("原得分"):
            return self._points(standing.raw_score_of(heading.removesuffix("原得分")))
        if _PART in heading:
            poll, voter_class, item, what = _class_heading(heading)
            (tally,) = (t for t in result.classes_of[ratee] if (t.poll, t.voter_class) == (poll, voter_class))
            if item:
                return self._points(next(each.mean for each in tally.items if each.item == item))
            if what in _TALLIED:
                return str(getattr(tally, _TALLIED[what]))
            if what:
                names = [grade.name for grade in self.made.loaded.scheme.grades_of(poll)]
                return str(tally.grades[names.index(what)])
            return self._points(tally.mean)
        if any(each.component == heading for each in standing.scores):
            return self._points(standing.score_of(heading))
        return self._points(next(each.score for each in result.polls_of[ratee] if each.poll == heading))

    def foretold(self, ratee: str, heading: str) -> str | None:
        """The same as the oracle has it; None where it does not work the figure out by itself."""
        own = self.oracle[ratee]
        plain = {
            "综合得分": own.composite,
            "名次": own.rank,
            "最好名次": own.rank_best,
            "最差名次": own.rank_worst,
            "建议等次": own.proposed_tier,
            "加减分": own.adjustment,
            **own.components,
        }
        if heading in plain:
            return _shown(plain[heading])
        if _PART not in heading:
            return None
        poll, voter_class, item, what = _class_heading(heading)
        figures = own.classes[poll, voter_class]
        if item or (what and what not in _TALLIED):
            return None
        return _shown(getattr(figures, _TALLIED[what]) if what else figures.mean)

    def _points(self, score: exact.ScoreValue | None) -> str:
        return "—" if score is None else exact.show(score, self.made.loaded.scheme.rules.decimals)


def _shown(value: object) -> str:
    return "—" if value is None else str(value)


def _class_heading(heading: str) -> tuple[str, str, str, str]:
    """测评／票类, with an item of it (／N1) or with what is counted (／有效, ／优秀)."""
    poll, voter_class, *more = heading.split(_PART)
    last = more[0] if more else ""
    return (poll, voter_class, last, "") if last[:1].isascii() else (poll, voter_class, "", last)


# ---------------------------------------------------------------- the campaign


def make_case(published: Published, folder: Path) -> Case:
    """The scheme written and opened, every form filled in as the file has it, merged."""
    records = records_of(settings=published.settings, tables=tables_of(published))
    made = make_campaign(folder / "考核", records)
    hands = Hands(published.replies, made)
    answer(made, hands.fill)
    _cite(published, made)
    hands.assert_all_used()
    with in_process():
        merged = merge(made)
    return Case(published, made, merged, recounted(made))


def tables_of(published: Published) -> dict[str, str]:
    """The tables as text; columns that a file leaves out are blank."""
    declared = {table.sheet: table for table in TABLES}
    found = {}
    for sheet, rows in published.tables.items():
        columns = [column.name for column in declared[sheet].columns]
        unknown = {head for row in rows for head in row} - {*columns}
        assert not unknown, f"{published.name}: no such columns of {sheet}: {unknown}"
        lines = ["|".join(columns), *("|".join(row.get(column, "") for column in columns) for row in rows)]
        found[sheet] = "\n".join(lines)
    return found


def _cite(published: Published, made: Made) -> None:
    """Lay the results of other campaigns among the replies."""
    for reply in (reply for reply in published.replies if reply.form == CITED):
        lines = ["|".join(row[head] for head in ("编号", "排名组", "姓名", "综合得分")) for row in reply.rows]
        sent = report(reply.unit, ratee_rows("\n".join(lines)), title=reply.about[0])
        (made.loaded.campaign.received / f"{reply.unit}.xlsx").write_bytes(report_book(sent))


class Hands:
    """Fills the forms in from the tables of a file."""

    def __init__(self, replies: Sequence[ReplyTable], made: Made) -> None:
        self.replies = [reply for reply in replies if reply.form != CITED]
        self.units = {unit.code: unit.name for unit in made.loaded.scheme.units}
        self.names = {ratee.code: ratee.name for ratee in made.loaded.scheme.ratees}
        self.used: set[int] = set()
        self._found: dict[str, ReplyTable] = {}

    def assert_all_used(self) -> None:
        """Every table of the file is of a form that was issued."""
        unused = [f"{each.unit}：{each.form}" for n, each in enumerate(self.replies) if n not in self.used]
        assert not unused, f"no such forms: {unused}"

    def fill(self, form: FormLayout, slot: Slot) -> Content:
        """The content of a cell; blank if the file has nothing for it."""
        reply = self._reply(form)
        if form.key.kind is FormKind.TALLY:
            return self._on_tally(slot, reply, heading_of(form.columns[slot.column]))
        write: Mapping[FormKind, Callable[[Slot, ReplyTable], Content]] = {
            FormKind.BALLOTS: self._on_ballot,
            FormKind.RUBRIC: self._on_items,
            FormKind.DEPARTMENT: self._on_items,
            FormKind.SCORES: self._on_scores,
        }
        return write[form.key.kind](slot, reply)

    def _reply(self, form: FormLayout) -> ReplyTable:
        """The table of a form; each form has exactly one."""
        key = form.key
        if key.text() not in self._found:
            of_form = {key.poll, key.voter_class, key.component, key.typing_name}
            about = [
                number
                for number, each in enumerate(self.replies)
                if (each.unit, each.form) == (self.units[key.unit], key.kind) and {*each.about} <= of_form
            ]
            assert len(about) == 1, f"{len(about)} tables for {self.units[key.unit]} {key.kind} {sorted(of_form)}"
            self.used.add(about[0])
            self._found[key.text()] = self.replies[about[0]]
        return self._found[key.text()]

    def _row(self, rows: Sequence[Row], ratee: str) -> Row:
        return next((row for row in rows if row[RATEE] in (ratee, self.names[ratee])), {})

    def _on_ballot(self, slot: Slot, reply: ReplyTable) -> Content:
        """A row a ballot and columns for ratees; with a column 考核对象 a row a ratee of it and columns for items."""
        ballots = reply.ballots()
        if slot.field in ("issued", "returned"):
            sent = reply.sent or (len(ballots), len(ballots))
            return sent[slot.field == "returned"]
        rows = ballots.get(int(slot.ballot or 0), [])
        if not rows:
            return None
        if slot.field in ("validity", "voter"):
            return rows[0].get({"validity": "效力", "voter": "投票人编号"}[slot.field])
        if not slot.ratee:
            return None
        if RATEE in rows[0]:
            return _typed(self._row(rows, slot.ratee).get(slot.item))
        mark = rows[0].get(self.names[slot.ratee])
        if slot.field == "tick":
            return "√" if mark and slot.item in mark.split("、") else None
        return _typed(mark)

    def _on_tally(self, slot: Slot, reply: ReplyTable, heading: str) -> Content:
        """Columns by the headings of the form."""
        return _typed(self._row(reply.rows, slot.ratee).get(heading)) if slot.ratee else None

    def _on_items(self, slot: Slot, reply: ReplyTable) -> Content:
        """A row a ratee, and columns for items; or one row for a single item, and columns for ratees."""
        if not slot.ratee:
            return None
        by_ratee = RATEE in reply.rows[0]
        mark = (
            self._row(reply.rows, slot.ratee).get(slot.item) if by_ratee else reply.rows[0].get(self.names[slot.ratee])
        )
        if slot.field.startswith("reason"):
            return "见考核记录" if mark else None
        return _typed(mark) if slot.field in ("score", "deduction", "bonus", "penalty") else None

    def _on_scores(self, slot: Slot, reply: ReplyTable) -> Content:
        mark = self._row(reply.rows, slot.ratee).get(slot.item or "得分") if slot.ratee else None
        if slot.field.startswith("basis"):
            return "见通报" if mark else None
        return _typed(mark) if slot.field.startswith("score") else None


def _typed(cell: str | None) -> Content:
    """A cell as somebody types it: a number where it is one."""
    if cell is None:
        return None
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell
