"""Which readings are not kept: those that put a mark beside a voter, under a path that everybody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianping_xlsx.intake.gather import Received, gather
from lianping_xlsx.intake.reading.ballots_held import ballots_in, may_be_kept
from lianping_xlsx.intake.workers.reading_cache import CachedReadings
from lianping_xlsx.intake.workers.reply import make_setup
from lianping_xlsx.scheme.terms import FormKind
from tests.campaigns import all_replies
from tests.small import POLL, Entries, Sheets, Town, changed, scheme_of, with_rule

BALLOTS = "U1 县委办公室.xlsx"
"""Two registers of three ballots each, and a 计票汇总 of twenty."""
OTHERS = ("U2 第一考核组.xlsx", "U3 第二考核组.xlsx", "U4 县委评议组.xlsx")


def five() -> Sheets:
    """The line is at five ballots."""
    return with_rule(票类均分单列线="5")


def gathered(folder: Path, raw: Sheets, files: dict[str, bytes] | None = None) -> tuple[Town, Received]:
    town = Town(scheme_of(raw))
    for name, data in (files or all_replies(town)).items():
        (folder / name).write_bytes(data)
    setup = make_setup(folder, town.secret, town.expected)
    return town, gather(town.scheme, setup, kept=CachedReadings("program"))


def kept(folder: Path, raw: Sheets) -> set[str]:
    """The paths of the readings that outlive the run."""
    return {path for path, _ in gathered(folder, raw)[1].kept.readings}


def signed(rows: Sheets) -> None:
    """Both classes of the poll that is counted ballot by ballot vote by name."""
    place = rows["票类"][0].index("记名") if "记名" in rows["票类"][0] else len(rows["票类"][0])
    for row in rows["票类"]:
        row.extend([""] * (place + 1 - len(row)))
        row[place] = "记名" if row is rows["票类"][0] else "是" if row[0] == POLL else ""


def coded(rows: Sheets) -> None:
    """Each ballot says by its voter's code whose it is."""
    rows["测评"][0].append("本人票")
    rows["测评"][1].append("凭编号不计")
    rows["测评"][2].append("")


def test_a_register_of_few_ballots_is_not_kept_and_all_else_is(tmp_path: Path) -> None:
    assert kept(tmp_path, five()) == set(OTHERS)


def test_at_the_line_it_is_kept(tmp_path: Path) -> None:
    assert kept(tmp_path, with_rule(票类均分单列线="3")) == {BALLOTS, *OTHERS}


def test_a_class_that_votes_by_name_has_nothing_to_hide(tmp_path: Path) -> None:
    assert kept(tmp_path, changed(five(), signed)) == {BALLOTS, *OTHERS}


def test_a_register_with_the_voters_codes_is_not_kept_however_large(tmp_path: Path) -> None:
    assert kept(tmp_path, changed(with_rule(票类均分单列线="3"), coded)) == set(OTHERS)


@pytest.mark.parametrize(("kind", "count"), [(FormKind.BALLOTS, 3), (FormKind.TALLY, 20), (FormKind.RUBRIC, 0)])
def test_ballots_are_counted_as_they_came_back(tmp_path: Path, kind: FormKind, count: int) -> None:
    _, received = gathered(tmp_path, five())
    forms = {place: expected for place, expected in enumerate(received.expected) if expected.layout.key.kind is kind}
    assert {ballots_in(forms[place], received.readings[place]) for place in forms} == {count}


def test_the_counts_under_the_grades_are_ballots_too(tmp_path: Path) -> None:
    raw = five()
    raw["测评"][2][3] = "等次"
    town = Town(scheme_of(raw))
    form = next(form for form in town.book("U1").forms if form.key.kind is FormKind.TALLY)
    entries: Entries = {(row.key, f"count:{grade}"): 2 for row in form.rows for grade in ("好", "差")}
    _, received = gathered(tmp_path, raw, {"a.xlsx": town.filled(form, entries)})
    [reading] = received.replies["a.xlsx"].forms
    assert ballots_in(received.expected[reading.form], reading) == 4
    assert received.kept.readings == {}


def test_marks_that_could_not_be_read_are_somebody_s_too(tmp_path: Path) -> None:
    town = Town(scheme_of(five()))
    form = next(form for form in town.book("U1").forms if form.key.kind is FormKind.BALLOTS)
    entries: Entries = {(form.rows[0].key, column.key): "约九十" for column in form.columns if column.ratee}
    _, received = gathered(tmp_path, five(), {"a.xlsx": town.filled(form, entries)})
    reading = received.replies["a.xlsx"]
    assert ballots_in(received.expected[reading.forms[0].form], reading.forms[0]) == 1
    assert not may_be_kept(town.scheme, received.expected, reading)


def test_an_empty_form_is_kept(tmp_path: Path) -> None:
    town = Town(scheme_of(five()))
    _, received = gathered(tmp_path, five(), {"a.xlsx": town.write("U1")})
    assert {path for path, _ in received.kept.readings} == {"a.xlsx"}
