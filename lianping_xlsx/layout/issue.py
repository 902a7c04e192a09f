"""From the scheme to the workbooks that are issued: every form of every 填报任务, with its code and fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lianping_xlsx.core.naming import file_stem
from lianping_xlsx.core.spelling import cut
from lianping_xlsx.layout import accounts, forms, votes
from lianping_xlsx.layout.forms import SIGNATURES, Body
from lianping_xlsx.layout.model import (
    LAYOUT_VERSION,
    FormKey,
    FormLayout,
    GridColumn,
    GridRow,
    WorkbookLayout,
)
from lianping_xlsx.layout.stamp import visible_code
from lianping_xlsx.scheme.model import FormKind, Ratee, Scheme, Task

_SHEET_LIMIT = 31
_SHEET_ILLEGAL = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def issue(scheme: Scheme, secret: bytes) -> tuple[WorkbookLayout, ...]:
    """The workbooks of all units that have a task, in the order of the units; the same for the same scheme and key."""
    maker = _Maker(scheme, secret)
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
    """Bodies and rows are shared between the forms that have the same, so that thousands of forms cost little."""

    scheme: Scheme
    secret: bytes
    _bodies: dict[object, Body] = field(default_factory=dict)
    _rows: dict[object, tuple[GridRow, ...]] = field(default_factory=dict)
    _digests: dict[int, str] = field(default_factory=dict)

    def forms_of(self, unit: str, task: Task, taken: set[str]) -> Iterator[FormLayout]:
        ratees = tuple(self.scheme.ratee_of[code] for code in task.ratees)
        if task.kind is FormKind.RUBRIC:
            for ratee in ratees:
                yield self._rubric(unit, ratee, taken)
        elif task.kind is FormKind.SELF_CHECK:
            for ratee in ratees:
                yield self._self_check(unit, task, ratee, taken)
        else:
            yield self._listing(unit, task, ratees, taken)

    def _rubric(self, unit: str, ratee: Ratee, taken: set[str]) -> FormLayout:
        if FormKind.RUBRIC not in self._bodies:
            self._bodies[FormKind.RUBRIC] = forms.rubric_body()
        body, group = self._bodies[FormKind.RUBRIC], ("rubric", ratee.group)
        if group not in self._rows:
            self._rows[group] = forms.rubric_rows(self.scheme.rubric_for(ratee.group))
        key = FormKey(unit, FormKind.RUBRIC, ratee=ratee.code)
        form = self._form(key, f"考评-{ratee.workplace}{ratee.name}", _subject(ratee), body, self._rows[group], taken)
        return replace(form, person=ratee.name)

    def _self_check(self, unit: str, task: Task, ratee: Ratee, taken: set[str]) -> FormLayout:
        if task.kind not in self._bodies:
            self._bodies[task.kind] = accounts.self_check_body()
        body, contents = self._bodies[task.kind], ("contents", task.poll)
        if contents not in self._rows:
            self._rows[contents] = accounts.item_rows(self.scheme.account_items(task))
        wish, subject = f"自查-{ratee.workplace}{ratee.name}", f"述职人：{_subject(ratee)}"
        key = FormKey(unit, task.kind, ratee=ratee.code)
        return replace(self._form(key, wish, subject, body, self._rows[contents], taken), person=ratee.name)

    def _listing(self, unit: str, task: Task, ratees: tuple[Ratee, ...], taken: set[str]) -> FormLayout:
        body = self._body(task, ratees)
        rows = self._listing_rows(task, ratees)
        key = FormKey(unit, task.kind, task.poll, task.voter_class)
        wish = f"{task.kind}-{task.voter_class}" if task.voter_class else str(task.kind)
        subject = " ".join(part for part in (task.poll, task.voter_class) if part)
        return self._form(key, wish, subject, body, rows, taken)

    def _body(self, task: Task, ratees: tuple[Ratee, ...]) -> Body:
        cached = (task.kind, task.poll, ratees if task.kind is FormKind.BALLOTS else ())
        if cached not in self._bodies:
            if task.kind is FormKind.BALLOTS:
                self._bodies[cached] = votes.ballots_body(self.scheme, self.scheme.poll_of[task.poll], ratees)
            elif task.kind is FormKind.TALLY:
                self._bodies[cached] = votes.tally_body(self.scheme, self.scheme.poll_of[task.poll])
            elif task.kind is FormKind.REVIEW:
                self._bodies[cached] = accounts.review_body()
            else:
                self._bodies[cached] = forms.opinion_body()
        return self._bodies[cached]

    def _listing_rows(self, task: Task, ratees: tuple[Ratee, ...]) -> tuple[GridRow, ...]:
        ballots = task.kind is FormKind.BALLOTS
        cached = task.ballots if ballots else ratees
        if cached not in self._rows:
            self._rows[cached] = votes.ballot_rows(task.ballots) if ballots else forms.ratee_rows(ratees)
        return self._rows[cached]

    def _form(
        self, key: FormKey, wish: str, subject: str, body: Body, rows: tuple[GridRow, ...], taken: set[str]
    ) -> FormLayout:
        profile = self.scheme.profile
        return FormLayout(
            key=key,
            sheet=_sheet_name(wish, taken),
            title=f"{profile.year}年度{profile.title}{_TITLE_WORDS[key.kind]}",
            intro=f"{subject}。{body.intro}" if subject else body.intro,
            head=body.head,
            columns=body.columns,
            rows=rows,
            foot=SIGNATURES,
            code=visible_code(self.secret, key.text()),
            fingerprint=self._fingerprint(key, body, rows),
            landscape=body.landscape,
        )

    def _fingerprint(self, key: FormKey, body: Body, rows: tuple[GridRow, ...]) -> str:
        """What was issued and what may be entered: a change of it makes a returned form another form."""
        parts = (LAYOUT_VERSION, key.text(), self._digest(body.columns), self._digest(rows))
        return _hash("\n".join(parts))

    def _digest(self, parts: tuple[GridColumn, ...] | tuple[GridRow, ...]) -> str:
        """By identity: bodies and rows live as long as the maker and are shared."""
        if id(parts) not in self._digests:
            self._digests[id(parts)] = _hash("\n".join(_describe(parts)))
        return self._digests[id(parts)]


_TITLE_WORDS = {
    FormKind.BALLOTS: "测评票登记表",
    FormKind.TALLY: "计票汇总表",
    FormKind.RUBRIC: "实地考评表",
    FormKind.OPINION: "评议意见表",
    FormKind.SELF_CHECK: "述职自查表",
    FormKind.REVIEW: "述职报告审核表",
}


def _subject(ratee: Ratee) -> str:
    """The ratee of a sheet of his own, as its introduction names him."""
    return f"{ratee.workplace}{ratee.post} {ratee.name}"


def _describe(parts: Iterable[GridColumn | GridRow]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, GridColumn):
            yield f"{part.key}|{part.heading}|{part.kind.expects() if part.kind else ''}"
        else:
            entries = ";".join(f"{key}={kind.expects()}" for key, kind in part.kinds.items())
            yield f"{part.key}|{'|'.join(str(cell) for cell in part.issued)}|{entries}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _sheet_name(wish: str, taken: set[str]) -> str:
    """A legal sheet name near the wish, not yet taken in this workbook (Excel ignores case)."""
    base = cut(_SHEET_ILLEGAL.sub("_", wish), _SHEET_LIMIT)
    name, number = base, 2
    while name.casefold() in taken:
        tail = f"({number})"
        name = cut(base, _SHEET_LIMIT - len(tail)) + tail
        number += 1
    taken.add(name.casefold())
    return name
