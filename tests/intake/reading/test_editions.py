"""A reply is read by the layout version of its own stamp, and counted, compared and carried over as what it says."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from lianping_xlsx.checks.judge import judge
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms import kinds
from lianping_xlsx.forms.form_parts import Body, Part, Ratees
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.kinds.rubric_form import RUBRIC_FORM, rubric_body
from lianping_xlsx.forms.layout import LAYOUT_VERSION, VERSIONS, FormLayout, Role, WorkbookLayout
from lianping_xlsx.forms.stamp import STAMP_SHEET
from lianping_xlsx.intake.reading import editions
from lianping_xlsx.intake.reading.editions import as_current
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.resolution.choice import VersionChoice
from lianping_xlsx.intake.resolution.preference import Preference
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reply import make_setup, read_reply
from lianping_xlsx.publish.returned.prefill import entries_of, prefill_forms
from lianping_xlsx.scheme.model import Scheme, Task
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests import books
from tests.findings import codes_of
from tests.returns import received
from tests.small import LEADERS, Entries, Town, scheme_of, sheets

UNIT, RATEE = "U2", "T1"


def _other_rubric(_scheme: Scheme, _task: Task, _ratees: Ratees) -> Body:
    """The columns in which people type in another order, under other headings."""
    body = rubric_body()
    at = [index for index, column in enumerate(body.columns) if column.role is Role.INPUT]
    columns = [replace(column, heading=f"新{column.heading}") for column in body.columns]
    for index, other in zip(at, reversed(at), strict=True):
        columns[index] = replace(body.columns[other], heading=f"新{body.columns[other].heading}")
    return replace(body, columns=tuple(columns))


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    """The small campaign, where the rubrics of the newest version are another table than those of the first."""
    bodies = {**RUBRIC_FORM.bodies, LAYOUT_VERSION: Part(_other_rubric, lambda *_: None)}
    monkeypatch.setattr(kinds, "RUBRIC_FORM", replace(RUBRIC_FORM, bodies=bodies))
    return Town()


def layout_of(town: Town, version: str) -> FormLayout:
    forms = (form for book in issue(town.scheme, town.secret, version) for form in book.forms)
    return next(form for form in forms if form.key.kind is FormKind.RUBRIC and form.key.ratee == RATEE)


def reply(town: Town, version: str, marks: Mapping[str, tuple[str, Content]], reason: str = "") -> bytes:
    """The sheet of one ratee as that version issued it: by item the column filled in, and what stands there."""
    form = layout_of(town, version)
    book = next(book for book in issue(town.scheme, town.secret, version) if book.unit == form.key.unit)
    entries = {}
    for number, row in enumerate(form.rows, 6):
        if row.key in marks:
            column, content = marks[row.key]
            entries[form.sheet, number, form.column_of(column)] = content
            if reason:
                entries[form.sheet, number, form.column_of("reason")] = reason
    return write_workbook(town.scheme, town.secret, replace(book, forms=(form,)), entries)


MARKS = {"K1": ("deduction", 4.5), "K2": ("score", 38)}
READ = {"K1": ("deduction", 450), "K2": ("score", 3800)}


def read(town: Town, folder: Path, data: bytes) -> FormReading:
    """The one form of a file."""
    found = town.read(folder, data)
    assert len(found.forms) == 1, found.findings
    return found.forms[0]


def said(town: Town, reading: FormReading) -> dict[str, tuple[str, int]]:
    """By item the column and value, in the layout of the reading's version."""
    layout = town.expected[reading.form].at(reading.version).layout
    return {layout.rows[row].key: (layout.columns[column].key, value) for row, column, value in reading.entries}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_reply_is_read_by_the_version_of_its_stamp(town: Town, tmp_path: Path, version: str) -> None:
    reading = read(town, tmp_path, reply(town, version, MARKS, reason="会议记录不全"))
    assert (reading.version, reading.refused, codes_of(reading.findings)) == (version, False, [])
    assert said(town, reading) == READ
    assert {text for _, text in reading.texts.items()} == {"会议记录不全"}


@pytest.mark.parametrize("version", VERSIONS)
def test_without_a_stamp_the_version_that_fits_is_found(town: Town, tmp_path: Path, version: str) -> None:
    bare = books.edited(reply(town, version, MARKS), lambda book: book.remove(book[STAMP_SHEET]))
    reading = read(town, tmp_path, bare)
    assert codes_of(reading.findings) == ["form.stamp-missing"]
    assert (reading.version, said(town, reading)) == (version, READ)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_outdated_is_carried_onto_the_current_form(town: Town, tmp_path: Path, version: str) -> None:
    old = reply(town, version, MARKS, reason="会议记录不全")
    raw = sheets()
    raw["考评细则"][1][2] = "按时换届"
    now = Town(scheme_of(raw))
    reading = read(now, tmp_path, old)
    assert codes_of(reading.findings) == ["form.outdated"]
    assert (reading.refused, reading.carried, reading.version) == (True, True, LAYOUT_VERSION)
    assert said(now, reading) == READ
    entries = entries_of(now.expected[reading.form].layout, reading)
    form = layout_of(now, LAYOUT_VERSION)
    assert entries[form.sheet, 6, form.column_of("deduction")] == 4.5
    assert entries[form.sheet, 6, form.column_of("reason")] == "会议记录不全"


def test_a_version_that_is_not_known_is_said_to_be_one(town: Town, tmp_path: Path) -> None:
    (book,) = [book for book in town.books if book.unit == UNIT]
    forms = tuple(replace(form, version="9") for form in book.forms)
    data = write_workbook(town.scheme, town.secret, replace(book, forms=forms))
    found = town.read(tmp_path, data)
    assert {code for form in found.forms for code in codes_of(form.findings)} == {"form.old-layout"}
    assert all(form.refused and form.carried for form in found.forms)


def test_copies_of_two_versions_are_compared_by_what_they_say(town: Town, tmp_path: Path) -> None:
    same = {f"{version}.xlsx": reply(town, version, MARKS) for version in VERSIONS}
    assert _choice(town, tmp_path / "same", same).contests == []
    other = same | {"1.xlsx": reply(town, "1", MARKS | {"K2": ("score", 37)})}
    (contest,) = _choice(town, tmp_path / "other", other).contests
    (difference,) = contest.differences
    assert set(difference.values) == {"37", "38"}


def _choice(town: Town, folder: Path, files: Mapping[str, bytes]) -> VersionChoice:
    folder.mkdir()
    found = {}
    for name, data in files.items():
        (folder / name).write_bytes(data)
        found[name] = read_reply(make_setup(folder, town.secret, town.expected), Source(name))
    choice = VersionChoice(town.scheme, town.expected, found)
    choice.choose(Preference((), dict.fromkeys(files, 0.0)))
    return choice


@pytest.mark.parametrize("version", VERSIONS)
def test_the_checks_see_a_form_as_its_own_version_has_it(town: Town, tmp_path: Path, version: str) -> None:
    reading = read(town, tmp_path, reply(town, version, MARKS | {"K4": ("score", 9)}))
    judged = judge(town.scheme, received(town, [reading]))
    (found,) = [finding for finding in judged.findings if finding.code == "cell.out-of-range"]
    form = layout_of(town, version)
    assert found.place.cell == a1(8, form.column_of("score"))


def test_an_older_version_is_made_only_when_a_reply_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, ...]] = []

    def count(scheme: Scheme, secret: bytes, *version: str) -> tuple[WorkbookLayout, ...]:
        made.append(version)
        return issue(scheme, secret, *version)

    monkeypatch.setattr(editions, "issue", count)
    town = Town()
    now, before = (reply(town, version, MARKS) for version in (LAYOUT_VERSION, "1"))
    town.read(tmp_path, now)
    assert made == [()]
    town.read(tmp_path, before)
    town.read(tmp_path, before)
    assert made == [(), ("1",)]


def test_packed_for_the_readers_it_is_the_same_whatever_has_been_made_of_it() -> None:
    town = Town()
    before = pickle.dumps(town.expected)
    town.expected[0].at("1")
    assert pickle.dumps(town.expected) == before
    assert pickle.loads(before)[0].at("1").layout == town.expected[0].at("1").layout


# ---------------------------------------------------------------- of a single voter: a register in version 1


def voter_town(version: str = LAYOUT_VERSION) -> Town:
    """县委领导 bring in one ballot."""
    raw = sheets()
    raw["填报任务"][1][5] = "1"
    return Town(scheme_of(raw), version=version)


def ballot(version: str, entries: Entries) -> bytes:
    """The 测评票 of 县委领导 as a version issued it, filled in."""
    forms = (form for book in voter_town(version).books for form in book.forms)
    form = next(form for form in forms if form.key.voter_class == LEADERS)
    return voter_town(version).filled(form, entries)


REGISTERED: Entries = {("001", "validity"): "有效", ("001", "mark:T1"): 91, ("001", "mark:T2"): 82}
ON_PAPER: Entries = {("T1", "mark"): 91, ("T2", "mark"): 82}
VOID: Entries = {("001", "validity"): "废票"}
SECOND: Entries = {("002", "validity"): "有效", ("002", "mark:T1"): 60}


@pytest.mark.parametrize("more", [VOID, SECOND])
def test_registers_that_differ_in_what_the_current_form_cannot_say_are_two_versions(
    more: Entries, tmp_path: Path
) -> None:
    files = {"a.xlsx": ballot("1", REGISTERED), "b.xlsx": ballot("1", REGISTERED | more)}
    (contest,) = _choice(voter_town(), tmp_path / "two", files).contests
    assert [difference.values[1] for difference in contest.differences] == [str(content) for content in more.values()]
    files["b.xlsx"] = ballot(LAYOUT_VERSION, ON_PAPER)
    assert _choice(voter_town(), tmp_path / "same", files).contests == []
    files["a.xlsx"] = ballot("1", REGISTERED | more)
    assert len(_choice(voter_town(), tmp_path / "mixed", files).contests) == 1


@pytest.mark.parametrize(("more", "kept", "raw"), [(VOID, [], "废票、91、82"), (SECOND, [9100, 8200], "60")])
def test_what_the_current_form_cannot_say_is_told_and_counts_nowhere_else(
    more: Entries, kept: list[int], raw: str, tmp_path: Path
) -> None:
    town = voter_town()
    reading = read(town, tmp_path, ballot("1", REGISTERED | more))
    moved = as_current(town.expected[reading.form], reading)
    assert [value for _, _, value in moved.entries] == kept
    (left,) = moved.leftovers
    assert (left.finding.code, left.finding.slots["raw"]) == ("carry.no-place", raw)


def test_a_count_that_the_current_form_does_not_ask_for_is_told_without_a_place(tmp_path: Path) -> None:
    old, raw = ballot("1", REGISTERED | {("issued", ""): "约一张"}), sheets()
    raw["填报任务"][1][5], raw["考核对象"][1][1] = "1", "温如玉"
    town = Town(scheme_of(raw))
    reading = read(town, tmp_path, old)
    assert (reading.refused, reading.carried) == (True, True)
    found = replace(received(town, []), rejected={reading.form: (("a.xlsx", reading),)})
    (remark,) = [remark for remark in prefill_forms(found, [reading.form], ()).remarks if "约一张" in remark.message]
    assert remark.cell == ""
