"""Last year's campaign folder, only ever read: what it says of this year's ratees, and what merge kept of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Literal, TypeVar

from lianping_xlsx.app.campaign import Campaign, Loaded
from lianping_xlsx.app.scheme_file import read_own_workbook
from lianping_xlsx.app.storage import digest_of, read_json
from lianping_xlsx.core.campaign_names import (
    DECIDED,
    DECISION_RECORD,
    RECTIFICATION_FILE,
    RESULT_FILE,
    SCHEME_FILE,
    SNAPSHOT_FILE,
    SUMMARY,
)
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import is_there, why
from lianping_xlsx.core.typed_json import as_type
from lianping_xlsx.decision.last_year import Former, Formers, LastYear, OpenItem, from_snapshot, read_former
from lianping_xlsx.decision.rectification import rows_with_persons
from lianping_xlsx.decision.result_json import TRIAL, campaign_in
from lianping_xlsx.formats.sheet import sheet_named
from lianping_xlsx.forms.rectification_list import AGREED, AGREED_KIND, CLOSED, RECTIFICATION_TABLE
from lianping_xlsx.scheme.model import Ratee, Scheme
from lianping_xlsx.scheme.profile import Profile, year_in_words, year_key
from lianping_xlsx.scheme.scheme_sheets import RATEES
from lianping_xlsx.spreadsheet.table_reading import read_table
from lianping_xlsx.spreadsheet.tables import Record

T = TypeVar("T")
INPUTS = "上年考核"
"""How last year's files are named in 运行记录.json: wherever the folder lies, only its name is told."""

_RESULT = f"{SUMMARY}/{RESULT_FILE}"
_DECIDED = f"{DECIDED}/{DECISION_RECORD}"
_LIST = f"{DECIDED}/{RECTIFICATION_FILE}"
_PARTS = (SCHEME_FILE, _RESULT, _DECIDED, _LIST)
_MOST_BYTES = 64 << 20
"""Of a JSON file: a thousand times what a campaign of a thousand ratees writes."""

_TEXTS = ("编号", "单位", "姓名", "问题", "问题来源", "整改目标", "整改措施", "整改时限", "完成情况", AGREED)
_TABLE = replace(RECTIFICATION_TABLE, columns=tuple(c for c in RECTIFICATION_TABLE.columns if c.name in _TEXTS))
"""As it was issued; what this year does not ask for may be missing."""


@dataclass(frozen=True)
class FromLastYear:
    """Last year's data for ``merge``: by code of this year's ratee; lines for 计算说明; digests of what was read.

    ``looked_at``: digests of all files that count, by path from this year's folder (whole, where the command was given
    one), None where there is none.
    """

    ratees: Mapping[str, LastYear] = field(default_factory=dict)
    record: tuple[tuple[str, str], ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    looked_at: Mapping[str, str | None] = field(default_factory=dict)


def read_last_year(loaded: Loaded, option: Path | None) -> Outcome[FromLastYear | None]:
    """Read last year's folder: the one given to the command, else the one that the scheme names, else none.

    None where what was named is no campaign folder of another year. Findings: ``lastyear.*``.
    """
    where = option.resolve() if option else _from_setting(loaded.scheme.profile)
    if where is None:
        return Outcome(FromLastYear())
    named = loaded.campaign.folder / where
    if option is None:
        faults = forbidden_setting(loaded.campaign, loaded.scheme.profile)
    else:
        faults = tuple(Finding(code, slots={"folder": str(option)}) for code in _faults(loaded.campaign, named))
    if faults:
        return Outcome(None, faults)
    reading = _LastYearReading(named.resolve(), loaded.scheme)
    looked_at = {str(where / part): digest_of(reading.folder / part) for part in _PARTS}
    reading.read(loaded.scheme.profile)
    found = reading.formers.matched(loaded.scheme.ratees)
    findings = (*reading.findings, *_of_persons(reading, loaded.scheme, found))
    return Outcome(replace(_shown(reading, found), looked_at=looked_at), findings)


def load_snapshot(campaign: Campaign) -> Mapping[str, LastYear]:
    """Last year's data by code of this year's ratee, as the last ``merge`` showed them; {} where it showed none."""
    return from_snapshot(read_json(campaign.summary / SNAPSHOT_FILE))


def forbidden_setting(campaign: Campaign, profile: Profile) -> tuple[Finding, ...]:
    """Findings that forbid the folder that the scheme names: ``lastyear.no-folder``, ``.itself``, ``.no-campaign``."""
    where = _from_setting(profile)
    named = campaign.folder / (where or "")
    found = () if where is None else _faults(campaign, named)
    return tuple(Finding(code, Place(SCHEME_FILE, "基本信息"), {"folder": str(named)}) for code in found)


def _from_setting(profile: Profile) -> Path | None:
    """The folder named in the scheme, from the campaign's folder; on any system with the marks of any."""
    text = profile.last_year_folder.replace("\\", "/")
    return Path(text) if text else None


def _faults(campaign: Campaign, named: Path) -> tuple[str, ...]:
    """The code of what forbids to use a folder; () where nothing does."""
    other = Campaign(named)
    try:
        if not named.is_dir():
            return ("lastyear.no-folder",)
        if named.resolve() == campaign.folder.resolve():
            return ("lastyear.itself",)
        return () if other.scheme.is_file() or other.summary.is_dir() else ("lastyear.no-campaign",)
    except OSError:
        return ("lastyear.no-folder",)


def _shown(reading: _LastYearReading, found: Mapping[str, Former]) -> FromLastYear:
    """The data that the summary shows; where nobody was matched, only the digests of the files."""
    if not found:
        return FromLastYear(inputs=reading.inputs)
    ratees = {code: former.as_of(reading.year) for code, former in found.items()}
    items = sum(len(last.open_items) for last in ratees.values())
    year = f"（{year_in_words(reading.year)}）" if reading.year else ""
    line = f"取自“{reading.folder.name}”{year}：考核对象{len(ratees)}人，未销号的整改事项{items}条"
    return FromLastYear(ratees, (("上年考核", line),), reading.inputs)


def _of_persons(reading: _LastYearReading, scheme: Scheme, found: Mapping[str, Former]) -> Iterator[Finding]:
    """Findings on persons who were not matched, where that needs a look."""
    if not found:
        if list(reading.formers):
            yield Finding("lastyear.nobody", Place(reading.folder.name), {"year": reading.year})
        return
    for ratee in scheme.ratees:
        if ratee.code not in found:
            yield from _not_found(ratee, reading.formers, found)
    matched = {id(former) for former in found.values()}
    for former in reading.formers:
        if former.open_items and id(former) not in matched:
            slots = {"former": former.label, "count": str(len(former.open_items))}
            yield Finding("lastyear.items-left", reading.place(_LIST), slots)


def _not_found(ratee: Ratee, formers: Formers, found: Mapping[str, Former]) -> Iterator[Finding]:
    """Somebody of a near name, or else of the same 编号: not taken for the ratee, but asked about."""
    place = Place(SCHEME_FILE, RATEES.sheet)
    near = formers.near(ratee, found.values())
    other = formers.with_code(ratee.code)
    if near:
        told = "、".join(f"“{former.label}”" for former in near)
        yield Finding("lastyear.near-name", place, {"name": ratee.label, "former": told})
    elif other:
        slots = {"code": ratee.code, "name": ratee.label, "former": other.label}
        yield Finding("lastyear.other-person", place, slots)


@dataclass(frozen=True, slots=True)
class _FormerResultFile:
    """结果.json, as far as it is needed; its entries are taken one by one."""

    version: Literal[1]  # FORMAT
    ratees: list[object]
    status: object = None
    campaign: object = None


@dataclass(frozen=True, slots=True)
class _FormerRecordFile:
    """审定记录.json."""

    version: Literal[1]  # FORMAT
    decisions: list[object]


@dataclass(frozen=True, slots=True)
class _FormerDecision:
    """A decision in it."""

    ratees: list[object]


class _LastYearReading:
    """Reads the parts of one folder; what cannot be read is a finding, and the others are read all the same."""

    def __init__(self, folder: Path, scheme: Scheme) -> None:
        self.folder = folder
        self.year = ""
        self.formers = Formers(scheme.unit_name)
        self.findings: list[Finding] = []
        self.inputs: dict[str, str] = {}

    def read(self, this_year: Profile) -> None:
        """The result, the decision in force, and the open 整改事项."""
        trial = self._read_result(this_year)
        decided = self._read_decided()
        if trial and not decided:
            self.find("lastyear.trial", _RESULT)
        self._read_list()

    def place(self, part: str) -> Place:
        """A file of last year as findings name it."""
        return Place(f"{self.folder.name}/{part}")

    def find(self, code: str, part: str, **slots: str) -> None:
        """Note a finding on a part."""
        self.findings.append(Finding(code, self.place(part), slots))

    def _read_result(self, this_year: Profile) -> bool:
        """The ratees of 结果.json; whether it is 试算."""
        if not self._is_there(_RESULT):
            self.find("lastyear.no-result", _RESULT)
            return False
        found = self._json(_RESULT, _FormerResultFile)
        if found is None:
            return False
        self.year = campaign_in({"campaign": found.campaign}).year
        if self.year and year_key(self.year) == year_key(this_year.year):
            self.find("lastyear.same-year", _RESULT, year=self.year)
        trial = found.status == TRIAL
        self._note(found.ratees, _RESULT, without_figures=trial)
        return trial

    def _read_decided(self) -> bool:
        """The ratees of the decision in force, the last; whether there is one."""
        if not self._is_there(_DECIDED):
            return False
        found = self._json(_DECIDED, _FormerRecordFile)
        last = as_type(_FormerDecision, found.decisions[-1]) if found and found.decisions else None
        self._note(last.ratees if last else (), _DECIDED)
        return last is not None

    def _note(self, entries: Sequence[object], part: str, *, without_figures: bool = False) -> None:
        """Note the persons of a file. ``without_figures``: of a 试算, whose figures never leave the office."""
        read = [read_former(entry) for entry in entries]
        for former in read:
            if former:
                self.formers.add(former.without_figures if without_figures else former)
        self._count_odd(read.count(None), part)

    def _count_odd(self, odd: int, part: str) -> None:
        if odd:
            self.find("lastyear.odd-entries", part, count=str(odd))

    def _json(self, part: str, kind: type[T]) -> T | None:
        """A file as its type; None and a finding where it is anything else."""
        if not self._take(part):
            return None
        found = as_type(kind, read_json(self.folder / part))
        if found is None:
            self.find("lastyear.damaged", part, reason="内容不完整，或不是本程序写的")
        return found

    def _take(self, part: str) -> bool:
        """True if a part may be read, and its digest is noted; else a finding says why not."""
        path = self.folder / part
        try:
            reason = _forbidden(path, self.folder)
        except OSError as error:
            reason = why(error)
        if reason:
            self.find("lastyear.damaged", part, reason=reason)
            return False
        self.inputs[f"{INPUTS}/{self.folder.name}/{part}"] = digest_of(path) or ""
        return True

    def _is_there(self, part: str) -> bool:
        """True if a part exists, or cannot be looked at: reading it then tells why."""
        try:
            return is_there(self.folder / part)
        except OSError:
            return True

    def _read_list(self) -> None:
        """The rows of 整改清单 that are not 已销号."""
        if not self._is_there(_LIST) or not self._take(_LIST):
            return
        sheets = read_own_workbook(self.folder / _LIST)
        if isinstance(sheets, str):
            self.find("lastyear.damaged", _LIST, reason=sheets)
            return
        sheet = sheet_named(sheets, _TABLE.sheet)
        outcome = read_table(_TABLE, rows_with_persons(sheet) if sheet else [], file=_LIST)
        lost = [f.slots.get("column", "") or f.slots.get("columns", "") for f in outcome.findings]
        if lost:
            self.find("lastyear.list-columns", _LIST, columns="、".join(lost))
        items = [record for record in outcome.value if record.text("问题") and not _is_done(record)]
        for record in items:
            if record.text("姓名"):
                self.formers.add_item(_row(record))
        self._count_odd(sum(not record.text("姓名") for record in items), _LIST)


def _forbidden(path: Path, folder: Path) -> str:
    """The reason not to read a file, in Chinese: too large, or a link, or not in the folder; '' where there is none."""
    if not path.is_file() or not path.resolve().is_relative_to(folder):
        return "它不是这个文件夹里的文件"
    return "文件过大" if path.stat().st_size > _MOST_BYTES else ""


def _is_done(record: Record) -> bool:
    return AGREED_KIND.take(record.text(AGREED)).value == CLOSED


def _row(record: Record) -> Former:
    """The person of a row, with its item."""
    problem, source, goal, measures, deadline, progress = (record.text(name) for name in _TEXTS[3:9])
    item = OpenItem(problem, source, goal, measures, deadline, progress)
    return Former(record.text("编号"), record.text("姓名"), record.text("单位"), open_items=(item,))
