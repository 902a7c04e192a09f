"""The law of all rules: whatever stands in the cell of a rule, the count, the oracle, the formulas and the words agree.

It goes by the declarations, so that a new rule is held to it as soon as it is declared, and fails by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lianping_xlsx.audit.ballot_pools import PooledBallots, pool_ballots
from lianping_xlsx.audit.recount.composites import compute
from lianping_xlsx.audit.recount.evidence import Register
from lianping_xlsx.audit.recount.pooled_votes import ballot_of
from lianping_xlsx.audit.recount.scheme_parts import Scheme
from lianping_xlsx.audit.working_marks import working_marks
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.decision.ranked_ratees import RankedRatees
from lianping_xlsx.decision.result_json import result_object
from lianping_xlsx.decision.summary_figures import steps_of
from lianping_xlsx.publish.summary.summary_workbook import write_papers, write_summary
from lianping_xlsx.scheme import rules
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.rules.count_steps import (
    EMPTY_CLASSES,
    EXEMPT_FACTOR,
    EXEMPT_POINTS,
    FIRST_TIER,
    MISSING_PERIODS,
    REACHED_TIER,
    SHARED_POINTS,
    TIE_BREAK,
    VETOED_BASE,
    VETOED_PLACES,
)
from lianping_xlsx.scheme.rules.declaration import Rule, Section, StepEffect, declared_in
from lianping_xlsx.scheme.rules.quota_places import QuotaRules
from lianping_xlsx.scheme.rules.ties_and_places import PlaceRules
from tests.books import contents
from tests.calculator import Calculated, miscalculated
from tests.leaves import disagrees
from tests.libreoffice import needs_libreoffice
from tests.recalculation import differences_in
from tests.scenarios.campaigns import assert_foretold, foretold, told, votes_foretold, votes_told
from tests.scenarios.rule_cases import (
    VARIANTS,
    RuleCampaign,
    Ruled,
    gated_tables,
    mixtures,
    rule_campaign,
    tier_tables,
    values,
    with_values,
)
from tests.statements import beyond_letter

BY_NAME = {rule.name: rule for rule in DECLARED}
FIGURES = [rule.name for rule in DECLARED if rule.figures]
MIXED = [f"混合{number}" for number in range(1, 7)]
WEIGHTED = "占总分比重"
IN_VARIANTS = {f"{use}，混合{number}": use for use in VARIANTS for number in range(1, 3)}
PLACES = [f"名额，混合{number}" for number in range(3, 23)]
OF_PLACES = [*declared_in(QuotaRules), *declared_in(PlaceRules), BY_NAME["缺票类处理"]]
"""The rules on which the places depend, once the scores are known."""
CONDITIONS = [f"等次条件，混合{number}" for number in range(3, 19)]
_QUICK = 2
"""Of the mixtures of each sort so many are run by default; of those in other campaigns the first of each."""
_SLOW = {
    *MIXED[_QUICK:],
    *PLACES[_QUICK:],
    *CONDITIONS[_QUICK:],
    *(name for name in IN_VARIANTS if "混合1" not in name),
}


def for_each(names: Iterable[str]) -> pytest.MarkDecorator:
    """A test for each of these names."""
    marked = [pytest.param(name, marks=pytest.mark.slow if name in _SLOW else ()) for name in names]
    return pytest.mark.parametrize("name", marked)


each_case = for_each([*BY_NAME, *MIXED, *IN_VARIANTS, WEIGHTED, *PLACES, *CONDITIONS])
each_rule_of_figures = pytest.mark.parametrize("name", FIGURES)
ON_OTHER_SHEETS = {Section.RANKING_NOTE: "综合排序"}

Differences = list[tuple[object, ...]]
Drawn = tuple[RuleCampaign, Mapping[str, object]]
"""A campaign, and the values of rules under which it is counted."""


@dataclass(frozen=True)
class Law:
    """The campaign under every rule, by the name of the rule or of a mixture of all.

    ``variants``: the campaigns with other tables, by what these tables use.
    """

    campaign: RuleCampaign
    variants: Mapping[str, RuleCampaign]
    folder: Path
    made: dict[tuple[Path, str], Ruled] = field(default_factory=dict)
    written: dict[int, bytes] = field(default_factory=dict)

    def of(self, rule: Rule) -> RuleCampaign:
        """The campaign on which a rule acts: with 考核板块 for 折算 and 期次, with 无此任务 for that."""
        steps = {each.step for each in rule.effects}
        if steps & {EXEMPT_POINTS, EXEMPT_FACTOR}:
            return self.variants["无此任务"]
        return self.variants["考核板块"] if steps & {SHARED_POINTS, MISSING_PERIODS} else self.campaign

    @cached_property
    def drawn(self) -> Mapping[str, Sequence[Drawn]]:
        """The campaign and the rules of each case, by the name of the rule or of the mixture."""
        found: dict[str, list[Drawn]] = {
            rule.name: [(self.of(rule), {rule.name: value}) for value in values(rule)] for rule in DECLARED
        }
        mixed = zip(MIXED, mixtures(len(MIXED)), strict=True)
        found |= {name: [(self.campaign, drawn)] for name, drawn in mixed}
        in_variants = zip(IN_VARIANTS.items(), mixtures(len(IN_VARIANTS), first=len(MIXED)), strict=True)
        found |= {name: [(self.variants[use], drawn)] for (name, use), drawn in in_variants}
        tables = zip(PLACES, mixtures(len(PLACES), rules=OF_PLACES), tier_tables(len(PLACES)), strict=True)
        found |= {name: [(self.variants["名额"], {**drawn, "等次规则": table})] for name, drawn, table in tables}
        drawn_rules = mixtures(len(CONDITIONS), first=len(PLACES), rules=OF_PLACES)
        gated = zip(CONDITIONS, drawn_rules, gated_tables(len(CONDITIONS)), strict=True)
        found |= {name: [(self.variants["等次条件"], {**drawn, **tables})] for name, drawn, tables in gated}
        shared = self.variants[WEIGHTED]
        return found | {WEIGHTED: [(shared, {"述职测评权重": value}) for value in values(BY_NAME["述职测评权重"])]}

    def cases(self, name: str) -> Sequence[Ruled]:
        """What comes of the cases of a name; equal ones, such as those with the values that stand there, are one."""
        return [self._case(campaign, drawn) for campaign, drawn in self.drawn[name]]

    def _case(self, campaign: RuleCampaign, drawn: Mapping[str, object]) -> Ruled:
        place = campaign.made.folder, repr(with_values(campaign.records, drawn))
        if place not in self.made:
            self.made[place] = campaign.under(**drawn)
        return self.made[place]

    def summary(self, case: Ruled) -> bytes:
        """汇总表 of a case, written once: it is that of several names, and is read and recalculated."""
        if id(case) not in self.written:  # no case goes before the law
            self.written[id(case)] = write_summary(case.data)
        return self.written[id(case)]

    @cached_property
    def books(self) -> Mapping[str, Sequence[bytes]]:
        """The summaries of the cases; of a rule that acts before the first formula, of the last one.

        And 核算底稿 of the mixtures.
        """
        early = {rule.name for rule in DECLARED if not rule.effects}
        listed = {name: self.cases(name)[-1:] if name in early else self.cases(name) for name in self.drawn}
        found = {name: [self.summary(case) for case in cases] for name, cases in listed.items()}
        # 核算底稿 has the same formulas: of these cases it is enough that all rules and all other tables are mixed.
        for name in (*MIXED, *(each for each in IN_VARIANTS if "混合1" in each)):
            found[name] += [write_papers(c.data, working_marks(c.data.scheme, c.judged, b"key")) for c in listed[name]]
        return found

    @cached_property
    def unlike(self) -> Mapping[str, Differences]:
        """What LibreOffice calculates otherwise."""
        return recalculated(self.books, self.folder)


def registers_of(scheme: Scheme, pooled: PooledBallots) -> list[Register]:
    """The 票组 as the second count reads them."""
    return [
        Register(
            pool.poll,
            pool.voter_class,
            [*pool.ratees],
            [ballot_of(scheme.polls[pool.poll], cells, void=void) for void, cells in pool.ballots],
            pool.issued,
            pool.returned,
            settled=True,
        )
        for pool in pooled.pools
    ]


def recalculated(books: Mapping[str, Sequence[bytes]], folder: Path) -> Mapping[str, Differences]:
    """What LibreOffice calculates otherwise in summaries, by the names of these; in one go for all."""
    names = [name for name, listed in books.items() for _ in listed]
    found: dict[str, Differences] = {name: [] for name in books}
    unlike = differences_in([book for listed in books.values() for book in listed], folder)
    for name, differences in zip(names, unlike, strict=True):
        found[name] += differences
    return found


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    folder = tmp_path_factory.mktemp("rules")
    variants = {use: rule_campaign(folder / use, **tables) for use, tables in VARIANTS.items()}
    return Law(rule_campaign(folder / "考核"), variants, folder)


@each_case
def test_the_count_is_the_oracle_s(law: Law, name: str) -> None:
    for case in law.cases(name):
        assert_foretold(told(result_object(case.data, "")), case.oracle, case.data)
        assert votes_told(case.data) == votes_foretold(case.oracle)


@each_case
def test_the_ballots_put_together_come_to_the_same(law: Law, name: str) -> None:
    """As an archive holds them, whatever the line is from which they stand whole."""
    for case, line in product(law.cases(name)[-1:], (1, 99)):
        pooled = pool_ballots(case.plain, case.evidence, [], line=line, secret=b"key")
        evidence = replace(case.evidence, registers=registers_of(case.plain, pooled), counts=[], pooled=[*pooled.rows])
        assert compute(case.plain, evidence) == compute(case.plain, case.evidence)


@pytest.mark.slow
@each_case
def test_a_pocket_calculator_comes_to_each_step(law: Law, name: str) -> None:
    for case in law.cases(name):
        assert [*miscalculated(Calculated(case.data.scheme, case.data.result, case.steps))] == []


@each_case
def test_a_statement_for_the_person_tells_no_figure_that_his_letter_does_not(law: Law, name: str) -> None:
    for case in law.cases(name)[-1:]:
        assert [*beyond_letter(replace(case.data, official=True))] == []


@pytest.mark.slow
@needs_libreoffice
@each_case
def test_the_formulas_are_the_count(law: Law, name: str) -> None:
    assert law.unlike[name] == []
    assert not any(map(disagrees, law.books[name]))


@for_each([*PLACES, *CONDITIONS])
def test_no_step_is_worse_in_the_best_case(law: Law, name: str) -> None:
    """Places under every rule, with ties across an edge, vetoed ratees and open ones."""
    for case in law.cases(name):
        for code, steps in steps_of(RankedRatees(case.data)).items():
            spans = (steps.gates, steps.first, *steps.heads, steps.tiers)
            assert all(span.best <= span.worst for span in spans), (code, steps)


@each_rule_of_figures
def test_a_rule_of_figures_moves_something(law: Law, name: str) -> None:
    """Otherwise the values that were drawn show nothing, and the campaign of the law has to be completed."""
    outcomes = [_outcome(case) for case in law.cases(name)]
    assert any(outcome != outcomes[0] for outcome in outcomes[1:])


def test_a_rule_of_no_figures_moves_none(law: Law) -> None:
    for rule in (rule for rule in DECLARED if not rule.figures):
        figures = [told(result_object(case.data, "")) for case in law.cases(rule.name)]
        assert all(each == figures[0] for each in figures[1:]), rule.name


@each_rule_of_figures
def test_its_sentence_stands_on_the_sheet(law: Law, name: str) -> None:
    """What it says under one value of those that were drawn it does not say under another."""
    said = [_said(BY_NAME[name], case) for case in law.cases(name)]
    assert len(set(said)) > 1
    case, words = max(zip(law.cases(name), said, strict=True), key=lambda pair: len(pair[1]))
    book = law.summary(case)
    sheets = {section: _sheet(book, ON_OTHER_SHEETS.get(section, "计算说明")) for section, _ in words}
    assert [text for section, text in words if text not in sheets[section]] == []


def _outcome(case: Ruled) -> object:
    """The figures, and the errors by which they are 试算."""
    errors = sorted(finding.code for finding in case.data.findings if finding.severity is Severity.ERROR)
    return told(result_object(case.data, "")), votes_told(case.data), errors


def _said(rule: Rule, case: Ruled) -> tuple[tuple[Section, str], ...]:
    return tuple((each.section, words) for each in rule.sentences for words in each.words(case.data.scheme))


def _sheet(book: bytes, sheet: str) -> str:
    """Everything that stands on a sheet."""
    return "\n".join(str(value) for value, _ in contents(book, sheet, values=True).values())


# ---------------------------------------------------------------- the law can fail


@pytest.mark.slow
@needs_libreoffice
def test_a_rule_that_the_formulas_forget_breaks_the_law_by_its_name(
    law: Law, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rule once without each of its formulas, while the count still goes by it."""
    books = {}
    for rule, effect in ((own, each) for own in DECLARED for each in own.effects if each.formula):
        forgetful = tuple(_without_formula(each, effect) if each is rule else each for each in DECLARED)
        cases = [*law.cases(rule.name)[-2:], *(law.cases(WEIGHTED)[-2:] if rule.name == "述职测评权重" else ())]
        with monkeypatch.context() as patch:
            patch.setattr(rules, "DECLARED", forgetful)
            patch.setattr(rules, "EFFECTS", rules.effects_by_step(forgetful))
            books[f"{rule.name}：{effect.step.name}"] = [write_summary(case.data) for case in cases]
    assert len(books) >= _FORMULAS
    lawful = list(books)
    for place in range(max(map(len, books.values()))):  # one summary of each breaks the law: most often the last
        tried = {name: books[name][-1 - place :][:1] for name in lawful if place < len(books[name])}
        folder = tmp_path / str(place)
        folder.mkdir()
        unlike = recalculated(tried, folder) if tried else {}
        lawful = [name for name in lawful if not unlike.get(name)]
    assert lawful == []


@pytest.mark.slow
def test_a_rule_that_the_count_forgets_breaks_the_law_by_its_name(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rule once without its effect, which the oracle does not forget."""
    kept: list[str] = []
    for rule in (rule for rule in DECLARED if rule.effects):
        patched = tuple(replace(each, effects=()) if each is rule else each for each in DECLARED)
        cases = law.cases(rule.name)
        with monkeypatch.context() as patch:
            patch.setattr(rules, "DECLARED", patched)
            patch.setattr(rules, "EFFECTS", rules.effects_by_step(patched))
            found = (law.of(rule).counted(**{rule.name: value}) for value in values(rule))
            pairs = zip(found, cases, strict=True)
            if all(told(result_object(data, "")) == foretold(case.oracle) for data, case in pairs):
                kept.append(rule.name)
    assert kept == []


_FORMULAS = 9
"""Formulas of rules, at the least: this many there were when the law was made."""


def _without_formula(rule: Rule, forgotten: StepEffect[Any, Any, Any]) -> Rule:
    """As if a formula had been forgotten: a figure is handed on as it came, and no condition or factor is added."""
    conditions = (EMPTY_CLASSES, MISSING_PERIODS, TIE_BREAK, VETOED_PLACES, VETOED_BASE, FIRST_TIER, REACHED_TIER)
    adds = forgotten.step in (*conditions, EXEMPT_POINTS, EXEMPT_FACTOR)
    forgetful = replace(forgotten, formula=lambda _, cells: "" if adds else cells)
    return replace(rule, effects=tuple(forgetful if each is forgotten else each for each in rule.effects))
