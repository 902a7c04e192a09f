"""The content of one reply: frozen, columnar, and small enough to travel between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.correction_stamp import Correction
from lianping_xlsx.forms.layout import LAYOUT_VERSION, FormLayout
from lianping_xlsx.forms.rectification_list import RectificationReply
from lianping_xlsx.forms.result_report import ResultReport
from lianping_xlsx.intake.reading.grid_entries import NO_ENTRIES, GridCell, GridEntries
from lianping_xlsx.intake.returns import sender
from lianping_xlsx.intake.sources.folder import Source

if TYPE_CHECKING:
    from lianping_xlsx.intake.reading.editions import Editions

HEAD_ENTRIES = ("issued", "returned")
"""Fields that are part of what a form says; the others are signatures."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An expected form: its layout, and the unit and file that it was issued in. ``editions``: its older versions."""

    layout: FormLayout
    unit: str
    file: str
    editions: Editions = field(compare=False, repr=False)

    def at(self, version: str) -> Expected:
        """Return the same form in a layout version, one of ``VERSIONS``."""
        return self if version == self.layout.version else self.editions.at(version, self.layout.key)

    @property
    def signed(self) -> bool:
        """Return whether the votes on it bear names (记名)."""
        return self.editions.is_signed(self.layout.key)

    @property
    def sender(self) -> str:
        """The unit, in place of a file that findings must not or cannot name."""
        return sender(self.unit)

    def file_of(self, path: str) -> str:
        """Return the file as findings on this form may name it. Ballots are anonymous and are named by their unit."""
        return self.sender if self.layout.key.kind.by_ballot else path


@dataclass(frozen=True, slots=True)
class Leftover:
    """Content of a refused form that cannot be carried over as it is, or that a person has to look at afterwards.

    ``finding`` says what stands at which cell of the reply, and why. ``cell`` of the grid or ``field`` is where it
    belongs on the current form; ``text`` is written there, so that it is not passed over.
    """

    finding: Finding
    cell: GridCell | None = None
    field: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class FormReading:
    """One form found in one file. ``form`` is its place among the expected forms, ``version`` that of its layout.

    ``entries`` are the numbers in the grid, ``texts`` the words by (grid row, field); ``bad_cells`` says what stands
    where an entry was not understood. ``rows`` and ``columns`` give the sheet's row and column of each grid row and
    column (-1: not there). ``fields`` are the entries of head and foot, which stand at ``field_cells``; those of
    ``bad_fields`` were not understood. ``refused``: what it says does not count; where it is ``carried``, what could
    still be told apart in it stands here all the same, to be carried over onto the current form, and ``leftovers`` say
    the rest. ``correction``: which replies it corrects, where it came back on a copy that had been sent back.
    """

    form: int
    sheet: str
    entries: GridEntries = NO_ENTRIES
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    texts: Mapping[tuple[int, str], str] = field(default_factory=dict)
    fields: Mapping[str, int | str] = field(default_factory=dict)
    field_cells: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    bad_fields: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    bad_cells: Mapping[GridCell, str] = field(default_factory=dict)
    refused: bool = False
    carried: bool = False
    leftovers: tuple[Leftover, ...] = ()
    version: str = LAYOUT_VERSION
    correction: Correction | None = None

    @property
    def empty(self) -> bool:
        """Return whether no cell of the grid has an entry."""
        return self.filled == 0

    @property
    def filled(self) -> int:
        """Return the number of cells of the grid with an entry, readable or not."""
        return len(self.entries) + len(self.texts) + len(self.bad_cells)

    def as_spare(self) -> Finding:
        """Return the finding on a refused copy where another copy is used: a 提醒 with the reason."""
        first = self.findings[0]
        return Finding("form.spare-copy", first.place, {"reason": first.message.rstrip("。")})

    def content(self) -> tuple[object, ...]:
        """Return everything that was entered but the signatures. Copies with equal content are the same."""
        heads = {name: self.fields.get(name) for name in HEAD_ENTRIES}
        return (
            sorted(self.entries),
            sorted(self.texts.items()),
            sorted(self.bad_cells.items()),
            heads,
        )


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file: its SHA-256, the forms in it, and the findings on the file as a whole.

    ``refused`` holds the finding that kept the whole file from being used. ``members`` are what an archive or mail
    holds, each to be read as if it had been dropped singly; ``ignored`` says why the file need not be read at all.
    ``corrected``: it carries the list of a copy that was sent back (退回). ``saved_by``: the user name under which it
    was saved last, sealed with the campaign's key so that it only shows whether two are the same ('' for none).
    ``report``: the result of another campaign, if it is a 结果报送表. ``rectification``: what a 整改清单 says.
    """

    path: str
    sha256: str = ""
    forms: tuple[FormReading, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: Finding | None = None
    members: tuple[Source, ...] = ()
    ignored: str = ""
    corrected: bool = False
    saved_by: str = ""
    report: ResultReport | None = None
    rectification: RectificationReply | None = None

    @property
    def is_other_paper(self) -> bool:
        """Return whether it is a paper of the program that is no form and holds no ballot."""
        return self.report is not None or self.rectification is not None
