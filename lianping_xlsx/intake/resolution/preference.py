"""Apply a person's choice of copies: under 采用 in 版本对照.xlsx, or by ``--prefer``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from math import inf
from typing import Generic

from lianping_xlsx.core.campaign_names import VERSIONS_FILE
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import readable
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.resolution.conflict_text import BY_TIME, preferring
from lianping_xlsx.intake.resolution.corrections import Versions
from lianping_xlsx.intake.resolution.typed_choices import CHOSEN, TypedChoice, TypedChoices, Wanted, apply
from lianping_xlsx.intake.resolution.versions import Contest, Held, errors_of

NEWEST = "newest"
_SHEET = "#"
_TOGETHER = 60.0
"""Seconds: files whose times lie closer were saved or copied in one go, and which of them is newer nobody knows."""


_DAY = 86_400.0
_NO_NEWEST = f"按 --prefer newest 分不出哪一份最新（{BY_TIME}，都相同），请写明采用哪个文件。"
_NO_SUCH_DAY = f"的修改日期还没有到（{BY_TIME}），按 --prefer newest 分不出哪一份最新，请写明采用哪个文件。"
_HARDLY = "；最新的两份只差不到1分钟，可能是一起存下来的"
_BY_HAND = f"“{VERSIONS_FILE}”里“采用”栏的选择"


@dataclass(frozen=True, slots=True)
class Chosen(Generic[Held]):
    """A copy with the words how it was chosen; or None, with a sentence why nothing was decided, or ''.

    ``marks``: what stands under 采用 beside the versions, by place. ``findings``, ``lost``: as in ``TypedChoices``.
    """

    copy: tuple[str, Held] | None
    why: str = ""
    marks: Mapping[int, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    lost: TypedChoice | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """``words``: ``newest``, paths relative to 2收回, or path#sheet where a file is right on one of its sheets only.

    ``modified``: seconds by path; a member is as old as what it came in. ``picks``: what is typed in 版本对照.xlsx.
    ``now``: seconds; a file that is newer by more than a day has a time that says nothing.
    """

    words: Sequence[str]
    modified: Mapping[str, float]
    picks: Sequence[TypedChoice] = ()
    now: float = inf

    def choose(self, wanted: Wanted, versions: Versions[Held]) -> Chosen[Held]:
        """Decide between the versions of what is wanted.

        A file that is named goes before what was typed earlier, a file with the sheet before one without, and both
        before the newest.
        """
        for named in (self._named(versions, sheet=True), self._named(versions, sheet=False)):
            if len({number for number, _, _ in named}) > 1:
                files = "、".join(f"“{word}”" for _, _, word in named)
                return Chosen(None, f"--prefer 写了这张表的不同版本（{files}），没有采用。")
            if named:
                number, copy, word = named[0]
                return Chosen(copy, f" {preferring(word)} ", {number: CHOSEN})
        picked = self._picked(wanted, versions)
        if picked.version is not None:
            return _taken(picked, versions.listed[picked.version][0], _BY_HAND)
        if NEWEST in self.words and len(versions.standing) > 1:
            return self._newest(versions, picked)
        return _taken(picked, None, picked.why)

    def _picked(self, wanted: Wanted, versions: Versions[Held]) -> TypedChoices:
        mine = (pick for pick in self.picks if pick.tells_of(wanted, versions))
        pick = next(mine, None)
        return TypedChoices() if pick is None else apply(pick, versions)

    def _newest(self, versions: Versions[Held], picked: TypedChoices) -> Chosen[Held]:
        """Choose the newest of the versions that no other corrects."""
        ordered = sorted(versions.standing, key=lambda n: self._time(versions.listed[n]), reverse=True)
        newest, before = (versions.listed[number] for number in ordered[:2])
        if self._is_to_come(newest):
            return _taken(picked, None, f"{picked.why}“{self._best_of(newest)[0]}”{_NO_SUCH_DAY}")
        if self._time(newest) == self._time(before):
            return _taken(picked, None, picked.why + _NO_NEWEST)
        certain = self.newest([versions.listed[number] for number in ordered])
        how = f" --prefer newest（{BY_TIME}{'' if certain else _HARDLY}）"
        return Chosen(self._best_of(newest), how, {ordered[0]: CHOSEN})

    def _named(self, versions: Versions[Held], *, sheet: bool) -> list[tuple[int, tuple[str, Held], str]]:
        """Return (version, copy, word) for every word that names a copy."""
        return [
            (number, copy, word)
            for word in dict.fromkeys(self.words)
            for number, version in enumerate(versions.listed)
            for copy in version
            if readable(word) == readable(with_sheet(copy[0], copy[1].sheet) if sheet else copy[0])
        ]

    def newest(self, versions: Sequence[Sequence[tuple[str, Held]]]) -> Sequence[tuple[str, Held]] | None:
        """Return the version that was certainly saved last, None if that is not known."""
        ordered = sorted(versions, key=self._time)
        certain = self._time(ordered[-1]) - self._time(ordered[-2]) >= _TOGETHER and not self._is_to_come(ordered[-1])
        return ordered[-1] if certain else None

    def _is_to_come(self, version: Sequence[tuple[str, Held]]) -> bool:
        return self._time(version) > self.now + _DAY

    def _time(self, version: Sequence[tuple[str, Held]]) -> float:
        return max(self.modified[path] for path, _ in version)

    def _best_of(self, version: Sequence[tuple[str, Held]]) -> tuple[str, Held]:
        """Return the copy with the fewest errors among equal copies; ties: the newest, then by path."""
        return min(version, key=lambda copy: (errors_of(copy[1]), -self.modified[copy[0]], copy[0]))

    def unused(self, readings: Mapping[str, FileReading], contests: Sequence[Contest]) -> Iterator[Finding]:
        """Yield ``form.prefer-unused`` per named file that is no copy of what had to be decided."""
        contested = {path: contest for contest in contests for path in contest.files}
        possible = {*contested, *(with_sheet(path, s) for path in contested for s in _sheets(readings[path], contests))}
        possible = set(map(readable, possible))
        for word in dict.fromkeys(self.words):
            if word != NEWEST and readable(word) not in possible:
                slots = {"prefer": word, "why": _why_unused(word, readings, contested)}
                yield Finding("form.prefer-unused", slots=slots)


def _taken(picked: TypedChoices, copy: tuple[str, Held] | None, why: str) -> Chosen[Held]:
    return Chosen(copy, why, dict(picked.marks), picked.findings, picked.lost)


def with_sheet(file: str, sheet: str) -> str:
    """Return the words of ``--prefer`` for one sheet of a file."""
    return f"{file}{_SHEET}{sheet}"


def _sheets(reading: FileReading, contests: Sequence[Contest]) -> Iterator[str]:
    """Yield the sheets of a file whose forms had to be decided."""
    forms = {contest.form for contest in contests}
    return (form.sheet for form in reading.forms if form.form in forms)


def _why_unused(word: str, readings: Mapping[str, FileReading], contested: Mapping[str, Contest]) -> str:
    if word in readings:
        if readings[word].members:
            return "这是压缩包或邮件，要写明里面的哪个文件"
        return "这个文件里的表没有内容不同的另一份，不需要选择"
    import difflib

    near = difflib.get_close_matches(word, contested, n=1, cutoff=0.5)
    return f"收回文件夹里没有这个文件{f'，是不是“{near[0]}”' if near else ''}"
