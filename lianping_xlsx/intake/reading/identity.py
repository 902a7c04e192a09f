"""Find out which form a sheet is: by the stamps of its workbook, or by what it must show where they are lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.formats.workbook_reader import Sheet
from lianping_xlsx.forms.layout import LAYOUT_VERSION, SECOND_END, VERSIONS, FormLayout
from lianping_xlsx.forms.stamp import Stamp, StampedForm, read_code, stands_for
from lianping_xlsx.intake.reading.form_reading import Expected, FormReading
from lianping_xlsx.intake.reading.grid import SEARCH_ROWS, Rows

SURE = ("form.outdated", "form.old-layout", "form.code-gone")
"""Faults of an identity that leave no doubt which form it is. Its content can be carried over."""
_CHANGED = ("form.content-changed", "form.other-name")
_TITLE = re.compile(r"\d{4}年度", re.ASCII)
"""How the title of every form of 0.2.0 begins."""
_UNIT = "填报单位："
"""How the introduction of every form begins, which goes on with the person whose sheet it is."""


@dataclass(frozen=True, slots=True)
class WantedCampaign:
    """The identity of a form of this campaign: one of the ``years`` (none: any), and the scheme's ``title``.

    ``printed``: where a stamp has no year, the one in the title printed on its sheets says it.
    """

    years: tuple[str, ...] = ()
    title: str = ""
    printed: bool = False


ANYTHING = WantedCampaign()


@dataclass(frozen=True, slots=True)
class SheetStamps:
    """The stamps in a workbook: sheets of several workbooks may have been gathered in one, each with its own."""

    campaign: str
    stamps: tuple[Stamp, ...]
    wanted: WantedCampaign = ANYTHING

    @property
    def _ours(self) -> list[Stamp]:
        return [stamp for stamp in self.stamps if self._fault_of(stamp) is None]

    def _fault_of(self, stamp: Stamp) -> str | None:
        """Return why a stamp is not valid here: ``form.other-campaign``, ``form.stamp-edited``, ``form.other-year``.

        A stamp of 0.2.0 has no year.
        """
        if stamp.campaign != self.campaign:
            return "form.other-campaign"
        if not stamp.genuine:
            return "form.stamp-edited"
        other = stamp.year and self.wanted.years and stamp.year not in self.wanted.years
        return "form.other-year" if other else None

    @property
    def other_title(self) -> str:
        """方案名称 at the time of issue, where it has been changed since; '' otherwise."""
        titles = [stamp.title for stamp in self._ours if stamp.title and self.wanted.title]
        return next((title for title in titles if name_key(title) != name_key(self.wanted.title)), "")

    @property
    def fault(self) -> str | None:
        """Return why no sheet can be used where no stamp is genuine and of this campaign, else None."""
        if not self.stamps or self._ours:
            return None
        return self._fault_of(self.stamps[0])

    def named(self, sheets: Sequence[Sheet]) -> Mapping[str, Sheet]:
        """Return the sheets by the code of the form that was issued under their name."""
        by_name = {sheet.name: sheet for sheet in sheets}
        lines = [line for stamp in self._ours for line in stamp.forms if line.sheet in by_name]
        once = [line for line in lines if sum(other.sheet == line.sheet for other in lines) == 1]
        return {line.code: by_name[line.sheet] for line in once}

    def unknown(self, code: str, expected: Collection[str]) -> str:
        """Return the fault of a code that no expected form has: ``form.other-campaign`` where its stamp is there.

        ``expected``: the keys of the expected forms, as text. Where one of them is no longer to be typed twice, its
        second register is ``form.typing-not-asked``.
        """
        lines = (line for stamp in self._ours for line in _lines(stamp, code))
        if any(line.key.removesuffix(SECOND_END) in expected for line in lines):
            return "form.typing-not-asked"
        return self._other_fault(code) or "form.unknown-code"

    def _other_fault(self, code: str) -> str | None:
        """Return the fault of an invalid stamp that names a form, None if there is none."""
        faults = (self._fault_of(stamp) for stamp in self.stamps if _names(stamp, code))
        return next((fault for fault in faults if fault is not None), None)

    def versions(self, code: str) -> Sequence[str]:
        """Return the layout versions that a form with this code can have, at least one, the newest first.

        That of its stamp; without a stamp any.
        """
        told = {stamp.version for stamp in self._ours if _names(stamp, code)}
        if not self.stamps:
            told = set(VERSIONS)
        return [version for version in reversed(VERSIONS) if version in told] or [LAYOUT_VERSION]

    def judge(self, code: str, expected: Expected) -> str | None:
        """Return the fault of a sheet with the code of a form, None where a valid stamp agrees or there is no stamp.

        Each stamp is held against the form as the stamp's own layout version has it.

        ``form.code-mismatch``, ``form.stamp-edited``, ``form.other-year``, ``form.old-layout``, ``form.outdated``; of a
        class that votes in its name ``form.outdated-signed``: it may have voted in secret, and nothing is carried over.
        """
        if not self.stamps:
            return None
        lines = [(stamp, line) for stamp in self._ours for line in _lines(stamp, code)]
        fault = self._other_fault(code)
        if not lines and fault not in (None, "form.other-campaign"):
            return fault
        if not lines or any(line.key != expected.layout.key.text() for _, line in lines):
            return "form.code-mismatch"
        if any(stamp.version not in VERSIONS for stamp, _ in lines):
            return "form.old-layout"
        if all(stands_for(line, expected.at(stamp.version).layout) for stamp, line in lines):
            return None
        return "form.outdated-signed" if expected.signed else "form.outdated"


def with_printed_year(stamp: Stamp, sheets: Sequence[Sheet]) -> Stamp:
    """Return the stamp. Where it has no year and the titles on its sheets name just one, with that year."""
    if stamp.year:
        return stamp
    names = {line.sheet for line in stamp.forms}
    cells = (cell for sheet in sheets if sheet.name in names for row in sheet.rows[:SEARCH_ROWS] for cell in row)
    years = {cell[:4] for cell in cells if type(cell) is str and _TITLE.match(cell)}
    return replace(stamp, year=years.pop()) if len(years) == 1 else stamp


def _lines(stamp: Stamp, code: str) -> Iterator[StampedForm]:
    return (line for line in stamp.forms if line.code == code)


def _names(stamp: Stamp, code: str) -> bool:
    return any(True for _ in _lines(stamp, code))


def is_whole(reading: FormReading, findings: Iterable[Finding]) -> bool:
    """Return whether every key and heading is in its place, and by the findings all issued content is unchanged.

    Without its stamp nothing else says that a form is the one that was issued last.
    """
    rows, columns = reading.rows, reading.columns
    straight = _is_run(rows) and _is_run(columns)
    return straight and not any(finding.code in _CHANGED for finding in findings)


def _is_run(places: Sequence[int]) -> bool:
    return list(places) == [*range(places[0], places[0] + len(places))]


def is_joined(layout: FormLayout, rows: Rows) -> bool:
    """Return whether another form stands on the same sheet too: there is a second code or introduction."""
    cells = [cell for row in rows for cell in row if isinstance(cell, str)]
    codes = {code for cell in cells if (code := read_code(cell)) is not None}
    return bool(codes - {layout.code}) or sum(cell.startswith(_UNIT) for cell in cells) > 1


@dataclass(frozen=True, slots=True)
class Introduced:
    """The line of a ratee's own sheet that says whose it is, where it does not name that ratee: its cell and text.

    ``other``: the ratee whom it names instead, '' where it is nobody known.
    """

    row: int
    column: int
    text: str
    other: str


def introduced(layout: FormLayout, rows: Rows, persons: Collection[str]) -> Introduced | None:
    """Return the introduction of a ratee's sheet where it does not name the ratee whose code it bears, else None."""
    if not layout.person:
        return None
    for row, cells in enumerate(rows[:SEARCH_ROWS]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith(_UNIT):
                if cell.endswith(layout.intro):  # as it was issued; to look through all persons takes its time
                    return None
                other = _named_instead(layout.person, cell, persons)
                return None if other is None else Introduced(row, column, cell, other)
    return None


def _named_instead(person: str, text: str, persons: Collection[str]) -> str | None:
    """Return the person named in a text: None for ``person``, '' for nobody known. 张三丰 does not name 张三."""
    if person in text and not any(len(other) > len(person) and person in other and other in text for other in persons):
        return None
    key = name_key(text)
    named = [other for other in {*persons, person} if name_key(other) in key]
    longest = max(named, key=lambda other: (len(other), other), default="")
    return None if longest == person else longest
