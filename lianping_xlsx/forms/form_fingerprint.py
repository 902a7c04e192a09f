"""The fingerprint of a form: a digest of what was issued and of what may be entered.

A reply whose fingerprint differs from the expected one is a reply to another form. The texts that describe an entry
are part of the digest on every issued form. They stay as in the first version, also if other texts for people change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lianping_xlsx.core import exact
from lianping_xlsx.forms.layout import FormKey, GridColumn, GridRow
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Kind, Points

Parts = tuple[GridColumn, ...] | tuple[GridRow, ...]


@dataclass
class Fingerprints:
    """The fingerprints of the forms of one layout version.

    Columns and rows must stay alive as long as this object: digests are kept by ``id``.
    """

    version: str
    _digests: dict[int, str] = field(default_factory=dict)

    def of(
        self, key: FormKey, columns: tuple[GridColumn, ...], rows: tuple[GridRow, ...], *, signed: bool = False
    ) -> str:
        """16 hexadecimal digits. ``signed``: the ballots bear names (记名).

        A change between 记名 and 无记名 changes the fingerprint: votes cast in secret are never counted as signed ones.
        """
        lines = (self.version, key.text(), self._digest(columns), self._digest(rows), *(["记名"] if signed else []))
        return _hash("\n".join(lines))

    def _digest(self, parts: Parts) -> str:
        """The digest of columns or rows, kept by identity: thousands of forms share the same tuples."""
        if id(parts) not in self._digests:
            self._digests[id(parts)] = _hash("\n".join(_describe(parts)))
        return self._digests[id(parts)]


def _describe(parts: Iterable[GridColumn | GridRow]) -> Iterator[str]:
    """Yield a line of text for each column or row, as the digest contains it."""
    for part in parts:
        if isinstance(part, GridColumn):
            yield f"{part.key}|{part.heading}|{_entry(part.kind) if part.kind else ''}"
        else:
            entries = ";".join(f"{key}={_entry(kind)}" for key, kind in part.kinds.items())
            yield f"{part.key}|{'|'.join(str(cell) for cell in part.issued)}|{entries}"


_ENTRIES = {"tick": "√（也可填1），或者留空", "text": "文字", "date": "日期，如 2024-12-20"}


def _entry(kind: Kind) -> str:
    """The description of the allowed entries, in the texts of the first version."""
    if isinstance(kind, Points):
        low, high = ("" if limit is None else exact.show_short(limit) for limit in (kind.minimum, kind.maximum))
        span = f"{low}至{high}之间的数" if low and high else (f"不小于{low}的数" if low else "数字")
        return f"{span}（{kind.unit}，最多两位小数）"
    if isinstance(kind, Count):
        upper = "" if kind.maximum is None else f"，不大于{kind.maximum}"
        return f"整数，不小于{kind.minimum}{upper}"
    if isinstance(kind, Choice):
        return f"下列之一：{'、'.join(kind.options)}"
    return _ENTRIES[kind.name]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
