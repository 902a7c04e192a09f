"""What was typed under 采用 in 版本对照.xlsx, form by form: which of its versions is to be used.

A pick holds for the versions that were listed when it was made; a version that comes later is asked about again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import is_blank, show_raw
from lianping_xlsx.intake.resolution.corrections import Versions
from lianping_xlsx.intake.resolution.versions import Held
from lianping_xlsx.spreadsheet.grade_kinds import Tick

CHOSEN, FORMERLY, _IN_WORDS = "√", "原选定", "采用"
"""What stands under 采用: chosen; or chosen once, before another version came."""
_NOWHERE = Place()
_AGAIN = "原来选定“{file}”以后，又收到内容不同的，请重新选定。"
_TICK = Tick()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form, or a 结果报送表, that has to be chosen: ``code``, ``unit`` and ``name`` as in Contest."""

    code: str
    unit: str
    name: str


Spot = tuple[str, str]
"""SHA-256 of a reply, and the name of its sheet ('' where that is not known)."""


@dataclass(frozen=True, slots=True)
class TypedChoiceRow:
    """A version as it was listed: where its content stands, the path of its first file, what was typed beside it.

    ``cell``: the address of that, '' where it stands in no workbook.
    """

    spots: frozenset[Spot]
    file: str
    typed: str = ""
    cell: str = ""

    @property
    def chosen(self) -> bool:
        """Whether a tick was typed."""
        return self.typed == _IN_WORDS or _TICK.take(self.typed).value is not None

    @property
    def unclear(self) -> bool:
        """Whether something else was typed."""
        return not (self.chosen or is_blank(self.typed) or self.typed == FORMERLY)

    @property
    def digests(self) -> frozenset[str]:
        """SHA-256 of the files of this content."""
        return frozenset(digest for digest, _ in self.spots)


@dataclass(frozen=True, slots=True)
class TypedChoice:
    """A form or 结果报送表 (``code`` as in Contest, or '' where only its words are known) with the versions listed.

    ``place``: file and sheet on which it stands.
    """

    code: str
    unit: str
    form: str
    rows: tuple[TypedChoiceRow, ...]
    place: Place = _NOWHERE

    @property
    def typed(self) -> bool:
        """Whether anything was typed."""
        return any(row.typed for row in self.rows)

    @property
    def chosen(self) -> tuple[TypedChoiceRow, ...]:
        """The rows with a tick."""
        return tuple(row for row in self.rows if row.chosen)

    @property
    def known(self) -> frozenset[str]:
        """SHA-256 of all files that were listed."""
        return frozenset().union(*(row.digests for row in self.rows))

    def tells_of(self, wanted: Wanted, versions: Versions[Held]) -> bool:
        """Return True if it is about the form or report that is asked for, of which these versions came in."""
        if self.code:
            return self.code == wanted.code
        same = (self.unit, self.form) == (wanted.unit, wanted.name)
        return same and any(_holds(versions, number, row) for row in self.chosen for number in _places(versions))

    def at(self, row: TypedChoiceRow) -> Place:
        """Where something was typed."""
        return Place(self.place.file, self.place.sheet, row.cell or None)


def _places(versions: Versions[Held]) -> range:
    return range(len(versions.listed))


def _holds(versions: Versions[Held], number: int, row: TypedChoiceRow) -> bool:
    """Whether a version is that of a row: one of its files is, and stands on the same sheet."""
    copies = ((versions.digests[path], form.sheet) for path, form in versions.listed[number])
    return any((digest, sheet) in row.spots or (digest, "") in row.spots for digest, sheet in copies)


@dataclass(frozen=True, slots=True)
class TypedChoices:
    """What a pick comes to: the place of the version chosen, or None and why (a sentence, or '').

    ``marks``: what is to stand beside the versions from now on, by their places. ``findings``: what is wrong with it.
    ``lost``: the pick itself, where what it chose is no longer there.
    """

    version: int | None = None
    why: str = ""
    marks: tuple[tuple[int, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    lost: TypedChoice | None = None


def apply(pick: TypedChoice, versions: Versions[Held]) -> TypedChoices:
    """Findings: ``choice.twice``, ``choice.gone``, ``choice.unclear``."""
    findings = [*_unclear(pick)]
    marks = {n: row.typed for row in pick.rows for n in _places(versions) if row.typed and _holds(versions, n, row)}
    former = next((row for row in pick.rows if row.typed == FORMERLY), None)
    if former is not None and not pick.chosen:
        return TypedChoices(None, _AGAIN.format(file=former.file), tuple(marks.items()), tuple(findings))
    heirs = {number: row for row in pick.chosen for number in _heirs(pick, row, versions)}
    absent = [] if heirs else pick.chosen
    for row in absent:
        used = versions.listed[versions.standing[0]][0][0] if len(versions.standing) == 1 else ""
        then = f"现在用的是“{used}”" if used else "这张表还没有选定"
        slots = {"unit": pick.unit, "form": pick.form, "file": row.file, "then": then}
        findings.append(Finding("choice.gone", pick.at(row), slots))
    lost = pick if absent else None
    if len(set(map(id, heirs.values()))) > 1:
        files = "、".join(f"“{row.file}”" for row in pick.chosen)
        slots = {"unit": pick.unit, "form": pick.form, "files": files}
        findings.append(Finding("choice.twice", pick.at(pick.chosen[-1]), slots))
    if len(heirs) != 1:
        return TypedChoices(None, "", tuple(marks.items()), tuple(findings), lost)
    ((chosen, row),) = heirs.items()
    late = [number for number in versions.standing if number != chosen and not _is_known(pick, versions, number)]
    if late:
        marks = {number: FORMERLY if text == row.typed else text for number, text in marks.items()} | {chosen: FORMERLY}
        return TypedChoices(None, _AGAIN.format(file=row.file), tuple(marks.items()), tuple(findings))
    return TypedChoices(chosen, "", ((chosen, CHOSEN),), tuple(findings))


def _unclear(pick: TypedChoice) -> Iterator[Finding]:
    for row in pick.rows:
        if row.unclear:
            yield Finding("choice.unclear", pick.at(row), {"file": row.file, "raw": show_raw(row.typed)})


def _heirs(pick: TypedChoice, row: TypedChoiceRow, versions: Versions[Held]) -> Sequence[int]:
    """The version of a row; or those that correct it and came after the pick, where it is corrected."""
    own = [number for number in _places(versions) if _holds(versions, number, row)]
    fresh = [
        number
        for number in versions.standing
        if number not in own
        and not row.digests.isdisjoint(versions.replaced[number])
        and versions.contents[number].isdisjoint(pick.known)
    ]
    return fresh or own


def _is_known(pick: TypedChoice, versions: Versions[Held], number: int) -> bool:
    """Whether a version was listed, or corrects one that was."""
    return not pick.known.isdisjoint(versions.contents[number] | versions.replaced[number])
