"""What of a form does not count, and what was repaired, in words: from the findings on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field

from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.intake.gather import Received

BALLOT_WORDS = {
    "ballot.void-by-hand": "登记为废票",
    "ballot.void-all-full": "全部满分",
    "ballot.void-all-same": "全部同分",
    "ballot.void-high-share": "高分人数超过上限",
    "ballot.void-tie": "名次并列",
    "ballot.void-gap": "名次不全或者跳号",
}
"""Findings of a void ballot, each on one ballot."""
_FORMS = {
    "poll.more-returned": "收回多于发出，整册作废",
    "poll.turnout": "参加测评比例低于下限，整册不计",
    "poll.turnout-number": "参加测评人数低于下限，整册不计",
}
"""Findings by which a whole register does not count."""
_ENTRIES = {
    "ballot.mark-void": "超出范围",
    "ballot.items-scale": "超出分值",
    "ballot.own-mark": "本人票",
    "ballot.own-marks": "本人票",
    "ballot.items-missing": "分项不全",
    "ballot.several-ticks": "多选",
    "ballot.several-grades": "多选",
    "ballot.overall-void": "总评与各项矛盾",
    "cell.out-of-range": "超出范围",
    "cell.blank": "没有填",
    "rubric.minus": "填了负数",
    "rubric.beyond": "扣分超过分值",
}
"""Findings of entries that do not count. Those with a slot ``count`` tell of so many."""
_UNREAD = "看不出是多少"
"""The word for every other entry that does not count."""
_ROWS = "行内的数对不上"
_REPAIRED, _AS_TEXT = "cell.repaired", "cell.text-numbers"
_QUOTED = 3
"""The number of repairs that are quoted one by one."""


@dataclass
class LeftOut:
    """Counted by reason: void ballots, entries that do not count, and repairs.

    ``quotes``: the repairs one by one, only for forms that may be quoted.
    """

    ballots: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    forms: list[str] = field(default_factory=list)
    repairs: int = 0
    quotes: list[str] = field(default_factory=list)

    def add(self, finding: Finding, *, quoted: bool) -> None:
        """Count a finding on the form; one that changes nothing of what counts is left out."""
        code, count = finding.code, _count(finding)
        if code in BALLOT_WORDS:
            self.ballots[BALLOT_WORDS[code]] += 1
        elif code in _FORMS:
            self.forms.append(_FORMS[code])
        elif code in _ENTRIES:
            self.entries[_ENTRIES[code]] += count
        elif code in (_REPAIRED, _AS_TEXT):
            self.repairs += count
            if quoted and code == _REPAIRED:
                slots = finding.slots
                self.quotes.append(f"{finding.place.cell or ''}{slots['written']}按{slots['value']}计")
        elif finding.severity is Severity.ERROR and code.startswith("tally."):
            self.entries[_ROWS] += 1
        elif finding.severity is Severity.ERROR and code.startswith(("cell.", "ballot.")):
            self.entries[_UNREAD] += count

    def with_other(self, other: LeftOut) -> LeftOut:
        """Both together, without quotations: of pooled forms."""
        forms = [*self.forms, *other.forms]
        return LeftOut(self.ballots + other.ballots, self.entries + other.entries, forms, self.repairs + other.repairs)

    @property
    def words(self) -> str:
        """The words; '' if everything counts as it was written."""
        parts = list(dict.fromkeys(self.forms))
        if self.ballots:
            parts.append(f"整票作废{self.ballots.total()}张（{_listed(self.ballots, '张')}）")
        if self.entries:
            parts.append(f"不计{self.entries.total()}处（{_listed(self.entries, '处')}）")
        if self.repairs:
            quotes = f"（{some(self.quotes, _QUOTED, '处')}）" if self.quotes else ""
            parts.append(f"规范写法{self.repairs}处{quotes}")
        return "；".join(parts)


def _listed(reasons: Mapping[str, int], unit: str) -> str:
    return "、".join(f"{reason}{count}{unit}" for reason, count in reasons.items())


def _count(finding: Finding) -> int:
    count = finding.slots.get("count", "")
    return int(count) if finding.code in _COUNTED and count.isdecimal() else 1


_COUNTED = ("ballot.own-marks", "ballot.several-grades", "ballot.items-scale", _AS_TEXT)
"""Findings with a slot ``count`` that is a number of entries."""


def left_out(received: Received, findings: Iterable[Finding], quotable: Iterable[int]) -> dict[int, LeftOut]:
    """What each used form lacks, keyed by its place among the expected forms; forms without any are absent.

    ``quotable``: the forms whose entries may be quoted: those that are not 无记名.
    """
    places: dict[tuple[str | None, str | None], int] = {}
    for index, reading in received.readings.items():
        for file in (received.sources[index], received.expected[index].sender):
            places[file, reading.sheet] = index
    shown, found = frozenset(quotable), dict[int, LeftOut]()
    for finding in findings:
        place = places.get((finding.place.file, finding.place.sheet))
        if place is not None:
            found.setdefault(place, LeftOut()).add(finding, quoted=place in shown)
    return {index: each for index, each in found.items() if each.words}
