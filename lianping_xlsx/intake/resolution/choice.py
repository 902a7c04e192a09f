"""Decide between copies of a form. Equal copies count as one; different ones stop the form until a person chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.forms.layout import FormKey
from lianping_xlsx.intake.reading.editions import contents, in_one_version
from lianping_xlsx.intake.reading.form_reading import HEAD_ENTRIES, Expected, FileReading, FormReading
from lianping_xlsx.intake.resolution.conflict_text import (
    corrected_file,
    first_differences,
    what_speaks_for_which,
    what_to_do,
    where_they_differ,
)
from lianping_xlsx.intake.resolution.corrections import Versions, corrected_refusals, more_than_asked, rest_first
from lianping_xlsx.intake.resolution.preference import Chosen, Preference
from lianping_xlsx.intake.resolution.typed_choices import TypedChoice, Wanted
from lianping_xlsx.intake.resolution.versions import MOST, Contest, Copy, compare, describe, errors_of
from lianping_xlsx.intake.returns import FileStatus, FormStatus, Return
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Collects


def form_name(scheme: Scheme, key: FormKey) -> str:
    """Return a form in words: 实地考评（云溪镇 陆明澈）, 测评票（群众 第二遍）, 得分表（平时考核）.

    The poll is named where a unit has forms of one class in several: 测评票（群众，述职测评）.
    """
    subject = scheme.ratee_of[key.ratee].label if key.ratee else f"{key.voter_class} {key.typing_name}".strip()
    several = len(scheme.polls_of_form.get((key.unit, key.kind, key.voter_class), ())) > 1
    subject = "，".join(filter(None, (subject, key.component, key.poll if several else "")))
    return f"{key.kind}（{subject}）" if subject else str(key.kind)


class VersionChoice:
    """The decision on each expected form (``used``, ``sources``, ``returns``) and each file (``fate``), with reasons.

    ``contests``: the forms that came in versions of different content. ``lost``: choices typed of which what was
    chosen is no longer there. ``replaced``: replies of which corrections stand in the place of every form.
    """

    def __init__(self, scheme: Scheme, expected: Sequence[Expected], readings: Mapping[str, FileReading]) -> None:
        self.scheme = scheme
        self.expected = expected
        self.readings = readings
        self.used: dict[int, FormReading] = {}
        self.sources: dict[int, str] = {}
        self.returns: list[Return] = []
        self.contests: list[Contest] = []
        self.lost: list[TypedChoice] = []
        self.replaced: set[str] = set()
        self.findings: list[Finding] = []
        self.fate: dict[str, list[tuple[FileStatus, str]]] = {}
        self._digests = {path: reading.sha256 for path, reading in readings.items()}
        self._corrected: dict[tuple[str, str], list[str]] = {}

    def choose(self, preference: Preference) -> None:
        """Decide each expected form, in their order."""
        self.preference = preference
        copies: dict[int, list[Copy]] = {}
        for path, reading in self.readings.items():
            for form in reading.forms:
                copies.setdefault(form.form, []).append((path, form))
        for index in range(len(self.expected)):
            self._decide(index, copies.get(index, []))
        if self._replaced_digests:
            used = set(self.sources.values())
            self.replaced = {path for path in self.readings if path not in used and self._is_replaced(path)}
        self.findings += self._told_of_corrections()

    @property
    def complete(self) -> bool:
        """Return whether every expected form is there and used."""
        return all(entry.status is FormStatus.USED for entry in self.returns)

    def _decide(self, index: int, copies: list[Copy]) -> None:
        corrected = corrected_refusals(copies, self._digests)
        for copy in corrected:
            self._correct(index, copy, [c for c in copies if not c[1].refused])
        copies = [copy for copy in copies if copy not in corrected]
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
        versions = Versions(_versions(self.expected[index], filled, self._digests), self._digests)
        chosen = self._pick(index, versions)
        filled = self._without_corrected(index, filled, versions, chosen)
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
        texts = self.expected[index].layout.key.kind.collects is Collects.TEXTS
        if form.empty and not texts:  # blank texts cost nobody a score: the checks only ask to look at them
            self._settle(index, FormStatus.EMPTY, copies)
            self._find("form.empty", index)
            return
        self.used[index] = form
        self._settle(index, FormStatus.USED, copies)

    def _pick(self, index: int, versions: Versions[FormReading]) -> Copy | None:
        """Return the copy that a person chose, or else one of the only version that no other corrects, or None."""
        if len(versions.listed) == 1 and not self.preference.picks:
            return versions.listed[0][0]
        name = form_name(self.scheme, self.expected[index].layout.key)
        expected = self.expected[index]
        choice = self.preference.choose(Wanted(expected.layout.code, expected.unit, name), versions)
        self.findings += choice.findings
        self.lost += [choice.lost] if choice.lost else []
        standing = [versions.listed[number] for number in versions.standing]
        if len(standing) == 1 and choice.copy in (None, *standing[0]):
            return standing[0][0]
        contest = self._contest(index, versions, choice)
        self.contests.append(contest)
        slots = {"files": "、".join(contest.files), "others": "、".join(contest.others)}
        if choice.copy is None:
            names = [version.files[0] for version in contest.versions]
            slots |= {"differences": first_differences(contest.differences, names)}
            slots |= {"where": where_they_differ(contest.differences)}
            slots |= {"hints": what_speaks_for_which(contest) + choice.why}
            slots |= {"advice": what_to_do(contest), "corrected": corrected_file(contest)}
            self._find("form.conflict", index, **slots)
        else:
            self._find("form.preferred", index, file=choice.copy[0], how=choice.why, **slots)
        return choice.copy

    def _contest(self, index: int, versions: Versions[FormReading], choice: Chosen[FormReading]) -> Contest:
        """Return the contest of the versions that no other corrects, and of a corrected one that a person chose."""
        expected, chosen = self.expected[index], choice.copy
        numbers = [n for n, version in enumerate(versions.listed) if n in versions.standing or chosen in version]
        listed = [versions.listed[number] for number in numbers]
        newest = self.preference.newest(listed)
        at, readings = in_one_version(expected, [version[0][1] for version in listed[:MOST]])
        differences, relation = compare(at.layout, readings)
        corrected = {path for version in listed for path, _ in version if self.readings[path].corrected}
        others = (path for version in listed if chosen not in version for path, _ in version)
        return Contest(
            form=index,
            code=expected.layout.code,
            unit=expected.unit,
            name=form_name(self.scheme, expected.layout.key),
            versions=tuple(describe(v, newest=v is newest, corrected=corrected) for v in listed[:MOST]),
            differences=differences,
            relation=relation,
            files=tuple(sorted(path for version in listed for path, _ in version)),
            others=tuple(sorted(others)),
            chosen=chosen[0] if chosen else "",
            sheet=chosen[1].sheet if chosen else "",
            rest=tuple(describe(v, newest=False, corrected=corrected) for v in listed[MOST:]),
            marks=tuple(choice.marks.get(number, "") for number in numbers),
        )

    # ------------------------------------------------------------ corrections

    def _without_corrected(
        self, index: int, copies: list[Copy], versions: Versions[FormReading], chosen: Copy | None
    ) -> list[Copy]:
        """Return the copies between which a person has to choose or has chosen. Report the corrected ones."""
        gone: set[str] = set()
        for number, version in enumerate(versions.listed):
            if number in versions.standing or chosen in version:
                continue
            correctors = [versions.listed[place] for place in versions.correctors[number]]
            for copy in version:
                gone.add(copy[0])
                self._correct(index, copy, [other for corrector in correctors for other in corrector])
        return [copy for copy in copies if copy[0] not in gone]

    def _correct(self, index: int, copy: Copy, others: Iterable[Copy]) -> None:
        """Note that one or more of ``others`` replace a copy."""
        path, before = copy
        name, digest = form_name(self.scheme, self.expected[index].layout.key), self._digests[path]
        for other, form in others:
            correction = form.correction
            if correction is None or digest not in correction.replaces:
                continue
            self._note([copy], lambda _: True, FileStatus.SUPERSEDED, f"已由“{other}”更正")
            self._corrected.setdefault((other, path), []).append(name)
            if digest in correction.replies:
                more = more_than_asked(self.expected[index], before, (other, form), name, path)
                self.findings += [more] if more else []

    def _is_replaced(self, path: str) -> bool:
        """Return whether usable corrections of every form of a reply have come back."""
        digest, forms = self._digests[path], self.readings[path].forms
        return bool(forms) and all(digest in self._replaced_digests.get(form.form, ()) for form in forms)

    @cached_property
    def _replaced_digests(self) -> dict[int, set[str]]:
        """The SHA-256 of the files that usable corrections replace, by form."""
        found: dict[int, set[str]] = {}
        for reading in self.readings.values():
            for form in reading.forms:
                if form.correction and not (form.refused or form.empty):
                    found.setdefault(form.form, set()).update(form.correction.replaces - {reading.sha256})
        return found

    def _told_of_corrections(self) -> Iterable[Finding]:
        """Yield ``form.corrected``, a 说明, per file and per file that it corrects."""
        for (path, replaced), forms in sorted(self._corrected.items()):
            slots = {"file": path, "replaced": replaced, "forms": "、".join(dict.fromkeys(forms))}
            yield Finding("form.corrected", slots=slots)

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
    """Yield why copies were refused. Where another copy can be used, it is a 提醒 and the result can be 正式."""
    spare = any(not form.refused and not form.empty for _, form in copies)
    for _, form in copies:
        if form.refused:
            yield from [form.as_spare()] if spare else form.findings


def _versions(expected: Expected, copies: list[Copy], digests: Mapping[str, str]) -> list[list[Copy]]:
    """Group copies by content, in each group those with the fewest errors first. File names decide nothing.

    Of these, corrections come before what they correct. One alone is not worth a look at its content.
    """
    if len(copies) == 1:
        return [copies]
    mine = {digests[path] for path, _ in copies}
    versions: dict[str, list[Copy]] = {}
    ordered = sorted(copies, key=lambda c: (errors_of(c[1]), rest_first(c, mine), c[0]))
    for copy, content in zip(ordered, contents(expected, [form for _, form in ordered]), strict=True):
        versions.setdefault(content, []).append(copy)
    return sorted(versions.values(), key=lambda version: version[0][0])


# ---------------------------------------------------------------- sheets of one workbook, of one form: 表, 表 (2)


def settle_copies(
    expected: Expected,
    readings: Sequence[FormReading],
    path: str,
    carried: Callable[[Sequence[Finding]], FormReading],
) -> FormReading:
    """Return the reading that is used, of one reading per sheet, or ``carried`` with the findings that refuse them.

    Copies that are blank, that cannot be used, or that say the same, are named on the one that is used:
    ``form.copied-sheet``, ``form.spare-copy``. Where they differ none is: ``form.same-code-twice``.
    """
    usable = [reading for reading in readings if not reading.refused]
    filled = [reading for reading in usable if not _is_blank(reading)] or usable[:1]
    file = expected.file_of(path)
    if not filled:
        return carried(readings[0].findings)
    used = next((reading for reading in filled if reading.sheet == expected.layout.sheet), filled[0])
    others = [reading for reading in readings if reading is not used]
    differing = next((reading for reading in filled if reading.content() != used.content()), None)
    if differing is not None:
        names = "、".join(f"“{each.sheet}”" for each in readings)
        differences, _ = compare(expected.layout, [used, differing])
        told = first_differences(differences, [used.sheet, differing.sheet])
        slots = {"code": expected.layout.code, "sheets": names, "differences": told}
        slots |= {"where": where_they_differ(differences)}
        finding = Finding("form.same-code-twice", Place(file, differing.sheet), slots)
        return carried([finding])
    spare = (_spare(file, used, other, other in filled) for other in others)
    return replace(used, findings=(*used.findings, *spare))


def _is_blank(reading: FormReading) -> bool:
    """Return whether the grid and the counts above it are blank. Signatures do not matter."""
    return reading.empty and {*reading.fields, *reading.bad_fields}.isdisjoint(HEAD_ENTRIES)


def _spare(file: str, used: FormReading, other: FormReading, equal: bool) -> Finding:
    if other.refused:
        return other.as_spare()
    slots = {"sheet": other.sheet, "used": used.sheet, "how": "内容相同" if equal else "空白"}
    return Finding("form.copied-sheet", Place(file, other.sheet), slots)
