"""What an import would write into the scheme: the rows of each list, and the units and tasks that follow from persons.

A person's own unit, and its own forms (述职自查 and the like), follow the way of the persons who are in the scheme:
the same form of name, the same kinds of form. A row is found again by its 编号, by name and unit, or by the unit alone
where it has one person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.scheme.citations import CITATIONS
from lianping_xlsx.scheme.list_columns import OfficeList
from lianping_xlsx.scheme.list_rows import (
    CODE,
    ListedCodes,
    PlannedRow,
    RowState,
    TableEdit,
    as_text,
    code_of,
    common,
    entries,
    row_key,
    table_edit,
)
from lianping_xlsx.scheme.list_words import CLASS_LIST, RATEE_LIST, RUBRIC_LIST
from lianping_xlsx.scheme.own_units_and_tasks import OwnTasks, PersonUnits, has_alias, unit_named
from lianping_xlsx.scheme.roster import split_list
from lianping_xlsx.scheme.scheme_sheets import CLASSES, POLLS, RATEES, RUBRIC, TASKS, UNITS
from lianping_xlsx.scheme.scheme_workbook import Rows, names_of_sheets
from lianping_xlsx.scheme.terms import EXEMPT, ItemMode
from lianping_xlsx.scheme.tier_sheets import ADJUSTMENTS

_BEGINNINGS = {RATEES.sheet: "T", UNITS.sheet: "U", RUBRIC.sheet: "K"}
_POST_END = "书记"
_LONGEST_POST = 6
_FEW = 8
_NAMING = ((CITATIONS, "考核对象"), (ADJUSTMENTS, "考核对象"), (CLASSES, "适用对象"), (RUBRIC, EXEMPT))
"""The columns that may name persons, beside those of 填报任务."""
_OF_UNITS = ((TASKS, "填报单位"), (RATEES, "填报单位"), (RUBRIC, "评分单位"))
"""The columns that name units."""
_ITEM_GROUPS = "适用排名组"
_VOTERS, _BALLOTS = "应到人数", "预计份数"


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What a person agreed to. ``replace``: cells that differ are changed. ``instead``: the rows that the list does not
    have are those of a sample, and go. ``group``: the 排名组 of persons whose list does not say it.
    """

    replace: bool = False
    instead: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import does to each table, and the cells that change, by sheet, row and column (0-based)."""

    lists: tuple[OfficeList, ...]
    tables: tuple[TableEdit, ...]
    cells: Mapping[tuple[str, int, int], object] = field(default_factory=dict)

    def rows(self, *states: RowState) -> list[tuple[TableEdit, PlannedRow]]:
        """The rows in one of these states, with their tables."""
        return [(edit, row) for edit in self.tables for row in edit.rows if row.state in states]


def plan_import(
    sheets: Mapping[str, Rows], lists: Sequence[OfficeList], file: str, terms: ImportTerms
) -> Outcome[ImportPlan | None]:
    """Plan to write lists into a scheme. ``sheets``: its raw rows, by name; they have been read without errors.

    Findings: ``import.bad-cell``, ``import.number-as-name``, ``import.missing-column``, ``import.twice``,
    ``import.twice-differs``, ``import.unit-stays``, ``import.other-contact``, ``import.dealt-out``,
    ``import.copied-counts``, ``import.handed-on``, ``import.names-gone``, ``import.names-others``.
    """
    names = names_of_sheets(sheets)
    edits = {
        table.sheet: table_edit(table, names[table.sheet] or table.sheet, sheets.get(names[table.sheet] or "", ()))
        for table in (UNITS, RATEES, TASKS, RUBRIC, CLASSES, ADJUSTMENTS, CITATIONS)
    }
    planning = _Planning(edits, lists, file, terms, _polls(sheets, names))
    for found in lists:
        planning.add(found)
    planning.finish()
    for table, column in _NAMING:
        name = names[table.sheet] or table.sheet
        planning.look_for_gone(table_edit(table, name, sheets.get(name, ())), column)
    if planning.failed:
        return Outcome(None, tuple(planning.findings))
    cells = {(edit.sheet, row, column): content for edit in edits.values() for (row, column), content in edit.cells()}
    touched = tuple(edit for edit in edits.values() if edit.table.sheet in planning.touched)
    return Outcome(ImportPlan(tuple(lists), touched, cells), tuple(planning.findings))


def _polls(sheets: Mapping[str, Rows], names: Mapping[str, str | None]) -> list[str]:
    name = names[POLLS.sheet]
    return [row.text("名称") for row in table_edit(POLLS, name or POLLS.sheet, sheets.get(name or "", ())).rows]


class _Planning:
    """The tables while lists are put into them, one after the other."""

    def __init__(
        self,
        edits: Mapping[str, TableEdit],
        lists: Sequence[OfficeList],
        file: str,
        terms: ImportTerms,
        polls: Sequence[str],
    ) -> None:
        self.findings: list[Finding] = []
        self.touched: list[str] = []
        self.failed = False
        self._edits = edits
        self._file = file
        self._terms = terms
        self._polls = polls
        self._removable: set[str] = set()
        self._own = OwnTasks(edits[RATEES.sheet], edits[TASKS.sheet])
        self._codes = ListedCodes(lists)
        self._written: set[tuple[int, str]] = set()
        """The cells that hold what a list says: identity of the row, and column."""
        self._met: dict[int, str] = {}
        """Where a list has a row of the scheme that an import has put in or found, by the identity of the row."""
        self._agreed = terms.replace or terms.instead
        self._units = PersonUnits(edits[RATEES.sheet], edits[UNITS.sheet], self._met, agreed=self._agreed)

    def add(self, found: OfficeList) -> None:
        """Put a list into its table."""
        table = found.kind.table
        self.touched.append(table.sheet)
        before = len(self.findings)
        rows = [(row.number, entries(found, row, table, self._file, self.findings)) for row in found.rows]
        if found.kind is RATEE_LIST:
            contacts = [entries(found, row, UNITS, self._file, self.findings) for row in found.rows]
        self.failed |= len(self.findings) > before
        if missing := self._missing(found):
            self.failed = True
            known = {name: self._known(table.sheet, name) for name in missing}
            columns = "、".join(f"{name}（现有：{words}）" if words else name for name, words in known.items())
            slots = {"columns": columns, "table": table.sheet}
            self.findings.append(Finding("import.missing-column", Place(self._file, found.sheet), slots))
            return
        for index, (number, values) in enumerate(rows):
            row = self._put(found, number, {**self._defaults(found), **values})
            if found.kind is RATEE_LIST:
                place = Place(self._file, found.sheet, a1(number - 1, found.columns["所在单位"]))
                self.findings += self._units.put(row, found, contacts[index], place, _where(found, number))
        if found.kind.whole:
            self._removable.add(table.sheet)

    def finish(self) -> None:
        """Take away what the lists do not have, if that was agreed to, and give persons their tasks."""
        if self._terms.instead:
            for sheet in self._removable:
                for row in self._edits[sheet].stay():
                    if not row.met:
                        row.after = None
        # A 编号 is given late: by then it is known which ones became free.
        for edit in self._edits.values():
            edit.give_way()
        self._number(RATEES.sheet)
        self._follow_codes()
        if RATEES.sheet in self._removable and not self.failed:
            self.findings += self._own.follow(instead=self._terms.instead)
            self._units.settle(self._edits[TASKS.sheet])
            if self._terms.instead and RUBRIC.sheet not in self._removable:
                self._hand_on_items()
            self.touched += [UNITS.sheet, TASKS.sheet]
        for sheet in (UNITS.sheet, RUBRIC.sheet):
            self._number(sheet)
        if self._expect_ballots():
            self.touched.append(TASKS.sheet)
        self._follow_names()

    def _follow_codes(self) -> None:
        """Let what names the 编号 of a person name the one that he has now."""
        for table, column in ((TASKS, "考核对象范围"), *_NAMING):
            for row in self._edits[table.sheet].stay():
                text = self._own.recoded(row.text(column))
                if row.after is not None and text is not None and (id(row), column) not in self._written:
                    row.after[column] = text
                    self.touched.append(table.sheet)

    def _follow_names(self) -> None:
        """Let what names a unit that has another name now name it so."""
        renamed = {
            name_key(as_text(unit.before.get("名称"))): unit.text("名称")
            for unit in self._edits[UNITS.sheet].stay()
            if not is_blank(unit.before.get("名称"))
        }
        for table, column in _OF_UNITS:
            for row in self._edits[table.sheet].stay():
                name = renamed.get(name_key(row.text(column)))
                if row.after is not None and name is not None and name_key(name) != name_key(row.text(column)):
                    row.after[column] = name
                    self.touched.append(table.sheet)

    def _expect_ballots(self) -> bool:
        """Let the tasks that expected as many ballots as a class had voters expect as many as it has now."""
        changed = False
        for row in self._edits[CLASSES.sheet].stay():
            voters = row.before.get(_VOTERS)
            if is_blank(voters) or row.after is None or row.after.get(_VOTERS) == voters:
                continue
            for task in self._edits[TASKS.sheet].stay():
                of_class = all(name_key(task.text(name)) == name_key(row.text(name)) for name in ("测评", "票类"))
                if of_class and task.after is not None and task.after.get(_BALLOTS) == voters:
                    task.after[_BALLOTS] = row.after[_VOTERS]
                    changed = True
        return changed

    def _number(self, sheet: str) -> None:
        """Give new rows their 编号; a whole new rubric is numbered by 一级指标: K101, K102, K201."""
        edit = self._edits[sheet]
        new = [row for row in edit.stay() if row.state is RowState.NEW and is_blank((row.after or {}).get(CODE))]
        by_head = sheet == RUBRIC.sheet and len(new) == len(edit.stay())
        counts: dict[str, int] = {}
        for row in new:
            assert row.after is not None
            head = row.text("一级指标")
            counts[head] = counts.get(head, 0) + 1
            own = f"{_BEGINNINGS[sheet]}{list(counts).index(head) + 1}{counts[head]:02d}"
            row.after[CODE] = own if by_head else edit.next_code(_BEGINNINGS[sheet])

    # ------------------------------------------------------------ what a list does not say

    def _missing(self, found: OfficeList) -> list[str]:
        """The columns of the scheme that must be filled in, that the list does not have, and that nothing implies."""
        known = {*found.columns, *self._defaults(found), CODE}
        return [column.name for column in found.kind.table.columns if column.required and column.name not in known]

    def _known(self, sheet: str, name: str) -> str:
        """What the scheme has in a column, if that is a few words."""
        words = list(dict.fromkeys(row.text(name) for row in self._edits[sheet].rows))
        return "、".join(words) if len(words) <= _FEW else ""

    def _defaults(self, found: OfficeList) -> dict[str, object]:
        """What a new row has where the list does not say it."""
        if found.kind is RATEE_LIST:
            rows = self._edits[RATEES.sheet].rows
            heading = found.headings.get("姓名", "")
            named = heading.endswith(_POST_END) and len(heading) <= _LONGEST_POST and "组织" not in heading
            post = heading if named and len(heading) > len(_POST_END) else common(rows, "职务")
            group = self._terms.group or common(rows, "排名组")
            return {name: value for name, value in (("职务", post), ("排名组", group)) if value}
        if found.kind is RUBRIC_LIST:
            return {"计分方式": str(ItemMode.SCORE)}
        if found.kind is CLASS_LIST and len(self._polls) == 1:
            return {"测评": self._polls[0]}
        return {}

    # ------------------------------------------------------------ rows

    def _put(self, found: OfficeList, number: int, values: dict[str, object]) -> PlannedRow:
        """The row of the scheme for a row of a list: the one that is there, or a new one.

        Of rows of lists that are the same one, the first is taken; the others fill in what it leaves blank.
        """
        edit = self._edits[found.kind.table.sheet]
        own = {name: value for name, value in values.items() if name in found.columns}
        row = self._found(edit, found, values)
        if row is not None and edit.table is UNITS and has_alias(row, as_text(values.get("名称"))):
            own.pop("名称", None)
        if row is None:
            row = edit.add(values)
        elif id(row) in self._met:
            self._tell_twice(found, number, self._met[id(row)], edit.unlike(row, own))
            edit.update(row, own, agreed=False)
        else:
            edit.update(row, own, agreed=self._agreed)
        self._met.setdefault(id(row), _where(found, number))
        kept = edit.unlike(row, own)
        self._written.update((id(row), name) for name in own if name not in kept)
        return row

    def _tell_twice(self, found: OfficeList, number: int, first: str, unlike: Sequence[str]) -> None:
        """Tell of a row that is the same as an earlier one; if they say different things, nobody knows which holds."""
        place = Place(self._file, found.sheet, a1(number - 1, min(found.columns.values())))
        if unlike:
            self.failed = True
            slots = {"row": first, "columns": "、".join(unlike)}
            self.findings.append(Finding("import.twice-differs", place, slots))
        else:
            self.findings.append(Finding("import.twice", place, {"row": first}))

    def _found(self, edit: TableEdit, found: OfficeList, values: Mapping[str, object]) -> PlannedRow | None:
        """The row by what it is, else by its 编号, else by what may have changed."""
        code = values.get(CODE)
        same = [row for row in self._alike(edit, found, values) if not self._has_other_code(row, found, values)]
        coded = [row for row in edit.stay() if not is_blank(code) and code_of(row.after or {}) == code_of(values)]
        own = next((row for row in coded if not self._codes.is_of_another(row, found.kind, values)), None)
        if same:
            return own if own in same else next((row for row in same if id(row) not in self._met), same[0])
        if own is not None and not self._only_of_sample(own, found, values):
            return own
        if edit.table is UNITS:
            return unit_named(edit, as_text(values.get("名称")))
        return self._alone(edit, found, values) if edit.table is RATEES else None

    @staticmethod
    def _alike(edit: TableEdit, found: OfficeList, values: Mapping[str, object]) -> Sequence[PlannedRow]:
        """The rows that the list means by other columns than 编号."""
        names = [name for name in found.kind.named if name in values]
        key = row_key(PlannedRow(None, after=dict(values)), names)
        return [row for row in edit.stay() if row_key(row, names) == key] if names else []

    def _has_other_code(self, row: PlannedRow, found: OfficeList, values: Mapping[str, object]) -> bool:
        """Return True if a list has a row under another 编号: then they are two of one name."""
        if code_of(values) in ("", code_of(row.after or {})):
            return False
        return (id(row) in self._met and row.text(CODE) != "") or self._codes.has_own(row, found.kind)

    def _only_of_sample(self, row: PlannedRow, found: OfficeList, values: Mapping[str, object]) -> bool:
        """Return True if a row of a sample goes, and something of the list only has the same 编号."""
        seat = found.kind.seat
        if not (self._terms.instead and seat) or row.met or row.number is None:
            return False
        return name_key(row.text(seat)) != name_key(as_text(values.get(seat)))

    def _alone(self, edit: TableEdit, found: OfficeList, values: Mapping[str, object]) -> PlannedRow | None:
        """The only person of a place, if the list has one of it as well."""
        if self._terms.instead:  # a sample has nobody's seat
            return None
        key = name_key(as_text(values.get("所在单位")))
        there = [row for row in edit.stay() if name_key(row.text("所在单位")) == key]
        listed = [row for row in found.rows if name_key(str(row.values.get("所在单位", ""))) == key]
        alone = len(there) == 1 == len(listed) and there[0].number is not None and not there[0].met
        return there[0] if alone else None

    def _hand_on_items(self) -> None:
        """Hand the items of the first 排名组 that has nobody any more on to the new ones; such ones lose theirs."""
        gone, new = self._own.changed_groups()
        keys = set(map(name_key, gone))
        handed = False
        for item in self._edits[RUBRIC.sheet].stay():
            text = item.text(_ITEM_GROUPS)
            words = [text] if name_key(text) in keys else split_list(text)
            if item.after is None or keys.isdisjoint(map(name_key, words)):
                continue
            handed = True
            first = name_key(gone[0]) in map(name_key, words)
            groups = [word for word in words if name_key(word) not in keys] + (new if first else [])
            item.after[_ITEM_GROUPS] = "、".join(groups)
            if not groups:  # blank would be: for all
                item.after = None
        if handed:
            self.touched.append(RUBRIC.sheet)
            slots = {"gone": "、".join(gone), "new": "、".join(new) or "（没有）"}
            self.findings.append(Finding("import.handed-on", Place(SCHEME_FILE, RUBRIC.sheet), slots))

    def look_for_gone(self, edit: TableEdit, column: str) -> None:
        """Tell of rows that name persons who are taken away or replaced: their 编号 are those of others now."""
        told = (("import.names-gone", self._own.names_gone), ("import.names-others", self._own.names_others))
        for code, concerns in told:
            rows = [row for row in edit.rows if concerns(row.text(column))]
            if rows:
                numbers = "、".join(str((row.number or 0) + 1) for row in rows)
                slots = {"rows": numbers, "column": column}
                self.findings.append(Finding(code, Place(SCHEME_FILE, edit.sheet), slots))


def _where(found: OfficeList, number: int) -> str:
    """A row of a list in words."""
    return f"工作表“{found.sheet}”第{number}行"
