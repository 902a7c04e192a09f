"""Campaigns that version 0.2.0 issued: all of them are accepted, none of their figures changes, and what it said
untruly of the first eleven is put right (tests/issued/README.md).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.app.options import NO_OPTIONS
from lianping_xlsx.app.second_count import recompute
from lianping_xlsx.spreadsheet.remarks import LIST_SHEET
from tests.books import open_book
from tests.cli.running import Runner
from tests.scenarios.campaigns import in_process, result_of

ISSUED = Path(__file__).parents[1] / "issued"
CAMPAIGNS = sorted(path.name for path in ISSUED.iterdir() if path.is_dir())
DECIDED = [name for name in CAMPAIGNS if (ISSUED / name / "3汇总").exists()]
FIGURES = ("id", "poll_score", "field_score", "adjustment", "composite", "rank", "proposed_tier")


def copied(name: str, tmp_path: Path) -> Path:
    folder = tmp_path / name
    shutil.copytree(ISSUED / name, folder)
    return folder


def merged(name: str, tmp_path: Path) -> dict[str, Any]:
    """结果.json of a campaign merged by this version."""
    folder = copied(name, tmp_path)
    with in_process():
        assert merge_returns(folder).value is not None
    return result_of(folder)


def said(result: dict[str, Any], code: str) -> list[str]:
    """The messages of the findings of a kind, each with its remedy."""
    return [f"{f['message']}→{f['remedy']}" for f in result["findings"] if f["code"] == code]


def sent_back(folder: Path) -> list[str]:
    """What the copies in 退回 say is to be corrected: of a small register that is told nowhere else."""
    books = (open_book(path.read_bytes()) for path in sorted(folder.rglob("退回/*.xlsx")))
    lists = ([str(cell) for row in book[LIST_SHEET].iter_rows(values_only=True) for cell in row] for book in books)
    return ["\n".join(cells) for cells in lists]


def ratee(result: dict[str, Any], code: str) -> dict[str, Any]:
    return next(entry for entry in result["ratees"] if entry["id"] == code)


@pytest.mark.slow_but_first
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_what_was_issued_is_accepted(name: str, tmp_path: Path) -> None:
    result = merged(name, tmp_path)
    refused = {"form.outdated", "form.old-layout", "form.other-campaign", "form.stamp-edited", "form.unknown-code"}
    assert refused.isdisjoint(finding["code"] for finding in result["findings"])
    assert len(result["returns"]) > 0
    assert {entry["status"] for entry in result["returns"]} <= {"已采用", "未交"}


@pytest.mark.slow_but_first
@pytest.mark.parametrize("name", DECIDED)
def test_no_figure_changes_and_what_was_decided_stands(name: str, tmp_path: Path) -> None:
    folder = copied(name, tmp_path)
    before = result_of(folder)
    with in_process():
        assert merge_returns(folder).value is not None
        now = result_of(folder)
        figures = [[[ratee[key] for key in FIGURES] for ratee in each["ratees"]] for each in (before, now)]
        assert figures[0] == figures[1]
        assert now["status"] == before["status"] == "正式"
        finalized = finalize(folder)
    assert finalized.value is not None, [finding.message for finding in finalized.findings]
    record = json.loads((folder / "4审定" / "审定记录.json").read_text(encoding="utf-8"))
    assert len(record["decisions"]) == 1, "nothing has been decided anew"


# ---------------------------------------------------------------- what was said untruly


def test_a_value_under_merged_cells_does_not_count(tmp_path: Path) -> None:
    result = merged("merged-hidden", tmp_path)
    assert ratee(result, "T02")["composite"] == "86.10"
    assert result["status"] == "试算"
    assert [entry["code"] for entry in result["findings"] if entry["severity"] == "错误"] == ["ballot.few-errors"]
    (told,) = sent_back(tmp_path)
    assert "C7:D7" in told
    assert "没有计入" in told
    with in_process():
        again = recompute(tmp_path / "merged-hidden", NO_OPTIONS)
    assert (again.value.agrees, again.findings) == (True, ()), "the second count does not count it either"


def test_no_place_is_given_while_a_score_is_open(tmp_path: Path) -> None:
    result = merged("missing-one", tmp_path)
    places = [
        (entry["rank"], entry["rank_best"], entry["rank_worst"])
        for entry in (ratee(result, code) for code in ("T01", "T03"))
    ]
    assert places == [(None, 1, 2), (None, 2, 3)]


def test_the_remedy_costs_no_points(tmp_path: Path) -> None:
    result = merged("blank-score", tmp_path)
    blank = said(result, "cell.blank")
    assert blank
    assert all("没有失分请填满分60" in message and "没有扣分请填0" not in message for message in blank)


def test_teams_far_apart_are_asked_about(tmp_path: Path) -> None:
    result = merged("teams", tmp_path)
    asked = [
        f
        for f in result["findings"]
        if f["severity"] == "提醒" and all(name in f["message"] for name in ("考核组", "二组", "三组"))
    ]
    assert asked
    assert result["status"] == "正式"


def test_each_village_has_its_own_electorate(tmp_path: Path) -> None:
    folder = copied("electorate", tmp_path)
    with in_process():
        assert merge_returns(folder).value is not None
    sheet = open_book((folder / "3汇总" / "汇总表.xlsx").read_bytes(), values=True)["测评统计"]
    heading = next(row for row in sheet.iter_rows(values_only=True) if "应到" in row)
    at = heading.index("应到"), heading.index("发出")
    counts = [(row[at[0]], row[at[1]]) for row in sheet.iter_rows(values_only=True) if isinstance(row[at[1]], int)]
    assert [pair for pair in counts if pair[0] != pair[1]] == []
    assert {due for due, _ in counts} >= {30, 12, 45}


@pytest.mark.parametrize("name", ["nothing-left", "zero-weight"])
def test_nothing_is_official_while_somebody_has_no_score(name: str, tmp_path: Path) -> None:
    result = merged(name, tmp_path)
    unscored = [entry for entry in result["ratees"] if entry["composite"] is None]
    assert unscored
    assert result["status"] == "试算"
    errors = [finding["message"] for finding in result["findings"] if finding["severity"] == "错误"]
    assert all(any(entry["name"] in message for message in errors) for entry in unscored)


def test_reweighing_is_told_where_one_looks(tmp_path: Path) -> None:
    result = merged("reweighed", tmp_path)
    assert "折算" in ratee(result, "R00")["reason"]
    assert "折算" not in ratee(result, "R01")["reason"]


def test_only_the_row_of_a_tally_is_void(tmp_path: Path) -> None:
    result = merged("tally-over-row", tmp_path)
    assert len(said(result, "ballot.few-errors")) == 1
    (told,) = sent_back(tmp_path)
    assert "对此人的测评票全部作废，其他人的照常计入" in told
    assert [entry["composite"] is None for entry in result["ratees"]] == [True, False, False]


def test_items_are_summed_exactly_and_rounded_once(tmp_path: Path) -> None:
    result = merged("bonus-rounding", tmp_path)
    assert "88" in {entry["field_score"] for entry in result["ratees"]}


def test_a_vetoed_person_holds_a_place_as_before(tmp_path: Path) -> None:
    result = merged("tie-with-vetoed", tmp_path)
    assert ratee(result, "R00")["proposed_tier"] == "中"


@pytest.mark.parametrize("name", ["nothing-left", "zero-weight"])
def test_status_says_what_merge_says(name: str, tmp_path: Path, run: Runner) -> None:
    """A command that reads the same replies must not call them 正式."""
    folder = copied(name, tmp_path)
    ran = run("status", folder, "--json")
    assert (ran.code, ran.json["status"]) == (1, "试算")
    assert run("merge", folder, "--json").json["findings"] == ran.json["findings"]
