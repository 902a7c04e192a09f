"""A county of 20 乡镇 with 10 villages each: every 乡镇 assesses by items of its own, and ranks its own villages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.app.check import check_campaign
from lianping_xlsx.app.summary_outputs import Merged
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.scheme.presets import load_preset
from lianping_xlsx.scheme.scheme_workbook import Records
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.tables import Record
from tests.books import open_book
from tests.findings import codes_of
from tests.scenarios.campaigns import (
    Made,
    Oracle,
    assert_figures,
    assert_votes,
    changed,
    foretell,
    in_process,
    make_campaign,
    merge,
    result_of,
    told,
)
from tests.scenarios.people import answer_as

PRESET = "lean-village"
TOWNS = [f"{stem}{kind}" for kind in "镇乡" for stem in "甲乙丙丁戊己庚辛壬癸"]
VILLAGES = [f"{number}村" for number in "一二三四五六七八九十"]
PLACES = [f"{town}{village}" for town in TOWNS for village in VILLAGES]
MODELS = ("云溪镇", "松涛镇", "鹤坪乡")
"""The 乡镇 of the preset, after which those of the county are made in turn."""
BALLOTS = 3
QUOTA = 4
"""40 % of ten."""


@dataclass(frozen=True)
class County:
    """The campaign, its replies by issued file name, what merge and the oracle made of them."""

    made: Made
    replies: Mapping[str, Path]
    merged: Merged
    oracle: Oracle

    @cached_property
    def result(self) -> dict[str, Any]:
        """结果.json."""
        return result_of(self.made.folder)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """Everything came back."""
    records, models = multiplied(load_preset(PRESET))
    made = make_campaign(tmp_path_factory.mktemp("county") / "考核", records)
    weak = dict.fromkeys(map(code_of, PLACES[7::31]), -24)
    replies = answer_as(made, PRESET, models, strong={code_of("甲镇一村"): 5, code_of("己镇五村"): 4}, weak=weak)
    with in_process():
        merged = merge(made)
    return County(made, replies, merged, foretell(made, replies))


# ---------------------------------------------------------------- the scheme


def code_of(place: str) -> str:
    """The code of the secretary of a village."""
    return f"V{PLACES.index(place) + 1:03d}"


def multiplied(records: Records) -> tuple[Records, dict[str, str]]:
    """The preset for the whole county; and after which unit, ratee or item of the preset each code is made."""
    made = _Multiplied(records.tables, {})
    tables = {
        "考核对象": list(made.ratees()),
        "填报单位": list(made.units()),
        "票类": [changed(row, 应到人数=BALLOTS) for row in records.tables["票类"]],
        "考评细则": list(made.rubric()),
        "填报任务": list(made.tasks()),
    }
    profile = changed(records.settings["基本信息"], 标注="")
    return Records({**records.settings, "基本信息": profile}, {**records.tables, **tables}), made.models


@dataclass(frozen=True)
class _Multiplied:
    """Rows of the preset with the names and codes of the county; ``models`` grows with them."""

    preset: Mapping[str, Sequence[Record]]
    models: dict[str, str]

    def _after(self, model: Record, code: str, **values: object) -> Record:
        self.models[code] = model.text("编号")
        return changed(model, 编号=code, **values)

    def ratees(self) -> Iterator[Record]:
        known = self.preset["考核对象"]
        for number, place in enumerate(PLACES):
            model = known[number % len(known)]
            values = {"姓名": f"{model.text('姓名')[:2]}{place[0]}{place[2]}", "填报单位": f"{place}党支部"}
            yield self._after(model, code_of(place), 所在单位=place, 排名组=place[:2], **values)

    def units(self) -> Iterator[Record]:
        known = self.preset["填报单位"]
        offices, branches = known[:3], known[9:]
        names = [(office(town), offices[place]) for town in TOWNS for place, office in enumerate(OFFICES)]
        names += [(f"{place}党支部", branches[number % len(branches)]) for number, place in enumerate(PLACES)]
        for number, (name, model) in enumerate(names, 1):
            yield self._after(model, f"U{number:03d}", 名称=name)

    def rubric(self) -> Iterator[Record]:
        """The items for all, and for each 乡镇 those of its model, which become its own."""
        yield from (row for row in self.preset["考评细则"] if not row.text("适用排名组"))
        for number, town in enumerate(TOWNS):
            for row in self.preset["考评细则"]:
                if row.text("适用排名组") == MODELS[number % 3]:
                    code = f"{row.text('编号')}-{number + 1:02d}"
                    yield self._after(row, code, 考评内容=f"{town}：{row.text('考评内容')}", 适用排名组=town)

    def tasks(self) -> Iterator[Record]:
        """Those of the preset's first 乡镇 for each 乡镇, those of its first village for each village."""
        for row in self.preset["填报任务"]:
            if row.text("填报单位") == "云溪镇上湾村党支部":
                yield from (self._task(row, f"{place}党支部", code_of(place)) for place in PLACES)
            elif row.text("考核对象范围") == "云溪镇":
                unit = row.text("填报单位")
                yield from (self._task(row, unit.replace("云溪镇", town), town) for town in TOWNS)

    def _task(self, row: Record, unit: str, scope: str) -> Record:
        ballots = BALLOTS if row.text("票类") else row.values["预计份数"]
        return changed(row, 填报单位=unit, 考核对象范围=scope, 预计份数=ballots)


OFFICES = ("{}党政办".format, "中共{}委员会".format, "{}考核组".format)


@pytest.mark.slow
def test_the_scheme_has_no_fault(county: County) -> None:
    outcome = check_campaign(county.made.folder)
    assert outcome.value is not None
    assert codes_of(outcome.findings) == []
    assert Counter(ratee.group for ratee in outcome.value.scheme.ratees) == dict.fromkeys(TOWNS, 10)


# ---------------------------------------------------------------- the forms


@pytest.mark.slow
def test_every_unit_gets_just_its_forms(county: County) -> None:
    found = {book.unit_name: Counter(form.key.kind for form in book.forms) for book in county.made.workbooks}
    assert found == {
        **{f"{town}党政办": {FormKind.BALLOTS: 4} for town in TOWNS},
        **{f"中共{town}委员会": {FormKind.OPINION: 1, FormKind.REVIEW: 1} for town in TOWNS},
        **{f"{town}考核组": {FormKind.RUBRIC: 10} for town in TOWNS},
        **{f"{place}党支部": {FormKind.BALLOTS: 2, FormKind.SELF_CHECK: 1} for place in PLACES},
    }


@pytest.mark.slow
def test_every_form_has_a_key_and_a_code_of_its_own(county: County) -> None:
    forms = [form for book in county.made.workbooks for form in book.forms]
    assert len(forms) == 20 * (4 + 2 + 10) + 200 * 3
    assert len({form.key.text() for form in forms}) == len({form.code for form in forms}) == len(forms)


@pytest.mark.slow
def test_no_workbook_speaks_of_another_town(county: County) -> None:
    for book in county.made.workbooks:
        sheets = read_xlsx(county.replies[book.file].read_bytes())
        text = "\n".join(str(cell) for sheet in sheets for row in sheet.rows for cell in row)
        assert [town for town in TOWNS if town in text] == [book.unit_name.removeprefix("中共")[:2]]


@pytest.mark.slow
def test_every_town_assesses_by_its_own_items(county: County) -> None:
    preset = load_preset(PRESET).tables["考评细则"]
    seen = set()
    for number, town in enumerate(TOWNS, 1):
        [book] = [book for book in county.made.workbooks if book.unit_name == f"{town}考核组"]
        own = [row.text("编号") for row in preset if row.text("适用排名组") == MODELS[(number - 1) % 3]]
        common = [row.text("编号") for row in preset if not row.text("适用排名组")]
        expected = common + [f"{code}-{number:02d}" for code in own]
        seen.add(tuple(expected))
        assert {tuple(row.key for row in form.rows) for form in book.forms} == {tuple(expected)}
        assert {form.key.ratee for form in book.forms} == {code_of(place) for place in PLACES if place[:2] == town}
    assert len(seen) == len(TOWNS)


# ---------------------------------------------------------------- the result


@pytest.mark.slow
def test_nobody_and_no_reply_is_lost(county: County) -> None:
    assert county.result["status"] == "正式"
    assert sorted(told(county.result)) == [code_of(place) for place in PLACES]
    assert Counter(file["status"] for file in county.result["files"]) == {"已采用": 260}
    assert Counter((form["status"], len(form["files"])) for form in county.result["returns"]) == {("已采用", 1): 920}


@pytest.mark.slow
def test_every_figure_is_the_oracles(county: County) -> None:
    assert len(county.oracle) == 200
    assert_figures(county.merged, county.oracle)
    assert_votes(county.merged, county.oracle)


@pytest.mark.slow
def test_every_town_ranks_its_own_and_keeps_its_quota(county: County) -> None:
    groups = groups_of(county)
    assert list(groups) == TOWNS
    for town, ratees in groups.items():
        assert {ratee["unit"] for ratee in ratees} == {place for place in PLACES if place.startswith(town)}
        scores = sorted((Fraction(ratee["composite"]) for ratee in ratees), reverse=True)
        for ratee in ratees:
            assert ratee["rank"] == 1 + scores.index(Fraction(ratee["composite"]))
        best = [ratee for ratee in ratees if ratee["proposed_tier"] == "好"]
        entitled = [ratee for ratee in ratees if Fraction(ratee["composite"]) >= 90]
        assert len(best) == min(QUOTA, len(entitled))
        assert sorted(ratee["rank"] for ratee in best) == sorted(ratee["rank"] for ratee in ratees)[: len(best)]


@pytest.mark.slow
def test_in_the_summary_every_town_has_a_block_of_its_own(county: County) -> None:
    book = open_book((county.made.loaded.campaign.summary / "汇总表.xlsx").read_bytes(), values=True)
    for sheet, head in (("综合排序", "{}　（参评10人，“好”名额4人）"), ("考评明细", "{}　满分")):
        column = [[cell.value for cell in row] for row in book[sheet].iter_rows(max_col=3)]
        for town, ratees in groups_of(county).items():
            start = [first for first, *_ in column].index(head.format(town)) + 1
            block = column[start : start + len(ratees)]
            units = [row[2] if sheet == "综合排序" else row[1] for row in block]
            in_order = sorted(ratees, key=lambda ratee: ratee["rank"] if sheet == "综合排序" else ratee["id"])
            assert units == [ratee["unit"] for ratee in in_order]


def groups_of(county: County) -> dict[str, list[dict[str, Any]]]:
    """The ratees of 结果.json by 排名组."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for ratee in county.result["ratees"]:
        groups.setdefault(ratee["group"], []).append(ratee)
    return groups
