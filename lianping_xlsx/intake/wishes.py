"""What a person said about which copies are to be used: ``--prefer``, as often as there are forms to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.spelling import readable
from lianping_xlsx.intake.advice import BY_TIME, preferring
from lianping_xlsx.intake.reading import FileReading
from lianping_xlsx.intake.versions import Contest, Copy, errors_of

NEWEST = "newest"
_SHEET = "#"
_TOGETHER = 60.0
"""Seconds: files whose times lie closer were saved or copied in one go, and which of them is newer nobody knows."""


_NO_NEWEST = f"按 --prefer newest 分不出哪一份最新（{BY_TIME}，都相同），请写明采用哪个文件。"
_HARDLY = "；最新的两份只差不到1分钟，可能是一起存下来的"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A copy with the words how it was chosen; or None, with a sentence why a wish decided nothing, or ''."""

    copy: Copy | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """``words``: ``newest``, paths relative to 2收回, or path#sheet where a file is right on one of its sheets only.

    ``modified``: seconds by path; a member is as old as what it came in.
    """

    words: Sequence[str]
    modified: Mapping[str, float]

    def choose(self, versions: Sequence[Sequence[Copy]]) -> Chosen:
        """A file that is named goes before the newest, a file with the sheet before one without."""
        for named in (self._named(versions, sheet=True), self._named(versions, sheet=False)):
            if len({number for number, _, _ in named}) > 1:
                files = "、".join(f"“{word}”" for _, _, word in named)
                return Chosen(None, f"--prefer 写了这张表的不同版本（{files}），没有采用。")
            if named:
                _, copy, word = named[0]
                return Chosen(copy, f" {preferring(word)} ")
        if NEWEST not in self.words:
            return Chosen(None)
        newest, before = sorted(versions, key=self._time, reverse=True)[:2]
        if self._time(newest) == self._time(before):
            return Chosen(None, _NO_NEWEST)
        return Chosen(self._last(newest), f" --prefer newest（{BY_TIME}{'' if self.newest(versions) else _HARDLY}）")

    def _named(self, versions: Sequence[Sequence[Copy]], *, sheet: bool) -> list[tuple[int, Copy, str]]:
        """(version, copy, word) of every wish that names a copy."""
        return [
            (number, copy, word)
            for word in dict.fromkeys(self.words)
            for number, version in enumerate(versions)
            for copy in version
            if readable(word) == readable(with_sheet(copy[0], copy[1].sheet) if sheet else copy[0])
        ]

    def newest(self, versions: Sequence[Sequence[Copy]]) -> Sequence[Copy] | None:
        """The version that was certainly saved last."""
        ordered = sorted(versions, key=self._time)
        certain = self._time(ordered[-1]) - self._time(ordered[-2]) >= _TOGETHER
        return ordered[-1] if certain else None

    def _time(self, version: Sequence[Copy]) -> float:
        return max(self.modified[path] for path, _ in version)

    def _last(self, version: Sequence[Copy]) -> Copy:
        """Of equal copies one with which least is wrong, the last of these."""
        return min(version, key=lambda copy: (errors_of(copy[1]), -self.modified[copy[0]], copy[0]))

    def unused(self, readings: Mapping[str, FileReading], contests: Sequence[Contest]) -> Iterator[Finding]:
        """Files that were named and are no copy of any form that had to be decided: ``form.prefer-unused``."""
        contested = {path: contest for contest in contests for path in contest.files}
        possible = {*contested, *(with_sheet(path, s) for path in contested for s in _sheets(readings[path], contests))}
        possible = set(map(readable, possible))
        for word in dict.fromkeys(self.words):
            if word != NEWEST and readable(word) not in possible:
                slots = {"prefer": word, "why": _why_unused(word, readings, contested)}
                yield Finding("form.prefer-unused", slots=slots)


def with_sheet(file: str, sheet: str) -> str:
    """The wish for one sheet of a file."""
    return f"{file}{_SHEET}{sheet}"


def _sheets(reading: FileReading, contests: Sequence[Contest]) -> Iterator[str]:
    """The sheets of a file whose forms had to be decided."""
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
