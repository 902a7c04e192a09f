"""考核板块 without ballots, without visits, or with names that a spreadsheet might take for something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from lianping_xlsx.app.finalize import finalize
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_frame import FIELD, GIVEN, VOTES
from lianping_xlsx.publish.summary.summary_workbook import write_summary
from lianping_xlsx.scheme.terms import ComponentSource
from tests.books import open_book
from tests.deciding import accept_all, decide_as_proposed, says
from tests.libreoffice import needs_libreoffice
from tests.recalculation import unlike_by_name
from tests.scenarios.campaigns import (
    Made,
    answer,
    assert_figures,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
)
from tests.scenarios.rule_cases import IN_USE, TABLES, entry


def tasks(*without: str, whole: str = "全部") -> str:
    """填报任务 but for those of some 表种; ``whole``: for whom, in place of all."""
    kept = (line for line in TABLES["填报任务"].strip().splitlines() if not any(word in line for word in without))
    return "\n".join(line.replace("全部", whole) for line in kept)


HEADS = "板块 | 权重 | 来源 | 满分 | 适用排名组"
CASES: Mapping[str, Mapping[str, str]] = {
    "no visits": {
        "考核板块": f"{HEADS}\n述职测评 | 100 | 测评 | |",
        "考评细则": "编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组",
        "填报任务": tasks("实地考评"),
    },
    "no ballots": {
        "考核板块": f"{HEADS}\n实地考评 | 100 | 考评 | |",
        "测评": "名称 | 权重 | 计票方式 | 打分方式",
        "票类": "测评 | 票类 | 权重 | 应到人数",
        "测评内容": TABLES["测评内容"].strip().splitlines()[0],
        "填报任务": tasks("测评票"),
    },
    "ready-made scores alone, named like a formula": {
        "考核板块": f"{HEADS}\n=平时考核 | 100 | 得分 | 50 |",
        "期次": "板块 | 期次 | 权重\n=平时考核 | +上半年 | 40\n=平时考核 | 'A1'!B2 | 60",
        "测评": "名称 | 权重 | 计票方式 | 打分方式",
        "票类": "测评 | 票类 | 权重 | 应到人数",
        "测评内容": TABLES["测评内容"].strip().splitlines()[0],
        "考评细则": "编号 | 一级指标 | 考评内容 | 分值 | 评分标准 | 计分方式 | 适用排名组",
        "填报任务": f"{tasks('测评票', '实地考评')}\n县政府 | 得分表 | 全部 | | |",
    },
    "a component of weight 0": {
        "考核板块": f"{HEADS}\n述职测评 | 100 | 测评 | |\n实地考评 | 0 | 考评 | |",
    },
    "a thousand points": {
        "考核板块": f"{HEADS}\n述职测评 | 50 | 测评 | |\n实地考评 | 50 | 考评 | 1000 |",
        "考评细则": TABLES["考评细则"].replace("| 60 ", "| 600 ").replace("| 40 ", "| 400 "),
    },
    "names like formulas": {
        "考核板块": f'{HEADS}\n=SUM(1)"*?[x]:/\\ | 50 | 测评 | |\n+考评 | 50 | 考评 | |',
    },
    "ballots for one 排名组, visits for the other": {
        "考核板块": f"{HEADS}\n述职测评 | 100 | 测评 | | 镇\n实地考评 | 100 | 考评 | | 街",
        "填报任务": tasks("实地考评", whole="镇") + "\n一组 | 实地考评 | 街 | | |",
    },
}


@dataclass(frozen=True)
class Odd:
    """One of the cases: the campaign, and what was merged of it."""

    case: str
    made: Made
    data: SummaryData

    @property
    def sources(self) -> set[ComponentSource]:
        """Where its scores come from."""
        return {component.source for component in self.data.scheme.components}


@pytest.fixture(scope="module")
def of_case(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Odd]:
    """The campaign of the rules with other components, merged, each once; its figures are those of the oracle."""

    @cache
    def made_of(case: str) -> Odd:
        records = records_of(settings=IN_USE, tables=TABLES | dict(CASES[case]))
        made = make_campaign(tmp_path_factory.mktemp("odd") / "考核", records)
        replies = answer(made, entry)
        with in_process():
            found = merge(made)
        assert_figures(found, foretell(made, replies))
        return Odd(case, made, found.data)

    return made_of


@pytest.fixture(params=CASES)
def odd(request: pytest.FixtureRequest, of_case: Callable[[str], Odd]) -> Odd:
    return of_case(request.param)


@pytest.mark.slow
@needs_libreoffice
def test_the_formulas_give_the_same(of_case: Callable[[str], Odd], tmp_path: Path) -> None:
    assert unlike_by_name({case: write_summary(of_case(case).data) for case in CASES}, tmp_path) == {}


@pytest.mark.slow_but_first
def test_there_is_a_sheet_for_what_there_is_and_none_for_what_there_is_not(odd: Odd) -> None:
    book = open_book(write_summary(odd.data))
    assert (VOTES in book.sheetnames) == (ComponentSource.POLLS in odd.sources)
    assert (FIELD in book.sheetnames) == (ComponentSource.RUBRIC in odd.sources)
    assert (GIVEN in book.sheetnames) == (ComponentSource.SCORES in odd.sources)
    links = [cell.hyperlink for row in book["封面"].iter_rows() for cell in row if cell.hyperlink]
    assert {str(link.location).split("'")[1] for link in links} <= set(book.sheetnames)


@pytest.mark.slow_but_first
def test_it_is_decided_and_every_paper_names_its_scores(odd: Odd) -> None:
    decide_as_proposed(odd.made.loaded.campaign, otherwise="中", because="得分不全，经集体研究")
    if not odd.data.official:
        accept_all(odd.made.loaded.campaign)
    with in_process():
        outcome = finalize(odd.made.folder)
    assert outcome.value is not None, [f"{finding.place} {finding.message}" for finding in outcome.findings]
    names = list(odd.data.scheme.score_names.values())
    filing = open_book((odd.made.loaded.campaign.decided / "上报表.xlsx").read_bytes()).active
    assert filing is not None
    heads = [cell.value for cell in filing[4]]
    assert heads[4 : 4 + len(names)] == names
    assert all(cell.data_type == "s" for cell in filing[4])
    if ComponentSource.RUBRIC in odd.sources:
        rubric = odd.data.scheme.source_name(ComponentSource.RUBRIC)
        letters = [path for path in odd.made.loaded.campaign.decided.rglob("*T1*") if "反馈意见书" in path.parts]
        assert {path.suffix for path in letters if says(path, f"{rubric}失分情况")} == {".docx", ".xlsx"}
    ranking = open_book(write_summary(odd.data))["综合排序"]
    assert [cell.value for cell in ranking[4]][5 : 5 + len(names)] == names
