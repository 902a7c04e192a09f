"""Which ratees and groups a word of the scheme means: 全部, a 排名组, a code, a name, a 所在单位."""

from __future__ import annotations

from collections.abc import Iterable

from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.scheme.model import Ratee

ALL_RATEES = "全部"
_LIST_MARKS = "、,，;；"


def split_list(text: str) -> list[str]:
    """The parts of a list written with 顿号, commas or semicolons."""
    for mark in _LIST_MARKS[1:]:
        text = text.replace(mark, _LIST_MARKS[0])
    return [part.strip() for part in text.split(_LIST_MARKS[0]) if part.strip()]


class Roster:
    """The ratees by every word that may mean them; made once for a scheme."""

    def __init__(self, ratees: Iterable[Ratee]) -> None:
        self._codes: dict[str, list[str]] = {}
        self._groups: dict[str, str] = {}
        for ratee in ratees:
            for key in {name_key(word) for word in (ALL_RATEES, ratee.group, ratee.code, ratee.name, ratee.workplace)}:
                self._codes.setdefault(key, []).append(ratee.code)
            self._groups[name_key(ratee.group)] = ratee.group

    def ratees(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Codes that a 考核对象范围 means, and the parts of it that mean nobody."""
        if name_key(text) in self._codes:  # a group's own name may hold a 顿号: 乡（镇、场）
            return tuple(self._codes[name_key(text)]), ()
        parts = split_list(text)
        unknown = tuple(part for part in parts if name_key(part) not in self._codes)
        codes = (code for part in parts for code in self._codes.get(name_key(part), ()))
        return tuple(dict.fromkeys(codes)), unknown

    def groups(self, text: str) -> tuple[str, ...]:
        """The 排名组 of a list; unknown words stay as they are."""
        parts = [text] if name_key(text) in self._groups else split_list(text)
        return tuple(self._groups.get(name_key(part), part) for part in parts)
