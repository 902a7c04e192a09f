"""The resolution of words in the scheme: to ratees (全部, a 排名组, a code, a name, a 所在单位), or to a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import code_key, name_key
from lianping_xlsx.scheme.model import Ratee, Unit

ALL_RATEES = "全部"
_LIST_MARKS = "、,，;；"


def split_list(text: str) -> list[str]:
    """The parts of a list separated by 顿号, commas or semicolons; blank parts are left out."""
    for mark in _LIST_MARKS[1:]:
        text = text.replace(mark, _LIST_MARKS[0])
    return [part.strip() for part in text.split(_LIST_MARKS[0]) if part.strip()]


_SPAN = re.compile(r"[-—–－~～〜至到]+")
_NUMBER = re.compile(r"\d+\Z", re.ASCII)
_LIKE_SPAN = re.compile(r"[^-—–－~～〜至到]{0,8}\d\s*[-—–－~～〜至到]+\s*[^-—–－~～〜至到]{0,8}\d\Z", re.ASCII)
_LIKE_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
"""A date: what a spreadsheet program makes of 1-4."""


def is_like_span(word: str) -> bool:
    """Return True if an unknown word looks like a span of codes (T01-T04), or like a date made of one."""
    return bool(_LIKE_SPAN.match(word) or _LIKE_DAY.match(word))


def _numbered(code: str) -> tuple[str, int]:
    """A code as its beginning and the number at its end; -1 if there is no number."""
    found = _NUMBER.search(code)
    return (code[: found.start()], int(found[0])) if found else (code, -1)


class Names:
    """Names that are found by any spelling, or by an alias."""

    def __init__(self, names: Iterable[str], aliases: Iterable[tuple[str, str]] = ()) -> None:
        """``aliases``: pairs of alias and name; a name takes precedence over an equal alias."""
        self._by_key: dict[str, str] = {}
        for word, name in (*((name, name) for name in names), *aliases):
            if word:
                self._by_key.setdefault(name_key(word), name)

    def resolve(self, text: str) -> str:
        """The name in the spelling of its own table; an unknown text is returned unchanged."""
        return self._by_key.get(name_key(text), text)


def unit_names(units: Iterable[Unit]) -> Names:
    """The names of the 填报单位, found by name and alias."""
    listed = list(units)
    return Names((unit.name for unit in listed), ((word, unit.name) for unit in listed for word in unit.aliases))


@dataclass(frozen=True, slots=True)
class Meant:
    """The ratees that a text names (``codes``), its ``unknown`` parts, and names ``shared`` by several persons."""

    codes: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def only(self) -> str:
        """The code if the text names exactly one person without doubt, else ''."""
        return self.codes[0] if len(self.codes) == 1 and not (self.unknown or self.shared) else ""


class Roster:
    """The ratees, found by every word that may name them."""

    def __init__(self, ratees: Iterable[Ratee], units: Iterable[Unit] = ()) -> None:
        """``units``: their aliases are accepted for a 所在单位 of the same name."""
        self._units = unit_names(units)
        self._by_code: dict[str, str] = {}
        self._sets: dict[str, list[str]] = {}
        self._persons: dict[str, list[str]] = {}
        self._groups: dict[str, str] = {}
        self._read: dict[str, Meant] = {}
        self.words: list[str] = []
        """The words for suggestions: names, 所在单位 and 排名组, each once."""
        for ratee in ratees:
            self._by_code.setdefault(code_key(ratee.code), ratee.code)
            for key in {name_key(word) for word in (ALL_RATEES, ratee.group, ratee.workplace)}:
                self._sets.setdefault(key, []).append(ratee.code)
            self._persons.setdefault(name_key(ratee.name), []).append(ratee.code)
            self._groups[name_key(ratee.group)] = ratee.group
            self.words += (ratee.name, ratee.workplace, ratee.group)
        self.words = list(dict.fromkeys(self.words))

    def ratees(self, text: str) -> Meant:
        """The ratees that a 考核对象范围 names. Hundreds of tasks have the same, so each is looked up once."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self._looked_up(text)
        return found

    def _looked_up(self, text: str) -> Meant:
        whole = self._one(text)
        if whole is not None:  # the name of a 排名组 may contain a 顿号: 乡（镇、场）
            return self._meant({text: whole})
        return self._meant({part: self._one(part) for part in split_list(text)})

    def _meant(self, parts: dict[str, list[str] | None]) -> Meant:
        codes = dict.fromkeys(code for found in parts.values() for code in found or ())
        unknown = tuple(part for part, found in parts.items() if found is None)
        return Meant(tuple(codes), unknown, tuple(part for part, found in parts.items() if found == []))

    def _one(self, word: str) -> list[str] | None:
        """The codes that one word names: [] if it is the name of several persons, None if it is unknown."""
        # Codes take precedence over 排名组 and workplaces, these over names of persons.
        code = self._by_code.get(code_key(word))
        if code is not None:
            return None if code != word and self._lists_codes(word) else [code]
        found = self._sets.get(name_key(word)) or self._sets.get(name_key(self._units.resolve(word)))
        persons = self._persons.get(name_key(word))
        if found:
            # A village may be called like a person who works in another one.
            return [] if persons and not set(persons) <= set(found) else found
        if persons is not None:
            return persons if len(persons) == 1 else []
        return self._span(word)

    def _lists_codes(self, word: str) -> bool:
        """Return True if white space parts a word into several codes: 1 2 is not the code 12."""
        parts = word.split()
        return len(parts) > 1 and all(code_key(part) in self._by_code for part in parts)

    def _span(self, word: str) -> list[str] | None:
        """The codes of a span such as 1-4 or T01至T04, in the order of the list; None if it is not clear.

        It is clear if all codes between its ends have one beginning and ascending numbers, and no other code with this
        beginning has a number between them.
        """
        listed = list(self._by_code)
        # A 编号 may contain such a mark itself, so each one is tried.
        for mark in _SPAN.finditer(word):
            ends = [code_key(part) for part in (word[: mark.start()], word[mark.end() :])]
            if not all(end in self._by_code for end in ends):
                continue
            first, last = map(listed.index, ends)
            within = [_numbered(code) for code in listed[first : last + 1]]
            others = {_numbered(code) for code in (*listed[:first], *listed[last + 1 :])}
            alike = len({beginning for beginning, _ in within}) == 1 and all(number >= 0 for _, number in within)
            if first < last and alike and all(one[1] < next_[1] for one, next_ in pairwise(within)):
                taken = (within[0][1], within[-1][1])
                if not any(head == within[0][0] and taken[0] < number < taken[1] for head, number in others):
                    return [self._by_code[code] for code in listed[first : last + 1]]
        return None

    def namesakes(self, name: str) -> list[str]:
        """The codes of all ratees with this name."""
        return self._persons.get(name_key(name), [])

    def groups(self, text: str) -> tuple[str, ...]:
        """The 排名组 in a list; unknown words are returned unchanged."""
        parts = [text] if name_key(text) in self._groups else split_list(text)
        return tuple(self._groups.get(name_key(part), part) for part in parts)
