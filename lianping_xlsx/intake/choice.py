"""Between several copies of a form: equal ones are one, different ones stop it, unless a person has chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.intake.advice import corrected_file, first_differences, what_speaks_for_which, what_to_do
from lianping_xlsx.intake.editions import as_current
from lianping_xlsx.intake.reading import Expected, FileReading, FormReading
from lianping_xlsx.intake.returns import FileStatus, FormStatus, Return
from lianping_xlsx.intake.versions import MOST, Contest, Copy, compare, describe, errors_of
from lianping_xlsx.intake.wishes import Wishes
from lianping_xlsx.layout.model import FormKey
from lianping_xlsx.scheme.model import FormKind, Scheme

_WITHOUT_SCORES = (FormKind.OPINION, FormKind.SELF_CHECK, FormKind.REVIEW)
"""A blank one costs nobody a score: the checks only ask to look at it."""


def form_name(scheme: Scheme, key: FormKey) -> str:
    """A form in words: 实地考评（云溪镇 陆明澈）, 测评票（县委常委会成员）."""
    subject = scheme.ratee_of[key.ratee].label if key.ratee else key.voter_class
    return f"{key.kind}（{subject}）" if subject else str(key.kind)


class Choice:
    """What became of each expected form (``used``, ``sources``, ``returns``), of each file (``fate``), and why.

    ``contests``: the forms that came in versions of different content.
    """

    def __init__(self, scheme: Scheme, expected: Sequence[Expected], readings: Mapping[str, FileReading]) -> None:
        self.scheme = scheme
        self.expected = expected
        self.readings = readings
        self.used: dict[int, FormReading] = {}
        self.sources: dict[int, str] = {}
        self.returns: list[Return] = []
        self.contests: list[Contest] = []
        self.findings: list[Finding] = []
        self.fate: dict[str, list[tuple[FileStatus, str]]] = {}

    def choose(self, wishes: Wishes) -> None:
        """Decide each expected form, in their order."""
        self.wishes = wishes
        copies: dict[int, list[Copy]] = {}
        for path, reading in self.readings.items():
            for form in reading.forms:
                copies.setdefault(form.form, []).append((path, form))
        for index in range(len(self.expected)):
            self._decide(index, copies.get(index, []))
        self.findings += wishes.unused(self.readings, self.contests)

    @property
    def complete(self) -> bool:
        """Whether every expected form is there and used."""
        return all(entry.status is FormStatus.USED for entry in self.returns)

    def _decide(self, index: int, copies: list[Copy]) -> None:
        self.findings += _refusals(copies)
        self._note(copies, lambda form: form.refused, FileStatus.REFUSED, "表身份或表格结构有问题，见问题清单")
        usable = [(path, form) for path, form in copies if not form.refused]
        filled = [(path, form) for path, form in usable if not form.empty] or usable[:1]
        self._note(
            usable, lambda form: all(form is not kept for _, kept in filled), FileStatus.SUPERSEDED, "空白的一份"
        )
        if not filled:
            self._settle(index, FormStatus.REFUSED if copies else FormStatus.MISSING, copies)
            if not copies:
                self._find("form.missing", index)
            return
        chosen = self._pick(index, _versions(self.expected[index], filled))
        if chosen is None:
            self._settle(index, FormStatus.CONFLICT, filled)
            self._note(filled, lambda _: True, FileStatus.REFUSED, "同一张表交了内容不同的几份")
            return
        self._use(index, chosen, filled)

    def _use(self, index: int, chosen: Copy, copies: list[Copy]) -> None:
        path, form = chosen
        self.sources[index] = path
        self.findings += form.findings
        self._note([chosen], lambda _: True, FileStatus.USED, "")
        self._note(copies, lambda other: other is not form, FileStatus.SUPERSEDED, f"与“{path}”是同一张表")
        if form.empty and self.expected[index].layout.key.kind not in _WITHOUT_SCORES:
            self._settle(index, FormStatus.EMPTY, copies)
            self._find("form.empty", index)
            return
        self.used[index] = form
        self._settle(index, FormStatus.USED, copies)

    def _pick(self, index: int, versions: list[list[Copy]]) -> Copy | None:
        """One of the copies; each version is a list of copies of the same content, the best first."""
        if len(versions) == 1:
            return versions[0][0]
        choice = self.wishes.choose(versions)
        contest = self._contest(index, versions, choice.copy)
        self.contests.append(contest)
        slots = {"files": "、".join(contest.files), "others": "、".join(contest.others)}
        if choice.copy is None:
            names = [version.files[0] for version in contest.versions]
            slots |= {"differences": first_differences(contest.differences, names)}
            slots |= {"hints": what_speaks_for_which(contest) + choice.why}
            slots |= {"advice": what_to_do(contest), "corrected": corrected_file(contest)}
            self._find("form.conflict", index, **slots)
        else:
            self._find("form.preferred", index, file=choice.copy[0], how=choice.why, **slots)
        return choice.copy

    def _contest(self, index: int, versions: list[list[Copy]], chosen: Copy | None) -> Contest:
        expected = self.expected[index]
        newest = self.wishes.newest(versions)
        compared = versions[:MOST]
        differences, relation = compare(expected.layout, [as_current(expected, version[0][1]) for version in compared])
        corrected = {path for version in compared for path, _ in version if self.readings[path].corrected}
        others = (path for version in versions if chosen not in version for path, _ in version)
        return Contest(
            form=index,
            expected=expected,
            name=form_name(self.scheme, expected.layout.key),
            versions=tuple(describe(v, newest=v is newest, corrected=corrected) for v in compared),
            differences=differences,
            relation=relation,
            files=tuple(sorted(path for version in versions for path, _ in version)),
            others=tuple(sorted(others)),
            chosen=chosen[0] if chosen else "",
            sheet=chosen[1].sheet if chosen else "",
            more=len(versions) - len(compared),
        )

    def _note(
        self,
        copies: Iterable[Copy],
        which: Callable[[FormReading], bool],
        status: FileStatus,
        reason: str,
    ) -> None:
        for path, form in copies:
            if which(form):
                self.fate.setdefault(path, []).append((status, reason))

    def _settle(self, index: int, status: FormStatus, copies: Iterable[Copy]) -> None:
        expected = self.expected[index]
        key, files = expected.layout.key, tuple(path for path, _ in copies)
        self.returns.append(Return(key, form_name(self.scheme, key), status, files))

    def _find(self, code: str, index: int, **slots: str) -> None:
        expected = self.expected[index]
        words = {"unit": expected.unit, "form": form_name(self.scheme, expected.layout.key)} | slots
        self.findings.append(Finding(code, Place(expected.sender, expected.layout.sheet), words))


def _refusals(copies: list[Copy]) -> Iterable[Finding]:
    """Why copies were refused; where another copy can be used, that is only a 提醒 and keeps nothing from 正式."""
    spare = any(not form.refused and not form.empty for _, form in copies)
    for _, form in copies:
        if form.refused:
            yield from [form.as_spare()] if spare else form.findings


def _versions(expected: Expected, copies: list[Copy]) -> list[list[Copy]]:
    """Copies of the same content together, in each those first with which less is wrong: the names decide nothing.

    One alone is not worth a look at its content.
    """
    if len(copies) == 1:
        return [copies]
    versions: dict[str, list[Copy]] = {}
    for path, form in sorted(copies, key=lambda copy: (errors_of(copy[1]), copy[0])):
        versions.setdefault(repr(as_current(expected, form).content()), []).append((path, form))
    return sorted(versions.values(), key=lambda version: version[0][0])
