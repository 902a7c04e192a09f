"""The workbooks to issue for a scheme: every form of every 填报任务, with its code and fingerprint.

The fingerprint of a form is a digest of what was issued and of what may be entered. A reply whose fingerprint differs
from the expected one is a reply to another form. The texts that describe an entry are part of the digest on every
issued form. They stay as in the first version, also if other texts for people change.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import TypeVar

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import file_stem
from lianping_xlsx.core.spelling import cut
from lianping_xlsx.forms.form_parts import Body, Part, part_at
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.kinds.ballots.ballot_register import typed_twice
from lianping_xlsx.forms.layout import (
    LAYOUT_VERSION,
    SECOND_TYPING,
    FormKey,
    FormLayout,
    GridColumn,
    GridRow,
    WorkbookLayout,
)
from lianping_xlsx.forms.stamp import visible_code
from lianping_xlsx.scheme.model import Ratee, Scheme, Task
from lianping_xlsx.scheme.scoring_units import form_scope
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, Kind, Points
from lianping_xlsx.spreadsheet.grade_kinds import GradeChoice

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
    if isinstance(kind, GradeChoice):
        return kind.expects()
    return _ENTRIES[kind.name]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


T = TypeVar("T")
_SHEET_LIMIT = 31
"""Excel's limit for the length of a sheet name, in UTF-16 units."""
_SHEET_ILLEGAL = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def issue(scheme: Scheme, secret: bytes, version: str = LAYOUT_VERSION) -> tuple[WorkbookLayout, ...]:
    """The workbooks of all units that have a task, in the order of the units.

    The same scheme and key (``secret``) give the same workbooks. ``version``: one of ``VERSIONS``; forms are issued in
    the newest, the older ones are needed to read replies. Every version has the same forms (``FormKey``) in the same
    order.
    """
    maker = _Maker(scheme, secret, version)
    tasks: dict[str, list[Task]] = {}
    for task in scheme.tasks:
        tasks.setdefault(task.unit, []).append(task)
    found = []
    files: set[str] = set()
    for unit in scheme.units:
        if unit.name in tasks:
            file = f"{file_stem(f'{unit.code} {unit.name}', files)}.xlsx"
            taken: set[str] = set()
            made = tuple(form for task in tasks[unit.name] for form in maker.forms_of(unit.code, task, taken))
            found.append(WorkbookLayout(unit.code, unit.name, file, made))
    return tuple(found)


@dataclass
class _Maker:
    """Makes the forms of one scheme in one layout version.

    Equal bodies and rows are made once and shared: a campaign has thousands of forms.
    """

    scheme: Scheme
    secret: bytes
    version: str
    _bodies: dict[Hashable, Body] = field(default_factory=dict)
    _rows: dict[Hashable, tuple[GridRow, ...]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fingerprints = Fingerprints(self.version)
        self._occasion = self.scheme.profile.occasion

    def forms_of(self, unit: str, task: Task, taken: set[str]) -> Iterator[FormLayout]:
        """Yield the forms of a task: one per ratee, or one for all, or two for all that are to agree (双人录入).

        ``taken``: the sheet names in the workbook so far, in lower case; the new ones are added.
        """
        ratees = tuple(self.scheme.ratee_of[code] for code in task.ratees)
        if not task.kind.per_ratee:
            for typing in (1, SECOND_TYPING) if task.typed_twice else (0,):
                yield self._form_of_several(unit, task, ratees, taken, typing)
            return
        for ratee in ratees:
            yield self._form_of_one(unit, task, ratee, taken)

    def _form_of_one(self, unit: str, task: Task, ratee: Ratee, taken: set[str]) -> FormLayout:
        """The form about one ratee, on a sheet of his own."""
        words = form_type(task.kind).own_sheet
        if words is None:
            raise TypeError(task.kind)
        sheet, subject = f"{words.sheet}-{ratee.workplace}{ratee.name}", f"{words.before}{_subject(ratee)}"
        key = FormKey(unit, task.kind, ratee=ratee.code, component=task.component)
        return self._form(key, task, (ratee,), subject, sheet, taken, person=ratee.name)

    def _form_of_several(
        self, unit: str, task: Task, ratees: tuple[Ratee, ...], taken: set[str], typing: int
    ) -> FormLayout:
        """The form for all ratees of a task, on one sheet."""
        poll, voter_class, component = form_scope(task)
        key = FormKey(unit, task.kind, poll, voter_class, component=component, typing=typing)
        # In front of the class: a long name of a class is cut at its end.
        name, detail = f"{task.kind}{key.typing_name}", voter_class or component
        sheet = f"{name}-{detail}" if detail else name
        subject = " ".join(part for part in form_scope(task) if part)
        return self._form(key, task, ratees, subject, sheet, taken)

    def _form(
        self,
        key: FormKey,
        task: Task,
        ratees: tuple[Ratee, ...],
        subject: str,
        sheet: str,
        taken: set[str],
        *,
        person: str = "",
    ) -> FormLayout:
        """The form. ``subject``: the ratee or the poll, for the introduction; ``sheet``: the preferred sheet name."""
        kind = form_type(key.kind)
        body, rows = (
            self._part(kind.bodies, self._bodies, task, ratees),
            self._part(kind.rows, self._rows, task, ratees),
        )
        signed = self.scheme.is_signed(key.poll, key.voter_class)
        typing = f"（{key.typing_name}）" if key.typing else ""
        return FormLayout(
            key=key,
            sheet=self._once(_sheet_name(sheet, taken)),
            title=self._once(f"{self._occasion}{body.title or kind.title}{typing}"),
            subject=self._once(subject),
            instructions=self._once(body.intro + self._note(key)),
            head=body.head,
            columns=body.columns,
            rows=rows,
            foot=body.foot,
            code=visible_code(self.secret, key.text()),
            fingerprint=self._fingerprints.of(key, body.columns, rows, signed=signed),
            landscape=body.landscape,
            person=person,
            version=self.version,
        )

    def _once(self, text: str) -> str:
        """The same text, kept once for all forms that have it."""
        return self._texts.setdefault(text, text)

    def _note(self, key: FormKey) -> str:
        """The extra sentences of a ballot: that it is typed twice, and that of the scheme for its voters."""
        voter = self.scheme.class_of.get((key.poll, key.voter_class))
        return typed_twice(key) + (voter.sentence if voter is not None else "")

    def _part(self, parts: Mapping[str, Part[T]], made: dict[Hashable, T], task: Task, ratees: tuple[Ratee, ...]) -> T:
        """The part for a task, made once for all forms on which it depends in the same way."""
        part = part_at(parts, self.version)
        key = part, part.by(task, ratees)
        found = made.get(key)  # asked once: the key may be many ratees, whose hash is that of all that is said of them
        if found is None:
            new, before = part.make(self.scheme, task, ratees), made.get(part)
            # Most 排名组 have the same rows as the one before.
            found = made[key] = made[part] = before if before is not None and before == new else new
        return found


def _subject(ratee: Ratee) -> str:
    """The ratee as the introduction of his own sheet names him."""
    return f"{ratee.workplace}{ratee.post} {ratee.name}"


def _sheet_name(preferred: str, taken: set[str]) -> str:
    """A legal sheet name close to the preferred one, which is then taken in this workbook.

    Excel compares sheet names without regard to case.
    """
    base = cut(_SHEET_ILLEGAL.sub("_", preferred), _SHEET_LIMIT)
    name, number = base, 2
    while name.casefold() in taken:
        tail = f"({number})"
        name = cut(base, _SHEET_LIMIT - len(tail)) + tail
        number += 1
    taken.add(name.casefold())
    return name
