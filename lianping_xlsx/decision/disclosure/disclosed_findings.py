"""Findings on ballots as they are shown outside 退回: they never quote what a voter wrote.

If a register of a 无记名 class holds fewer ballots than 票类均分单列线, its file identifies the voters. Findings on it
are shown as a number per class and severity; they name no unit, cell or 票号. Findings on a larger register name the
unit, the cell and the 票号, but quote nothing; if the column itself is the mark (a tick), they do not name the cell.
Findings on a 记名 class are shown in full. The copies in 退回 show all findings in full. The sums of a 计票汇总 of
enough ballots are the sums of the class, which the office's own files show anyway; one of fewer ballots is treated as a
register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from lianping_xlsx.checks.secret_forms import SecretForms
from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.cell_address import spans_in
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.kinds.ballots.ballot_register import TICK
from lianping_xlsx.forms.kinds.tally_extremes import extremes_on
from lianping_xlsx.forms.layout import FormKey
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.entry_wording import without_grades
from lianping_xlsx.intake.resolution.versions import Contest
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Collects

HIDDEN = "××"
"""Printed in place of a quotation."""
_QUOTATIONS = {
    **dict.fromkeys(("raw", "value", "written", "shown", "first", "percent", "top"), HIDDEN),
    "covered": "其余的格",
    "differences": "不同之处不列",
    "changes": "不同之处不列",
    "reason": "这份表有不能采用的地方",
}
"""Slots that quote what was written on a form, with the words that replace the quotation."""
_ADDRESSES = ("cells", "span")
"""Slots that hold addresses. If the column is the mark (a tick), only the rows are shown."""
_ROWS = 8
"""The largest number of rows that a message names one by one; of more rows it gives their number."""
_WHERE = "where"
"""A slot that says where forms differ, but not how: for a large register it replaces the differences."""
_OF_ENTRIES = ("cell.", "ballot.", "conduct.", "poll.", "tally.", "carry.")
"""Beginnings of the codes of findings on entries. Any other finding is on an entry if its place has a cell."""
_POOLED = {
    Severity.ERROR: "ballot.few-errors",
    Severity.WARNING: "ballot.few-warnings",
    Severity.NOTE: "ballot.few-notes",
}
"""The finding that gives the number of pooled findings, by their severity."""
_Class = tuple[str, str]
"""Poll and voter class."""


@dataclass(frozen=True)
class DisclosedFindings:
    """``findings``: as they are shown outside 退回. ``pooled``: in full, those that are only counted there."""

    findings: tuple[Finding, ...]
    pooled: tuple[Finding, ...]


class Registers:
    """The registers of a campaign, with the number of ballots that the replies hold."""

    def __init__(self, scheme: Scheme, received: Received) -> None:
        self._scheme = scheme
        self._received = received
        self._secret = SecretForms(scheme, received)

    def disclosed(self, findings: Iterable[Finding]) -> DisclosedFindings:
        """The findings as they are shown outside 退回.

        The order is kept; the numbers of the pooled findings stand at the end (``ballot.few-errors``, ``few-warnings``,
        ``few-notes``).
        """
        shown: list[Finding] = []
        pooled: list[Finding] = []
        counts: Counter[tuple[_Class, Severity]] = Counter()
        for finding in findings:
            index = self._form_of(finding)
            if index is None:
                shown.append(finding)
            elif self._secret.is_small(index) and _is_of_entries(finding):
                key = self._key(index)
                counts[(key.poll, key.voter_class), finding.severity] += 1
                pooled.append(finding)
            else:
                shown.append(self._unquoted(index, finding))
        return DisclosedFindings((*shown, *self._by_class(counts)), tuple(pooled))

    def contests(self, contests: Iterable[Contest]) -> tuple[Contest, ...]:
        """The contests as they are shown outside; of a small register only the number of differences is shown.

        The place of a difference reveals a voter's choice even without a quotation: one entry is blank, one is not.
        """
        return tuple(self._contest(contest) for contest in contests)

    def _contest(self, contest: Contest) -> Contest:
        # Versions of open or large forms may be compared entry by entry.
        form = contest.form
        if form is None or not (self._secret.is_secret(form) and self._secret.is_small(form)):
            return contest
        return replace(contest, differences=(), untold=len(contest.differences))

    def _by_class(self, counts: Mapping[tuple[_Class, Severity], int]) -> Iterator[Finding]:
        for ((poll, voter_class), severity), count in counts.items():
            slots = {"poll": poll, "voter_class": voter_class, "count": str(count)}
            yield Finding(_POOLED[severity], slots=slots | {"line": str(self._scheme.rules.class_line)})

    def _unquoted(self, index: int, finding: Finding) -> Finding:
        """The finding without quotations; without its cell if the column itself is the mark."""
        layout, small = self._received.expected[index].layout, self._secret.is_small(index)
        # The sums of enough ballots are not secret inside the office. The highest and lowest marks are single ballots.
        if layout.key.kind.collects is Collects.COUNTS and not small and not extremes_on(layout):
            return finding
        words, place = dict(_QUOTATIONS), finding.place
        if any(column.field == TICK for column in layout.columns):
            words |= {slot: _rows(finding.slots[slot]) for slot in _ADDRESSES if slot in finding.slots}
            words |= {"who": without_grades(layout, finding.slots.get("who", ""))}
            place = replace(place, cell=None)
        elif _WHERE in finding.slots and not small:
            words |= dict.fromkeys(("differences", "changes"), finding.slots[_WHERE])
        slots = {slot: words.get(slot, text) for slot, text in finding.slots.items()}
        return replace(finding, place=place, slots=slots)

    def _form_of(self, finding: Finding) -> int | None:
        """The index of the expected form of 无记名 votes that a finding is about; None if it is about none."""
        file, sheet = finding.place.file, finding.place.sheet
        if file is None or file not in self._forms:
            return None
        forms = self._forms[file]
        return forms[sheet] if sheet in forms else forms.get(None)

    @cached_property
    def _forms(self) -> Mapping[str, Mapping[str | None, int]]:
        """The indexes of the registers and 计票汇总 of 无记名 classes, keyed by file or sender, then by sheet.

        The key None holds the unit's form with the fewest ballots, for findings that name no sheet of a form; there is
        none for a file.
        """
        found: dict[str, dict[str | None, int]] = {}
        for index, expected in enumerate(self._received.expected):
            if self._secret.is_secret(index):
                forms = found.setdefault(expected.sender, {})
                forms[expected.layout.sheet] = index
                forms[None] = min(index, forms.get(None, index), key=self._secret.ballots)
        for path, reading in self._received.replies.items():
            for form in reading.forms:
                if self._secret.is_secret(form.form):
                    found.setdefault(path, {})[form.sheet] = form.form
                    found[self._received.expected[form.form].sender].setdefault(form.sheet, form.form)
        return found

    def _key(self, index: int) -> FormKey:
        return self._received.expected[index].layout.key


def _is_of_entries(finding: Finding) -> bool:
    """Return True if the finding is on an entry, False if it is on the form as a whole."""
    return finding.place.cell is not None or finding.code.startswith(_OF_ENTRIES)


def _rows(addresses: str) -> str:
    """The rows of addresses in words: 第7、9行的格 for D7:E7、F9."""
    rows = sorted({row + 1 for top, _, bottom, _ in spans_in(addresses) for row in range(top, bottom + 1)})
    return f"第{some([str(row) for row in rows], _ROWS, '行')}{'' if len(rows) > _ROWS else '行'}的格"
